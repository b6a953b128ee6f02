"""Reads of what can be watched, shared by pages, streams and the API."""

from __future__ import annotations

from django.db.models import Q

from catalog.models import Caption, Item, MediaFile


def files_of(item: Item) -> list[MediaFile]:
    """The files that may be played, in the order of the merge."""
    rows = MediaFile.objects.filter(_served(), item=item).select_related("server")
    return list(rows.defer("server__secret").order_by("position", "key"))


def file_of(item: Item, key: str) -> MediaFile | None:
    """One of them."""
    if _has_nul(key):
        return None
    rows = MediaFile.objects.filter(_served(), item=item, key=key)
    return rows.select_related("server").defer("server__secret").first()


def captions_of(item: Item) -> list[Caption]:
    """The captions that are finished."""
    rows = Caption.objects.filter(_served(), item=item, pending=False)
    return list(rows.order_by("key"))


def caption_of(item: Item, key: str) -> Caption | None:
    """One of them, with its server."""
    if _has_nul(key):
        return None
    rows = Caption.objects.filter(_served(), item=item, pending=False, key=key)
    return rows.select_related("server").defer("server__secret").first()


def _has_nul(key: str) -> bool:
    """PostgreSQL refuses to look for such a text, and no key is one."""
    return "\0" in key


def _served() -> Q:
    """By an enabled server, or written by a curator."""
    return Q(server__isnull=True) | Q(
        server__enabled=True, server__removed_at__isnull=True
    )
