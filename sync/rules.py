"""The order of servers, curators' rules and locks, read for the pure core."""

from __future__ import annotations

from collections.abc import Iterable

from catalog.fields import JSONValue
from catalog.models import FieldLock, PriorityRule, Server
from sync.adapters.registry import has_files
from sync.resolve import Order, Place, Rule


def load_order() -> Order:
    """All servers, removed ones too, and all rules of this moment."""
    places = [
        Place(
            slug=server.slug,
            priority=server.priority,
            enabled=server.enabled and server.removed_at is None,
            has_files=has_files(server.kind),
        )
        for server in Server.objects.defer("secret")
    ]
    rules = [
        Rule(rule.pk, tuple(rule.servers), rule.kind, rule.field, rule.item_id)
        for rule in PriorityRule.objects.order_by("pk")
    ]
    return Order(places, rules)


def load_locks(items: Iterable[int]) -> dict[int, dict[tuple[str, str], JSONValue]]:
    """Locked values by title, then by field and entry key."""
    locks: dict[int, dict[tuple[str, str], JSONValue]] = {}
    rows = FieldLock.objects.filter(item_id__in=list(items)).values_list(
        "item_id", "field", "key", "value"
    )
    for item, field, key, value in rows:
        locks.setdefault(item, {})[field, key] = value
    return locks
