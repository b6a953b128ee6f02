"""Tries that are counted end, whatever the clock did meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import attempts
from accounts.models import Attempt

pytestmark = pytest.mark.django_db


def test_a_clock_that_is_set_back_locks_nobody_out() -> None:
    limit = attempts.OLD_PASSWORD
    for _ in range(limit.tries):
        attempts.take(limit, "mia")
    with pytest.raises(attempts.TooOften):
        attempts.take(limit, "mia")
    # As it stands after the clock was a year ahead.
    Attempt.objects.update(ends_at=timezone.now() + timedelta(days=365))
    attempts.take(limit, "mia")
    assert Attempt.objects.get().ends_at <= timezone.now() + limit.within
