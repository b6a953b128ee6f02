"""An item of which only a part was asked, laid over what is stored of it.  Pure.

What is stored afterwards changes in the groups and entries that were asked for, and
in what is always read: title, year, ids, and where the item stands.  A token stays
only where it still tells of all that is stored; otherwise the next whole sync reads
the item anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from catalog.fields import SINGLE, JSONValue
from sync.types import ObservedItem, Selection

#: Single fields that are read whatever is asked.
_ALWAYS: Final = frozenset({"title", "year", "season_number", "episode_number"})
Entries = Mapping[str, Mapping[str, JSONValue]]


def overlaid(
    read: ObservedItem,
    stored: ObservedItem | None,
    selection: Selection,
    *,
    was_listed: bool = True,
) -> ObservedItem:
    """The item to store, where `selection` was asked of it.

    An item that comes back after it was gone has no tokens, as one that is new.
    """
    if selection.is_whole:
        return read
    before = stored or ObservedItem(
        kind=read.kind, remote_key=read.remote_key, values={}
    )
    asked = {
        declared.name
        for declared in SINGLE
        if declared.name in _ALWAYS or selection.has_group(declared.group)
    }
    kept = {name: v for name, v in before.values.items() if name not in asked}
    new = {name: v for name, v in read.values.items() if name in asked}
    known = stored is not None and was_listed
    return replace(
        read,
        values=kept | new,
        artwork=_entries("artwork", read.artwork, before.artwork, selection),
        captions=_entries("captions", read.captions, before.captions, selection),
        files=read.files if selection.has_group("files") else before.files,
        listing_token=(
            read.listing_token
            if known and read.listing_token == before.listing_token
            else ""
        ),
        detail_tokens=(
            {
                name: token
                for name, token in before.detail_tokens.items()
                # A document that was not asked for is as it was.
                if read.detail_tokens.get(name, token) == token
            }
            if known
            else {}
        ),
    )


def _entries(
    group: str, read: Entries, before: Entries, selection: Selection
) -> Entries:
    if selection.has_group(group):
        return read
    return {
        key: entry
        for entries, asked in ((before, False), (read, True))
        for key, entry in entries.items()
        if selection.has_entry(group, key) is asked
    }
