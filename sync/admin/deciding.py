"""The page on which a curator's decision is told in words before it is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog.admin import marks, words
from catalog.models import FieldLock
from sync.models import Conflict

FOLLOWS: Final = "The catalog follows in the background, usually within seconds."


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A button: what it sends, and what stands on it."""

    name: str
    value: str
    words: str


def page(
    request: HttpRequest,
    *,
    title: str,
    said: Sequence[SafeString | str],
    choices: Sequence[Choice],
    back: str,
) -> HttpResponse:
    """The page: sentences, a button for each choice, and the way back."""
    context = {
        **admin.site.each_context(request),
        "title": title,
        "said": said,
        "choices": choices,
        "back": back,
    }
    return TemplateResponse(request, "admin/sync/decide.html", context)


def about_conflict(conflict: Conflict) -> list[SafeString | str]:
    """What contradicts itself, in sentences."""
    left = marks.item_link(conflict.left)
    if conflict.right is not None:
        return [
            format_html("{} and {}.", left, marks.item_link(conflict.right)),
            f"{conflict.get_reason_display()}: {conflict.evidence}.",
            "Made one, what viewers did with either is combined; a split parts it "
            "again. Kept apart, they are asked about again only when something else "
            "says that they are one.",
        ]
    lock = conflict.lock
    if lock is None:
        return [left]
    holds = FieldLock.objects.filter(
        item=conflict.left, field=lock.field, key=lock.key
    ).first()
    return [
        format_html(
            "{} is locked to \u201c{}\u201d for {}.",
            words.field_name(lock.field, lock.key),
            words.short(lock.field, holds.value if holds else None),
            left,
        ),
        format_html(
            "A title that became part of it was locked to \u201c{}\u201d.",
            words.short(lock.field, lock.value),
        ),
    ]
