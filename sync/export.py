"""The whole catalog as one value: equal states give equal bytes.

Without anything volatile: no runs, times, database ids.
"""

from __future__ import annotations

import json
from typing import Any

from catalog.models import Item
from catalog.queries import ItemValues, Value, in_chunks, values_of


def export_catalog() -> dict[str, Any]:
    """``{"items": [...]}``, sorted by kind, path, external ids, then by JSON."""
    keyed: list[tuple[Any, dict[str, Any]]] = []
    for chunk in in_chunks(Item.objects.all()):
        values = values_of(chunk)
        for item in chunk:
            exported = _item(item, values[item.pk])
            keyed.append((_sort_key(exported), exported))
    keyed.sort(key=lambda pair: pair[0])
    return {"items": [exported for _, exported in keyed]}


def _item(item: Item, values: ItemValues) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "path": _path(item),
        "available": item.available,
        "fields": {name: _said(value) for name, value in values.fields.items()},
        "entries": {
            name: {key: _said(value) for key, value in entries.items()}
            for name, entries in values.entries.items()
        },
    }


def _said(value: Value) -> dict[str, Any]:
    return {"value": value.value, "source": value.source, "reason": value.reason}


def _path(item: Item) -> list[Any]:
    match item.kind:
        case "movie":
            return [item.title, item.year]
        case "show":
            return [item.title]
        case "season" if item.parent:
            return [item.parent.title, item.number]
        case "episode" if item.parent and item.parent.parent:
            return [item.parent.parent.title, item.parent.number, item.number]
    raise ValueError(f"{item.public_id} has no place in the catalog.")


def _sort_key(exported: dict[str, Any]) -> tuple[Any, ...]:
    ids = exported["entries"].get("external_ids", {})
    return (
        exported["kind"],
        [(part is not None, "" if part is None else part) for part in exported["path"]],
        sorted((key, said["value"] or "") for key, said in ids.items()),
        json.dumps(exported, sort_keys=True, ensure_ascii=False),
    )
