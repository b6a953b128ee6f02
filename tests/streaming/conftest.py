"""A library and a file server for it, shared by the tests of one module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.library_factory import Episode, make_movie, make_show, write
from tests.library_server import LibraryServer, library_server

PREFIX = "/media"
RANGED = b"0123456789" * 100


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("library")
    make_movie(
        root,
        "Dune (2021)",
        metadata={"id": 438631, "title": "Dune"},
        captions=["en", "de.hi"],
        images=["poster.jpg", "poster.jpg.blurhash", "logo.svg"],
        info={},
        settings={"tmdb_id": 438631, "backdrop_focal": "left"},
    )
    write(root / "movies" / "Dune (2021)" / "ranged.mkv", RANGED)
    write(root / "movies" / "Dune (2021)" / "empty.json", b"")
    make_movie(root, "100% Wolf (2020)", metadata={"id": 1}, info={})
    make_show(
        root,
        "50% Off & More",
        {
            "Season 1": [Episode(number=1, info={}), Episode(number=2, info={})],
            "Specials": [Episode(number=1, info={})],
        },
        metadata={"id": 2},
    )
    return root


@pytest.fixture(scope="module")
def server(library: Path) -> Iterator[LibraryServer]:
    with library_server(library, prefix=PREFIX) as running:
        yield running
