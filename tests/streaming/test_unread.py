"""Files that are read before somebody plays them."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from accounts.models import User
from catalog.models import Item, Server
from streaming import tasks, unread
from streaming.indexing import Unknown, known
from streaming.models import MediaIndex
from streaming.queries import files_of
from tests.api import client_of, sent
from tests.library_server import LibraryServer, library_server
from tests.streaming.films import make
from tests.streaming.titles import add_file, make_movie, make_server

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LibraryServer]:
    root = tmp_path_factory.mktemp("library")
    folder = root / "movies" / "Fog"
    folder.mkdir(parents=True)
    make(folder, "Fog.mkv", audio=("-c:a", "ac3"), seconds=5)
    make(folder, "Good.mp4", seconds=5)
    (folder / "Noise.mkv").write_bytes(b"no film" * 100)
    with library_server(root) as running:
        yield running


@pytest.fixture
def item(server: LibraryServer) -> Item:
    """Three files of which their server says nothing but a name."""
    made = make_movie()
    attic = make_server(server.url)
    for key, name in (("a", "Fog.mkv"), ("b", "Noise.mkv"), ("c", "Good.mp4")):
        add_file(made, attic, f"{server.url}/movies/Fog/{name}", key=key)
    return made


def test_what_nobody_describes_is_read_once(item: Item) -> None:
    assert unread.read() == unread.Round(read=2, refused=1, unreachable=0)
    rows = list(MediaIndex.objects.order_by("pk").values_list("pk", "at"))
    assert len(rows) == 3
    assert unread.read() == unread.Round(read=0, refused=0, unreachable=0)
    assert list(MediaIndex.objects.order_by("pk").values_list("pk", "at")) == rows


def test_it_decides_how_the_title_plays(bob: User, item: Item) -> None:
    body = {
        "item": str(item.public_id),
        "client": {
            "containers": ["mp4"],
            "video": [{"codec": "h264"}],
            "audio": ["aac"],
        },
    }
    player = client_of(bob)
    tasks.read_files()
    said = sent(player, "POST", "/api/v1/playback/", body).json()
    assert (said["decision"], said["file"]) == ("remux", "a")
    assert said["reasons"]["a"] == [
        "container_not_supported",
        "audio_codec_not_supported",
    ]
    # A file that cannot be read is not offered in pieces.
    ways = {(one["file"], one["decision"]) for one in said["fallbacks"]}
    assert ways == {
        ("c", "direct"),
        ("c", "remux"),
        ("a", "transcode"),
        ("c", "transcode"),
    }


def test_what_is_described_well_is_left_alone(server: LibraryServer) -> None:
    title = make_movie(
        video_codec="h264", audio_tracks=[{"codec": "aac"}], duration_ms=5000
    )
    url = f"{server.url}/movies/Fog/Good.mp4"
    add_file(title, make_server(server.url), url, container="mp4")
    assert unread.read() == unread.Round(read=0, refused=0, unreachable=0)
    out = StringIO()
    call_command("read_files", every=True, stdout=out)
    assert out.getvalue() == "Read 1 files; 0 cannot be read, and 0 were not reached.\n"
    (film,) = known(files_of(title)).values()
    assert not isinstance(film, Unknown)
    assert film.container == "mp4"


def test_a_server_that_does_not_answer_is_asked_once(item: Item) -> None:
    item.files.update(url="http://127.0.0.1:9/film.mkv")
    Server.objects.update(api_url="http://127.0.0.1:9")
    assert unread.read() == unread.Round(read=0, refused=0, unreachable=1)
    Server.objects.update(health=Server.Health.DEGRADED)
    assert unread.read() == unread.Round(read=0, refused=0, unreachable=0)


@pytest.mark.parametrize("change", [{"enabled": False}])
def test_a_server_that_is_switched_off_is_not_asked(
    item: Item, change: dict[str, object]
) -> None:
    Server.objects.update(**change)
    assert unread.read() == unread.Round(read=0, refused=0, unreachable=0)


def test_a_film_without_a_table_is_read_whole(tmp_path: Path, item: Item) -> None:
    (row, *_) = files_of(item)
    unread.read()
    MediaIndex.objects.update(
        state=MediaIndex.State.NO_TABLE, told={}, words="no table"
    )
    assert isinstance(known([row])[row.pk], Unknown)
    assert unread.read().read == 2
    assert not isinstance(known([row])[row.pk], Unknown)
