"""Whether each title's values, entries and provenance are what is resolved anew."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from django.db.models import QuerySet

from catalog.fields import BY_NAME, Merge, has_value
from catalog.models import FieldLock, Item, Server
from sync.audit.difference import Difference
from sync.changes import Current, Entry, Source, diff_item
from sync.finalize.current import load_current
from sync.models import Observation
from sync.resolve import NO_LOCKS, Observed, Order, resolve_item
from sync.rules import load_locks, load_order
from sync.store import read_observed

logger = logging.getLogger(__name__)

_AT_ONCE: Final = 500


class _Title(NamedTuple):
    pk: int
    kind: str
    parent: int | None
    top: int | None

    @property
    def lineage(self) -> tuple[int, ...]:
        """Its id and those above, nearest first."""
        return tuple(i for i in (self.pk, self.parent, self.top) if i is not None)


def values(titles: QuerySet[Item]) -> Iterator[Difference]:
    """What of these titles differs from what their observations resolve to."""
    order = load_order()
    slugs = dict(Server.objects.values_list("id", "slug"))
    for chunk in _chunks(titles):
        pks = [title.pk for title in chunk]
        observed = _observed(pks)
        locks = load_locks(pks)
        current = load_current(pks, slugs)
        for title in chunk:
            now = current[title.pk]
            if title.pk not in observed:
                yield from _left_over(title, now)
                continue
            held = locks.get(title.pk, {})
            try:
                found = list(_resolved(title, observed[title.pk], order, held, now))
            except Exception as error:  # one title must not hide the others
                logger.exception("Title %s cannot be resolved", title.pk)
                found = [
                    Difference(
                        what="resolution",
                        item=title.pk,
                        is_now=f"{type(error).__name__}: {error}"[:200],
                        should_be="a decision",
                    )
                ]
            yield from found


def _chunks(titles: QuerySet[Item]) -> Iterator[list[_Title]]:
    last = 0
    named = titles.order_by("pk").values_list(
        "pk", "kind", "parent_id", "parent__parent_id"
    )
    while rows := list(named.filter(pk__gt=last)[:_AT_ONCE]):
        last = rows[-1][0]
        yield [_Title(*row) for row in rows]


def _observed(pks: Sequence[int]) -> dict[int, list[Observed]]:
    stored = Observation.objects.filter(item_id__in=pks)
    items = dict(stored.values_list("pk", "item_id"))
    found: dict[int, list[Observed]] = defaultdict(list)
    for pk, observed in read_observed(stored).items():
        item = items[pk]
        if item is not None:
            found[item].append(observed)
    return found


def _resolved(
    title: _Title,
    observed: Sequence[Observed],
    order: Order,
    locks: Any,
    now: Current,
) -> Iterator[Difference]:
    resolution = resolve_item(
        title.kind,
        observed,
        order,
        lineage=title.lineage,
        locks=locks or NO_LOCKS,
    )
    changes = diff_item(now, resolution)
    item = title.pk
    if changes.available is not None:
        yield Difference(
            what="availability",
            item=item,
            is_now=now.available,
            should_be=changes.available,
        )
    for name, value in changes.values.items():
        yield Difference(
            what="value",
            item=item,
            field=name,
            is_now=now.values.get(name),
            should_be=value,
        )
    for name, key, entry in changes.entries:
        yield Difference(
            what="entry",
            item=item,
            field=f"{name}.{key}",
            is_now=_entry(now.entries.get(name, {}).get(key)),
            should_be=_entry(entry),
        )
    for name, key in changes.removed_entries:
        yield Difference(
            what="entry",
            item=item,
            field=f"{name}.{key}",
            is_now=_entry(now.entries[name][key]),
        )
    for change in changes.sources:
        before = now.sources.get((change.field, change.key))
        # Where the value alone differs, its own line says so.
        if before != change.source:
            yield Difference(
                what="source",
                item=item,
                field=_field(change.field, change.key),
                is_now=_source(before),
                should_be=_source(change.source),
            )
    for name, key in changes.removed_sources:
        yield Difference(
            what="source",
            item=item,
            field=_field(name, key),
            is_now=_source(now.sources[name, key]),
        )


def _left_over(title: _Title, now: Current) -> Iterator[Difference]:
    """A title nothing is linked to any more: hidden, and its values keep a source."""
    if now.available:
        yield Difference(
            what="availability", item=title.pk, is_now=True, should_be=False
        )
    held = {(name, "") for name, value in now.values.items() if has_value(value)}
    for name, entries in now.entries.items():
        held.update((name, key) for key in entries)
    for name, key in sorted(held - now.sources.keys()):
        yield Difference(
            what="source",
            item=title.pk,
            field=_field(name, key),
            should_be="a source",
        )
    for name, key in sorted(now.sources.keys() - held):
        source = now.sources[name, key]
        if source.origin != "lock":
            yield Difference(
                what="source",
                item=title.pk,
                field=_field(name, key),
                is_now=_source(source),
            )


def locks(titles: QuerySet[Item]) -> Iterator[Difference]:
    """Locks on what a title of that kind does not have."""
    rows = FieldLock.objects.filter(item__in=titles).values_list(
        "item_id", "item__kind", "field", "key"
    )
    for item, kind, name, key in rows.iterator(500):
        declared = BY_NAME.get(name)
        fits = (
            declared is not None
            and kind in declared.kinds
            and bool(key) is (declared.merge is Merge.KEYED)
        )
        if not fits:
            yield Difference(
                what="lock",
                item=item,
                field=_field(name, key),
                is_now="locked",
                should_be=f"a field of a {kind}",
            )


def _field(name: str, key: str) -> str:
    return f"{name}.{key}" if key else name


def _entry(entry: Entry | None) -> Any:
    if entry is None:
        return None
    return {
        "value": entry.value,
        "server": entry.server,
        "position": entry.position,
    }


def _source(source: Source | None) -> str | None:
    if source is None:
        return None
    rule = f", rule {source.rule}" if source.rule else ""
    return f"{source.server or source.origin} ({source.reason}{rule})"
