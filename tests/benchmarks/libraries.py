"""The generated libraries of a benchmark, kept between runs, and one per cent changed.

Changed titles get a new text and rating, and a `.info` of another bit rate; every
second one is another file by its fingerprint, so that identity has to look again.
The same titles change in every run, each time to something new, so that kept
libraries need no undoing.  What the catalog must say then is read from the disk.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from tests.library_factory import generate

_DONE = "whole"


@dataclass(frozen=True, slots=True)
class Library:
    """One server's library on disk."""

    root: Path
    number: int
    titles: int

    @property
    def changing(self) -> list[str]:
        """Movie folders that change: a hundredth of the titles, always the same."""
        folders = sorted(path.name for path in (self.root / "movies").iterdir())
        how_many = min(self.titles // 100, len(folders))
        return Random(self.number).sample(folders, how_many)

    def overview(self, movie: str) -> str | None:
        """What its metadata says of a movie; None where it has none of it."""
        try:
            said = _read(self.root / "movies" / movie / "metadata.json").get("overview")
        except FileNotFoundError:
            return None
        return said.strip() if isinstance(said, str) else None


def kept_libraries(folder: Path, titles: int, servers: int) -> list[Library]:
    """Libraries in `folder`, made where they are not there whole."""
    return [_kept(folder, titles, number) for number in range(servers)]


def _kept(folder: Path, titles: int, number: int) -> Library:
    root = folder / f"{titles}-titles-{number}"
    if not (root / _DONE).exists():
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir(parents=True)
        generate(root, titles, number)
        (root / _DONE).touch()
    return Library(root, number, titles)


def change(library: Library) -> int:
    """Change one per cent of its titles on disk; how many."""
    counter = library.root / "changes"
    number = int(counter.read_text()) + 1 if counter.exists() else 1
    counter.write_text(str(number))
    changing = library.changing
    for place, name in enumerate(changing):
        movie = library.root / "movies" / name
        metadata = _read(movie / "metadata.json")
        metadata["overview"] = f"Version {number} of server {library.number}."
        metadata["vote_average"] = 1 + number % 8
        # The server lists what its hashes say, and those follow this stamp.
        metadata["last_updated"] = f"2026-02-01T00:00:00.{number % 1000:03d}Z"
        _write(movie / "metadata.json", metadata)
        for file in movie.glob("*.info"):
            info = _read(file)
            info["additionalMetadata"]["video"][0]["bitrate"] = 1000 + number
            if place % 2:
                info["uuid"] = f"{place:08x}{library.number:08x}{number:048x}"
            _write(file, info)
    return len(changing)


def expected_overviews(
    libraries: Sequence[Library], movies: set[str]
) -> Iterator[tuple[str, str]]:
    """For each of these movies that has an overview: the first library's."""
    for movie in sorted(movies):
        for library in libraries:
            if (said := library.overview(movie)) is not None:
                yield movie, said
                break


def _read(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.read_bytes())
    return found


def _write(file: Path, document: dict[str, Any]) -> None:
    # Whole or not at all: the server may be reading it.
    aside = file.with_name(f".{file.name}.new")
    aside.write_text(json.dumps(document))
    aside.replace(file)
