"""What a demo title is made of, and what each of the two servers has of it.

Plain frozen values; `movies` and `shows` are written in them. The two servers overlap
and lack different things, so that every rule of the merge has something to show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

Key: TypeAlias = Literal["attic", "cellar"]
KEYS: Final[tuple[Key, ...]] = ("attic", "cellar")
#: Width and height of a film.
Size: TypeAlias = tuple[int, int]
SMALL: Final[Size] = (640, 360)
LARGE: Final[Size] = (1280, 720)
#: Ids no database gives: the titles are invented, and nobody may find another's.
FIRST_ID: Final = 900_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a title's pictures are drawn: a scene, its colors, the words on it."""

    scene: str
    #: From the top of the sky to the ground, then the color of light.
    colors: tuple[str, str, str]
    light: str
    #: The title as it stands on the poster, line by line.
    words: tuple[str, ...]
    style: Literal["wide", "tall", "plain"] = "wide"
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """A video: which moving picture of ffmpeg's it shows, how long, and its tone."""

    source: str
    seconds: int
    tone: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What one server has of a movie."""

    #: The folder, where it is not called after title and year.
    folder: str = ""
    size: Size = SMALL
    #: Members of the document and pictures that are missing here.
    without: frozenset[str] = frozenset()
    #: Endings of caption files, such as `en` or `en.hi`.
    captions: tuple[str, ...] = ()
    has_chapters: bool = False
    #: Whether anything is known of the file itself.
    is_described: bool = True
    #: What it says otherwise, by members of the document.
    says: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Movie:
    number: int
    title: str
    released: str
    tagline: str
    overview: str
    genres: tuple[str, ...]
    rating: float
    certificate: str
    cast: Mapping[str, str]
    director: str
    studio: str
    look: Look
    film: Film
    chapters: tuple[str, ...] = ()
    collection: str = ""
    on: Mapping[Key, Copy] = field(default_factory=dict)

    @property
    def year(self) -> int:
        return int(self.released[:4])

    @property
    def name(self) -> str:
        return f"{self.title} ({self.year})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    number: int
    title: str
    aired: str
    overview: str
    film: Film
    on: tuple[Key, ...] = KEYS
    captions: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)
    #: Servers without a picture of this episode, or without words about it.
    no_thumbnail: tuple[Key, ...] = ()
    no_overview: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    number: int
    title: str
    aired: str
    overview: str
    episodes: tuple[Episode, ...]
    #: Servers that have a poster of this season.
    posters: tuple[Key, ...] = KEYS

    @property
    def folder(self) -> str:
        return f"Season {self.number}" if self.number else "Specials"


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    number: int
    title: str
    tagline: str
    overview: str
    genres: tuple[str, ...]
    rating: float
    certificate: str
    status: str
    network: str
    cast: Mapping[str, str]
    look: Look
    seasons: tuple[Season, ...]
    #: Scenes its episodes' pictures show, one after the other, in the show's colors.
    places: tuple[str, ...]
    on: Mapping[Key, frozenset[str]] = field(default_factory=dict)
    #: What a server says otherwise, by members of its document.
    says: Mapping[Key, Mapping[str, object]] = field(default_factory=dict)

    @property
    def first_aired(self) -> str:
        return min(e.aired for s in self.seasons if s.number for e in s.episodes)

    @property
    def last_aired(self) -> str:
        return max(e.aired for s in self.seasons for e in s.episodes)


def slug(text: str) -> str:
    """A name for files of the workshop."""
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in text.lower())
