"""Many rows at once fail the way single ones do, on either database."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog import bulk
from catalog.models import Alias
from catalog.public_id import new_public_id
from tests.streaming.titles import make_movie


@pytest.mark.django_db
def test_a_row_that_does_not_fit_is_an_integrity_error() -> None:
    """What finalize catches is Django's error; the driver's own would pass it by."""
    row = (new_public_id(), make_movie().pk, "movie", timezone.now())
    columns = ("public_id", "item_id", "kind", "created_at")
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(Alias, columns, [row, row])
    assert not Alias.objects.exists()
