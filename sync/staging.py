"""What a server says of an item, as the row that is staged and adopted.

Everything that cannot be stored is cut or becomes no value here, and here the row gets
its hashes and its presence bits.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, Final, NamedTuple

import msgspec

from catalog import bulk
from catalog.fields import (
    BY_NAME,
    ENTRY_LENGTHS,
    KEYED,
    SINGLE,
    JSONValue,
    fitting,
    fitting_entry,
    has_value,
)
from sync.resolve import is_pending
from sync.title_key import title_key
from sync.types import ObservedItem

SINGLE_NAMES: Final = tuple(declared.name for declared in SINGLE)
KEYED_NAMES: Final = tuple(declared.name for declared in KEYED)
_SINGLE_BITS: Final = tuple((declared.name, 1 << declared.bit) for declared in SINGLE)

#: Everything an observation holds besides its place, in one order.
STATED: Final = (
    "kind",
    "remote_key",
    "parent_key",
    *SINGLE_NAMES,
    *KEYED_NAMES,
    "fingerprint",
    "title_key",
    "present",
    "keys",
    "content_hash",
    "identity_hash",
    "listing_token",
    "detail_tokens",
)
_canonical: Final = msgspec.json.Encoder(order="sorted")


class StagedRow(NamedTuple):
    """An observation ready to be staged, as the row to write."""

    content_hash: str
    values: bulk.Row


class Marks(NamedTuple):
    """How an observation is compared, and what it has, without reading its values."""

    title_key: str
    present: int
    keys: str
    content_hash: str
    identity_hash: str


def staged_row(item: ObservedItem) -> StagedRow:
    """The row of an observation; what is no value or does not fit becomes NULL."""
    values = {
        name: fitted
        for name, value in item.values.items()
        if (declared := BY_NAME.get(name)) is not None
        and has_value(fitted := fitting(declared, value))
    }
    keyed: dict[str, JSONValue] = {
        "external_ids": _entries("external_ids", item.external_ids),
        "artwork": _entries("artwork", item.artwork),
        "captions": _entries("captions", item.captions),
        "files": [
            fitted
            for value in item.files[: BY_NAME["files"].cap]
            if (fitted := fitting_entry("files", "", value)) is not None
        ]
        or None,
    }
    mark = item.fingerprint
    if mark is not None and len(mark) > ENTRY_LENGTHS["files", "fingerprint"]:
        mark = None
    marks = marks_of(values, keyed, parent_key=item.parent_key, fingerprint=mark)
    return StagedRow(
        marks.content_hash,
        (
            item.kind,
            item.remote_key,
            item.parent_key,
            *(values.get(name) for name in SINGLE_NAMES),
            *(keyed[name] for name in KEYED_NAMES),
            mark,
            *marks,
            item.listing_token,
            dict(item.detail_tokens),
        ),
    )


def marks_of(
    values: Mapping[str, JSONValue],
    keyed: Mapping[str, JSONValue],
    *,
    parent_key: str | None,
    fingerprint: str | None,
) -> Marks:
    """What is derived from an observation's own values, and stored beside them."""
    present, keys = _presence(values, keyed)
    title = values.get("title")
    compared = title_key(title) if isinstance(title, str) else ""
    return Marks(
        title_key=compared,
        present=present,
        keys=keys,
        content_hash=_digest([values, keyed, parent_key, fingerprint]),
        identity_hash=_digest(
            [
                keyed["external_ids"],
                fingerprint,
                compared,
                values.get("year"),
                parent_key,
                values.get("season_number"),
                values.get("episode_number"),
            ]
        ),
    )


def _entries(name: str, offered: Mapping[str, JSONValue]) -> JSONValue:
    """The entries that can be stored, the first ones in order of key up to the cap."""
    fitted = {
        key: value
        for key in sorted(offered)[: BY_NAME[name].cap]
        if (value := fitting_entry(name, key, offered[key])) is not None
        and has_value(value)
    }
    return fitted or None


def _presence(
    values: Mapping[str, JSONValue], keyed: Mapping[str, JSONValue]
) -> tuple[int, str]:
    """The bit of every field with a value, and the keyed entries by name.

    A pending caption is there twice: ``captions.en`` and ``pending.en``.
    """
    present = 0
    for name, bit in _SINGLE_BITS:
        if name in values:
            present |= bit
    keys: list[str] = []
    for name in KEYED_NAMES:
        entries = keyed[name]
        if entries:
            present |= 1 << BY_NAME[name].bit
            if isinstance(entries, Mapping):
                keys.extend(f"{name}.{key}" for key in entries)
                if name == "captions":
                    keys.extend(
                        f"pending.{key}"
                        for key, caption in entries.items()
                        if is_pending(caption)
                    )
    return present, f"|{'|'.join(sorted(keys))}|" if keys else ""


def _digest(value: Any) -> str:
    return blake2b(_canonical.encode(value), digest_size=16).hexdigest()
