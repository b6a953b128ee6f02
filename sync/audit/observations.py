"""Whether each stored observation bears the marks of its own values.

Its hashes decide what a sync writes, its presence bits and keys answer who has what;
both must be those of what it says.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db.models import F, QuerySet

from sync.audit.difference import Difference
from sync.models import Observation
from sync.staging import KEYED_NAMES, SINGLE_NAMES, Marks, marks_of

_STORED: Final = (
    "item_id",
    "server__slug",
    "kind",
    "remote_key",
    "parent_key",
    "fingerprint",
    *Marks._fields,
    *SINGLE_NAMES,
    *KEYED_NAMES,
)
_HEAD: Final = 6


def marks(observations: QuerySet[Observation]) -> Iterator[Difference]:
    """Marks that are not those of the observation's values."""
    first_value = _HEAD + len(Marks._fields)
    first_entry = first_value + len(SINGLE_NAMES)
    for row in observations.values_list(*_STORED).iterator(500):
        item, server, kind, key, parent, fingerprint = row[:_HEAD]
        stored = Marks(*row[_HEAD:first_value])
        singles = zip(SINGLE_NAMES, row[first_value:first_entry], strict=True)
        should = marks_of(
            {name: value for name, value in singles if value is not None},
            dict(zip(KEYED_NAMES, row[first_entry:], strict=True)),
            parent_key=parent,
            fingerprint=fingerprint,
        )
        for name, now, then in zip(Marks._fields, stored, should, strict=True):
            if now != then:
                yield Difference(
                    what="mark",
                    item=item,
                    of=f"{kind} {key!r} on {server}",
                    field=name,
                    is_now=now,
                    should_be=then,
                )


def kinds(observations: QuerySet[Observation]) -> Iterator[Difference]:
    """Items of servers that are linked to a title of another kind."""
    astray = observations.exclude(item=None).exclude(kind=F("item__kind"))
    for item, server, kind, key, other in astray.values_list(
        "item_id", "server__slug", "kind", "remote_key", "item__kind"
    ).iterator(500):
        yield Difference(
            what="link",
            item=item,
            of=f"{kind} {key!r} on {server}",
            field="kind",
            is_now=other,
            should_be=kind,
        )
