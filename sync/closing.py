"""The end of a scan: what it proved is adopted or held, and it gets its state.

All of it in one transaction under the server's lease.  Whether it is held is decided
by what its staged rows and withdrawals would do, whatever was asked for and how.
What an operator left out is known by the choice of that moment: a scan that began under
another one adopts nothing of what is not chosen any more.
"""

from __future__ import annotations

from array import array
from collections.abc import Set
from typing import NamedTuple

from django.db.models import F
from django.utils import timezone

from catalog.models import Server
from sync import brake, holding, left_over, libraries, losses, store
from sync.known import StoredItems
from sync.leases import Held, LeaseLost
from sync.models import AT_REST, Moving, Scan
from sync.reading import BELOW, Reading
from sync.store import Adoption, Batch
from sync.types import KINDS, Kind, Problem
from sync.wanted import WantedItems


def close(
    scan: Scan,
    held: Held,
    reading: Reading,
    known: StoredItems,
    wanted: WantedItems,
    rest: Batch,
    seconds: float,
) -> None:
    """Adopt what was proven, or hold it, and give the scan its final state."""
    scan.read_at = timezone.now()
    with held.writing():
        scan.left_out = _leave_out(scan, reading, wanted)
        asked = set(wanted.kinds) - reading.unasked - reading.left_out
        gone = _withdrawn(reading, known, wanted)
        state, problem = _outcome(reading, asked, has_left=bool(gone.left_out))
        scan.state = state
        scan.gather_seconds = round(seconds, 3)
        for name, value in AT_REST.items():
            setattr(scan, name, value)
        scan.error_code = problem.code if problem else ""
        scan.error_message = problem.message if problem else ""
        scan.quarantined = len(reading.rejected)
        scan.items = sum(
            count for kind, count in reading.items.items() if kind in reading.read
        ) + sum(known.counted(reading.unchanged, wanted).values())
        if state == Scan.State.FAILED:
            scan.items = 0
            left_over.leave(scan, KINDS)
        else:
            store.put(scan, rest)
            store.leave_out(scan, reading.left_out)
            left_over.forget_unconfirmed(scan, reading.failed)
            store.withdraw(scan, gone.unlisted + gone.left_out)
            adoption = _adoption(scan, reading, wanted)
            reasons = brake.judge(
                losses.titles(scan), losses.values(scan), left_out=reading.left_out
            )
            if scan.dry_run:
                holding.foresee(scan, adoption, reasons)
            else:
                holding.replace(scan)
                if reasons:
                    holding.hold(
                        scan,
                        state=state,
                        problem=problem,
                        adoption=adoption,
                        reasons=reasons,
                    )
                else:
                    scan.writes = store.adopt(scan, adoption)
        scan.finished_at = scan.moved_at = timezone.now()
        if scan.writes:
            scan.adopted_at = scan.finished_at
            scan.phase = Moving.Phase.FINALIZING
        closed = Scan.objects.filter(
            pk=scan.pk, epoch=held.epoch, state=Scan.State.RUNNING
        ).update(
            **{
                name: getattr(scan, name)
                for name in (
                    "state",
                    "read_at",
                    "finished_at",
                    "gather_seconds",
                    *AT_REST,
                    "left_out",
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
                    "decision",
                    "losses",
                    "proven",
                )
            }
        )
        if not closed:
            raise LeaseLost(f"Scan {scan.pk} is no longer ours.")
        if asked and not scan.dry_run:
            answered = bool(reading.read or reading.unchanged)
            _record_health(scan.server, problem, failed=not answered)


def _leave_out(scan: Scan, reading: Reading, wanted: WantedItems) -> str:
    """Let what is left out by now count as listed and empty; the library not read."""
    began_with = scan.server.left_out
    now = (
        Server.objects.filter(pk=scan.server_id)
        .values_list("left_out", flat=True)
        .get()
    )
    reading.leave_out(libraries.kinds_of(now).intersection(wanted.kinds))
    if reading.left_out:
        return now
    return began_with if reading.unasked else ""


def _outcome(
    reading: Reading, asked: Set[Kind], *, has_left: bool
) -> tuple[Scan.State, Problem | None]:
    """The scan's state (law 6) and its first problem.

    A library that is left out is a part of it only while something of it was there.
    """
    failure = next(iter(reading.failed.values()), None)
    if asked and not reading.read and not reading.unchanged:
        problem = failure or Problem(
            code="no_listing", message="The server gave no listing."
        )
        return (Scan.State.PARTIAL if has_left else Scan.State.FAILED), problem
    if failure is not None or reading.owed:
        return Scan.State.PARTIAL, failure or reading.problem
    if not reading.read and not has_left:
        # Or what it was about has nothing of what was asked, and nothing was read.
        return Scan.State.UNCHANGED, None
    return Scan.State.COMPLETE, None


class _Gone(NamedTuple):
    """Listed observations that go: their listing does not name them, or they are of
    what was left out.
    """

    unlisted: array[int]
    left_out: array[int]


def _withdrawn(reading: Reading, known: StoredItems, wanted: WantedItems) -> _Gone:
    unread = tuple(f"{key}/" for key in reading.unread)
    gone = _Gone(array("q"), array("q"))
    for pk, kind, key in known.listed(reading.read.keys() | reading.left_out):
        if not wanted.decides(kind, key):
            continue
        if kind in reading.left_out:
            gone.left_out.append(pk)
        elif pk not in reading.seen and not (
            unread and kind in BELOW and key.startswith(unread)
        ):
            gone.unlisted.append(pk)
    return gone


def _adoption(scan: Scan, reading: Reading, wanted: WantedItems) -> Adoption:
    return Adoption(
        rejected=[r for r in reading.rejected.values() if r.kind in reading.read],
        read_kinds={*reading.read, *reading.left_out},
        unjudged=[
            name
            for name in store.quarantined(scan.server)
            if name in reading.in_part or not wanted.decides(*name)
        ],
        tokens={
            kind: (token, wanted.whole_groups(kind))
            for kind, token in reading.read.items()
            if token is not None and kind not in reading.owed
        },
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
