"""What a sync of a part is about, once more: from the words of the law on groups.

Shares no code with `sync.scope`, `sync.wanted` and `sync.overlay`.  A wish is a set of
groups and single entries such as ``captions:en``; the empty one asks for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

from sync.types import ObservedItem
from tests.laws.table import GROUPS, GROUPS_OF, TABLE

Name = tuple[str, str]  # kind, remote key
Wish = frozenset[str]

NOTHING: Final[Wish] = frozenset()
ALL: Final[Wish] = frozenset(GROUPS)
#: Read whatever is asked: ids, title and year, and where an item stands.
_ALWAYS: Final = frozenset({"title", "year", "season_number", "episode_number"})
_GROUP: Final = {declared.name: declared.group for declared in TABLE}
_BELOW: Final = {
    "movie": ("movie",),
    "show": ("show", "season", "episode"),
    "season": ("season", "episode"),
    "episode": ("episode",),
}


class Subject(NamedTuple):
    """A title that is asked for, as one server knows it.

    `own` is what was found to be it, or below it, there; `tops` are the movies or shows
    of the server by the title they were found to be, `looks` all that any server says
    of the movie or show.
    """

    kind: str
    number: tuple[int, ...]
    top: int
    own: frozenset[Name]
    tops: Mapping[str, int]
    looks: Sequence[ObservedItem]

    def holds(self, item: ObservedItem, above: ObservedItem) -> bool:
        """Whether an item of the server is it, or below it, or looks as if it were."""
        if item.kind not in _BELOW[self.kind]:
            return False
        if (item.kind, item.remote_key) in self.own:
            return True
        if above.remote_key in self.tops:
            if self.tops[above.remote_key] != self.top:
                return False
        elif not any(_alike(look, above) for look in self.looks):
            return False
        place = [item.values.get(n) for n in ("season_number", "episode_number")]
        return tuple(place[: len(self.number)]) == self.number


class Part(NamedTuple):
    """These kinds, these groups and entries, this title; None is all there are."""

    kinds: frozenset[str] | None = None
    groups: frozenset[str] | None = None
    subject: Subject | None = None

    def wish(self, kind: str) -> Wish:
        """What it asks of a title of this kind."""
        if self.kinds is not None and kind not in self.kinds:
            return NOTHING
        return ALL if self.groups is None else self.groups


class Wanted:
    """What a scan is about: all that any of those who asked it for is about."""

    def __init__(self, parts: Sequence[Part] = (Part(),)) -> None:
        self.parts = parts

    def of(self, item: ObservedItem, above: ObservedItem) -> Wish:
        """What is asked of an item that is below this movie or show, or is it."""
        return _all_of(
            item.kind,
            (
                part.wish(item.kind)
                for part in self.parts
                if part.subject is None or part.subject.holds(item, above)
            ),
        )

    def everywhere(self, kind: str) -> Wish:
        """What is asked of all of a kind."""
        return _all_of(kind, (p.wish(kind) for p in self.parts if p.subject is None))

    def groups(self, kind: str) -> frozenset[str]:
        """The groups of which something is asked, of whatever title of the kind."""
        wish = _all_of(
            kind,
            (
                part.wish(kind)
                for part in self.parts
                if part.subject is None or kind in _BELOW[part.subject.kind]
            ),
        )
        if wish == ALL:
            return GROUPS_OF[kind]
        return frozenset(name.partition(":")[0] for name in wish)


def _all_of(kind: str, wishes: Iterable[Wish]) -> Wish:
    wish = NOTHING.union(*wishes)
    return ALL if wish >= GROUPS_OF[kind] else wish


def _alike(one: ObservedItem, other: ObservedItem) -> bool:
    """An id, the fingerprint, or title and year; an unknown year may be any."""
    if one.external_ids.items() & other.external_ids.items():
        return True
    if one.fingerprint is not None and one.fingerprint == other.fingerprint:
        return True
    years = {one.values.get("year"), other.values.get("year")} - {None}
    return _compared(one) == _compared(other) and len(years) < 2


def _compared(item: ObservedItem) -> str:
    return "".join(c for c in str(item.values.get("title")).lower() if c.isalnum())


def asks_for(wish: Wish, group: str, key: str = "") -> bool:
    """Whether a group is asked for, or an entry of it; ``en`` means ``en:hi``, too."""
    if group in wish:
        return True
    return bool(key) and any(
        f"{group}:{key}" == name or f"{group}:{key}".startswith(f"{name}:")
        for name in wish
    )


def laid_over(
    read: ObservedItem, before: ObservedItem | None, wish: Wish
) -> ObservedItem:
    """What is stored once this was read of an item: the rest of it is as it was."""
    if wish == ALL:
        return read
    if before is None:
        before = ObservedItem(kind=read.kind, remote_key=read.remote_key, values={})
    both = {"before": before, "read": read}
    values: dict[str, Any] = {}
    for which, item in both.items():
        for name, value in item.values.items():
            is_new = name in _ALWAYS or asks_for(wish, _GROUP[name])
            if is_new is (which == "read"):
                values[name] = value
    entries: dict[str, dict[str, Any]] = {"artwork": {}, "captions": {}}
    for which, item in both.items():
        for group, offered in (("artwork", item.artwork), ("captions", item.captions)):
            for key, value in offered.items():
                if asks_for(wish, group, key) is (which == "read"):
                    entries[group][key] = value
    files = read.files if asks_for(wish, "files") else before.files
    return replace(read, values=values, files=files, **entries)  # type: ignore[arg-type]
