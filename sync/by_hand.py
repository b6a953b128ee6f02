"""Titles and files that no server lists, added by hand: kept as a server of their own.

What a curator writes down is adopted like what a server says: an observation, in the
transaction of a scan, projected by finalize.  So it takes its place in the order, is
explained, merged, locked over and recomputed by the same laws as everything else.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from django.db import transaction
from django.db.models import QuerySet

from accounts import activity
from accounts.activity import Verb
from accounts.models import User
from catalog.fields import has_value
from catalog.models import Server
from sync import servers
from sync.adapters.registry import BY_HAND
from sync.models import Observation, Trigger
from sync.said import Kept, say
from sync.staging import SINGLE_NAMES
from sync.types import Kind, ObservedItem
from sync.written import Written

#: All that a show has that stands there for its episodes alone.
_BARE = frozenset({"title", "year"})


class ByHandError(ValueError):
    """It cannot be added, changed or taken out; the text says why and what to do."""


def present() -> QuerySet[Observation]:
    """What is written down now."""
    return Observation.objects.filter(server__kind=BY_HAND, listed=True)


@transaction.atomic
def add(said: Written, *, source: Trigger.Source, by: User | None = None) -> Kept:
    """Write down a title, and what it hangs below.  Raises ByHandError."""
    server = _server(by)
    *above, own = said.folders
    if present().filter(server=server, kind=said.kind, remote_key=own).exists():
        raise ByHandError(f"{own} was added by hand already: change that one.")
    kept = say(server, [*_missing(server, said, above), _item(said)], source, by)
    return _traced(Verb.TITLE_ADDED, kept, by)


@transaction.atomic
def change(
    row: Observation,
    said: Written,
    *,
    seen: str,
    source: Trigger.Source,
    by: User | None = None,
) -> Kept:
    """Write it anew.  `seen` is the content hash of what the person changed.

    Its place stays: an episode that belongs elsewhere is taken out and added there.
    Raises ByHandError.
    """
    server = _server(by)
    now = _still_there(row, seen)
    if said.kind == "episode" and said.folders[-1] != now.remote_key:
        raise ByHandError(
            "An episode keeps its show and its numbers: take it out here, and add it "
            "where it belongs."
        )
    item = said.as_item(now.remote_key, now.parent_key)
    return _traced(Verb.TITLE_CHANGED, say(server, [item], source, by), by)


@transaction.atomic
def take_out(
    row: Observation, *, seen: str, source: Trigger.Source, by: User | None = None
) -> Kept:
    """Withdraw it, all below it, and what stood there for it alone.

    Raises ByHandError.
    """
    server = _server(by)
    now = _still_there(row, seen)
    gone = [now, *_below([now])]
    rows = present().filter(server=server)
    while now.parent_key is not None:
        above = rows.filter(remote_key=now.parent_key).first()
        if above is None or not _is_bare(above):
            break
        siblings = rows.filter(parent_key=above.remote_key)
        if siblings.exclude(pk__in=[each.pk for each in gone]).exists():
            break
        gone.append(above)
        now = above
    kept = say(server, [], source, by, gone=gone, row=row)
    return _traced(Verb.TITLE_TAKEN_OUT, kept, by)


def stored(row: Observation) -> ObservedItem:
    """What is written down, as an item."""
    return ObservedItem(
        kind=cast("Kind", row.kind),
        remote_key=row.remote_key,
        parent_key=row.parent_key,
        values={
            name: value
            for name in SINGLE_NAMES
            if has_value(value := getattr(row, name))
        },
        external_ids=row.external_ids or {},
        artwork=row.artwork or {},
        captions=row.captions or {},
        files=row.files or (),
    )


def show_of(row: Observation) -> Observation | None:
    """The show of an episode, or nothing."""
    rows = Observation.objects.filter(server=row.server_id)
    season = rows.filter(kind="season", remote_key=row.parent_key).first()
    if season is None:
        return None
    return rows.filter(kind="show", remote_key=season.parent_key).first()


def _server(by: User | None) -> Server:
    server = servers.own_server(by=by)
    if not server.enabled:
        raise ByHandError(
            f"The server “{server.name}” is disabled, so nothing of it counts. "
            "Enable it first."
        )
    return server


def _still_there(row: Observation, seen: str) -> Observation:
    now = present().select_for_update(of=("self",)).filter(pk=row.pk).first()
    if now is None:
        raise ByHandError("It was taken out meanwhile. Add it anew if you want it.")
    if now.content_hash != seen:
        raise ByHandError(
            "Somebody else changed it since this page was opened. Nothing was saved: "
            "look at it again."
        )
    return now


def _traced(verb: Verb, kept: Kept, by: User | None) -> Kept:
    """What changed nothing is no deed."""
    if kept.run is not None:
        row = kept.row
        activity.write(
            verb,
            by=by,
            about=row.remote_key,
            item=row.item.public_id if row.item else None,
            server=row.server.slug,
        )
    return kept


def _item(said: Written) -> ObservedItem:
    *above, own = said.folders
    return said.as_item(own, above[-1] if above else None)


def _missing(server: Server, said: Written, above: list[str]) -> Iterable[ObservedItem]:
    """The show and the season of an episode, where they are not there yet."""
    if not above:
        return
    show, season = above
    rows = present().filter(server=server)
    if not rows.filter(kind="show", remote_key=show).exists():
        yield ObservedItem(
            kind="show",
            remote_key=show,
            values=said.show,
            external_ids=said.show_ids,
        )
    if not rows.filter(kind="season", remote_key=season).exists():
        yield ObservedItem(
            kind="season",
            remote_key=season,
            parent_key=show,
            values={"season_number": said.values["season_number"]},
        )


def _below(rows: list[Observation]) -> list[Observation]:
    """All that hangs below these, by levels."""
    found: list[Observation] = []
    while rows:
        keys = [row.remote_key for row in rows if row.kind in {"show", "season"}]
        server = rows[0].server_id
        rows = list(present().filter(server=server, parent_key__in=keys))
        found += rows
    return found


def _is_bare(row: Observation) -> bool:
    if row.kind == "season":
        return True
    item = stored(row)
    return not (set(item.values) - _BARE or item.artwork)
