"""A preview as its commands print it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

from catalog.management.one_line import BadArgument
from sync.preview import EXAMPLES, Preview, as_json


def add_preview(parser: CommandParser) -> None:
    """``--examples`` and ``--json``."""
    parser.add_argument("--examples", type=int, default=EXAMPLES, metavar="N")
    parser.add_argument("--json", action="store_true")


def examples_of(options: Mapping[str, Any]) -> int:
    """How many examples were asked for.  Raises BadArgument."""
    number: int = options["examples"]
    if not 0 <= number <= 1000:
        raise BadArgument("The number of examples is from 0 to 1000.")
    return number


def tell(found: Preview, out: OutputWrapper, options: Mapping[str, Any]) -> None:
    """Print what would change."""
    said = as_json(found)
    if options["json"]:
        out.write(json.dumps(said, ensure_ascii=False))
        return
    if not found.titles and not found.plays_first:
        out.write("Nothing would change.")
        return
    kinds = ", ".join(
        f"{n} {kind}{'s' * (n != 1)}" for kind, n in said["kinds"].items()
    )
    out.write(
        f"Would change {found.updated + found.cleared} values of {found.titles} "
        f"titles ({kinds or 'none'}); {found.cleared} of them would be cleared."
    )
    if found.plays_first:
        out.write(f"Another file would play first: {found.plays_first} titles.")
    for name, number in said["fields"].items():
        out.write(f"  {name:<24} {number}")
    for example in said["examples"]:
        before, after = example["from"], example["to"]
        out.write(
            f"  {example['item']['name']}, {example['field']}: "
            f"{_short(before['value'])} ({before['server'] or 'nobody'}) → "
            f"{_short(after['value'])} ({after['server'] or 'nobody'})"
        )


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = " ".join(text.split())
    return text if len(text) <= 48 else f"{text[:47]}…"
