"""The addresses of a film in pieces, asked as players ask them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import av
import pytest
from django.test import Client

from accounts.models import User
from catalog.models import Item, MediaFile, Server
from streaming.models import MediaIndex
from tests.api import bearer, client_of, sent
from tests.library_server import LibraryServer, library_server
from tests.streaming.films import SECONDS, make
from tests.streaming.titles import add_file, make_movie, make_server

pytestmark = pytest.mark.django_db
URI = re.compile(r'URI="([^"]*)"')


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("library")
    folder = root / "movies" / "Fog"
    folder.mkdir(parents=True)
    make(folder, "Fog.mkv")
    (folder / "Noise.mkv").write_bytes(b"no film" * 100)
    return root


@pytest.fixture(scope="module")
def server(library: Path) -> Iterator[LibraryServer]:
    with library_server(library) as running:
        yield running


@pytest.fixture
def item(server: LibraryServer) -> Item:
    made = make_movie(video_codec="h264")
    attic = make_server(server.url)
    add_file(made, attic, f"{server.url}/movies/Fog/Fog.mkv", container="mkv")
    add_file(made, attic, f"{server.url}/movies/Fog/Noise.mkv", key="attic#2")
    return made


def base(item: Item, key: str = "attic") -> str:
    return f"/hls/{item.public_id}/{key}"


def lines(text: str) -> list[str]:
    """The addresses in a playlist."""
    named = URI.findall(text)
    return named + [line for line in text.splitlines() if line and line[0] != "#"]


def test_a_player_finds_its_way_from_the_first_address(bob: User, item: Item) -> None:
    player = client_of(bob)
    master = player.get(f"{base(item)}/master.m3u8?audio=aac")
    assert master["Content-Type"] == "application/vnd.apple.mpegurl"
    sounds_and_picture = lines(master.content.decode())
    # The second sound is AC-3, which this player did not name.
    assert [url.rsplit("/", 1)[1] for url in sounds_and_picture] == [
        "a1-copy.m3u8",
        "a2-aac.m3u8",
        "v0-copy.m3u8",
    ]
    for url in sounds_and_picture:
        init, *pieces = lines(player.get(url).content.decode())
        assert len(pieces) == 3
        data = b"".join(player.get(one).content for one in (init, *pieces))
        with av.open(io.BytesIO(data), "r") as container:
            assert container.duration is not None
            length = container.duration / 1_000_000 - 10
            assert length == pytest.approx(SECONDS, abs=0.2)


def test_it_is_read_once_from_the_file(bob: User, item: Item) -> None:
    player = client_of(bob)
    player.get(f"{base(item)}/v0-copy.m3u8")
    row = MediaIndex.objects.get()
    player.get(f"{base(item)}/v0-copy.m3u8")
    assert MediaIndex.objects.get().at == row.at
    body = {"item": str(item.public_id), "client": {"containers": ["mp4"]}}
    said = sent(player, "POST", "/api/v1/playback/", body).json()
    assert (said["decision"], said["file"]) == ("remux", "attic")
    assert said["reasons"]["attic"] == ["container_not_supported"]


def test_who_may_not_see_the_title_gets_no_piece(bob: User, item: Item) -> None:
    url = f"{base(item)}/v0-copy.m3u8"
    assert client_of(None).get(url).status_code == 302
    bob.is_active = False
    bob.save()
    assert client_of(bob).get(url).status_code == 302


def test_a_pass_goes_on_to_every_piece(bob: User, item: Item) -> None:
    body = {"item": str(item.public_id), "client": {"containers": ["mp4"]}}
    said = sent(Client(), "POST", "/api/v1/playback/", body, **bearer(bob, "watch"))
    master = Client().get(said.json()["url"])
    assert master.status_code == 200
    picture = lines(master.content.decode())[-1]
    init, first, *_ = lines(Client().get(picture).content.decode())
    assert Client().get(init).status_code == 200
    assert Client().get(first).status_code == 200
    assert Client().get(first.partition("?")[0]).status_code == 302


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("other.m3u8", 404),
        ("v0-copy-0.mp4", 404),
        ("v9-copy.m3u8", 404),
        ("a0-copy.m3u8", 404),
        ("v0-copy-99.m4s", 410),
        ("v0-copy-99999999.m4s", 404),
        ("..%2fmaster.m3u8", 404),
        ("v0-copy-0.m4s", 410),
    ],
)
def test_what_is_not_there(bob: User, item: Item, name: str, status: int) -> None:
    answer = client_of(bob).get(f"{base(item)}/{name}")
    assert answer.status_code == status
    if answer["Content-Type"].startswith("text/plain"):
        assert answer.content.endswith(b".")


def test_a_piece_behind_the_last_one(bob: User, item: Item) -> None:
    player = client_of(bob)
    *_, last = lines(player.get(f"{base(item)}/v0-copy.m3u8").content.decode())
    assert player.get(last.replace("-2.m4s", "-3.m4s")).status_code == 404


def test_a_file_that_changed_is_not_mixed_with_what_it_was(
    bob: User, item: Item, library: Path
) -> None:
    player = client_of(bob)
    *_, piece = lines(player.get(f"{base(item)}/v0-copy.m3u8").content.decode())
    path = library / "movies" / "Fog" / "Fog.mkv"
    kept = path.read_bytes()
    try:
        path.write_bytes(kept + bytes(1000))
        answer = player.get(piece)
        assert answer.status_code == 410
        assert b"has changed" in answer.content
        assert player.get(f"{base(item)}/master.m3u8").status_code == 200
    finally:
        path.write_bytes(kept)


def test_no_film_is_said_in_words(bob: User, item: Item) -> None:
    answer = client_of(bob).get(f"{base(item, 'attic%232')}/master.m3u8")
    assert answer.status_code == 415
    assert b"no MP4, Matroska" in answer.content
    # What is known of it then is no reason to ask again.
    again = client_of(bob).get(f"{base(item, 'attic%232')}/master.m3u8")
    assert again.status_code == 415


def test_a_server_that_is_gone_is_said_in_words(bob: User, item: Item) -> None:
    Server.objects.update(api_url="http://127.0.0.1:9")
    MediaFile.objects.update(url="http://127.0.0.1:9/film.mkv")
    answer = client_of(bob).get(f"{base(item)}/master.m3u8")
    assert answer.status_code == 502
    assert answer.content == b"Attic does not give this file."
    assert b"127.0.0.1" not in answer.content
