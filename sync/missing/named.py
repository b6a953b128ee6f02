"""What a text may mean: titles, and items of servers that are no titles.

Part of a title, a folder on a server, an external id (``tmdb:603``), or ITEM as all
commands take it.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from django.db.models import F, Q

from catalog.models import Alias, ExternalId, Item
from catalog.queries import ItemNotFound, find_item
from sync.models import Observation, Quarantine, Scan, StagedObservation
from sync.types import KINDS

#: How much of what a text may mean is looked at.
MOST: Final = 20
_ID: Final = re.compile(r"(?P<scheme>[a-z][a-z0-9]{1,29}):(?P<value>\S{1,100})")


@dataclass(slots=True)
class Named:
    """Titles by primary key, and what is none: in no place, quarantined, held back."""

    titles: list[Item] = field(default_factory=list)
    aliases: dict[int, str] = field(default_factory=dict)
    unplaced: list[Observation] = field(default_factory=list)
    quarantined: list[Quarantine] = field(default_factory=list)
    held: list[StagedObservation] = field(default_factory=list)
    more: bool = False


def look_for(text: str) -> Named:
    """All that the text may mean, at most MOST of each."""
    found = Named()
    if (item := _item(text, found)) is not None:
        found.titles.append(item)
        return found
    by_id = _ID.fullmatch(text)
    if by_id and by_id["scheme"] not in KINDS:
        scheme, value = by_id["scheme"], by_id["value"]
        here = ExternalId.objects.filter(key=scheme, value=value).values("item")
        said = Q(**{f"external_ids__{scheme}": value})
        _titles(found, Q(pk__in=here), said)
        _others(found, said, None)
        return found
    folder = Q(remote_key__icontains=text)
    named = Q(title__icontains=text) | Q(original_title__icontains=text)
    _titles(found, named, folder)
    _aliases(found, text)
    _others(found, folder | named, folder)
    return found


def _item(text: str, found: Named) -> Item | None:
    try:
        item = find_item(text)
    except ItemNotFound:
        return None
    try:
        public_id = uuid.UUID(text)
    except ValueError:
        public_id = item.public_id
    if public_id != item.public_id:
        found.aliases[item.pk] = str(public_id)
    return _whole([item.pk])[0]


def _whole(pks: Iterable[int]) -> list[Item]:
    rows = Item.objects.filter(pk__in=list(pks)).select_related("parent__parent")
    return list(rows.order_by("-available", "pk"))


def _titles(found: Named, named: Q, said: Q) -> None:
    """Those called so, then those that a server's item called so is part of."""
    called = Item.objects.filter(named).order_by("pk")
    pks = list(called.values_list("pk", flat=True)[: MOST + 1])
    through = Observation.objects.filter(said, item__isnull=False).order_by("pk")
    linked = through.values_list("item__pk", flat=True)[: 4 * MOST]
    pks += [pk for pk in dict.fromkeys(linked) if pk not in pks]
    found.more = len(pks) > MOST
    found.titles += _whole(pks[:MOST])


def _aliases(found: Named, text: str) -> None:
    slug = "-".join(text.casefold().split())
    rows = Alias.objects.filter(slug__icontains=slug).order_by("pk")[:MOST]
    known = {item.pk for item in found.titles}
    for alias in rows:
        found.aliases.setdefault(alias.item_id, str(alias.public_id))
        if alias.item_id not in known and len(known) < MOST:
            known.add(alias.item_id)
            found.titles += _whole([alias.item_id])


def _others(found: Named, said: Q, quarantined: Q | None) -> None:
    found.unplaced += (
        Observation.objects.filter(said, item__isnull=True)
        .select_related("server")
        .order_by("pk")[:MOST]
    )
    if quarantined is not None:
        found.quarantined += (
            Quarantine.objects.filter(quarantined)
            .select_related("server")
            .order_by("pk")[:MOST]
        )
    known = {
        (row.server_id, row.kind, row.remote_key) for row in _known(found.quarantined)
    }
    found.quarantined = [
        row
        for row in found.quarantined
        if (row.server_id, row.kind, row.remote_key) not in known
    ]
    staged = (
        StagedObservation.objects.filter(
            said, scan__decision=Scan.Decision.WAITING, scan__epoch=F("epoch")
        )
        .select_related("scan__server")
        .order_by("pk")[:MOST]
    )
    found.held += [
        row
        for row in staged
        if not Observation.objects.filter(
            server=row.scan.server_id, kind=row.kind, remote_key=row.remote_key
        ).exists()
    ]


def _known(rows: list[Quarantine]) -> list[Observation]:
    """Those of the quarantined that are titles by an earlier reading."""
    keys = [row.remote_key for row in rows]
    stored = Observation.objects.filter(remote_key__in=keys, item__isnull=False)
    return list(stored.only("server", "kind", "remote_key"))
