"""Which part of which item a scan is about: its scope, as its server knows the titles.

Pure.  A title of ours is on a server what was found to be it there, and what the
server lists that we do not know yet and that looks like it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from catalog.fields import GROUPS
from sync.scope import EVERYTHING, GROUPS_OF_KIND, Scope
from sync.title_key import title_key
from sync.types import KINDS, Glimpse, Kind, Selection

#: The kinds a title of a kind consists of.
KINDS_WITHIN: Final[dict[Kind, tuple[Kind, ...]]] = {
    "movie": ("movie",),
    "show": ("show", "season", "episode"),
    "season": ("season", "episode"),
    "episode": ("episode",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A title of ours, and what one server calls it.

    `keys` are the names of its movie or show on the server, `others` those of other
    titles of that kind, and `own` those of what else was found to be the title or
    below it.  `ids`, `fingerprints` and `titles` (as compared, with the year) are what
    any server says of the movie or show.
    """

    item: str
    kind: Kind
    number: tuple[int | None, ...] = ()
    keys: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    own: frozenset[tuple[str, str]] = frozenset()
    ids: frozenset[tuple[str, str]] = frozenset()
    fingerprints: frozenset[str] = frozenset()
    titles: frozenset[tuple[str, int | None]] = frozenset()

    def holds(self, kind: Kind, key: str, glimpse: Glimpse) -> bool:
        """Whether an item of the server is the title, or below it, or may be."""
        if kind not in KINDS_WITHIN[self.kind]:
            return False
        if (kind, key) in self.own:
            return True
        if not self._is_top(top_key(kind, key), glimpse):
            return False
        if glimpse.is_judged and not glimpse.number:
            return True
        return glimpse.number[: len(self.number)] == self.number

    def _is_top(self, key: str, glimpse: Glimpse) -> bool:
        if key in self.keys or key in self.others:
            return key in self.keys
        if glimpse.is_judged or not self.ids.isdisjoint(glimpse.external_ids.items()):
            return True
        if glimpse.fingerprint in self.fingerprints:
            return True
        if glimpse.title is None:
            return False
        named = title_key(glimpse.title)
        return any(
            named == title and (year is None or glimpse.year in (None, year))
            for title, year in self.titles
        )


@dataclass(slots=True)
class WantedItems:
    """A scan's scope on its server; fulfils `sync.types.Wanted`."""

    scope: Scope = EVERYTHING
    targets: Sequence[Target] = ()
    _of_all: dict[Kind, Selection] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._of_all = {kind: self.scope.selection(kind) for kind in KINDS}

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds whose listings are to be read."""
        return tuple(kind for kind in KINDS if self._of_any(kind))

    def selection(self, kind: Kind, remote_key: str, glimpse: Glimpse) -> Selection:
        """What to read of an item; nothing (false) where it is none of the scan's."""
        of_all = self._of_all[kind]
        if of_all.is_whole or not self.targets:
            return of_all
        return self.scope.selection(
            kind, [t.item for t in self.targets if t.holds(kind, remote_key, glimpse)]
        )

    def decides(self, kind: Kind, remote_key: str) -> bool:
        """Whether a listing without the stored item says that it is gone."""
        return self.decides_all(kind) or bool(
            self.selection(kind, remote_key, Glimpse())
        )

    def decides_all(self, kind: Kind) -> bool:
        """Whether that is so of every item of the kind."""
        return bool(self._of_all[kind])

    def whole_groups(self, kind: Kind) -> tuple[str, ...]:
        """The groups that are read of every item of the kind."""
        of_all = self._of_all[kind]
        return tuple(group for group in GROUPS if of_all and of_all.has_group(group))

    def groups(self, kind: Kind) -> frozenset[str]:
        """The groups of which anything is read, of any item of the kind."""
        selection = self._of_any(kind)
        if selection.groups is None:
            return GROUPS_OF_KIND[kind]
        return frozenset(name.partition(":")[0] for name in selection.groups)

    def _of_any(self, kind: Kind) -> Selection:
        within = [t.item for t in self.targets if kind in KINDS_WITHIN[t.kind]]
        return self.scope.selection(kind, within)


def top_key(kind: Kind, key: str) -> str:
    """The name of the movie or show that an item is, or is below."""
    for _ in range(KINDS_WITHIN["show"].index(kind) if kind != "movie" else 0):
        key = key.rpartition("/")[0]
    return key
