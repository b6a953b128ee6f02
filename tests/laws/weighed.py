"""What must hold of single deeds, beside what the scales weigh after each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from catalog.models import Alias, FieldLock, Item
from sync.explain import Explained, explain
from sync.models import Conflict, Observation
from sync.preview import Preview
from sync.types import ObservedItem
from tests.laws.kinship import Ref
from tests.laws.oracle import Answer, Said, Server, is_nothing
from tests.laws.parts import Name
from tests.laws.scales import Scales, Since
from tests.laws.table import KEYED, OF_KIND

Locks = Mapping[tuple[str, str], Any]
_NOT_THERE = (None, None)


class Moved(NamedTuple):
    """The values that come from another server, as a preview counts them."""

    titles: int
    updated: int
    cleared: int
    fields: dict[str, int]
    kinds: dict[str, int]
    plays_first: int


def moved(
    before: tuple[Since, Mapping[int, list[str]]],
    after: tuple[Since, Mapping[int, list[str]]],
) -> Moved:
    """From one state of the catalog to another, neither with other titles."""
    places = [
        place
        for place in before[0].keys() | after[0].keys()
        if _source(before[0], place) != _source(after[0], place)
    ]
    titles = {pk for pk, _, _ in places}
    cleared = sum(_source(after[0], place) is None for place in places)
    kinds = dict(Item.objects.values_list("pk", "kind"))
    return Moved(
        titles=len(titles),
        updated=len(places) - cleared,
        cleared=cleared,
        fields=dict(Counter(name for _, name, _ in places)),
        kinds=dict(Counter(kinds[pk] for pk in titles)),
        plays_first=sum(
            before[1].get(pk, [""])[0] != after[1].get(pk, [""])[0]
            for pk in before[1].keys() | after[1].keys()
        ),
    )


def foreseen(said: Preview) -> Moved:
    """The same, as a preview says it."""
    return Moved(
        titles=said.titles,
        updated=said.updated,
        cleared=said.cleared,
        fields=dict(said.by_field),
        kinds=dict(said.by_kind),
        plays_first=said.plays_first,
    )


def _source(since: Since, place: tuple[int, str, str]) -> Any:
    (_, source), _ = since.get(place, (_NOT_THERE, None))
    return source


def all_is_stored(
    scales: Scales, slug: str, offered: Mapping[Name, ObservedItem]
) -> None:
    """After a whole sync without trouble: what a server offers, and nothing else."""
    memory = scales.memories[slug]
    assert memory.listed == offered.keys()
    for name, item in offered.items():
        assert _said(memory.items[name]) == _said(item), name


def _said(item: ObservedItem) -> list[Any]:
    """All that an item says; what is no value is not said."""
    values = {name: v for name, v in item.values.items() if not is_nothing(v)}
    keyed = [item.external_ids, item.artwork, item.captions, list(item.files)]
    return [values, *keyed, item.parent_key, item.fingerprint]


# -- what is one title


def members(item: Item) -> set[Ref]:
    """The items of servers that are this title."""
    rows = Observation.objects.filter(item=item, kind=item.kind)
    return set(rows.values_list("server__slug", "remote_key"))


def _stands(item: Item) -> Item:
    """The title, or the one it is part of now."""
    if Item.objects.filter(pk=item.pk).exists():
        return item
    return Alias.objects.get(public_id=item.public_id).item


def are_one(one: Item, other: Item, locks: Mapping[int, Locks]) -> None:
    """A merge made one title of two: the older, with the locks of both.

    Where both lock one field differently, the survivor's holds, and a conflict shows
    the other.  What both say may be what a third one says: then all are that one, if it
    is older still.
    """
    survivors = {_stands(one), _stands(other)}
    assert len(survivors) == 1
    survivor = survivors.pop()
    if survivor not in (one, other):
        places = set(survivor.locks.values_list("field", "key"))
        assert places >= locks[one.pk].keys() | locks[other.pk].keys()
        return
    gone = other if survivor == one else one
    assert Alias.objects.get(public_id=gone.public_id).item == survivor
    held = {
        (lock.field, lock.key): lock.value
        for lock in FieldLock.objects.filter(item=survivor)
    }
    assert held == {**locks[gone.pk], **locks[survivor.pk]}
    shown = [
        ((conflict.lock.field, conflict.lock.key), conflict.lock.value)
        for conflict in Conflict.objects.filter(left=survivor, right=None)
        if conflict.lock is not None
    ]
    for place, value in locks[gone.pk].items():
        assert held[place] == value or (place, value) in shown, (place, value)


def are_apart(kind: str, taken: set[Ref], rest: set[Ref]) -> None:
    """A split left no title that has items of both sides."""
    rows = Observation.objects.filter(kind=kind)
    home = {
        (slug, key): item
        for slug, key, item in rows.values_list("server__slug", "remote_key", "item")
    }
    assert not {home[ref] for ref in taken} & {home[ref] for ref in rest}


# -- what is shown of it


def is_explained(scales: Scales, item: Item) -> None:
    """What `explain` says is the catalog, why, and what else there is."""
    title, said = scales.expected.titles[item.pk], scales.expected.said[item.pk]
    servers = {s.slug: s for s in scales.expected.decided.servers}
    shown = explain(item)
    for declared in OF_KIND[item.kind]:
        name = declared.name
        if declared.merged != KEYED:
            offers = [(one, one.values.get(name)) for one in said]
            _as_decided(title.fields.get(name), shown.fields.get(name), offers, servers)
            continue
        entries = title.entries.get(name, {})
        for key in entries.keys() | shown.entries.get(name, {}).keys():
            offers = [(one, one.entries.get(name, {}).get(key)) for one in said]
            _as_decided(entries.get(key), shown.entries[name].get(key), offers, servers)


def _as_decided(
    answer: Answer | None,
    shown: Explained | None,
    offers: list[tuple[Said, Any]],
    servers: Mapping[str, Server],
) -> None:
    decided = shown.decided if shown else None
    if answer is None:
        assert decided is None or decided.source is None
    else:
        assert decided is not None
        assert (decided.value, decided.source, decided.reason) == answer[:3]
        assert (decided.rule is None) is (answer.rule is None)
    left = sorted(
        (servers[said.server].priority, said.key, said.server, value)
        for said, value in offers
        if said.listed and servers[said.server].counts and not is_nothing(value)
    )
    others = [] if shown is None else [(o.server, o.value) for o in shown.alternatives]
    if answer is not None and answer.source in servers:
        # The winner is no alternative to itself.
        mine = next(
            (o for o in left if (o[2], o[3]) == (answer.source, answer.value)), None
        )
        if mine is not None:
            left.remove(mine)
    assert others == [(server, value) for *_, server, value in left]
