"""What a rule is for, as the commands about rules take it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandParser

from catalog.queries import find_item
from sync import orders
from sync.orders import Scope
from sync.types import KINDS


def add_scope(parser: CommandParser) -> None:
    """``--field``, ``--kind`` and ``--item``."""
    parser.add_argument("--field", default="", help="such as overview or captions")
    parser.add_argument("--kind", default="", help=f"one of {', '.join(KINDS)}")
    parser.add_argument("--item", help="a public id or 'show:Title'; and those below")


def scope_of(options: Mapping[str, Any]) -> Scope:
    """The scope that was asked for.  Raises RuleError and ItemNotFound."""
    kind = options["kind"]
    if kind.endswith("s") and kind[:-1] in KINDS:
        kind = kind[:-1]
    item = find_item(options["item"]) if options["item"] is not None else None
    return orders.scope(kind=kind, field=options["field"], item=item)
