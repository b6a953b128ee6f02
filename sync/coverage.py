"""Who has what: for each kind and field, how many titles have a value, and from whom.

Counted are available titles, and what the enabled servers list of them now.  Values
are not read: presence bits and entry keys of the observations say who offers what,
and the catalog's own columns whether there is a value at all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import StrIndex

from catalog.fields import BY_NAME, SINGLE, Merge, of_kind
from catalog.models import (
    Artwork,
    Caption,
    ExternalId,
    FieldLock,
    Item,
    MediaFile,
    Server,
)
from sync.models import Observation
from sync.types import KINDS

_ENTRIES: Final[Mapping[str, Any]] = {
    "external_ids": ExternalId,
    "artwork": Artwork,
    "captions": Caption,
    "files": MediaFile,
}


class Place(NamedTuple):
    """A field of a kind, or one of its entries by key."""

    kind: str
    field: str
    key: str = ""

    @property
    def name(self) -> str:
        """``title``, ``captions.de``."""
        return f"{self.field}.{self.key}" if self.key else self.field


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """How many titles have a value there, are locked there, are offered one by whom.

    `offered` counts by slug, only servers that offer some.
    """

    place: Place
    titles: int
    with_value: int
    locked: int
    offered: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The whole catalog: titles by kind, names of the servers by slug, all places."""

    titles: Mapping[str, int]
    servers: Mapping[str, str]
    places: tuple[Covered, ...]


def coverage() -> Coverage:
    """Count the whole catalog."""
    servers = {
        server.pk: server
        for server in Server.objects.enabled().order_by("priority").defer("secret")
    }
    titles, having = _values()
    locked = _locks()
    offered: dict[Place, Counter[str]] = defaultdict(Counter)
    for server, place, count in _offers(servers):
        offered[place][servers[server].slug] += count
    places = {
        *(Place(kind, each.name) for kind in KINDS for each in of_kind(kind)),
        *having,
        *locked,
        *offered,
    }
    return Coverage(
        titles=titles,
        servers={server.slug: server.name for server in servers.values()},
        places=tuple(
            Covered(
                place=place,
                titles=titles[place.kind],
                with_value=having[place],
                locked=locked[place],
                offered=dict(offered[place]),
            )
            for place in sorted(places, key=_in_order)
        ),
    )


_KIND_ORDER: Final = {kind: number for number, kind in enumerate(KINDS)}


def _in_order(place: Place) -> tuple[int, int, str]:
    return _KIND_ORDER[place.kind], BY_NAME[place.field].bit, place.key  # type: ignore[index]


def _values() -> tuple[dict[str, int], Counter[Place]]:
    """Available titles by kind, and how many have a value in each place."""
    shown = Item.objects.filter(available=True)
    titles: dict[str, int] = dict.fromkeys(KINDS, 0)
    having: Counter[Place] = Counter()
    counts = {f"with_{each.name}": Count(each.name) for each in SINGLE}
    rows: Any = shown.order_by().values("kind").annotate(all=Count("pk"), **counts)
    for row in rows:
        kind = row["kind"]
        titles[kind] = row["all"]
        for each in of_kind(kind):
            if f"with_{each.name}" in row:
                having[Place(kind, each.name)] = row[f"with_{each.name}"]
    for name, model in _ENTRIES.items():
        some = Exists(model.objects.filter(item=OuterRef("pk")))
        for kind, count in (
            shown.filter(some).order_by().values_list("kind").annotate(n=Count("pk"))
        ):
            having[Place(kind, name)] = count
        if name == "files":
            continue
        entries = model.objects.filter(item__available=True).order_by()
        for kind, key, count in entries.values_list("item__kind", "key").annotate(
            n=Count("pk")
        ):
            having[Place(kind, name, key)] = count
    return titles, having


def _locks() -> Counter[Place]:
    rows = FieldLock.objects.filter(item__available=True).order_by()
    return Counter(
        {
            Place(kind, name, key): count
            for kind, name, key, count in rows.values_list(
                "item__kind", "field", "key"
            ).annotate(n=Count("pk"))
        }
    )


#: Masks are counted by halves: of so many fields, few combinations occur of each.
_HALF: Final = 24
_LOW: Final = (1 << _HALF) - 1


@dataclass(slots=True)
class _Tally:
    """What one server offers of one kind, counted title by title."""

    low: Counter[int] = field(default_factory=Counter)
    high: Counter[int] = field(default_factory=Counter)
    keys: Counter[str] = field(default_factory=Counter)

    def add(self, present: int, keys: str) -> None:
        """Count a title that is offered these."""
        self.low[present & _LOW] += 1
        self.high[present >> _HALF] += 1
        self.keys.update(keys.split("|"))

    def take_back(self, present: int, keys: str) -> None:
        """Count it no more."""
        self.low[present & _LOW] -= 1
        self.high[present >> _HALF] -= 1
        self.keys.subtract(keys.split("|"))

    def places(self, kind: str) -> Iterator[tuple[Place, int]]:
        for declared in of_kind(kind):
            masks, bit = self.low, declared.bit
            if bit >= _HALF:
                masks, bit = self.high, bit - _HALF
            count = sum(n for mask, n in masks.items() if mask >> bit & 1)
            if count:
                yield Place(kind, declared.name), count
        for entry, count in self.keys.items():
            name, _, key = entry.partition(".")
            if name != "pending" and key and count:
                yield Place(kind, name, key), count


def _offers(servers: Mapping[int, Server]) -> Iterator[tuple[int, Place, int]]:
    """Places with how many titles a server offers something for.

    One pass over the observations.  A title of which a server lists several items
    counts once: such titles, few, are noticed on the way and put right at the end.
    """
    listed = Observation.objects.filter(
        listed=True, item__isnull=False, server__in=servers
    ).order_by()
    columns = ("item__pk", "server_id", "kind", "present", "keys")
    highest = Item.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    seen = {pk: bytearray(highest + 1) for pk in servers}
    several: set[int] = set()
    tallies: dict[tuple[int, str], _Tally] = defaultdict(_Tally)
    for item, server, kind, present, keys in listed.values_list(*columns).iterator(
        10_000
    ):
        tallies[server, kind].add(present, keys)
        if item <= highest:
            if seen[server][item]:
                several.add(item)
            seen[server][item] = 1
    for chunk in _chunks(sorted(several)):
        said: dict[tuple[int, int, str], list[tuple[int, str]]] = defaultdict(list)
        again = listed.filter(item__in=chunk).values_list(*columns)
        for item, server, kind, present, keys in again:
            said[server, item, kind].append((present, keys))
        for (server, _, kind), offers in said.items():
            tally, whole, held = tallies[server, kind], 0, set[str]()
            for present, keys in offers:
                tally.take_back(present, keys)
                whole |= present
                held.update(keys.split("|"))
            tally.add(whole, "|".join(sorted(held)))
    for (server, kind), tally in tallies.items():
        for place, count in tally.places(kind):
            yield server, place, count


def _chunks(values: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(values), 500):
        yield values[start : start + 500]


def missing(name: str, key: str = "", *, kind: str | None = None) -> QuerySet[Item]:
    """Available titles that could have a value there, have none, and are offered none.

    What is locked as empty although a server has it is not missing.
    """
    shown = _shown(name, kind)
    if BY_NAME[name].merge is Merge.KEYED:
        held = _ENTRIES[name].objects.filter(item=OuterRef("pk"))
        shown = shown.filter(~Exists(held.filter(key=key) if key else held))
    else:
        shown = shown.filter(**{f"{name}__isnull": True})
    return shown.filter(~Exists(_offering(name, key)))


def only_on(
    server: Server, name: str, key: str = "", *, kind: str | None = None
) -> QuerySet[Item]:
    """Available titles that this server offers a value there, and no other server."""
    offering = _offering(name, key)
    return _shown(name, kind).filter(
        Exists(offering.filter(server=server)),
        ~Exists(offering.exclude(server=server)),
    )


def _shown(name: str, kind: str | None) -> QuerySet[Item]:
    kinds = [kind] if kind else BY_NAME[name].kinds
    return Item.objects.filter(available=True, kind__in=kinds)


def _offering(name: str, key: str) -> QuerySet[Observation]:
    """What enabled servers list now of a title and has a value there."""
    listed = Observation.objects.filter(
        item=OuterRef("pk"),
        listed=True,
        server__enabled=True,
        server__removed_at__isnull=True,
    )
    if key and name != "files":
        entry = StrIndex(F("keys"), Value(f"|{name}.{key}|"))
        return listed.annotate(place=entry).filter(place__gt=0)
    if key:
        # A file's key is its server's slug.
        listed = listed.filter(server__slug=key.partition("#")[0])
    bit = F("present").bitand(1 << BY_NAME[name].bit)
    return listed.annotate(bit=bit).filter(bit__gt=0)


def as_json(counted: Coverage, *, kind: str | None = None) -> dict[str, Any]:
    """The coverage as the command and the API give it; servers by name."""
    return {
        "counted": "available titles, and what enabled servers list of them now",
        "titles": {
            name: count
            for name, count in counted.titles.items()
            if kind is None or name == kind
        },
        "servers": list(counted.servers.values()),
        "fields": [
            {
                "kind": covered.place.kind,
                "field": covered.place.field,
                "key": covered.place.key,
                "titles": covered.titles,
                "with_value": covered.with_value,
                "locked": covered.locked,
                "servers": {
                    name: covered.offered.get(slug, 0)
                    for slug, name in counted.servers.items()
                },
            }
            for covered in counted.places
            if kind is None or covered.place.kind == kind
        ],
    }
