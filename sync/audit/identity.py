"""Whether what servers list is linked to the titles that identity makes of it.

Groups are computed anew from all ids, fingerprints, titles and decisions.  Which
public id a group has depends on its past; that its items share one, and share it with
no other group, does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db.models import F, OuterRef, Q, Subquery

from catalog.models import Alias, Item
from sync.audit.difference import Difference
from sync.identity import Grouping, Ref, Sighting, group_sightings
from sync.models import Conflict, Observation
from sync.rules import load_pairs

_ABOVE: Final = {"season": "show", "episode": "season"}


def tops(kind: str) -> Iterator[Difference]:
    """Movies or shows that are not the groups they should be, and their conflicts."""
    sightings: list[Sighting] = []
    items: dict[Ref, int | None] = {}
    rows = Observation.objects.filter(kind=kind).values_list(
        "server__slug",
        "remote_key",
        "external_ids",
        "fingerprint",
        "title_key",
        "year",
        "listed",
        "item_id",
    )
    for server, key, ids, mark, title, year, listed, item in rows.iterator(5000):
        named = frozenset((ids or {}).items())
        sightings.append(Sighting(server, key, named, mark, title, year, listed))
        items[server, key] = item
    grouping = group_sightings(
        sightings, merges=load_pairs(kind, "merge"), splits=load_pairs(kind, "split")
    )
    yield from _groups(kind, grouping, items)
    yield from _conflicts(kind, grouping, items)


def _groups(
    kind: str, grouping: Grouping, items: dict[Ref, int | None]
) -> Iterator[Difference]:
    owner: dict[int, tuple[Ref, ...]] = {}
    for members in grouping.groups:
        linked = {items[ref] for ref in members}
        known = sorted(item for item in linked if item is not None)
        if None in linked or len(known) > 1:
            yield Difference(
                what="group",
                item=known[0] if known else None,
                of=f"{kind} {_refs(members)}",
                is_now=[_named(ref, items[ref]) for ref in members],
                should_be="one title",
            )
        for item in known:
            if (other := owner.setdefault(item, members)) is not members:
                yield Difference(
                    what="group",
                    item=item,
                    of=f"{kind} {_refs(members)}",
                    is_now=f"one title with {_refs(other)}",
                    should_be="a title of its own",
                )


def _conflicts(
    kind: str, grouping: Grouping, items: dict[Ref, int | None]
) -> Iterator[Difference]:
    wanted: set[tuple[str, str, int, int]] = set()
    for clash in grouping.clashes:
        left, right = items[clash.left], items[clash.right]
        if left is not None and right is not None and left != right:
            low, high = sorted((left, right))
            wanted.add((clash.reason, clash.evidence, low, high))
    held = set(
        Conflict.objects.filter(kind=kind, right__isnull=False).values_list(
            "reason", "evidence", "left_id", "right_id"
        )
    )
    for row in sorted(held ^ wanted):
        reason, evidence, low, high = row
        there = row in held
        yield Difference(
            what="conflict",
            item=low,
            of=f"{reason} {evidence} with title {high}",
            is_now="there" if there else None,
            should_be=None if there else "there",
        )


def _refs(members: tuple[Ref, ...]) -> str:
    return ", ".join(f"{key!r} on {server}" for server, key in members[:4])


def _named(ref: Ref, item: int | None) -> str:
    return f"{ref[0]}: {f'title {item}' if item else 'no title'}"


def places(kind: str) -> Iterator[Difference]:
    """Seasons or episodes that are not linked to the title at their place."""
    above = Observation.objects.filter(
        server=OuterRef("server"),
        kind=_ABOVE[kind],
        remote_key=OuterRef("parent_key"),
    )
    rows = (
        Observation.objects.filter(kind=kind)
        .annotate(parent_item=Subquery(above.values("item")[:1]))
        .values_list(
            "server__slug",
            "remote_key",
            f"{kind}_number",
            "parent_item",
            "item_id",
            "item__parent_id",
            "item__number",
        )
    )
    for server, key, number, parent, item, now_below, now in rows.iterator(5000):
        placed = parent is not None and number is not None
        should = (parent, number) if placed else (None, None)
        if (now_below, now) != should:
            yield Difference(
                what="place",
                item=item or parent,
                of=f"{kind} {key!r} on {server}",
                is_now=_place(item and now_below, now),
                should_be=_place(*should),
            )


def _place(parent: int | None, number: int | None) -> str | None:
    return None if parent is None else f"number {number} of title {parent}"


def trees() -> Iterator[Difference]:
    """Seasons that hang on no show, episodes that hang on no season."""
    for kind, above in _ABOVE.items():
        astray = Item.objects.filter(kind=kind).exclude(parent__kind=above)
        for item, found in astray.values_list("pk", "parent__kind"):
            yield Difference(
                what="place", item=item, field="parent", is_now=found, should_be=above
            )


def aliases() -> Iterator[Difference]:
    """Old public ids that name a title still, or lead to one of another kind."""
    titles = Item.objects.filter(public_id=OuterRef("public_id"))
    taken = Alias.objects.annotate(own=Subquery(titles.values("pk")[:1]))
    wrong = taken.filter(Q(own__isnull=False) | ~Q(kind=F("item__kind")))
    for public_id, item, own, kind, of_kind in wrong.values_list(
        "public_id", "item_id", "own", "kind", "item__kind"
    ):
        yield Difference(
            what="alias",
            item=item,
            of=str(public_id),
            is_now="a title's own id" if own else kind,
            should_be="an id no title has" if own else of_kind,
        )
