"""The log of all values, narrowed alike on the command line and in the API."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet

from catalog.models import FieldChange, Item, Server

#: What a value may come from besides servers.
OTHER_SOURCES: Final = ("lock", "probe")

_UPDATED: Final = Q(action=FieldChange.Action.UPDATED)
#: What may have happened, in words and in rows: an update of nothing sets a value.
HAPPENED: Final[Mapping[str, tuple[str, Q]]] = {
    "set": ("value set", _UPDATED & Q(old__isnull=True)),
    "changed": ("value changed", _UPDATED & Q(old__isnull=False)),
    "cleared": ("value cleared", Q(action=FieldChange.Action.CLEARED)),
    **{
        action.value: (str(action.label), Q(action=action))
        for action in FieldChange.Action
        if action not in {FieldChange.Action.UPDATED, FieldChange.Action.CLEARED}
    },
}


def changes(
    *,
    run: int | None = None,
    item: Item | None = None,
    server: str | None = None,
    field: tuple[str, str] | None = None,
    since: datetime | None = None,
) -> QuerySet[FieldChange]:
    """History, the newest first; `field` is a name and an entry's key or ""."""
    found = FieldChange.objects.select_related("item__parent__parent", "by")
    if run is not None:
        found = found.filter(run=run)
    if item is not None:
        found = found.filter(item=item)
    if server is not None:
        found = found.filter(of_server(server))
    if field is not None:
        name, key = field
        found = found.filter(field=name, **({"key": key} if key else {}))
    if since is not None:
        found = found.filter(at__gte=since)
    return found.order_by("-pk")


def of_server(named: str) -> Q:
    """Changes that took a value from a server, or away from it.

    By its name or slug, removed servers too; ``lock`` and ``probe`` are sources as
    well.  History holds slugs, which outlive names.
    """
    slugs = sorted(sources_named(named))
    return Q(old_source__in=slugs) | Q(new_source__in=slugs)


def from_server(named: str) -> Q:
    """Changes that took a value away from this source, named as in `of_server`."""
    return Q(old_source__in=sorted(sources_named(named)))


def to_server(named: str) -> Q:
    """Changes after which the value came from this source."""
    return Q(new_source__in=sorted(sources_named(named)))


def happened(change: FieldChange) -> str:
    """What a change was, in the words of `HAPPENED`."""
    if change.action != FieldChange.Action.UPDATED:
        return str(change.get_action_display())
    return HAPPENED["set" if change.old is None else "changed"][0]


def sources_named(named: str) -> set[str]:
    """How history calls the source of this name; nothing where there never was one."""
    if named in OTHER_SOURCES:
        return {named}
    known = Server.objects.filter(Q(name=named) | Q(slug=named))
    return set(known.values_list("slug", flat=True))
