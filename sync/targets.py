"""What a server calls the titles a scan is about, from what is stored.  Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from django.db.models import Q

from catalog.models import Item, Server
from catalog.queries import ItemNotFound, find_item
from sync.models import Observation, Scan, Trigger
from sync.scope import Scope, ScopeError, from_json, kind_names, scope_of
from sync.triggers import scope_asked
from sync.types import Kind
from sync.wanted import KINDS_WITHIN, Target, WantedItems


def wanted_of(server: Server, scope: Scope) -> WantedItems:
    """The scope as this server knows its titles."""
    targets = [_target(server, public_id) for public_id in scope.items]
    return WantedItems(scope, [target for target in targets if target is not None])


def find_target(text: str, kinds: Sequence[str] | None = None) -> UUID:
    """The public id of a title that is asked for (see `find_item`), of these kinds.

    Raises ScopeError.
    """
    try:
        item = find_item(text)
    except ItemNotFound as error:
        raise ScopeError("item", str(error)) from None
    within = KINDS_WITHIN[cast("Kind", item.kind)]
    if kinds and not set(within).intersection(scope_of(kinds=kinds).kinds):
        known = ", ".join(kind_names(within))
        raise ScopeError(
            "kinds", f"The {item.kind} {item} has none of these kinds, only {known}."
        )
    return item.public_id


def asked_in_words(trigger: Trigger) -> str:
    """What a request is about, for a person."""
    return _in_words(scope_asked(trigger), force=trigger.force)


def in_words(scan: Scan) -> str:
    """What a scan is about, for a person: ``captions fr of movies, read anew``."""
    return _in_words(from_json(scan.scope), force=scan.force)


def _in_words(scope: Scope, *, force: bool) -> str:
    titles: dict[str, str] = {}
    for public_id in scope.items:
        try:
            item = find_item(public_id)
        except ItemNotFound:
            continue
        titles[public_id] = f"the {item.kind} {_name(item)}"
    words = scope.words(titles)
    return f"{words}, read anew" if force else words


def _name(item: Item) -> str:
    """The title with the names of what it is below."""
    above = item.parent
    return str(item) if above is None else f"{_name(above)}, {item}"


def _target(server: Server, public_id: str) -> Target | None:
    try:
        item = find_item(public_id)
    except ItemNotFound:
        return None
    lineage = [item]
    while (parent := lineage[-1].parent) is not None:
        lineage.append(parent)
    top = lineage[-1]
    here = Observation.objects.filter(server=server)
    tops = here.filter(kind=top.kind, item__isnull=False)
    target = Observation.objects.filter(item=top)
    sightings = list(
        target.values_list("external_ids", "fingerprint", "title_key", "year")
    )
    within = (
        Q(item=item) | Q(item__parent=item) | Q(item__parent__parent=item)
        if item.kind != "movie"
        else Q(item=item)
    )
    own: list[tuple[str, str]] = list(
        here.filter(within).values_list("kind", "remote_key")
    )
    return Target(
        item=public_id,
        kind=cast("Kind", item.kind),
        number=tuple(title.number for title in reversed(lineage[:-1])),
        keys=frozenset(tops.filter(item=top).values_list("remote_key", flat=True)),
        others=frozenset(tops.exclude(item=top).values_list("remote_key", flat=True)),
        own=frozenset(own),
        ids=frozenset(pair for ids, *_ in sightings for pair in (ids or {}).items()),
        fingerprints=frozenset(mark for _, mark, *_ in sightings if mark),
        titles=frozenset((key, year) for *_, key, year in sightings if key),
    )
