"""The order of servers, curators' rules and locks, read for the pure core."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from catalog.fields import JSONValue
from catalog.models import FieldLock, PriorityRule, Server
from sync.adapters.registry import has_files
from sync.models import IdentityDecision
from sync.resolve import Order, Place, Rule
from sync.sightings import Pair

_NOTHING: Final[Mapping[int, int]] = {}


def load_order(became: Mapping[int, int] = _NOTHING, *, hold: bool = False) -> Order:
    """All servers, removed ones too, and all rules of this moment.

    `became` maps titles that are being absorbed to those they become part of: their
    rules count as the other's already, where that one has none of the same scope.
    `hold` keeps the rules from being changed until the transaction ends: what is
    written in it may name them.
    """
    places = [
        Place(
            slug=server.slug,
            priority=server.priority,
            enabled=server.enabled and server.removed_at is None,
            has_files=has_files(server.kind),
        )
        for server in Server.objects.defer("secret")
    ]
    return Order(places, _rules(became, hold=hold))


def _rules(became: Mapping[int, int], *, hold: bool) -> list[Rule]:
    found: dict[tuple[str, str, int | None], Rule] = {}
    rows = PriorityRule.objects.order_by("item_id", "pk")
    if hold:
        rows = rows.select_for_update()
    # Own rules go first, as in `catalog.writes`, then the older titles'.
    for row in sorted(rows, key=lambda row: row.item_id in became):
        item = became.get(row.item_id, row.item_id) if row.item_id else None
        rule = Rule(row.pk, tuple(row.servers), row.kind, row.field, item)
        found.setdefault((rule.kind, rule.field, rule.item), rule)
    return list(found.values())


def load_locks(items: Iterable[int]) -> dict[int, dict[tuple[str, str], JSONValue]]:
    """Locked values by title, then by field and entry key."""
    locks: dict[int, dict[tuple[str, str], JSONValue]] = {}
    rows = FieldLock.objects.filter(item_id__in=list(items)).values_list(
        "item_id", "field", "key", "value"
    )
    for item, field, key, value in rows:
        locks.setdefault(item, {})[field, key] = value
    return locks


def load_pairs(kind: str, verdict: str) -> list[Pair]:
    """What curators said of pairs of items of this kind: merge or split."""
    rows = IdentityDecision.objects.filter(kind=kind, verdict=verdict).values_list(
        "left_server", "left_key", "right_server", "right_key", "against"
    )
    return [
        Pair(
            (left_server, left_key),
            (right_server, right_key),
            None if against is None else frozenset(against),
        )
        for left_server, left_key, right_server, right_key, against in rows
    ]
