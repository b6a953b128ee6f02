"""Artwork over real HTTP: what a server sends, and what a browser gets of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from catalog.models import Picture
from tests.catalog.gallery import a_picture, a_server, a_title, opened, photo
from tests.faults import Faulty, answer

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_picture_is_fetched_once_and_kept(bobs: Client, artwork_folder: Path) -> None:
    with Faulty(answer(photo(), "200 OK", 'ETag: "one"')) as far:
        movie = a_title()
        a_picture(movie, url=f"{far.url}/poster.jpg", server=a_server(far.url))
        address = f"/artwork/{movie.public_id}/poster"
        for width in (160, 240, 640):
            got = bobs.get(f"{address}/{width}.webp")
            assert got.status_code == 200
            assert got["Content-Type"] == "image/webp"
            shown = opened(got.content)
            assert (shown.format, shown.size) == ("WEBP", (width, width * 3 // 2))
        assert far.connections == 1
    assert len(list(artwork_folder.rglob("*.webp"))) == 5
    kept = Picture.objects.get()
    assert kept.size_bytes == sum(
        file.stat().st_size for file in artwork_folder.rglob("*.webp")
    )
