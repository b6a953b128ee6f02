"""A bulk change as its command prints it."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import OutputWrapper

from sync.bulk import told
from sync.models import BulkChange


def tell(change: BulkChange, said: dict[str, Any], out: OutputWrapper) -> None:
    """What it would do, or how far it is, or what it did; `said` as JSON has it."""
    counts = said["counts"]
    out.write(f"{said['words']} ({told.titles_in_words(change)})")
    if change.state == BulkChange.State.PREVIEWED:
        out.write(
            f"{counts['planned']:,} would change, {counts['same']:,} have it already, "
            f"{counts['refused']:,} cannot."
        )
        if change.planned:
            found = said["preview"]
            out.write(
                f"Of {found['looked_at']:,} values looked at, {found['others']:,} "
                f"would be others, {found['cleared']:,} of them none."
            )
    else:
        left = f", {counts['overtaken']:,} left alone" if counts["overtaken"] else ""
        to_do = f", {counts['planned']:,} not reached" if counts["planned"] else ""
        state = change.get_state_display().capitalize()
        out.write(f"{state}: {counts['changed']:,} changed{left}{to_do}.")
    for example in said["examples"]:
        out.write(f"  {_where(example)}: {_values(example)}")
    for reason in said["reasons"]:
        out.write(f"  {reason['number']:,} × {reason['why']}")
    if change.state == BulkChange.State.PREVIEWED and change.planned:
        out.write(f"Nothing is changed yet: bulk_change apply {change.pk} does it.")
    elif change.is_over and change.changed:
        out.write(f"bulk_change undo {change.pk} takes it back.")


def _where(example: dict[str, Any]) -> str:
    item = example["item"]
    return f"{item['name'] if item else 'a title that is gone'}, {example['field']}"


def _values(example: dict[str, Any]) -> str:
    if example["from"] is None:
        return f"{_held(example['was'])} → {_held(example['wanted'])}"
    sides = (example["from"], example["to"])
    return " → ".join(
        f"{_short(side['value'])} ({side['source'] or 'nobody'})" for side in sides
    )


def _held(held: dict[str, Any] | None) -> str:
    if held is None:
        return "the servers decide"
    if "servers" in held:
        return ", then ".join(held["servers"])
    return f"locked: {_short(held['value'])}"


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = " ".join(text.split()) if value is not None else "nothing"
    return text if len(text) <= 48 else f"{text[:47]}…"
