"""What a sync is about: which kinds, which groups or single assets, which title.  Pure.

A scope is a set of parts, and holds what any of its parts holds.  A part without
kinds, groups or item is not narrowed by them.  Scopes are kept in one normal form:
equal scopes are equal values, and the scope of everything is `EVERYTHING`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from catalog.fields import ARTWORK_KEYS, FIELDS, GROUPS
from sync.types import ALL_OF_IT, KINDS, NOTHING, Kind, Selection

#: What may be asked for by name, and the kinds it means.
KINDS_BY_NAME: Final[Mapping[str, tuple[Kind, ...]]] = {
    "movies": ("movie",),
    "shows": ("show",),
    "seasons": ("season",),
    "episodes": ("episode",),
    "tv": ("show", "season", "episode"),
}
_NAMES: Final[Mapping[Kind, str]] = {
    kinds[0]: name for name, kinds in KINDS_BY_NAME.items() if len(kinds) == 1
}
GROUPS_OF_KIND: Final[Mapping[Kind, frozenset[str]]] = {
    kind: frozenset(f.group for f in FIELDS if kind in f.kinds) for kind in KINDS
}
_LANGUAGE: Final = re.compile(
    r"([a-z]{2,3})((?:-[a-z0-9]{2,8})*)((?::(?:hi|forced|auto))?)", re.I | re.A
)

Words: TypeAlias = Sequence[str]


class ScopeError(ValueError):
    """Something that is asked for does not exist; the message names what does.

    `field` is the part of the request at fault: kinds or groups.
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """These selectors, of these kinds, of this title; None: not narrowed by it."""

    kinds: frozenset[Kind] | None = None
    groups: frozenset[str] | None = None
    item: str | None = None

    def covers(self, other: Part) -> bool:
        """Whether all that the other part holds is in this one."""
        return (
            (self.item is None or self.item == other.item)
            and _within(other.kinds, self.kinds)
            and (
                self.groups is None
                or (
                    other.groups is not None
                    and all(_selected(s, self.groups) for s in other.groups)
                )
            )
        )


@dataclass(frozen=True, slots=True)
class Scope:
    """A set of parts in normal form; made by `scope_of`, `union` and `from_json`."""

    parts: tuple[Part, ...]

    @property
    def is_everything(self) -> bool:
        """Whether it restricts nothing."""
        return self == EVERYTHING

    @property
    def is_of_whole_titles(self) -> bool:
        """Whether it asks for all of whatever it asks for."""
        return all(part.groups is None for part in self.parts)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds any part is about."""
        return tuple(
            k for k in KINDS if any(p.kinds is None or k in p.kinds for p in self.parts)
        )

    @property
    def items(self) -> tuple[str, ...]:
        """The titles that parts are about, by public id."""
        return tuple(sorted({p.item for p in self.parts if p.item is not None}))

    def union(self, other: Scope) -> Scope:
        """What either holds."""
        return _normal([*self.parts, *other.parts])

    def covers(self, other: Scope) -> bool:
        """Whether all that the other holds is in this one."""
        return all(any(p.covers(o) for p in self.parts) for o in other.parts)

    def selection(self, kind: Kind, items: Iterable[str] = ()) -> Selection:
        """What is asked of a title of this kind that belongs to these items."""
        meant = set(items)
        chosen: set[str] = set()
        for part in self.parts:
            if part.item is not None and part.item not in meant:
                continue
            if part.kinds is not None and kind not in part.kinds:
                continue
            if part.groups is None:
                return ALL_OF_IT
            chosen |= part.groups
        if not chosen:
            return NOTHING
        if chosen >= GROUPS_OF_KIND[kind]:
            return ALL_OF_IT
        return Selection(frozenset(chosen))

    def to_json(self) -> list[dict[str, Any]] | None:
        """As it is stored; None for everything."""
        if self.is_everything:
            return None
        return [
            {
                "kinds": None if p.kinds is None else _in_order(p.kinds),
                "groups": None if p.groups is None else sorted(p.groups),
                "item": p.item,
            }
            for p in self.parts
        ]

    def words(self, titles: Mapping[str, str] | None = None) -> str:
        """For a person; `titles` names the items."""
        return "; and ".join(_part_words(part, titles or {}) for part in self.parts)


EVERYTHING: Final = Scope((Part(),))


def scope_of(
    *, kinds: Words | None = None, groups: Words | None = None, item: str | None = None
) -> Scope:
    """The scope of one request, by the names people use.  Raises ScopeError.

    None, or an empty list, does not narrow.
    """
    return _normal(
        [
            Part(
                kinds=_kinds_named(kinds) if kinds else None,
                groups=frozenset(map(_selector, groups)) if groups else None,
                item=item or None,
            )
        ]
    )


def from_json(stored: Any) -> Scope:
    """The scope as `to_json` gave it."""
    if stored is None:
        return EVERYTHING
    return _normal(
        [
            Part(
                kinds=None if p["kinds"] is None else frozenset(p["kinds"]),
                groups=None if p["groups"] is None else frozenset(p["groups"]),
                item=p["item"],
            )
            for p in stored
        ]
    )


def split_words(text: str) -> list[str]:
    """``movies, tv`` as a list; blanks around the commas do not count."""
    return [word.strip() for word in text.split(",")]


def kind_names(kinds: Iterable[Kind]) -> list[str]:
    """The names people use for these kinds, in order."""
    found = set(kinds)
    return [_NAMES[kind] for kind in KINDS if kind in found]


def _kinds_named(names: Words) -> frozenset[Kind]:
    found: set[Kind] = set()
    for name in names:
        kinds = KINDS_BY_NAME.get(name.strip().lower())
        if kinds is None:
            known = ", ".join(KINDS_BY_NAME)
            raise ScopeError("kinds", f"There is no kind {name!r}; there is {known}.")
        found.update(kinds)
    return frozenset(found)


def _selector(text: str) -> str:
    """``artwork`` or ``captions:pt-BR:hi`` in the spelling it is compared by."""
    group, colon, key = text.strip().partition(":")
    group = group.lower()
    if group not in GROUPS:
        known = ", ".join(GROUPS)
        raise ScopeError(
            "groups",
            f"There is no group {text!r}; there is {known}, and single ones such as "
            "captions:fr or artwork:poster.",
        )
    if not colon:
        return group
    if group == "artwork":
        if key.lower() not in ARTWORK_KEYS:
            known = ", ".join(f"artwork:{key}" for key in ARTWORK_KEYS)
            raise ScopeError("groups", f"There is no {text!r}; there is {known}.")
        return f"{group}:{key.lower()}"
    if group == "captions":
        found = _LANGUAGE.fullmatch(key)
        if found is None:
            raise ScopeError(
                "groups",
                f"{text!r} names no captions; use a language, such as captions:fr, "
                "captions:pt-BR or captions:en:hi.",
            )
        language, subtags, use = found.groups()
        parts = (_subtag(part) for part in subtags.split("-")[1:])
        return f"{group}:{'-'.join([language.lower(), *parts])}{use.lower()}"
    raise ScopeError(
        "groups",
        f"{group} has no single ones such as {text!r}; only captions and artwork have.",
    )


def _subtag(text: str) -> str:
    """A region in capitals, a script with one, as BCP 47 writes them."""
    if len(text) == 2:
        return text.upper()
    return text.title() if len(text) == 4 and text.isalpha() else text.lower()


def _normal(parts: Iterable[Part]) -> Scope:
    """One form for every way to write the same scope.

    Parts that differ in one respect alone become one; what another covers goes.
    """
    left = {_plain(part) for part in parts}
    while (merged := _merge(left)) is not None:
        left = merged
    return Scope(tuple(sorted(left, key=_sort_key)))


def _plain(part: Part) -> Part:
    kinds, groups = part.kinds, part.groups
    if kinds is not None and kinds >= set(KINDS):
        kinds = None
    if groups is not None:
        groups = frozenset(s for s in groups if not _selected(s, groups - {s}))
        applicable = set[str]().union(*(GROUPS_OF_KIND[k] for k in kinds or KINDS))
        if groups >= applicable:
            groups = None
    return Part(kinds=kinds, groups=groups, item=part.item)


def _merge(parts: set[Part]) -> set[Part] | None:
    """The parts with two of them made one, or None where none can be."""
    ordered = sorted(parts, key=_sort_key)
    for at, one in enumerate(ordered):
        for other in ordered[at + 1 :]:
            whole = _whole_of(one, other)
            if whole is not None:
                return (parts - {one, other}) | {_plain(whole)}
    return None


def _whole_of(one: Part, other: Part) -> Part | None:
    if one.covers(other):
        return one
    if other.covers(one):
        return other
    if one.item != other.item:
        return None
    if one.groups == other.groups and one.kinds is not None and other.kinds is not None:
        return Part(kinds=one.kinds | other.kinds, groups=one.groups, item=one.item)
    if one.kinds == other.kinds and one.groups is not None and other.groups is not None:
        return Part(kinds=one.kinds, groups=one.groups | other.groups, item=one.item)
    return None


def _within(some: frozenset[Kind] | None, others: frozenset[Kind] | None) -> bool:
    return others is None or (some is not None and some <= others)


def _selected(selector: str, chosen: frozenset[str]) -> bool:
    """Whether a selector is one of the chosen, or of one of them."""
    while selector not in chosen:
        selector, colon, _ = selector.rpartition(":")
        if not colon:
            return False
    return True


def _sort_key(part: Part) -> tuple[str, list[str], list[str]]:
    kinds = [] if part.kinds is None else _in_order(part.kinds)
    groups = [] if part.groups is None else sorted(part.groups)
    return (part.item or "", list(kinds), groups)


def _in_order(kinds: Iterable[Kind]) -> list[Kind]:
    found = set(kinds)
    return [kind for kind in KINDS if kind in found]


def _part_words(part: Part, titles: Mapping[str, str]) -> str:
    of = [] if part.kinds is None else [_listed(kind_names(part.kinds))]
    if part.item is not None:
        of.append(titles.get(part.item, part.item))
    if part.groups is not None:
        chosen = _listed([s.replace(":", " ", 1) for s in sorted(part.groups)])
        return " of ".join([chosen, *(of or ["everything"])])
    return f"only {' of '.join(of)}" if of else "everything"


def _listed(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
