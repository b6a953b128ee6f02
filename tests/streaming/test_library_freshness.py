"""An answer is never older than the question, and no file is described twice."""

from __future__ import annotations

import json
import os
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from streaming.library import folders, shelf
from streaming.library import probe as probing
from streaming.library.shelf import SETTLED_NS, Shelf, ShelfUnreadableError
from tests.library_factory import Episode, generate, make_movie, make_show, write
from tests.library_files import video_bytes


def settle() -> None:
    """Lets the files grow old enough to be trusted by their times."""
    time.sleep(2 * SETTLED_NS / 1e9)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    for name in ("Alpha", "Beta"):
        make_movie(
            tmp_path, name, metadata={"id": 1}, images=["poster.jpg"], captions=["en"]
        )
    make_show(
        tmp_path,
        "Lights",
        {"Season 1": [Episode(number=1, metadata={}, chapters="WEBVTT")]},
    )
    return tmp_path


def test_an_unchanged_library_is_the_very_same_answer(library: Path) -> None:
    settle()
    movies = Shelf(str(library), "movies", "")
    first = movies.listing()
    assert movies.listing() is first


def test_a_second_process_gives_the_same_bytes(library: Path) -> None:
    for kind in ("movies", "tv"):
        one = Shelf(str(library), kind, "").listing()
        other = Shelf(str(library), kind, "").listing()
        assert (one.body, one.etag) == (other.body, other.etag)


def edit_in_place(root: Path) -> None:
    poster = root / "movies/Alpha/poster.jpg"
    poster.write_bytes(poster.read_bytes())


def remove_caption(root: Path) -> None:
    (root / "movies/Alpha/Alpha.en.srt").unlink()


def replace_video(root: Path) -> None:
    write(root / "movies/Alpha/Alpha.mp4", video_bytes() + b"\0" * 8)


def add_movie(root: Path) -> None:
    make_movie(root, "Gamma")


def remove_movie(root: Path) -> None:
    shutil.rmtree(root / "movies/Beta")


def rename_movie(root: Path) -> None:
    (root / "movies/Beta").rename(root / "movies/Delta")


def add_chapters(root: Path) -> None:
    write(root / "movies/Alpha/chapters/Alpha_chapters.vtt", "WEBVTT")


def set_focal_point(root: Path) -> None:
    write(root / "movies/Alpha/tmdb.config", b'{"backdrop_focal": "left"}')


def add_description(root: Path) -> None:
    write(root / "movies/Alpha/Alpha.mp4.info", b'{"length": 77}')


@pytest.mark.parametrize(
    "change",
    [
        edit_in_place,
        remove_caption,
        replace_video,
        add_movie,
        remove_movie,
        rename_movie,
        add_chapters,
        set_focal_point,
        add_description,
    ],
)
@pytest.mark.parametrize("settled", [True, False])
def test_a_change_shows_at_once(
    library: Path, change: Callable[[Path], None], settled: bool
) -> None:
    movies, shows = Shelf(str(library), "movies", ""), Shelf(str(library), "tv", "")
    if settled:
        settle()
    before, shows_before = movies.listing(), shows.listing()
    if change is edit_in_place:
        time.sleep(0.02)  # its time is all that changes: let the clock tick
    change(library)
    after = movies.listing()
    assert after.body != before.body
    assert after.etag != before.etag
    assert after.body == Shelf(str(library), "movies", "").listing().body
    assert shows.listing().body == shows_before.body


def test_a_rewritten_description_shows_though_its_times_are_put_back(
    library: Path,
) -> None:
    info = library / "movies/Alpha/Alpha.mp4.info"
    write(info, b'{"length": 11}')
    old = info.stat()
    settle()
    movies = Shelf(str(library), "movies", "")
    assert _length(movies) == 11
    write(info, b'{"length": 22}')
    os.utime(info, ns=(old.st_atime_ns, old.st_mtime_ns))
    assert _length(movies) == 22


def _length(movies: Shelf) -> Any:
    return json.loads(movies.listing().body)["Alpha"]["length"]["Alpha.mp4"]


def test_only_what_changed_is_described_and_probed(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle()
    probed: list[str] = []
    real = probing.probe

    def counting(path: str) -> Any:
        probed.append(Path(path).name)
        return real(path)

    monkeypatch.setattr(shelf, "probe", counting)
    movies = Shelf(str(library), "movies", "")
    movies.listing()
    assert probed == ["Alpha.mp4", "Beta.mp4"]
    write(library / "movies/Alpha/metadata.json", b"{}")
    movies.listing()
    assert probed == ["Alpha.mp4", "Beta.mp4"]
    write(library / "movies/Beta/Beta.mp4", video_bytes())
    movies.listing()
    assert probed == ["Alpha.mp4", "Beta.mp4", "Beta.mp4"]


def test_those_who_ask_together_share_a_walk(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walks: list[str] = []
    gate = threading.Event()
    real = folders.child_folders

    def slow(path: str) -> list[str]:
        walks.append(path)
        gate.wait(30)
        return real(path)

    monkeypatch.setattr(shelf, "child_folders", slow)
    movies = Shelf(str(library), "movies", "")
    threads = [threading.Thread(target=movies.listing) for _ in range(10)]
    for thread in threads:
        thread.start()
    # All ten have asked once nine of them wait for the one that walks; those need one
    # walk more, begun after they asked.
    time.sleep(0.2)
    gate.set()
    for thread in threads:
        thread.join(30)
    assert len(walks) == 2
    movies.listing()
    assert len(walks) == 3


def test_a_library_that_is_gone_is_not_an_empty_one(library: Path) -> None:
    movies = Shelf(str(library), "movies", "")
    before = movies.listing()
    (library / "movies").rename(library / "elsewhere")
    with pytest.raises(ShelfUnreadableError, match="mounted"):
        movies.listing()
    (library / "elsewhere").rename(library / "movies")
    assert movies.listing().body == before.body


def test_movies_alone_are_a_library(tmp_path: Path) -> None:
    make_movie(tmp_path, "Alpha")
    assert Shelf(str(tmp_path), "tv", "").listing().body == b'{"version":1.0001}'
    with pytest.raises(ShelfUnreadableError):
        Shelf(str(tmp_path / "none"), "tv", "").listing()


def test_a_folder_that_cannot_be_read_keeps_what_was_told(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle()
    movies = Shelf(str(library), "movies", "")
    before = movies.listing()
    real = folders.read_folder

    def broken(path: str, *, depth: int) -> folders.Folder:
        if path.endswith("/Beta"):
            raise OSError(5, "Input/output error")
        return real(path, depth=depth)

    monkeypatch.setattr(shelf, "read_folder", broken)
    assert movies.listing().body == before.body
    with pytest.raises(ShelfUnreadableError, match="Beta"):
        Shelf(str(library), "movies", "").listing()


def test_links_and_hidden_things_are_left_out(
    library: Path, tmp_path_factory: pytest.TempPathFactory, caplog: Any
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    make_movie(outside, "Foreign")
    before = Shelf(str(library), "movies", "").listing().body
    (library / "movies/Linked").symlink_to(outside / "movies/Foreign")
    (library / "movies/.hidden").mkdir()
    (library / "movies/file.mp4").write_bytes(video_bytes())
    (library / "movies/Alpha/linked.mp4").symlink_to(outside / "movies/Foreign")
    (library / "movies/Alpha/.hidden.srt").write_text("x")
    os.mkfifo(library / "movies/Alpha/pipe.mp4")
    (library / "movies" / os.fsdecode(b"bad\xff")).mkdir()
    assert Shelf(str(library), "movies", "").listing().body == before
    assert "Linked is a symbolic link and is left out" in caplog.text


def test_generated_libraries_overlap_and_repeat(tmp_path: Path) -> None:
    for folder, seed in (("a", 0), ("again", 0), ("b", 1)):
        generate(tmp_path / folder, titles=200, seed=seed)
    a, again, b = (
        json.loads(Shelf(str(tmp_path / f), "movies", "").listing().body)
        for f in ("a", "again", "b")
    )
    shows = json.loads(Shelf(str(tmp_path / "a"), "tv", "").listing().body)
    assert (len(a) - 1, len(shows) - 1) == (198, 2)
    assert a.keys() == again.keys()
    assert [a[n].get("_id") for n in a if n != "version"] == [
        again[n].get("_id") for n in again if n != "version"
    ]
    shared = a.keys() & b.keys() - {"version"}
    assert len(shared) == 188
    same_file = [n for n in shared if a[n]["_id"] == b[n]["_id"]]
    assert len(same_file) == 94
    assert any(set(a[n]["urls"]) != set(b[n]["urls"]) for n in shared)
