"""One case for every field, entry and kind of the field table, each a title of its own.

Movies and shows are titles by themselves; seasons stand in one show and episodes in
one season.  What is not the case's own is the same on every server.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from catalog.fields import FIELDS, Field, JSONValue, Merge
from sync.types import Kind, ObservedItem
from tests.fields.samples import ENTRY_VALUES, SINGLE_VALUES, Good

#: What a season or an episode is found by inside its show: servers that differ in it
#: speak of different titles, and without it there is no title.
PLACES: Final = frozenset({("season", "season_number"), ("episode", "episode_number")})
_FILE: Final = "http://{}/{}.mp4"
_SEASONS: Final = "Show of seasons"
_EPISODES: Final = "Show of episodes"
_SEASON: Final = f"{_EPISODES}/Season 1"


@dataclass(frozen=True, slots=True)
class Case:
    """A field, or an entry of a keyed one, of one kind of title."""

    number: int
    kind: Kind
    field: Field
    key: str = ""

    def __str__(self) -> str:
        name = f"{self.kind} {self.field.name}"
        return f"{name}.{self.key}" if self.key else name

    @property
    def name(self) -> tuple[str, str]:
        """Its name in provenance, locks and history."""
        return self.field.name, self.key

    @property
    def good(self) -> Good:
        if self.key:
            return ENTRY_VALUES[self.field.name][self.key]
        return SINGLE_VALUES[self.field.name]

    @property
    def is_playing(self) -> bool:
        return self.field.merge is Merge.PLAYING_FILE

    @property
    def is_file(self) -> bool:
        return self.field.name == "files"

    @property
    def is_place(self) -> bool:
        return (self.kind, self.field.name) in PLACES

    @property
    def has_own_id(self) -> bool:
        """Whether its two servers are held together by a curator, not by an id."""
        return self.field.name == "external_ids" and self.kind in ("movie", "show")

    @property
    def ruled_by(self) -> str:
        """The field on which a rule decides about it."""
        return "files" if self.is_playing else self.field.name


def _cases() -> Iterator[Case]:
    number = 0
    for field in FIELDS:
        # One without samples is named by `test_samples`; the others go on.
        alone = ("",) if field.name in SINGLE_VALUES else ()
        keys = tuple(ENTRY_VALUES.get(field.name, alone))
        for kind in field.kinds:
            for key in keys:
                number += 1
                yield Case(number, cast("Kind", kind), field, key)


ALL_CASES: Final = tuple(_cases())
#: Those two servers may give differently, or one of them not at all.
CASES: Final = tuple(case for case in ALL_CASES if not case.is_place)
RIVALLED: Final = tuple(case for case in CASES if not case.is_file)
PLAYING: Final = tuple(case for case in CASES if case.is_playing)

Said = Mapping[Case, JSONValue]


def titles(server: str, said: Said, *, bare: bool = False) -> list[ObservedItem]:
    """All that a server lists; cases that `said` leaves out have no value there.

    A value of the playing file is withdrawn together with its file; `bare` keeps the
    file without it.
    """
    found = [
        _parent("show", _SEASONS, None),
        _parent("show", _EPISODES, None),
        _parent("season", _SEASON, _EPISODES, season_number=1),
    ]
    found += [_title(server, case, said, bare=bare) for case in ALL_CASES]
    # Parents before children.
    return sorted(found, key=lambda item: ("show", "season").count(item.kind) == 0)


def remote_key(case: Case) -> str:
    match case.kind:
        case "season":
            return f"{_SEASONS}/Season {case.number}"
        case "episode":
            return f"{_SEASON}/S01E{case.number:03}"
        case _:
            return f"Case of {case}"


def _parent(
    kind: Kind, key: str, parent: str | None, **values: JSONValue
) -> ObservedItem:
    return ObservedItem(
        kind=kind,
        remote_key=key,
        parent_key=parent,
        values={"title": key, **values},
    )


def _title(server: str, case: Case, said: Said, *, bare: bool) -> ObservedItem:
    has_value = case in said
    values: dict[str, JSONValue] = {"title": f"Case of {case}"}
    ids: dict[str, Any] = {}
    artwork: dict[str, Any] = {}
    captions: dict[str, Any] = {}
    files: list[Any] = []
    parent = None
    match case.kind:
        case "season":
            parent = _SEASONS
            values |= {"season_number": case.number}
        case "episode":
            parent = _SEASON
            values |= {"season_number": 1, "episode_number": case.number}
        case _ if not case.has_own_id:
            ids = {"tmdb": f"9{case.number}"}
    if case.kind in ("movie", "episode") and case.key != "alpha":
        files = (
            [_file(server, case)] if has_value or bare or not case.is_playing else []
        )
    if case.is_place:
        pass
    elif not case.key:
        values.pop(case.field.name, None)
        if has_value:
            values[case.field.name] = said[case]
    elif case.is_file:
        files += [said[case]] if has_value else []
    elif has_value:
        entries = {"external_ids": ids, "artwork": artwork, "captions": captions}
        entries[case.field.name][case.key] = said[case]
    return ObservedItem(
        kind=case.kind,
        remote_key=remote_key(case),
        parent_key=parent,
        values=values,
        external_ids=ids,
        artwork=artwork,
        captions=captions,
        files=files,
    )


def _file(server: str, case: Case) -> Mapping[str, JSONValue]:
    return {
        "url": _FILE.format(server, case.number),
        "container": "mp4",
        "size_bytes": 1,
        "modified_at": None,
        "fingerprint": None,
    }
