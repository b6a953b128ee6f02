"""Artwork over real HTTP: what a server sends, and what a browser gets of it."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.audience import Audience
from accounts.models import User
from catalog.models import Alias, Artwork, Picture
from catalog.pictures.keeping import gate
from catalog.pictures.views import artwork
from tests.catalog.gallery import (
    Wall,
    a_picture,
    a_server,
    a_title,
    a_wall,
    opened,
    photo,
)
from tests.faults import Faulty, answer

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("artwork_folder"),
]


def test_a_picture_is_fetched_once_for_all_its_widths(
    bobs: Client, artwork_folder: Path
) -> None:
    with a_wall(answer(photo())) as wall:
        for width in (160, 240, 640):
            got = bobs.get(wall.path(width))
            assert got.status_code == 200
            assert got["Content-Type"] == "image/webp"
            shown = opened(got.content)
            assert (shown.format, shown.size) == ("WEBP", (width, width * 3 // 2))
        assert wall.far.connections == 1
        files = list(artwork_folder.rglob("*.webp"))
        assert len(files) == 5
        assert wall.kept().size_bytes == sum(file.stat().st_size for file in files)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
def test_the_content_decides_and_no_name(bobs: Client, kind: str) -> None:
    content = photo(300, 450, kind)
    script = answer(content, "200 OK", "Content-Type: text/html")
    with a_wall(script, file="poster.svg") as wall:
        assert opened(bobs.get(wall.path()).content).size == (160, 240)


def test_nothing_is_enlarged(bobs: Client) -> None:
    with a_wall(answer(photo(200, 300))) as wall:
        assert opened(bobs.get(wall.path(160)).content).size == (160, 240)
        assert opened(bobs.get(wall.path(640)).content).size == (200, 300)
        assert wall.kept().widths == [160, 200]


def test_only_the_pixels_are_passed_on(bobs: Client) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lay it on its side
    exif[0x010E] = "the garden of somebody"
    content = photo(600, 400, exif=exif.tobytes(), comment=b"taken by somebody")
    with a_wall(answer(content)) as wall:
        got = bobs.get(wall.path()).content
    shown = opened(got)
    assert shown.size == (160, 240)
    assert b"somebody" not in got
    assert not shown.getexif()
    assert {"exif", "icc_profile", "xmp"}.isdisjoint(shown.info)


def test_a_logo_stays_see_through(bobs: Client) -> None:
    logo = Image.new("RGBA", (400, 100), (255, 0, 0, 0))
    logo.paste((0, 0, 255, 255), (100, 0, 300, 100))
    into = io.BytesIO()
    logo.save(into, "PNG")
    with a_wall(answer(into.getvalue()), key="logo") as wall:
        shown = opened(bobs.get(wall.path(320)).content)
        assert wall.kept().placeholder == ""
    assert shown.size == (320, 80)
    corner = shown.convert("RGBA").getpixel((2, 2))
    assert isinstance(corner, tuple)
    assert corner[3] == 0


def test_of_a_moving_picture_the_first_is_taken(bobs: Client) -> None:
    frames = [Image.new("RGB", (200, 300), colour) for colour in ("red", "blue")]
    into = io.BytesIO()
    frames[0].save(into, "GIF", save_all=True, append_images=frames[1:] * 50)
    with a_wall(answer(into.getvalue())) as wall:
        shown = opened(bobs.get(wall.path()).content)
    assert getattr(shown, "n_frames", 1) == 1
    red, _, blue = shown.convert("RGB").getpixel((50, 50))  # type: ignore[misc]
    assert red > 200 > 50 > blue


# --- addresses, and how long a browser may keep what is behind them -------------------


def test_the_address_in_a_page_may_be_kept_for_a_month(bobs: Client) -> None:
    with a_wall(answer(photo())) as wall:
        address = wall.path(v=wall.version())
        first = bobs.get(address)
        assert first["Cache-Control"] == "private, max-age=2592000, immutable"
        assert address == wall.path(v=wall.version()), "fetching changed the address"
        assert bobs.get(wall.path(v="other"))["Cache-Control"] == "private, max-age=300"
        assert bobs.get(wall.path())["Cache-Control"] == "private, max-age=300"


def test_what_a_browser_has_is_not_sent_again(
    bobs: Client, artwork_folder: Path
) -> None:
    with a_wall(answer(photo())) as wall:
        etag = bobs.get(wall.path())["ETag"]
        for file in artwork_folder.rglob("*.webp"):
            file.unlink()
        again = bobs.get(wall.path(), headers={"if-none-match": f'"x", {etag}'})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == etag
        assert wall.far.connections == 1
        # Another width is another picture.
        other = bobs.get(wall.path(240), headers={"if-none-match": etag})
        assert other.status_code == 200


def test_another_address_at_the_server_is_another_picture(bobs: Client) -> None:
    with a_wall(answer(photo()), answer(photo(300, 450))) as wall:
        bobs.get(wall.path())
        before = wall.version()
        Artwork.objects.update(url=f"{wall.far.url}/poster.jpg?hash=2")
        assert wall.version() != before
        assert opened(bobs.get(wall.path(640)).content).size == (300, 450)


def _a_day_later(wall: Wall) -> None:
    Picture.objects.update(asked_at=timezone.now() - timedelta(days=2))


def test_an_unchanged_picture_is_asked_for_again_once_a_day(bobs: Client) -> None:
    same = answer(b"", "304 Not Modified")
    with a_wall(answer(photo(), "200 OK", 'ETag: "one"'), same) as wall:
        bobs.get(wall.path())
        _a_day_later(wall)
        before = wall.version()
        for _ in range(2):
            assert bobs.get(wall.path()).status_code == 200
            gate.settle()
        assert wall.far.connections == 2
        assert b'If-None-Match: "one"' in wall.far.requests[1]
        assert wall.version() == before
        assert timezone.now() - wall.kept().asked_at < timedelta(hours=1)


def test_a_picture_that_changed_in_its_place_gets_a_new_address(
    bobs: Client, artwork_folder: Path
) -> None:
    first = answer(photo(), "200 OK", "Last-Modified: Sat, 21 Nov 2026 10:00:00 GMT")
    with a_wall(first, answer(photo(300, 450))) as wall:
        bobs.get(wall.path())
        before = wall.version()
        _a_day_later(wall)
        # The one who asks gets what is there, and the next the new one.
        assert opened(bobs.get(wall.path(640)).content).size == (640, 960)
        gate.settle()
        assert b"If-Modified-Since: Sat, 21 Nov 2026" in wall.far.requests[1]
        assert opened(bobs.get(wall.path(640)).content).size == (300, 450)
        assert wall.version() != before
        assert bobs.get(wall.path(v=before))["Cache-Control"] == "private, max-age=300"
        assert len(list(artwork_folder.rglob("*.webp"))) == len(wall.kept().widths)


def test_a_kept_picture_outlives_its_server(bobs: Client) -> None:
    with a_wall(answer(photo())) as wall:
        bobs.get(wall.path())
        _a_day_later(wall)
    for _ in range(2):
        assert bobs.get(wall.path()).status_code == 200
        gate.settle()
    assert wall.kept().failure == "connect_refused"
    assert wall.version(), "the page still shows it"


# --- who may see it -------------------------------------------------------------------


def test_it_is_for_people_who_are_logged_in(client: Client, bobs: Client) -> None:
    assert artwork.audience is Audience.VIEWERS  # type: ignore[attr-defined]
    with a_wall(answer(photo())) as wall:
        assert client.get(wall.path()).status_code == 302
        assert wall.far.connections == 0
        assert bobs.post(wall.path()).status_code == 405
        assert bobs.head(wall.path()).status_code == 200


def test_a_hidden_title_has_no_picture_for_viewers(bobs: Client, alice: User) -> None:
    with a_wall(answer(photo())) as wall:
        type(wall.item).objects.update(available=False)
        assert bobs.get(wall.path()).status_code == 404
        assert wall.far.connections == 0
        alices = Client()
        alices.force_login(alice)
        assert alices.get(wall.path()).status_code == 200
        assert bobs.get(wall.path()).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        ("/160.webp", "/161.webp"),
        ("/160.webp", "/99999999999999999999.webp"),
        ("/160.webp", "/0.webp"),
        ("/160.webp", "/-160.webp"),
        ("/160.webp", "/960.webp"),
        ("/160.webp", "/160.jpg"),
        ("/poster/", "/logo/"),
        ("/poster/", "/no-such-thing/"),
        ("/artwork/", "/artwork/../artwork/"),
    ],
)
def test_addresses_that_lead_nowhere(bobs: Client, change: tuple[str, str]) -> None:
    with a_wall(answer(photo())) as wall:
        assert bobs.get(wall.path().replace(*change)).status_code == 404
        assert wall.far.connections == 0


def test_the_id_of_a_merged_title_still_leads_to_its_picture(bobs: Client) -> None:
    with a_wall(answer(photo())) as wall:
        gone = a_title()
        Alias.objects.create(
            public_id=gone.public_id,
            item=wall.item,
            kind="movie",
            created_at=timezone.now(),
        )
        gone.delete()
        path = wall.path().replace(str(wall.item.public_id), str(gone.public_id))
        assert bobs.get(path).status_code == 200


def test_no_answer_names_a_server(bobs: Client) -> None:
    """Not where it is, not what it said."""
    secret = "Set-Cookie: token=abc"
    with (
        a_wall(answer(photo(), "200 OK", secret)) as good,
        a_wall(answer(b"token=abc", "500 Oh", secret)) as bad,
    ):
        for wall in (good, bad):
            got: Any = bobs.get(wall.path())
            said = str(got.headers) + got.content.decode("latin-1")
            assert not re.search(rf"{wall.far.port}|127\.0\.0\.1|token", said)


# --- what may be asked, and of whom ---------------------------------------------------


def test_a_picture_inside_the_house_is_not_fetched_for_a_stranger(
    bobs: Client,
) -> None:
    """A server names addresses; only its own of them may be private."""
    with Faulty(answer(photo())) as inner:
        item = a_title()
        server = a_server("http://127.0.0.1:9")
        a_picture(item, url=f"{inner.url}/poster.jpg", server=server)
        path = f"/artwork/{item.public_id}/poster/160.webp"
        assert bobs.get(path).status_code == 404
        # The negative control: the same address of a server that is there.
        type(server).objects.update(api_url=inner.url)
        Picture.objects.all().delete()
        assert bobs.get(path).status_code == 200
        assert inner.connections == 1


def test_a_curators_own_address_may_be_that_of_a_server(bobs: Client) -> None:
    with Faulty(answer(photo())) as far:
        item = a_title()
        a_picture(item, url=f"{far.url}/poster.jpg")
        path = f"/artwork/{item.public_id}/poster/160.webp"
        assert bobs.get(path).status_code == 404
        assert far.connections == 0
        a_server(far.url)
        Picture.objects.all().delete()
        assert bobs.get(path).status_code == 200


def test_no_secret_of_a_server_is_sent_for_a_picture(bobs: Client) -> None:
    with a_wall(answer(photo())) as wall:
        server = wall.artwork.server
        assert server is not None
        server.keep_secret("s3cret-of-the-server")
        server.save()
        assert bobs.get(wall.path()).status_code == 200
        assert b"s3cret" not in wall.far.requests[0]
        assert b"Cookie" not in wall.far.requests[0]
