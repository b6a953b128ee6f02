"""A title's values as rows: each with its source, its reason and the other offers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from catalog.admin import marks, words
from catalog.fields import KEYED, JSONValue, Merge, of_kind
from catalog.models import Item, Server
from catalog.queries import ItemValues, Value

_GROUPS: Final[Mapping[str, str]] = {
    "metadata": "Metadata",
    "media_info": "Media of the file that plays first",
    "media_quality": "Quality of the file that plays first",
    "chapters": "Chapters",
}
#: Only pictures of these kinds, as servers send them; nothing is loaded from outside.
_PICTURE: Final = re.compile(r"data:image/(?:png|jpeg|webp);base64,[A-Za-z0-9+/=]+")
_WEB: Final = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What another server says now for a value."""

    server: str
    value: JSONValue
    stale: bool


#: Other servers' offers by field and entry key ("" for single fields).
Offers = Mapping[tuple[str, str], Sequence[Offer]]


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
    same: bool
    stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueRow:
    """A field or entry with value, source and reason."""

    label: str
    name: str
    shown: Shown
    source: str
    colour: str
    reason: str
    since: datetime | None
    run: int | None
    offers: list[OfferRow]

    @property
    def agreeing(self) -> str:
        """Who says the same, by name."""
        return ", ".join(offer.server for offer in self.offers if offer.same)

    @property
    def others(self) -> list[OfferRow]:
        """What would be the value instead."""
        return [offer for offer in self.offers if not offer.same]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The rows of one group."""

    title: str
    rows: list[ValueRow]


def server_ids() -> dict[str, int]:
    """Keys of servers by name; a removed one gives way to a present one."""
    rows = Server.objects.order_by("removed_at").values_list("name", "pk", "removed_at")
    found: dict[str, int] = {}
    for name, pk, removed in rows:
        if removed is None or name not in found:
            found[name] = pk
    return found


def single_sections(
    item: Item, values: ItemValues, offers: Offers, ids: Mapping[str, int]
) -> list[Section]:
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
    values: ItemValues, offers: Offers, ids: Mapping[str, int]
) -> list[Section]:
    return [
        Section(
            title=declared.label,
            rows=[
                _row(declared.name, key, value, offers, ids)
                for key, value in values.entries[declared.name].items()
            ],
        )
        for declared in KEYED
        if values.entries.get(declared.name)
    ]


def _row(
    name: str, key: str, value: Value, offers: Offers, ids: Mapping[str, int]
) -> ValueRow:
    return ValueRow(
        label=key or words.field_name(name),
        name=name,
        shown=_shown(name, value.value),
        source=value.source or "",
        colour=colour_of(value.source, ids),
        reason=words.reason(value.reason, value.rule),
        since=value.since,
        run=value.run,
        offers=[
            OfferRow(
                server=offer.server,
                colour=colour_of(offer.server, ids),
                shown=_shown(name, offer.value),
                same=offer.value == value.value,
                stale=offer.stale,
            )
            for offer in offers.get((name, key), ())
        ],
    )


def colour_of(source: str | None, ids: Mapping[str, int]) -> str:
    if source in {"lock", "probe"}:
        return f"mh-c-{source}"
    return marks.colour(ids.get(source or ""))


def _shown(name: str, value: JSONValue) -> Shown:
    if not isinstance(value, Mapping):
        url = value if isinstance(value, str) and name.endswith("_url") else ""
        return Shown(lines=words.lines(name, value), url=_web(url), picture="")
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
        url=_web(address if isinstance(address, str) else ""),
        picture=picture_of(value.get("placeholder")),
    )


def _web(url: str) -> str:
    """The address if a browser may be sent there, else nothing."""
    return url if _WEB.match(url) else ""


def picture_of(placeholder: JSONValue) -> str:
    if isinstance(placeholder, str) and _PICTURE.fullmatch(placeholder):
        return placeholder
    return ""
