"""The log of all values: what happened, and whose they were."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db.models import Q

from catalog.models import FieldChange, Server

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
