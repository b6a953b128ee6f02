"""A server without a network: items straight from a formula, read whole every time.

It shows the database part of a sync alone.  Every server offers the same titles, with
gaps of 5, 30 and 50 % by its number, and one title in a hundred is a show of two
seasons with six episodes each.  `generation` says something else of one title in a
hundred, as a server does whose files were changed.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from typing import ClassVar, Final

from sync.types import (
    KINDS,
    CheckResult,
    ItemRead,
    JSONValue,
    Known,
    ListingRead,
    ObservedItem,
    ScanEvent,
    ScanRequest,
)

GAPS: Final = (5, 30, 50)  # per cent
_BASE: Final = "http://inline.invalid/media"


class InlineServer:
    """One such server; a `ServerAdapter`."""

    kind: ClassVar[str] = "media-processor"
    label: ClassVar[str] = "formula"
    has_files: ClassVar[bool] = True

    def __init__(self, number: int, titles: int, generation: int) -> None:
        self.number = number
        self.shows = titles // 100
        self.movies = titles - self.shows
        self.generation = generation

    def scan(
        self, request: ScanRequest, known: Known
    ) -> Generator[ScanEvent, None, None]:
        for item in self.items():
            yield ItemRead(item=item)
        yield ListingRead(kinds=KINDS, token=None)

    def check(self) -> Iterator[CheckResult]:
        yield CheckResult(part="api", ok=True, message="There is none.")

    def items(self) -> Iterator[ObservedItem]:
        for index in range(self.movies):
            yield self._movie(index)
        for index in range(self.shows):
            yield from self._show(index)

    def is_changed(self, index: int) -> bool:
        """Whether this generation says something else of that movie."""
        return self.generation > 0 and index % 100 == self.number

    def _movie(self, index: int) -> ObservedItem:
        title = f"Movie {index:06d}"
        key = f"{title} ({1950 + index % 75})"
        said = f" Version {self.generation}." if self.is_changed(index) else ""
        values: dict[str, JSONValue] = {
            "year": 1950 + index % 75,
            "release_date": f"{1950 + index % 75}-01-02",
            "overview": f"What server {self.number} says of {title}. " * 6 + said,
            "tagline": f"Line {index} of server {self.number}{said}",
            "genres": ["Drama", f"Genre {index % 20}"],
            "rating": index % 100 / 10,
            "content_rating": "PG-13",
            "runtime_ms": (80 + index % 60) * 60_000,
            "status": "Released",
            "cast": [
                {"name": f"Person {n}", "role": f"Role {n}"}
                for n in range(index % 50, index % 50 + 5)
            ],
            "studios": [f"Studio {index % 30}"],
            "countries": ["DE"],
            "keywords": [f"word {index % 70}", f"word {index % 90}"],
        }
        return ObservedItem(
            kind="movie",
            remote_key=key,
            values={"title": title, **self._kept(index, values), **_PLAYING},
            external_ids={"tmdb": str(index), "imdb": f"tt{index:08d}"},
            artwork=self._artwork(key, index),
            captions=self._captions(key, index),
            files=self._files(key),
        )

    def _show(self, index: int) -> Iterator[ObservedItem]:
        title = f"Show {index:05d}"
        about: dict[str, JSONValue] = {
            "overview": f"Server {self.number} about {title}. " * 6,
            "status": "Ended",
        }
        yield ObservedItem(
            kind="show",
            remote_key=title,
            values={"title": title, **self._kept(index, about)},
            external_ids={"tmdb": str(index)},
            artwork=self._artwork(title, index),
        )
        for season in (1, 2):
            above = f"{title}/Season {season}"
            yield ObservedItem(
                kind="season",
                remote_key=above,
                parent_key=title,
                values={"season_number": season},
            )
            for number in range(1, 7):
                key = f"{above}/S{season:02d}E{number:02d}"
                told: dict[str, JSONValue] = {
                    "title": f"Part {number}",
                    "overview": f"Server {self.number} on {key}. " * 6,
                    "release_date": f"20{season:02d}-01-{number:02d}",
                }
                yield ObservedItem(
                    kind="episode",
                    remote_key=key,
                    parent_key=above,
                    values={
                        "season_number": season,
                        "episode_number": number,
                        **self._kept(index + number, told),
                        **_PLAYING,
                    },
                    captions=self._captions(key, number),
                    files=self._files(key),
                )

    def _kept(
        self, index: int, values: Mapping[str, JSONValue]
    ) -> dict[str, JSONValue]:
        gap = GAPS[self.number % len(GAPS)]
        return {
            name: value
            for place, (name, value) in enumerate(values.items())
            if (index * 37 + place * 61 + self.number * 17) % 100 >= gap
        }

    def _artwork(self, key: str, index: int) -> dict[str, dict[str, JSONValue]]:
        return {
            name: {
                "url": f"{_BASE}{self.number}/{key}/{name}.jpg",
                "placeholder": None,
                "focal": None,
            }
            for name in self._kept(index, {"poster": 0, "backdrop": 0, "logo": 0})
        }

    def _captions(self, key: str, index: int) -> dict[str, dict[str, JSONValue]]:
        return {
            language: {
                "url": f"{_BASE}{self.number}/{key}.{language}.srt",
                "label": language,
                "last_modified": None,
                "pending": False,
            }
            for language in self._kept(index + 50, {"de": 0, "en": 0})
        }

    def _files(self, key: str) -> list[dict[str, JSONValue]]:
        return [
            {
                "url": f"{_BASE}{self.number}/{key}.mp4",
                "container": "mp4",
                "size_bytes": 4_000_000_000,
                "modified_at": "2026-01-01T00:00:00Z",
                "fingerprint": None,
            }
        ]


_PLAYING: Final[Mapping[str, JSONValue]] = {
    "duration_ms": 5_400_000,
    "width": 1920,
    "height": 1080,
    "video_codec": "hevc",
    "bitrate": 8_000_000,
    "hdr": ["sdr"],
    "bit_depth": 8,
    "resolution_label": "1080p",
}
