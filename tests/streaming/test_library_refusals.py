"""What the file server must not serve, and answers it must not finish."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from streaming.library.answers import PIECE_BYTES, file_answer
from streaming.library.files import NotServedError, open_file
from tests.library_factory import write
from tests.library_server import LibraryServer
from tests.streaming.conftest import PREFIX
from tests.streaming.raw_client import ask

DUNE = f"{PREFIX}/movies/Dune%20(2021)"


@pytest.fixture(scope="module")
def traps(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What must not be served, lying in and beside the library."""
    secret = tmp_path_factory.mktemp("outside") / "secret.json"
    secret.write_text("secret")
    folder = library / "movies/Dune (2021)"
    (library / "secret.json").write_text("secret")
    (folder / ".hidden.json").write_text("secret")
    (folder / "script.html").write_text("secret")
    (folder / "link.json").symlink_to(secret)
    (folder / "inside.json").symlink_to(folder / "metadata.json")
    (folder / "linked").symlink_to(secret.parent)
    (folder / "folder.json").mkdir()
    os.mkfifo(folder / "pipe.json")
    yield
    for name in ("link.json", "inside.json", "linked", "pipe.json"):
        (folder / name).unlink()


@pytest.mark.parametrize(
    "path",
    [
        f"{DUNE}/../../secret.json",
        f"{DUNE}/..%2f..%2fsecret.json",
        f"{DUNE}/%2e%2e/%2e%2e/secret.json",
        f"{DUNE}/%252e%252e/secret.json",
        f"{PREFIX}/movies/../../../etc/hosts.json",
        f"{PREFIX}/secret.json",
        f"{PREFIX}/movies/secret.json",
        f"{PREFIX}/movies//etc/passwd.json",
        f"{DUNE}//metadata.json",
        f"{DUNE}/metadata.json/",
        f"{DUNE}/metadata.json%00",
        f"{DUNE}/%00.json",
        f"{DUNE}/%ff.json",
        f"{DUNE}%2fmetadata.json",
        f"{DUNE}/..%5c..%5csecret.json",
        f"{DUNE}/.hidden.json",
        f"{DUNE}/%2ehidden.json",
        f"{DUNE}/tmdb.config",
        f"{DUNE}/Dune%20(2021).mp4.info",
        f"{DUNE}/script.html",
        f"{DUNE}/link.json",
        f"{DUNE}/inside.json",
        f"{DUNE}/linked/secret.json",
        f"{DUNE}/folder.json",
        f"{DUNE}/pipe.json",
        f"{DUNE}",
        f"{DUNE}/{'a' * 300}.json",
        f"{PREFIX}/movies/" + "a/" * 50 + "x.json",
        "/movies/Dune%20(2021)/metadata.json",
        f"{PREFIX}/music/x/y.json",
        f"{PREFIX}x/movies/Dune%20(2021)/metadata.json",
        "/",
        "*",
    ],
)
def test_what_is_not_served(server: LibraryServer, traps: None, path: str) -> None:
    reply = ask(server.url, path)
    assert reply.status in (400, 404)
    assert b"secret" not in reply.body


def test_what_is_served_beside_the_traps(server: LibraryServer, traps: None) -> None:
    """The control: the same folder, an honest name."""
    assert ask(server.url, f"{DUNE}/metadata.json").json["title"] == "Dune"
    absolute = ask(server.url, f"{server.url}{DUNE}/metadata.json")
    assert absolute.json["title"] == "Dune"


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "x" * 64_000},
        {f"X_{number}": "x" for number in range(1000)},
    ],
)
def test_too_much_header(server: LibraryServer, headers: dict[str, str]) -> None:
    assert ask(server.url, "/api/health", **headers).status in (400, 431)
    assert ask(server.url, "/api/health").status == 200


def test_a_file_cut_short_meanwhile_ends_the_answer(tmp_path: Path) -> None:
    """Else the client would take the next answer for the missing bytes."""
    path = tmp_path / "movies/Dune/Dune.mp4"
    write(path, b"x" * (3 * PIECE_BYTES))
    file = open_file(str(tmp_path), ["movies", "Dune", "Dune.mp4"])
    answer = file_answer(file, lambda name: None, get=True)
    assert len(next(answer.pieces)) == PIECE_BYTES
    os.truncate(path, PIECE_BYTES + 10)
    assert len(next(answer.pieces)) == 10
    with pytest.raises(BrokenPipeError):
        next(answer.pieces)
    answer.close()


def test_no_descriptor_is_left_open(tmp_path: Path) -> None:
    write(tmp_path / "movies/Dune/Dune.mp4", b"x")
    (tmp_path / "movies/Dune/folder.mp4").mkdir()
    before = len(list(Path("/proc/self/fd").iterdir()))
    for names in (["Dune.mp4"], ["folder.mp4"], ["none.mp4"], ["x", "y.mp4"]):
        try:
            file = open_file(str(tmp_path), ["movies", "Dune", *names])
        except NotServedError:
            continue
        file_answer(file, {"Range": "bytes=9-"}.get, get=True).close()
    assert len(list(Path("/proc/self/fd").iterdir())) == before
