"""A title with files and captions, written straight into rows, to be played."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from catalog.models import Caption, Item, MediaFile, Server


def make_server(url: str, name: str = "Attic", priority: int = 1) -> Server:
    """An enabled server at this address."""
    return Server.objects.create(
        name=name,
        slug=name.lower(),
        kind="media-processor",
        api_url=url,
        secret="never-in-an-answer-9917",
        priority=priority,
    )


def make_movie(title: str = "Copper Harbor", **values: Any) -> Item:
    return Item.objects.create(
        kind="movie",
        slug=title.lower().replace(" ", "-"),
        title=title,
        created_at=timezone.now(),
        **values,
    )


def add_file(item: Item, server: Server | None, url: str, **values: Any) -> MediaFile:
    position = item.files.count()
    key = values.pop("key", server.slug if server else "lock")
    return MediaFile.objects.create(
        item=item, server=server, url=url, key=key, position=position, **values
    )


def add_captions(
    item: Item, server: Server, url: str, key: str = "en", **values: Any
) -> Caption:
    return Caption.objects.create(item=item, server=server, url=url, key=key, **values)
