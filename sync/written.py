"""A title as a curator writes it down, read into what a server would say of it.  Pure.

Keyed fields are written line by line: ``poster https://…``, ``tmdb 603``, ``en https://…``;
files are an address on each line.  Nothing is cut and nothing guessed: what does not
fit is refused with the reason, value by value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from catalog import entered, lines
from catalog.entered import Unfit
from catalog.fields import (
    BY_NAME,
    KEYED,
    PLACES,
    SINGLE,
    Field,
    JSONValue,
    of_kind,
)
from sync.types import Kind, ObservedItem

#: What an episode says of the show it belongs to, beside its own fields.
OF_SHOW: Final = ("show_title", "show_year", "show_ids")
_NEEDED: Final[Mapping[str, str]] = {
    "show_title": "the title of its show",
    "season_number": "the number of its season",
    "episode_number": "its number",
}
_HOW: Final[Mapping[str, str]] = {
    "external_ids": "a scheme and an id, such as tmdb 603",
    "artwork": "a name and an address, such as poster https://…",
    "captions": "a language and an address, such as en https://…",
    "files": "an address",
}
KINDS: Final[tuple[Kind, ...]] = ("movie", "show", "episode")
_FIRST: Final = ("title", "year")


class Refused(ValueError):
    """What was written cannot be; `errors` has a sentence for each value."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = dict(errors)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One title: its values, its entries, and for an episode its place in its show."""

    kind: Kind
    values: Mapping[str, JSONValue]
    external_ids: Mapping[str, str] = field(default_factory=dict)
    artwork: Mapping[str, Mapping[str, JSONValue]] = field(default_factory=dict)
    captions: Mapping[str, Mapping[str, JSONValue]] = field(default_factory=dict)
    files: tuple[Mapping[str, JSONValue], ...] = ()
    show: Mapping[str, JSONValue] = field(default_factory=dict)
    show_ids: Mapping[str, str] = field(default_factory=dict)

    def as_item(self, remote_key: str, parent_key: str | None = None) -> ObservedItem:
        """The same as an item of a server."""
        return ObservedItem(
            kind=self.kind,
            remote_key=remote_key,
            parent_key=parent_key,
            values=self.values,
            external_ids=self.external_ids,
            artwork=self.artwork,
            captions=self.captions,
            files=self.files,
        )

    @property
    def folders(self) -> tuple[str, ...]:
        """Where it stands on the curators' server, from the top: ``Solaris (1972)``."""
        if self.kind != "episode":
            return (_folder(self.values),)
        top = _folder(self.show)
        season = f"{top}/Season {self.values['season_number']}"
        return top, season, f"{season}/Episode {self.values['episode_number']}"


def _folder(values: Mapping[str, JSONValue]) -> str:
    title, year = values["title"], values.get("year")
    return f"{title} ({year})" if year else str(title)


def asked_of(kind: Kind) -> tuple[str, ...]:
    """The names of all that can be written of a title of this kind."""
    names = tuple(declared.name for declared in of_kind(kind))
    return (*OF_SHOW, *names) if kind == "episode" else names


def read(kind: Kind, typed: Mapping[str, str]) -> Written:
    """What was written, by name of field.  Raises Refused."""
    errors: dict[str, str] = {}
    values: dict[str, JSONValue] = {}
    for declared in SINGLE:
        text = typed.get(declared.name, "").strip()
        if kind in declared.kinds and text:
            with _told(errors, declared.name):
                values[declared.name] = _value(declared, text)
    found: dict[str, Any] = {
        declared.name: _entries(declared, typed.get(declared.name, ""), errors)
        for declared in KEYED
        if kind in declared.kinds
    }
    found["files"] = tuple(found.get("files", {}).values())
    show: dict[str, JSONValue] = {}
    if kind == "episode":
        found["show_ids"] = _entries(
            BY_NAME["external_ids"], typed.get("show_ids", ""), errors, told="show_ids"
        )
        for name in _FIRST:
            text = typed.get(f"show_{name}", "").strip()
            if text:
                with _told(errors, f"show_{name}"):
                    show[name] = _value(BY_NAME[name], text)
        for name in (*sorted(PLACES), "show_title"):
            is_there = name in values or name.removeprefix("show_") in show
            if not is_there and name not in errors:
                errors[name] = f"An episode needs {_NEEDED[name]}."
    elif "title" not in values and "title" not in errors:
        errors["title"] = f"A {kind} needs a title."
    if errors:
        raise Refused(errors)
    return Written(kind=kind, values=values, show=show, **found)


def written(item: ObservedItem, show: ObservedItem | None = None) -> dict[str, str]:
    """An item as it would be written: what `read` takes."""
    typed = {
        declared.name: lines.to_text(declared, item.values[declared.name])
        for declared in SINGLE
        if item.values.get(declared.name) is not None
    }
    for declared, entries in (
        (BY_NAME["external_ids"], item.external_ids),
        (BY_NAME["artwork"], item.artwork),
        (BY_NAME["captions"], item.captions),
    ):
        if entries:
            typed[declared.name] = _lines(entries)
    if item.files:
        typed["files"] = "\n".join(str(each.get("url")) for each in item.files)
    if show is not None:
        typed |= {
            f"show_{name}": str(show.values[name])
            for name in _FIRST
            if show.values.get(name) is not None
        }
        if show.external_ids:
            typed["show_ids"] = _lines(show.external_ids)
    return typed


def _lines(entries: Mapping[str, Any]) -> str:
    return "\n".join(
        f"{key} {value if isinstance(value, str) else value.get('url')}"
        for key, value in sorted(entries.items())
    )


@contextmanager
def _told(errors: dict[str, str], name: str) -> Iterator[None]:
    """A refusal in the block becomes the error of that value; the first one counts."""
    try:
        yield
    except Unfit as unfit:
        errors.setdefault(name, str(unfit))


def _value(declared: Field, text: str) -> JSONValue:
    if declared.name in PLACES:
        # Their bounds are not those of values that people lock.
        if text.isascii() and text.isdecimal() and len(text) <= 4:
            return int(text)
        raise Unfit(f"{declared.label} must be a number from 0 to 9999.")
    return entered.read(declared, "", lines.to_typed(declared, text))


def _entries(
    declared: Field, text: str, errors: dict[str, str], *, told: str = ""
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    said = [line.strip() for line in text.splitlines() if line.strip()]
    for number, line in enumerate(said, start=1):
        with _told(errors, told or declared.name):
            if declared.name == "files":
                key, value = str(number), line
            else:
                key, _, value = line.partition(" ")
                key = entered.checked_key(declared, key)
            if not value.strip():
                raise Unfit(f"“{line[:60]}” needs {_HOW[declared.name]}.")
            if key in found:
                raise Unfit(f"{key} is there twice.")
            found[key] = _entry(declared, key, value.strip())
    if len(found) > declared.cap:
        errors[told or declared.name] = f"At most {declared.cap} of them."
    return found


def _entry(declared: Field, key: str, value: str) -> Any:
    if declared.name != "files":
        return entered.read(declared, key, value)
    read = entered.read(declared, "by-hand", value)
    name = urlsplit(value).path.rpartition("/")[2]
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    is_usual = ending.isascii() and ending.isalnum() and len(ending) <= 5
    return {**read, "container": ending} if is_usual and ending else read  # type: ignore[dict-item]
