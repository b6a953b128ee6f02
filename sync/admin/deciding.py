"""What a curator is told of a conflict before deciding it, and what follows."""

from __future__ import annotations

from typing import Any, Final

from django.utils.html import format_html
from django.utils.text import capfirst

from catalog.admin import marks, words
from catalog.models import FieldLock, FormerLock, Item
from sync import conflicts
from sync.admin import matching
from sync.models import Conflict
from sync.regrouping import mark_of

FOLLOWS: Final = "The catalog follows in the background, usually within seconds."


def told(conflict: Conflict) -> dict[str, Any]:
    """For the page: what contradicts itself, and what would come of a decision.

    `seen` is sent back with the decision: it is of what was shown, or refused.
    """
    if conflict.lock is not None:
        return _of_lock(conflict.left, conflict.lock)
    left, right = conflict.left, conflicts.other_of(conflict)
    found = matching.told_merge(left, right)
    return {
        **found,
        "said": [
            format_html("{} and {}.", marks.item_link(left), marks.item_link(right)),
            f"{capfirst(conflict.get_reason_display())}: {conflict.evidence}.",
        ],
        "seen": found["preview"].mark,
    }


def _of_lock(item: Item, lock: FormerLock) -> dict[str, Any]:
    holds = FieldLock.objects.filter(item=item, field=lock.field, key=lock.key).first()
    values = [holds.value if holds else None, lock.value]
    return {
        "said": [
            format_html(
                "{} is locked to \u201c{}\u201d for {}.",
                words.field_name(lock.field, lock.key),
                words.short(lock.field, values[0]),
                marks.item_link(item),
            ),
            format_html(
                "A title that became part of it was locked to \u201c{}\u201d.",
                words.short(lock.field, lock.value),
            ),
        ],
        "seen": mark_of([lock.pk, *values]),
    }
