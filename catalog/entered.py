"""Values that a person gives for a field: read, checked and made uniform, or refused.

A server's value that does not fit is cut or becomes no value (`catalog.fields`); a
person is told what is expected instead.  Pure.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from hashlib import blake2b
from math import isfinite
from typing import Final
from urllib.parse import urlsplit

from langcodes import standardize_tag

from catalog.fields import (
    ARTWORK_KEYS,
    ENTRY_LENGTHS,
    ENTRY_MEMBERS,
    Field,
    JSONValue,
    Merge,
    Type,
)

#: Check one value; `what` names it in the sentence of a refusal.
Check = Callable[[str, JSONValue], JSONValue]

#: Fields with line breaks.
_LINES: Final = frozenset({"overview"})
_RANGES: Final[Mapping[str, tuple[int, int]]] = {
    "year": (1870, 2200),
    "rating": (0, 10),
    "runtime_ms": (0, 7 * 24 * 3600 * 1000),
    "duration_ms": (1, 30 * 24 * 3600 * 1000),
    "width": (1, 65_536),
    "height": (1, 65_536),
    "bitrate": (1, 100_000_000_000),
    "frame_rate": (0, 1_000),
    "bit_depth": (1, 32),
}
_NAME: Final = 200
_ADDRESS: Final = 4_000
_TAG: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}", re.ASCII)
_FLAGS: Final = re.compile(r"(:hi)?(:forced)?(:auto)?")
_SCHEME: Final = re.compile(r"[a-z][a-z0-9_]{0,29}", re.ASCII)
_FILE: Final = re.compile(r"[a-z0-9_-]{1,100}(#([2-9]|[1-9][0-9]{1,3}))?", re.ASCII)
_MISDIRECTING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")


def mark(value: JSONValue) -> str:
    """A value's name in a form: another value has another one."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return blake2b(text.encode(errors="replace"), digest_size=12).hexdigest()


class Unfit(ValueError):
    """A value that a field cannot have; the text says what is expected."""


def read(declared: Field, key: str, text: str) -> JSONValue:
    """The value a person typed: literal for texts, JSON for all others.

    The address alone stands for an entry with that address.  Raises Unfit.
    """
    if declared.name == "external_ids" or declared.type in {Type.TEXT, Type.DATE}:
        return checked(declared, key, text)
    if declared.merge is Merge.KEYED and text.startswith(("http://", "https://")):
        return checked(declared, key, {"url": text})
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise _unlike(_name(declared, key), _expected(declared), text) from None
    return checked(declared, key, value)


def checked(declared: Field, key: str, value: JSONValue) -> JSONValue:
    """The value as it is stored.  Raises Unfit; nothing at all is no value."""
    what = _name(declared, key)
    if declared.merge is Merge.KEYED:
        return _entry(declared, what, value)
    match declared.type:
        case Type.TEXT if declared.name == "trailer_url":
            return _address(what, value)
        case Type.TEXT:
            return _text(what, value, cap=declared.cap, lines=declared.name in _LINES)
        case Type.DATE:
            return _day(what, value)
        case Type.INTEGER:
            return _whole(what, value, *_RANGES[declared.name])
        case Type.NUMBER:
            return _number(what, value, *_RANGES[declared.name])
    if not isinstance(value, Sequence) or isinstance(value, str) or not value:
        raise _unlike(what, _expected(declared), value)
    if len(value) > declared.cap:
        raise Unfit(f"{what} has at most {declared.cap} members, not {len(value)}.")
    member = _LISTS[declared.name]
    return [member(f"{what}[{index}]", each) for index, each in enumerate(value)]


def checked_key(declared: Field, key: str) -> str:
    """The key of an entry as it is stored: ``pt-BR:forced``.  Raises Unfit."""
    match declared.name:
        case "artwork" if key not in ARTWORK_KEYS:
            known = ", ".join(ARTWORK_KEYS)
            raise Unfit(f"There is no artwork named {key!r}; there is {known}.")
        case "captions":
            language, colon, flags = key.partition(":")
            clean = language if language == "und" else _tag(language)
            if clean is None or not _FLAGS.fullmatch(f"{colon}{flags}"):
                raise Unfit(
                    f"{key!r} names no captions; a key is a language, then :hi, "
                    ":forced or :auto where it applies, such as en, en:hi, "
                    "pt-BR:forced."
                )
            return f"{clean}{colon}{flags}"
        case "external_ids" if not _SCHEME.fullmatch(key):
            raise Unfit(f"{key!r} is no scheme of ids such as tmdb, imdb or tvdb.")
        case "files" if not _FILE.fullmatch(key):
            raise Unfit(
                f"{key!r} names no file; a key is a server's slug, and slug#2, slug#3 "
                "where it has several."
            )
    return key


def _entry(declared: Field, what: str, value: JSONValue) -> JSONValue:
    name = declared.name
    if name == "external_ids":
        clean = _text(what, value, cap=ENTRY_LENGTHS[name, "value"])
        if any(character.isspace() for character in clean):
            raise _unlike(what, "an id without blanks", value)
        return clean
    members = {member: _member(name, member) for member in ENTRY_MEMBERS[name]}
    return _object(what, value, members, needed="url")


def _member(name: str, member: str) -> Check:
    match member:
        case "url":
            return _address
        case "pending":
            return _flag
        case "size_bytes":
            return partial(_whole, low=0, high=2**60)
    return partial(_text, cap=ENTRY_LENGTHS.get((name, member), 100_000))


def _object(
    what: str, value: JSONValue, members: Mapping[str, Check], *, needed: str
) -> JSONValue:
    """A map with every member, None where it is not given."""
    if not isinstance(value, Mapping) or value.get(needed) is None:
        raise _unlike(what, f'an object such as {{"{needed}": …}}', value)
    if unknown := sorted(set(value) - set(members)):
        raise Unfit(f"{what} has no {unknown[0]!r}; it has {', '.join(members)}.")
    return {
        member: (
            None
            if value.get(member) is None and member != "pending"
            else check(f"{what}.{member}", value.get(member, False))
        )
        for member, check in members.items()
    }


def _text(what: str, value: JSONValue, *, cap: int, lines: bool = False) -> str:
    if not isinstance(value, str):
        raise _unlike(what, "a text", value)
    clean = unicodedata.normalize("NFC", value.replace("\r\n", "\n").strip())
    kinds = {character: unicodedata.category(character) for character in set(clean)}
    if all(kind == "Cf" or kind[0] == "Z" for kind in kinds.values()):
        raise Unfit(f"{what} is blank; lock it as empty to show none.")
    allowed = "\n\t" if lines else ""
    if _MISDIRECTING.search(clean) or any(
        kind in {"Cc", "Cs"} and character not in allowed
        for character, kind in kinds.items()
    ):
        raise Unfit(
            f"{what} holds characters that cannot be shown"
            + ("." if lines else ", or line breaks.")
        )
    if len(clean) > cap:
        raise Unfit(f"{what} has at most {cap} characters, not {len(clean)}.")
    return clean


def _address(what: str, value: JSONValue) -> str:
    """An absolute web address without credentials."""
    expected = "an address that starts with http:// or https://"
    if not isinstance(value, str) or len(value) > _ADDRESS or "\\" in value:
        raise _unlike(what, expected, value)
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        raise _unlike(what, expected, value) from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise _unlike(what, expected, value)
    if "@" in parts.netloc:
        raise Unfit(f"{what} must not hold a user name or password.")
    if not value.isprintable() or any(character.isspace() for character in value):
        raise _unlike(what, "an address without blanks", value)
    return value


def _day(what: str, value: JSONValue) -> str:
    if isinstance(value, str) and len(value := value.strip()) == 10:
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            pass
    raise _unlike(what, "a day such as 1999-03-31", value)


def _whole(what: str, value: JSONValue, low: int, high: int) -> int:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    if not is_whole or not low <= value <= high:  # type: ignore[operator]
        raise _unlike(what, f"a whole number from {low} to {high}", value)
    return value  # type: ignore[return-value]


def _number(what: str, value: JSONValue, low: float, high: float) -> float:
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not isfinite(value)
        or not low <= value <= high
    ):
        raise _unlike(what, f"a number from {low} to {high}", value)
    return float(value)


def _flag(what: str, value: JSONValue) -> bool:
    if not isinstance(value, bool):
        raise _unlike(what, "true or false", value)
    return value


def _language(what: str, value: JSONValue) -> str:
    if not isinstance(value, str) or (clean := _tag(value)) is None:
        raise _unlike(what, "a language such as en or pt-BR", value)
    return clean


def _tag(value: str) -> str | None:
    if len(value) > 35 or not _TAG.fullmatch(value):
        return None
    try:
        found = standardize_tag(value)
    except ValueError:
        return None
    return None if found in {"", "und"} else found


def _chapter(what: str, value: JSONValue) -> JSONValue:
    most = 100 * 3600 * 1000
    bound: Check = partial(_whole, low=0, high=most)
    members: Mapping[str, Check] = {
        "start_ms": bound,
        "end_ms": bound,
        "title": _named,
    }
    found = _object(what, value, members, needed="start_ms")
    if not isinstance(found, Mapping):
        raise TypeError("An object is a map.")
    start, end = found["start_ms"], found["end_ms"]
    if isinstance(end, int) and isinstance(start, int) and end > start:
        return found
    raise _unlike(what, "a chapter whose end_ms is after its start_ms", value)


_named: Final[Check] = partial(_text, cap=_NAME)
_count: Final[Check] = partial(_whole, low=1, high=2**31 - 1)


def _objects(needed: str, **members: Check) -> Check:
    return partial(_object, members=members, needed=needed)


#: What the members of each list are.
_LISTS: Final[Mapping[str, Check]] = {
    "genres": _named,
    "studios": _named,
    "networks": _named,
    "keywords": _named,
    "hdr": _named,
    "countries": _named,
    "languages": _language,
    "cast": _objects("name", name=_named, character=_named, profile=_address),
    "crew": _objects("name", name=_named, job=_named),
    "audio_tracks": _objects(
        "codec",
        codec=_named,
        channels=_count,
        sample_rate=_count,
        bitrate=_count,
        language=_language,
    ),
    "subtitle_tracks": _objects("codec", codec=_named, language=_language),
    "chapters": _chapter,
}


def _name(declared: Field, key: str) -> str:
    return f"{declared.name}.{key}" if key else declared.name


def _expected(declared: Field) -> str:
    if declared.merge is Merge.KEYED:
        return 'an address, or JSON such as {"url": "https://…"}'
    if declared.type is Type.LIST:
        is_named = declared.name in {"cast", "crew"}
        example = (
            '[{"name": "…"}]'
            if is_named
            else '[{"start_ms": 0, "end_ms": 60000, "title": "…"}]'
            if declared.name == "chapters"
            else '[{"codec": "…"}]'
            if declared.name.endswith("_tracks")
            else '["…", "…"]'
        )
        return f"a JSON list such as {example}"
    low, high = _RANGES[declared.name]
    whole = "whole " if declared.type is Type.INTEGER else ""
    return f"a {whole}number from {low} to {high}"


def _unlike(what: str, expected: str, value: JSONValue) -> Unfit:
    try:
        shown = value if isinstance(value, str) else json.dumps(value)
    except (TypeError, ValueError):
        shown = str(value)
    shown = shown.encode("utf-8", "replace").decode()
    short = shown if len(shown) <= 60 else f"{shown[:59]}…"
    return Unfit(f"{what} must be {expected}; {short!r} is not.")
