"""Which folders of which servers are one title, and which are kept apart."""

from __future__ import annotations

import shutil
import urllib.request
from typing import Any

import pytest

from sync.models import Conflict
from tests.flows.conftest import Shelf, Shelves
from tests.flows.hub import Hub, said
from tests.library_factory import make_movie, write
from tests.library_files import info_of


def _movie(shelf: Shelf, folder: str, mark: str = "", **metadata: Any) -> None:
    """A movie folder; without `metadata` it has no document at all."""
    make_movie(
        shelf.folder,
        folder,
        metadata=metadata or None,
        info=info_of(mark or f"{shelf.prefix} {folder}"),
    )


def _add(hub: Hub, shelves: Shelves) -> dict[str, Any]:
    hub.add("a", shelves.a)
    hub.add("b", shelves.b)
    return hub.sync()


def _files(item: dict[str, Any]) -> list[str]:
    return sorted(item["entries"].get("files", {}))


def test_one_id_under_two_folder_names(hub: Hub, shelves: Shelves) -> None:
    _movie(
        shelves.a, "Amelie (2001)", id=194, title="Amélie", release_date="2001-04-25"
    )
    _movie(
        shelves.b,
        "Le Fabuleux Destin d'Amélie Poulain (2001)",
        id=194,
        title="Le Fabuleux Destin d'Amélie Poulain",
        release_date="2001-04-25",
    )
    _add(hub, shelves)
    ((path, item),) = hub.catalog().items()
    assert path == ("movie", "Amélie", 2001)
    assert _files(item) == ["a", "b"]
    assert not Conflict.objects.exists()


def test_one_file_without_any_metadata(hub: Hub, shelves: Shelves) -> None:
    _movie(shelves.a, "holiday raw", "the very same file")
    _movie(shelves.b, "Summer cut (2010)", "the very same file")
    _add(hub, shelves)
    ((path, item),) = hub.catalog().items()
    assert path == ("movie", "holiday raw", 2010)
    assert _files(item) == ["a", "b"]


def test_title_and_year_alone(hub: Hub, shelves: Shelves) -> None:
    _movie(shelves.a, "The Café, at Night! (1990)")
    _movie(shelves.b, "the cafe at night (1990)")
    _add(hub, shelves)
    ((_, item),) = hub.catalog().items()
    assert _files(item) == ["a", "b"]


def test_remakes_are_two(hub: Hub, shelves: Shelves) -> None:
    for shelf in (shelves.a, shelves.b):
        _movie(shelf, "Dune (1984)", id=841, title="Dune", release_date="1984-12-14")
        _movie(shelf, "Dune (2021)", id=438631, title="Dune", release_date="2021-09-15")
    _movie(shelves.a, "Nameless (1950)")
    _movie(shelves.b, "Nameless (1960)")
    _add(hub, shelves)
    found = hub.catalog()
    assert sorted(found) == [
        ("movie", "Dune", 1984),
        ("movie", "Dune", 2021),
        ("movie", "Nameless", 1950),
        ("movie", "Nameless", 1960),
    ]
    assert _files(found["movie", "Dune", 1984]) == ["a", "b"]
    assert not Conflict.objects.exists()


def test_agreeing_ids_of_different_films_are_a_conflict(
    hub: Hub, shelves: Shelves
) -> None:
    _movie(shelves.a, "Heat (1995)", id=949, title="Heat", release_date="1995-12-15")
    _movie(shelves.b, "Cold (2003)", id=949, title="Cold", release_date="2003-01-01")
    _add(hub, shelves)
    found = hub.catalog()
    assert sorted(found) == [("movie", "Cold", 2003), ("movie", "Heat", 1995)]
    conflict = Conflict.objects.get()
    assert (conflict.kind, conflict.evidence) == ("movie", "tmdb:949")
    sides = {conflict.left, conflict.right}
    assert {side.title for side in sides if side} == {"Heat", "Cold"}
    first = conflict.pk
    assert hub.sync()["writes"] == 0
    assert Conflict.objects.get().pk == first
    # Mended on the server, the conflict is over.
    _movie(shelves.b, "Cold (2003)", id=12, title="Cold", release_date="2003-01-01")
    hub.sync()
    assert not Conflict.objects.exists()
    assert len(hub.catalog()) == 2


def test_two_folders_of_one_server_with_one_id(hub: Hub, shelves: Shelves) -> None:
    about: dict[str, Any] = {
        "id": 603,
        "title": "The Matrix",
        "release_date": "1999-03-31",
    }
    _movie(shelves.a, "The Matrix (1999)", **about)
    _movie(shelves.a, "The Matrix (1999) {edition-Extended}", **about)
    _movie(shelves.b, "Matrix (1999)", **about)
    _add(hub, shelves)
    item = hub.item("movie", "The Matrix", 1999)
    assert _files(item) == ["a", "a#2", "b"]
    files = item["entries"]["files"]
    assert files["a"]["value"]["url"].endswith("/The%20Matrix%20(1999).mp4")
    assert "Extended" in files["a#2"]["value"]["url"]
    assert {files[key]["source"] for key in ("a", "a#2")} == {"a"}
    assert hub.sync()["writes"] == 0


def test_two_folders_of_one_server_that_disagree(hub: Hub, shelves: Shelves) -> None:
    """One id, and neither title nor year in common: nobody decides that silently."""
    _movie(shelves.a, "One (2001)", id=5, title="One", release_date="2001-01-01")
    _movie(shelves.a, "Two (2002)", id=5, title="Two", release_date="2002-01-01")
    _add(hub, shelves)
    assert len(hub.catalog()) == 2
    assert Conflict.objects.count() == 1


def test_an_id_that_joins_two_titles(hub: Hub, shelves: Shelves) -> None:
    """The older public id stays, the other one answers for it; both ways round."""
    _movie(shelves.a, "Blue (1993)", title="Blue", release_date="1993-09-08")
    hub.add("a", shelves.a)
    hub.add("b", shelves.b)
    hub.sync("a")
    _movie(shelves.b, "Bleu (1992)", id=108, title="Trois couleurs : Bleu")
    hub.sync("b")
    older = hub.public_id("movie:Blue (1993)")
    newer = hub.public_id("movie:Trois couleurs : Bleu (1992)")
    assert older != newer

    _movie(shelves.a, "Blue (1993)", id=108, title="Trois couleurs : Bleu")
    report = hub.sync()
    assert report["changes"]["created"] == 0
    ((_, item),) = hub.catalog().items()
    assert _files(item) == ["a", "b"]
    assert hub.explain(older)["item"]["id"] == older
    assert hub.explain(newer)["item"]["id"] == older
    assert hub.sync()["writes"] == 0
    # The alias is for good, even when the folders part again.
    _movie(shelves.b, "Bleu (1992)", id=109, title="Bleu", release_date="1992-01-01")
    hub.sync()
    assert len(hub.catalog()) == 2
    assert hub.explain(newer)["item"]["id"] == older


def test_a_renamed_folder_is_the_same_title(hub: Hub, shelves: Shelves) -> None:
    _movie(shelves.a, "Alien 1979", "alien", id=348, title="Alien")
    hub.add("a", shelves.a)
    hub.sync()
    public_id = hub.public_id("movie:Alien")
    movies = shelves.a.folder / "movies"
    shutil.rmtree(movies / "Alien 1979")
    _movie(shelves.a, "Alien (1979)", "alien", id=348, title="Alien")
    report = hub.sync()
    assert report["changes"]["created"] == 0
    assert report["changes"]["unavailable"] == 0
    assert hub.public_id("movie:Alien (1979)") == public_id
    assert list(hub.item("movie", "Alien", 1979)["entries"]["files"]) == ["a"]


def test_nfc_and_nfd_names(hub: Hub, shelves: Shelves) -> None:
    _movie(shelves.a, "Zo\u00eb (2018)")
    _movie(shelves.b, "Zoe\u0308 (2018)")
    _add(hub, shelves)
    ((path, item),) = hub.catalog().items()
    assert path == ("movie", "Zo\u00eb", 2018)
    assert _files(item) == ["a", "b"]


@pytest.mark.parametrize(
    "name",
    [
        "100% Wolf (2020)",
        "Fish & Chips #2 (2011)",
        "Who? What! (2012)",
        "\"Quoted\" 'twice' (2013)",
        "50%25 off + more; a=b (2014)",
        "東京物語 (1953)",
        "version",
        "hasOwnProperty",
        "Trailing dot. (2015)",
    ],
)
def test_names_as_people_write_them(hub: Hub, shelves: Shelves, name: str) -> None:
    """Found, addressed so that the file can be fetched, and found again."""
    _movie(shelves.a, name)
    write(shelves.a.folder / "movies" / name / "poster.jpg", b"a poster")
    hub.add("a", shelves.a)
    assert hub.sync()["changes"]["created"] == 1
    ((_, item),) = hub.catalog().items()
    poster, _ = said(item, "artwork", "poster")
    with urllib.request.urlopen(poster["url"], timeout=10) as answer:
        assert answer.read() == b"a poster"
    assert hub.sync()["writes"] == 0
