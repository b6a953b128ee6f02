"""Phase 1: read one server, stage what differs, close its scan.  Never the catalog.

    adapter events -> staged rows (of this scan) -> adopted in one transaction

Memory stays bounded: rows are staged in batches, and what is remembered of a server
is a few short texts per item.  A scan that is not proven adopts nothing of what it
could not prove.
"""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Final

from django.db.models import F
from django.utils import timezone

from catalog.models import Server
from sync import store
from sync.adapters.base import ServerAdapter
from sync.leases import Held, LeaseLost
from sync.models import AT_REST, Moving, Scan
from sync.progress import ScanTeller
from sync.staging import StagedRow, staged_row
from sync.store import Adoption, StoredItems
from sync.types import (
    KINDS,
    ItemKept,
    ItemRead,
    ItemRejected,
    ItemUnchanged,
    Kind,
    ListingFailed,
    ListingRead,
    ListingUnchanged,
    ObservedItem,
    Problem,
    ScanEvent,
    ScanRequest,
)

_BATCH: Final = 500
#: Longest name of an item.  PostgreSQL indexes at most 2704 bytes of a row; three
#: names of a file system are 765.
_KEY_BYTES: Final = 1_000


@dataclass(slots=True)
class _Reading:
    """What has been read so far of one server."""

    seen: set[tuple[str, str]] = field(default_factory=set)
    waiting: set[tuple[str, str]] = field(default_factory=set)
    new: set[tuple[str, str]] = field(default_factory=set)
    owed: set[str] = field(default_factory=set)
    rejected: dict[tuple[str, str], ItemRejected] = field(default_factory=dict)
    read: dict[str, str | None] = field(default_factory=dict)
    unchanged: set[str] = field(default_factory=set)
    failed: dict[str, Problem] = field(default_factory=dict)
    problem: Problem | None = None


def gather(scan: Scan, held: Held, adapter: ServerAdapter) -> None:
    """Read the scan's server and close the scan as what it turned out to be.

    The scan must be running under `held`.  Raises LeaseLost when it was taken over;
    then nothing was adopted by us.
    """
    started = time.monotonic()
    server = scan.server
    known = StoredItems(server)
    request = ScanRequest(kinds=KINDS, listing_tokens=store.listing_tokens(server))
    with held.writing():
        # What an earlier attempt staged is read again.
        store.unstage(scan, KINDS)
    reading = _Reading()
    batch: list[StagedRow] = []
    teller = ScanTeller(scan, known.listed_by_kind())
    with closing(adapter.scan(request, known)) as events:
        for event in events:
            if held.lost.is_set():
                raise LeaseLost(f"The lease {held.name} was taken over.")
            item = _take(_storable(event), reading, known)
            if item is not None and (row := _row(item, reading, known)) is not None:
                batch.append(row)
            if len(batch) >= _BATCH:
                with held.writing():
                    store.stage(scan, batch)
                batch.clear()
            if isinstance(event, ListingFailed):
                batch = [row for row in batch if row.values[0] not in event.kinds]
                with held.writing():
                    store.unstage(scan, event.kinds)
            teller.show(event)
    teller.adopting()
    _close(scan, held, reading, known, batch, time.monotonic() - started)


def _take(
    event: ScanEvent, reading: _Reading, known: StoredItems
) -> ObservedItem | None:
    """Note what an event says; the item to stage, if it brings one."""
    match event:
        case ListingUnchanged(kinds=kinds):
            reading.unchanged.update(kinds)
        case ListingRead(kinds=kinds, token=token):
            reading.read.update(dict.fromkeys(kinds, token))
        case ListingFailed(kinds=kinds, problem=problem):
            reading.failed.update(dict.fromkeys(kinds, problem))
        case ItemUnchanged(kind=kind, remote_key=key):
            reading.seen.add((kind, key))
        case ItemKept(kind=kind, remote_key=key, problem=problem):
            reading.seen.add((kind, key))
            reading.owed.add(kind)
            reading.problem = reading.problem or problem
            if known.get(kind, key) is None:
                reading.waiting.add((kind, key))
        case ItemRejected(kind=kind, remote_key=key):
            reading.seen.add((kind, key))
            reading.rejected.setdefault((kind, key), event)
        case ItemRead(item=item):
            return _place(item, reading, known)
    return None


_ABOVE: Final[dict[str, Kind]] = {"season": "show", "episode": "season"}
_HAS_BELOW: Final = frozenset(_ABOVE.values())


def _place(
    item: ObservedItem, reading: _Reading, known: StoredItems
) -> ObservedItem | None:
    """The item, unless the one it hangs on is not stored and waits or was refused."""
    name = (item.kind, item.remote_key)
    reading.seen.add(name)
    if name in reading.rejected:
        # Listed twice and differently: which one holds is not ours to guess.
        return None
    if (above := _ABOVE.get(item.kind)) is not None and item.parent_key is not None:
        parent = (above, item.parent_key)
        if parent in reading.waiting:
            reading.waiting.add(name)
            reading.owed.add(item.kind)
            return None
        if parent not in reading.new and known.get(*parent) is None:
            return None
    reading.new.add(name)
    return item


def _storable(event: ScanEvent) -> ScanEvent:
    """The event; a rejection instead where its item's name is too long to be a key."""
    match event:
        case ItemRead(item=item) if _too_long(item.remote_key):
            problem = Problem(
                code="bad_name",
                message=f"Its name has more than {_KEY_BYTES} bytes.",
            )
            return _short(
                ItemRejected(
                    kind=item.kind, remote_key=item.remote_key, problem=problem
                )
            )
        case ItemRejected(remote_key=key) if _too_long(key):
            return _short(event)
    return event


def _too_long(key: str) -> bool:
    return len(key.encode(errors="replace")) > _KEY_BYTES


def _short(event: ItemRejected) -> ItemRejected:
    """The rejection under a key that fits: a beginning, and a digest of the whole."""
    whole = event.remote_key.encode(errors="replace")
    start = whole[: _KEY_BYTES // 2].decode(errors="ignore")
    key = f"{start}…{blake2b(whole, digest_size=8).hexdigest()}"
    return replace(event, remote_key=key)


def _row(item: ObservedItem, reading: _Reading, known: StoredItems) -> StagedRow | None:
    """The row to stage; None where nothing is new, or nothing can be stored.

    What no adapter should let through must not end a whole scan.
    """
    try:
        return _changed_row(item, known)
    except (ValueError, TypeError, RecursionError) as error:
        problem = Problem(
            code="unstorable",
            message=f"It cannot be stored as it is ({type(error).__name__}).",
        )
        name = (item.kind, item.remote_key)
        reading.new.discard(name)
        reading.rejected[name] = ItemRejected(
            kind=item.kind, remote_key=item.remote_key, problem=problem
        )
        return None


def _changed_row(item: ObservedItem, known: StoredItems) -> StagedRow | None:
    """The row to stage; None where the stored item says just the same."""
    row = staged_row(item)
    before = known.get(item.kind, item.remote_key)
    if (
        before is not None
        and before.listed
        and before.content_hash == row.content_hash
        and before.listing_token == item.listing_token
        and not item.detail_tokens
    ):
        return None
    return row


def _close(
    scan: Scan,
    held: Held,
    reading: _Reading,
    known: StoredItems,
    batch: list[StagedRow],
    seconds: float,
) -> None:
    """Adopt what was proven and give the scan its final state, in one transaction."""
    state, problem = _outcome(reading)
    now = timezone.now()
    with held.writing():
        scan.state = state
        scan.finished_at = now
        scan.gather_seconds = round(seconds, 3)
        for name, value in AT_REST.items():
            setattr(scan, name, value)
        scan.moved_at = now
        scan.error_code = problem.code if problem else ""
        scan.error_message = problem.message if problem else ""
        scan.quarantined = len(reading.rejected)
        scan.items = sum(kind in reading.read for kind, _ in reading.seen) + sum(
            kind in reading.unchanged and stored.listed
            for (kind, _), stored in known.rows.items()
        )
        if state == Scan.State.FAILED:
            scan.items = 0
            store.unstage(scan, KINDS)
        else:
            store.stage(scan, batch)
            store.unstage_items(scan, reading.rejected.keys() & reading.new)
            scan.writes = store.adopt(scan, _adoption(reading, known))
            if scan.writes:
                scan.adopted_at = now
                scan.phase = Moving.Phase.FINALIZING
        closed = Scan.objects.filter(
            pk=scan.pk, epoch=held.epoch, state=Scan.State.RUNNING
        ).update(
            **{
                name: getattr(scan, name)
                for name in (
                    "state",
                    "finished_at",
                    "gather_seconds",
                    *AT_REST,
                    "moved_at",
                    "error_code",
                    "error_message",
                    "quarantined",
                    "items",
                    "writes",
                    "changed",
                    "withdrawn",
                    "identity_changed",
                    "adopted_at",
                )
            }
        )
        if not closed:
            raise LeaseLost(f"Scan {scan.pk} is no longer ours.")
        _record_health(scan.server, problem, failed=state == Scan.State.FAILED)


def _outcome(reading: _Reading) -> tuple[Scan.State, Problem | None]:
    """The scan's state (law 6) and its first problem."""
    failure = next(iter(reading.failed.values()), None)
    if not reading.read and not reading.unchanged:
        return Scan.State.FAILED, failure or Problem(
            code="no_listing", message="The server gave no listing."
        )
    if failure is not None or reading.owed:
        return Scan.State.PARTIAL, failure or reading.problem
    if not reading.read:
        return Scan.State.UNCHANGED, None
    return Scan.State.COMPLETE, None


def _adoption(reading: _Reading, known: StoredItems) -> Adoption:
    # What is below an item that could not be read was perhaps not even named.
    unread = tuple(f"{key}/" for kind, key in reading.rejected if kind in _HAS_BELOW)
    return Adoption(
        withdrawn=[
            stored.id
            for name, stored in known.rows.items()
            if stored.listed
            and name[0] in reading.read
            and name not in reading.seen
            and not (unread and name[0] in _ABOVE and name[1].startswith(unread))
        ],
        rejected=[r for r in reading.rejected.values() if r.kind in reading.read],
        read_kinds=set(reading.read),
        tokens={
            kind: token
            for kind, token in reading.read.items()
            if token is not None and kind not in reading.owed
        },
        dropped_tokens=set(reading.read),
    )


def _record_health(server: Server, problem: Problem | None, *, failed: bool) -> None:
    now = timezone.now()
    mine = Server.objects.filter(pk=server.pk)
    if not failed:
        mine.exclude(
            health=Server.Health.OK, failures_in_a_row=0, health_message=""
        ).update(health=Server.Health.OK, failures_in_a_row=0, health_message="")
        mine.update(last_ok_at=now)
        return
    code = problem.code if problem else ""
    health = {
        "auth_failed": Server.Health.AUTH_FAILED,
        "needs_credentials": Server.Health.NEEDS_CREDENTIALS,
    }.get(code, Server.Health.DEGRADED)
    mine.update(
        health=health,
        health_message=problem.message if problem else "",
        last_failure_at=now,
        failures_in_a_row=F("failures_in_a_row") + 1,
    )
