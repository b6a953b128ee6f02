"""The form of a title that is added by hand: what is asked, in which order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from catalog import lines
from catalog.admin.shown import section_of
from catalog.fields import BY_NAME, Merge, of_kind
from catalog.models import Item
from sync import by_hand
from sync.models import Observation
from sync.types import Kind, ObservedItem
from sync.written import written

#: What is asked first, before all the rest of a title.
_FIRST: Final[Mapping[str, tuple[str, ...]]] = {
    "movie": ("title", "year", "files", "external_ids"),
    "show": ("title", "year", "external_ids"),
    "episode": (
        "show_title",
        "show_year",
        "show_ids",
        "season_number",
        "episode_number",
        "title",
        "files",
    ),
}
_LABELS: Final[Mapping[str, str]] = {
    "show_title": "Title of the show",
    "show_year": "Year of the show",
    "show_ids": "Ids of the show",
}
_HINTS: Final[Mapping[str, str]] = {
    "files": "The address of the video, which browsers never see; one per line.",
    "external_ids": "One per line: tmdb 603.",
    "show_ids": "One per line: tvdb 73244.",
    "artwork": "One per line: poster https://…, and so backdrop, logo, thumbnail.",
    "captions": "One per line: en https://…, en:hi https://…",
}
_LINED: Final = frozenset({"files", "external_ids", "show_ids", "artwork", "captions"})
_LONG: Final = frozenset({"overview"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing that is asked."""

    name: str
    label: str
    section: str
    text: str
    hint: str
    error: str = ""
    is_needed: bool = False

    @property
    def height(self) -> int:
        """Lines of its box; 0 for a plain line."""
        if self.name in _LONG or self.name in _LINED or "\n" in self.text:
            return max(2, min(8, self.text.count("\n") + 1))
        declared = BY_NAME.get(self.name)
        is_list = declared is not None and declared.type.value == "list"
        return 2 if is_list else 0


def rows(kind: Kind, typed: Mapping[str, str], errors: Mapping[str, str]) -> list[Row]:
    """All that is asked of a title of this kind, filled with what was typed."""
    first = _FIRST[kind]
    rest = [d.name for d in of_kind(kind) if d.name not in first]
    needed = {"title"} if kind != "episode" else {"show_title", *_FIRST[kind][3:5]}
    return [
        Row(
            name=name,
            label=_LABELS.get(name) or BY_NAME[name].label,
            section="What it is" if name in first else section_of(BY_NAME[name]),
            text=typed.get(name, ""),
            hint=_hint(name),
            error=errors.get(name, ""),
            is_needed=name in needed,
        )
        for name in (*first, *rest)
    ]


def of_row(row: Observation) -> dict[str, str]:
    """What is written down, as it was typed."""
    above = by_hand.show_of(row) if row.kind == "episode" else None
    return written(by_hand.stored(row), by_hand.stored(above) if above else None)


def like(item: Item) -> dict[str, str]:
    """What makes a copy by hand the same title as this one: its name, year and ids.

    Below a show, the show's, and the numbers.
    """
    if item.kind in {Item.Kind.MOVIE, Item.Kind.SHOW}:
        return _named(item)
    chain = [item]
    while chain[-1].parent is not None:
        chain.append(chain[-1].parent)
    top = _named(chain[-1])
    typed = {
        f"show_{name.removeprefix('external_')}": text for name, text in top.items()
    }
    numbers = {each.kind: str(each.number) for each in chain if each.number is not None}
    if "season" in numbers:
        typed["season_number"] = numbers["season"]
    if "episode" in numbers:
        typed["episode_number"] = numbers["episode"]
    return typed


def _named(item: Item) -> dict[str, str]:
    """What the best server calls it, for by that titles are found to be one."""
    says = Observation.objects.filter(item=item, kind=item.kind).order_by(
        "-listed", "server__priority", "pk"
    )
    found = says.first()
    if found is None:
        return {"title": item.title or ""}
    known = ObservedItem(
        kind="movie",
        remote_key="",
        values={
            name: value
            for name in ("title", "year")
            if (value := getattr(found, name)) is not None
        },
        external_ids=found.external_ids or {},
    )
    return written(known)


def _hint(name: str) -> str:
    if name in _HINTS:
        return _HINTS[name]
    declared = BY_NAME.get(name)
    if declared is None or declared.merge is Merge.KEYED:
        return ""
    return lines.hint(declared)
