"""Scans that are held: what waits for a curator, and what becomes of it.

Nothing of a held scan is adopted until somebody accepts it; a newer scan that was not
failed takes its place, whatever it found.  Accepting is a committed row: whoever next
takes the server's lease adopts, in one transaction, before anything is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import activity
from accounts.activity import Verb
from accounts.models import User
from catalog.models import Server
from sync import brake, libraries, losses, store
from sync.leases import Held
from sync.models import Moving, Run, Scan, StagedObservation, Withdrawal
from sync.store import Adoption
from sync.types import Problem

_UNDECIDED: Final = (Scan.Decision.WAITING, Scan.Decision.ACCEPTED)


class CannotDecide(ValueError):
    """There is nothing to decide, or not now; its text says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Proven:
    """What the scan would have been, and what it needs to become that."""

    state: str
    problem: Problem | None
    adoption: Adoption
    staged: int
    withdrawn: int


# Looked up here, where one thread is alone: see `media_processor.payloads`.
msgspec.json.Decoder(_Proven)


def held_scan(server: Server) -> Scan | None:
    """The scan of this server that a curator is asked about."""
    return _undecided(server.pk).select_related("server").first()


def waiting_scans() -> QuerySet[Scan]:
    """Scans that wait for somebody, of whatever server."""
    return Scan.objects.filter(decision=Scan.Decision.WAITING).defer("proven")


def reasons_of(scan: Scan) -> list[brake.Reason]:
    """Why the scan is or was held."""
    return [
        brake.Reason(
            kind=loss["kind"],
            field=loss["field"],
            withdrawn=loss["withdrawn"],
            of=loss["of"],
        )
        for loss in scan.losses
    ]


def accepted_scans() -> QuerySet[Scan]:
    """Scans somebody accepted that are to be adopted."""
    return Scan.objects.filter(decision=Scan.Decision.ACCEPTED)


def hold(
    scan: Scan,
    *,
    state: Scan.State,
    problem: Problem | None,
    adoption: Adoption,
    reasons: Iterable[brake.Reason],
) -> None:
    """Keep the scan for a curator instead of adopting it; the caller writes its row."""
    reasons = list(reasons)
    staged, withdrawn = _counted(scan)
    scan.state = Scan.State.HELD
    scan.decision = Scan.Decision.WAITING
    scan.losses = [
        {
            "kind": reason.kind,
            "field": reason.field,
            "withdrawn": reason.withdrawn,
            "of": reason.of,
            "examples": losses.examples(scan, reason),
        }
        for reason in reasons
    ]
    scan.proven = msgspec.to_builtins(
        _Proven(
            state=state,
            problem=problem,
            adoption=adoption,
            staged=staged,
            withdrawn=withdrawn,
        )
    )
    name = scan.server.slug
    scan.error_code = "held"
    scan.error_message = (
        f"{brake.sentence(reasons)} Nothing was adopted. If that is right, accept it: "
        f"accept_scan {name}. If not: discard_scan {name}, and see to the server."
    )


def foresee(scan: Scan, adoption: Adoption, reasons: Iterable[brake.Reason]) -> None:
    """Keep what a dry run would adopt, or that a sync would be held.

    The caller writes its row.  Nobody is asked, and what is held stays held.
    """
    reasons = list(reasons)
    if not reasons:
        scan.proven = msgspec.to_builtins(adoption)
        return
    store.drop(scan)
    scan.state = Scan.State.HELD
    scan.error_code = "held"
    scan.error_message = f"{brake.sentence(reasons)} A sync would be held."


def foreseen(scan: Scan) -> Adoption:
    """What a dry run that is not held would adopt, besides its staged rows."""
    return msgspec.convert(scan.proven, Adoption)


def replace(newer: Scan) -> None:
    """Let a newer scan take the place of one that is held, in its transaction."""
    for scan in _undecided(newer.server_id).select_for_update():
        _end(scan, Scan.Decision.REPLACED, f"Scan {newer.pk} took its place.")


def accept(server: Server, *, by: User | None = None) -> Scan:
    """Have the held scan adopted as it is.  Raises CannotDecide.

    To be carried out by `execute.adopt_held`, or by the reconciler.
    """
    with transaction.atomic():
        scan = _to_decide(server)
        if scan.decision == Scan.Decision.ACCEPTED:
            return scan
        if not Server.objects.enabled().filter(pk=server.pk).exists():
            raise CannotDecide(
                f"{server.name} is disabled. Enable it, then accept what is held."
            )
        if Scan.objects.filter(
            server=server, state=Scan.State.RUNNING, dry_run=False
        ).exists():
            raise CannotDecide(
                f"{server.name} is being read right now, and that scan takes the "
                "place of the held one. Wait for it, then look again."
            )
        _decide(scan, Scan.Decision.ACCEPTED, by)
        _trace(Verb.SCAN_ACCEPTED, scan, by)
    return scan


def discard(server: Server, *, by: User | None = None) -> Scan:
    """Forget what the held scan read; what is stored holds.  Raises CannotDecide."""
    with transaction.atomic():
        scan = _to_decide(server)
        _end(scan, Scan.Decision.DISCARDED, "It was discarded.", by=by)
        _trace(Verb.SCAN_DISCARDED, scan, by)
    return scan


def adopt_accepted(server_id: int, lease: Held) -> Scan | None:
    """Adopt the accepted scan of a server, if there is one, under the server's lease.

    The scan becomes what it would have been, and its runs go on until the catalog
    follows.
    """
    with lease.writing():
        scan = (
            accepted_scans()
            .select_for_update(of=("self",))
            .select_related("server")
            .filter(server_id=server_id)
            .first()
        )
        if scan is None:
            return None
        if not scan.server.enabled:
            # Disabled since: what is held goes on waiting.
            _decide(scan, Scan.Decision.WAITING, scan.decided_by)
            return None
        proven = msgspec.convert(scan.proven, _Proven)
        if _counted(scan) != (proven.staged, proven.withdrawn):
            # A backup holds no staged rows.
            _end(
                scan,
                Scan.Decision.DISCARDED,
                "What it read is no longer stored. Sync the server again.",
                by=scan.decided_by,
            )
            return None
        _adopt(scan, proven)
        Run.objects.filter(scans=scan, state=Run.State.HELD).update(
            state=Run.State.RUNNING, finished_at=None
        )
    return scan


def _adopt(scan: Scan, proven: _Proven) -> None:
    scan.state = Scan.State(proven.state)
    scan.error_code = proven.problem.code if proven.problem else ""
    scan.error_message = proven.problem.message if proven.problem else ""
    scan.decision = Scan.Decision.ADOPTED
    scan.proven = None
    _choose_again(scan, proven.adoption)
    scan.writes = store.adopt(scan, proven.adoption)
    if scan.writes:
        scan.adopted_at = scan.moved_at = timezone.now()
        scan.phase = Moving.Phase.FINALIZING
    scan.save(
        update_fields=[
            "state",
            "error_code",
            "error_message",
            "decision",
            "proven",
            "writes",
            "changed",
            "withdrawn",
            "identity_changed",
            "adopted_at",
            "moved_at",
            "phase",
        ]
    )


def _choose_again(scan: Scan, adoption: Adoption) -> None:
    """Let the choice of libraries be that of now, whatever it was when it was read."""
    left_out = libraries.kinds_of(scan.server.left_out)
    store.leave_out(scan, left_out)
    adoption.leave_out(left_out)
    returned = libraries.kinds_of(scan.left_out) - left_out
    Withdrawal.objects.filter(scan=scan, observation__kind__in=returned).delete()


def _trace(verb: Verb, scan: Scan, by: User | None) -> None:
    activity.write(
        verb,
        by=by,
        about=f"{scan.server.name}, scan {scan.pk}",
        server=scan.server.slug,
    )


def _undecided(server_id: int) -> QuerySet[Scan]:
    return Scan.objects.filter(server_id=server_id, decision__in=_UNDECIDED)


def _to_decide(server: Server) -> Scan:
    scan = (
        _undecided(server.pk)
        .select_for_update(of=("self",))
        .select_related("server")
        .first()
    )
    if scan is None:
        raise CannotDecide(f"No scan of {server.name} is held.")
    return scan


def _counted(scan: Scan) -> tuple[int, int]:
    return (
        StagedObservation.objects.filter(scan=scan, epoch=scan.epoch).count(),
        Withdrawal.objects.filter(scan=scan).count(),
    )


def _decide(scan: Scan, decision: Scan.Decision, by: User | None, **more: Any) -> None:
    scan.decision, scan.decided_by, scan.decided_at = decision, by, timezone.now()
    for name, value in more.items():
        setattr(scan, name, value)
    scan.save(update_fields=["decision", "decided_by", "decided_at", *more])


def _end(
    scan: Scan, decision: Scan.Decision, ending: str, *, by: User | None = None
) -> None:
    """Close the question without adopting anything."""
    store.drop(scan)
    _decide(
        scan,
        decision,
        by,
        proven=None,
        error_message=(
            f"{brake.sentence(reasons_of(scan))} Nothing was adopted. {ending}"
        ),
    )
