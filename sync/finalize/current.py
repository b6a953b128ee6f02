"""What the catalog holds of a set of titles now, as the values `changes` compares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from catalog.fields import ENTRY_MEMBERS, JSONValue
from catalog.models import (
    Artwork,
    Caption,
    ExternalId,
    FieldSource,
    Item,
    MediaFile,
)
from sync.changes import Current, Entry, Source
from sync.staging import SINGLE_NAMES

_MODELS: Final = {"artwork": Artwork, "captions": Caption, "files": MediaFile}


def load_current(items: Sequence[int], slugs: Mapping[int, str]) -> dict[int, Current]:
    """The current state of existing titles; `slugs` names the servers."""
    values: dict[int, tuple[bool, dict[str, JSONValue]]] = {}
    rows = Item.objects.filter(pk__in=items).values_list(
        "id", "available", *SINGLE_NAMES
    )
    for pk, available, *columns in rows:
        values[pk] = (
            available,
            {
                name: value
                for name, value in zip(SINGLE_NAMES, columns, strict=True)
                if value is not None
            },
        )
    entries = _load_entries(items, slugs)
    sources: dict[int, dict[tuple[str, str], Source]] = defaultdict(dict)
    found = FieldSource.objects.filter(item_id__in=items).values_list(
        "item_id", "field", "key", "server_id", "origin", "reason", "rule_id"
    )
    for item, name, key, server, origin, reason, rule in found:
        sources[item][name, key] = Source(slugs.get(server), origin, reason, rule)
    return {
        pk: Current(
            available=available,
            values=columns,
            entries=entries[pk],
            sources=sources[pk],
        )
        for pk, (available, columns) in values.items()
    }


def _load_entries(
    items: Sequence[int], slugs: Mapping[int, str]
) -> dict[int, dict[str, dict[str, Entry]]]:
    entries: dict[int, dict[str, dict[str, Entry]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    ids = ExternalId.objects.filter(item_id__in=items).values_list(
        "item_id", "key", "value", "server_id"
    )
    for item, key, value, server in ids:
        entries[item]["external_ids"][key] = Entry(value, slugs.get(server))
    for name, model in _MODELS.items():
        members = ENTRY_MEMBERS[name]
        placed = ("position",) if name == "files" else ()
        rows = model._default_manager.filter(item_id__in=items).values_list(
            "item_id", "key", "server_id", *placed, *members
        )
        for item, key, server, *rest in rows:
            position = rest.pop(0) if placed else 0
            entries[item][name][key] = Entry(
                dict(zip(members, rest, strict=True)), slugs.get(server), position
            )
    return entries
