"""Pictures, titles that have them, and people who look: for the tests of artwork."""

from __future__ import annotations

import io
import uuid
from typing import Any

from django.utils import timezone
from PIL import Image

from catalog.models import Artwork, Item, Server


def photo(
    width: int = 900, height: int = 1350, kind: str = "JPEG", **options: Any
) -> bytes:
    """A picture that is not all of one colour."""
    image = Image.linear_gradient("L").resize((width, height))
    coloured = Image.merge("RGB", (image, image.rotate(90).resize(image.size), image))
    into = io.BytesIO()
    coloured.save(into, kind, **options)
    return into.getvalue()


def opened(content: bytes) -> Image.Image:
    """A picture as somebody who got its bytes sees it."""
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def a_server(url: str = "http://127.0.0.1:9", name: str = "Attic") -> Server:
    """A server that has its own number in the order."""
    return Server.objects.create(
        name=name,
        slug=name.lower(),
        kind="media-processor",
        api_url=url,
        priority=Server.objects.count() + 1,
    )


def a_title(kind: str = "movie", **values: Any) -> Item:
    """A title; `parent` and `number` for what is part of another."""
    if kind in {"movie", "show"}:
        values.setdefault("slug", uuid.uuid4().hex)
    values.setdefault("title", f"A {kind}")
    return Item.objects.create(kind=kind, created_at=timezone.now(), **values)


def a_picture(item: Item, key: str = "poster", **values: Any) -> Artwork:
    """An entry of a title, as a sync writes it."""
    values.setdefault("url", f"http://127.0.0.1:9/{item.pk}/{key}.jpg")
    return Artwork.objects.create(item=item, key=key, **values)
