"""Pictures, titles that have them, and people who look: for the tests of artwork."""

from __future__ import annotations

import io
import threading
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db import connections
from django.test import Client
from django.utils import timezone
from django.utils.text import slugify
from PIL import Image

from accounts.models import User
from catalog.models import Artwork, Item, Picture, Server
from catalog.pictures import keeping
from catalog.pictures.addresses import key_of, path_of
from catalog.pictures.slots import choose, with_artwork
from tests.faults import Faulty, Script


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
        slug=slugify(name),
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


@dataclass(frozen=True, slots=True)
class Wall:
    """A picture at a server that does as it is told, and its address with us."""

    far: Faulty
    item: Item
    artwork: Artwork

    def path(self, width: int = 160, **query: str) -> str:
        address = f"/artwork/{self.item.public_id}/{self.artwork.key}/{width}.webp"
        return f"{address}?{urlencode(query)}" if query else address

    def version(self) -> str:
        """What a page writes behind the address now."""
        [item] = with_artwork([Item.objects.get(pk=self.item.pk)])
        chosen = choose(item, self.artwork.key)
        assert chosen is not None
        return path_of(item, chosen.artwork, 160).partition("v=")[2]

    def kept(self) -> Picture:
        return Picture.objects.get(key=key_of(self.artwork))


@contextmanager
def a_wall(
    *scripts: Script, key: str = "poster", file: str = "poster.jpg"
) -> Iterator[Wall]:
    """A movie whose picture each connection answers with the next script."""
    with Faulty(*scripts) as far:
        server = a_server(far.url, name=f"Server {far.port}")
        item = a_title()
        yield Wall(
            far, item, a_picture(item, key, url=f"{far.url}/{file}", server=server)
        )
        keeping.gate.settle()


def looks(user: User, paths: Sequence[str]) -> list[Any]:
    """What a person's browser gets when it asks for all of these at once."""

    def look(path: str) -> Any:
        try:
            client = Client()
            client.force_login(user)
            barrier.wait()
            return client.get(path)
        finally:
            connections.close_all()

    barrier = threading.Barrier(len(paths))
    with ThreadPoolExecutor(len(paths)) as pool:
        return list(pool.map(look, paths))
