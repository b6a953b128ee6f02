"""A title's values as rows: each with its source, its reason and the other offers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote

from catalog.admin import marks, words
from catalog.admin.file_facts import FileFacts, FilesTold
from catalog.admin.frames import Frame, Frames
from catalog.admin.offers import Offers, Told, picture_of, web_address
from catalog.entered import mark
from catalog.fields import (
    BY_NAME,
    KEYED,
    PLACES,
    Field,
    JSONValue,
    Merge,
    has_value,
    of_kind,
)
from catalog.models import CaptionShift, Item, Server
from catalog.queries import Value

_GROUPS: Final[Mapping[str, str]] = {
    "metadata": "Metadata",
    "media_info": "Media of the file that plays first",
    "media_quality": "Quality of the file that plays first",
    "chapters": "Chapters",
}


NO_SHIFTS: Final[Mapping[str, CaptionShift]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One value as the page shows it."""

    lines: list[str]
    url: str
    picture: str

    @property
    def head(self) -> list[str]:
        """The lines shown at once."""
        return self.lines[: words.SHOWN_LINES]

    @property
    def rest(self) -> list[str]:
        """The lines folded away."""
        return self.lines[words.SHOWN_LINES :]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferRow:
    """Another server's value beside the one that counts."""

    server: str
    colour: str
    shown: Shown
    mark: str
    same: bool
    stale: bool
    frame: Frame | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueRow:
    """A field or entry with value, source and reason.

    `mark` and `locked_at` tell a form what the person saw; `earlier_file` says that
    another file plays before this one, `shift` how far captions are moved in time.
    """

    label: str
    name: str
    key: str
    shown: Shown
    mark: str
    locked_at: datetime | None
    has_value: bool
    earlier_file: bool
    source: str
    colour: str
    reason: str
    since: datetime | None
    run: int | None
    offers: list[OfferRow]
    frame: Frame | None = None
    file: FileFacts | None = None
    shift: str = ""

    @property
    def full_name(self) -> str:
        """``title`` or ``captions.en:hi``."""
        return f"{self.name}.{self.key}" if self.key else self.name

    @property
    def anchor(self) -> str:
        """Its place on the page, as an address names it."""
        return quote(self.full_name, safe=".:")

    @property
    def is_locked(self) -> bool:
        """Whether a curator's lock is its source."""
        return self.source == "lock"

    @property
    def is_lockable(self) -> bool:
        """Whether it is a matter of values at all."""
        return self.name not in PLACES

    @property
    def is_entry(self) -> bool:
        """Whether it is one of several, each decided by itself."""
        return BY_NAME[self.name].merge is Merge.KEYED

    @property
    def is_ruled(self) -> bool:
        """Whether a rule may name the server it comes from."""
        return BY_NAME[self.name].merge is Merge.FIRST

    @property
    def agreeing(self) -> str:
        """Who says the same, by name."""
        return ", ".join(offer.server for offer in self.offers if offer.same)

    @property
    def others(self) -> list[OfferRow]:
        """What would be the value instead."""
        return [offer for offer in self.offers if not offer.same]

    @property
    def told(self) -> list[OfferRow]:
        """Those of the others that no picture beside the present one shows."""
        return [o for o in self.others if self.frame is None or o.frame is None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The rows of one group."""

    title: str
    rows: list[ValueRow]


def section_of(declared: Field) -> str:
    """The title of the section that a field stands in."""
    if declared.merge is Merge.KEYED:
        return declared.label
    return _GROUPS[declared.group]


def server_ids() -> dict[str, int]:
    """Keys of servers by name; a removed one gives way to a present one."""
    rows = Server.objects.order_by("removed_at").values_list("name", "pk", "removed_at")
    found: dict[str, int] = {}
    for name, pk, removed in rows:
        if removed is None or name not in found:
            found[name] = pk
    return found


def single_sections(item: Item, told: Told, ids: Mapping[str, int]) -> list[Section]:
    values, offers = told.values, told.offers
    sections = []
    for group, title in _GROUPS.items():
        rows = [
            _row(declared.name, "", values.fields[declared.name], offers, ids)
            for declared in of_kind(item.kind)
            if declared.group == group
            and declared.merge is not Merge.KEYED
            and declared.name in values.fields
        ]
        if rows:
            sections.append(Section(title=title, rows=rows))
    return sections


def keyed_sections(
    item: Item, told: Told, ids: Mapping[str, int], shifts: Mapping[str, CaptionShift]
) -> list[Section]:
    """Entries by their names, files in the order of play."""
    values, offers = told.values, told.offers
    frames = Frames(item, values, offers, ids)
    files = FilesTold(item.kind, told)
    return [
        Section(
            title=section_of(declared),
            rows=[
                _row(
                    declared.name, key, value, offers, ids, place, frames, files, shifts
                )
                for place, (key, value) in enumerate(
                    values.entries[declared.name].items()
                )
            ],
        )
        for declared in KEYED
        if values.entries.get(declared.name)
    ]


def _row(
    name: str,
    key: str,
    value: Value,
    offers: Offers,
    ids: Mapping[str, int],
    place: int = 0,
    frames: Frames | None = None,
    files: FilesTold | None = None,
    shifts: Mapping[str, CaptionShift] = NO_SHIFTS,
) -> ValueRow:
    def frame(source: str | None, said: JSONValue) -> Frame | None:
        return frames.of(key, source, said) if frames and name == "artwork" else None

    return ValueRow(
        label=key or words.field_name(name),
        name=name,
        key=key,
        shown=_shown(name, value.value),
        mark=mark(value.value),
        locked_at=value.locked_at,
        has_value=has_value(value.value),
        earlier_file=name == "files" and place > 0,
        source=value.source or "",
        colour=colour_of(value.source, ids),
        reason=words.reason(value.reason, value.rule, value.locked_by),
        since=value.since,
        run=value.run,
        frame=frame(value.source, value.value),
        shift=_shift(shifts.get(key), value, ids) if name == "captions" else "",
        file=(
            files.of(key, value.source or "", value.value)
            if files and name == "files"
            else None
        ),
        offers=[
            OfferRow(
                server=offer.server,
                colour=colour_of(offer.server, ids),
                shown=_shown(name, offer.value),
                mark=mark(offer.value),
                same=offer.value == value.value,
                stale=offer.stale,
                frame=frame(offer.server, offer.value),
            )
            for offer in offers.get((name, key), ())
        ],
    )


def _shift(row: CaptionShift | None, value: Value, ids: Mapping[str, int]) -> str:
    if row is None or not isinstance(value.value, Mapping):
        return ""
    said = words.shift(row.ms)
    if not row.is_for(str(value.value.get("url")), ids.get(value.source or "")):
        return f"moved for another file ({said}): it does not apply to this one"
    by = f" by {row.by}" if row.by else ""
    return f"{said} for every viewer, set {words.moment(row.at)}{by}"


def colour_of(source: str | None, ids: Mapping[str, int]) -> str:
    if source in {"lock", "probe"}:
        return f"mh-c-{source}"
    return marks.colour(ids.get(source or ""))


def _shown(name: str, value: JSONValue) -> Shown:
    if not isinstance(value, Mapping):
        url = value if isinstance(value, str) and name.endswith("_url") else ""
        return Shown(lines=words.lines(name, value), url=web_address(url), picture="")
    address = value.get("url")
    rest: dict[str, JSONValue] = {
        k: v for k, v in value.items() if k not in {"url", "placeholder"}
    }
    if not rest.get("pending"):
        rest.pop("pending", None)
    if isinstance(rest.get("size_bytes"), int):
        rest["size"] = words.short("size_bytes", rest.pop("size_bytes"))
    said = words.lines(name, rest)
    if isinstance(address, str):
        said.insert(0, address)
    return Shown(
        lines=said,
        url=web_address(address if isinstance(address, str) else ""),
        picture=picture_of(value.get("placeholder")),
    )
