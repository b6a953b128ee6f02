"""History is kept for a time, and never emptied: how a title came to be what it is now.

What is older goes, in small batches, but never the birth of a title, never a merge, and
never the newest change of a field.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef

from catalog.models import FieldChange

_AT_ONCE: Final = 2_000
_FOR_EVER: Final = (FieldChange.Action.CREATED, FieldChange.Action.MERGED)


def forget_changes(before: datetime) -> int:
    """Forget the changes of before then that something newer replaced; how many."""
    forgotten = last = 0
    newer = FieldChange.objects.filter(
        item=OuterRef("item"),
        field=OuterRef("field"),
        key=OuterRef("key"),
        pk__gt=OuterRef("pk"),
    )
    while True:
        # Rows were appended in the order of time: the first young one is the end.
        window = list(
            FieldChange.objects.filter(pk__gt=last)
            .order_by("pk")
            .values_list("pk", "at")[:_AT_ONCE]
        )
        if not window or window[0][1] >= before:
            return forgotten
        first, last = window[0][0], window[-1][0]
        old = FieldChange.objects.filter(pk__gte=first, pk__lte=last, at__lt=before)
        replaced = old.exclude(action__in=_FOR_EVER).filter(Exists(newer))
        pks = list(replaced.values_list("pk", flat=True))
        forgotten += FieldChange.objects.filter(pk__in=pks).delete()[0]
