"""Phase 2: project the stored observations into the catalog.  Never the network.

Finalize looks at what changed (the observations of adopted scans that were not
projected yet, or everything after a change of rules), resolves those titles and
writes the differences.  Each batch is one transaction under the catalog's lease, so
a crash leaves whole titles and the next finalize does the rest; nothing different,
nothing written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from django.utils import timezone

from sync.finalize import plan
from sync.finalize.clashes import (
    drop_conflicts_of_nothing,
    write_conflicts,
    write_lock_conflicts,
)
from sync.finalize.merging import Credit, Merging
from sync.finalize.plan import TopPlan
from sync.finalize.project import Tally
from sync.finalize.work import Dirty, Work
from sync.leases import Held
from sync.models import AT_REST, Moving, Run, Scan
from sync.pace import Count
from sync.progress import Teller
from sync.types import KINDS

__all__ = ["LEASE", "Tally", "project_scans", "resolve_anew", "scans_to_do"]

#: Whoever writes the catalog holds this lease.
LEASE: Final = "catalog"

_MOVIES_AT_ONCE: Final = 500
_SHOWS_AT_ONCE: Final = 20


def scans_to_do() -> list[Scan]:
    """Adopted scans whose observations the catalog does not show yet."""
    return list(
        Scan.objects.filter(
            adopted_at__isnull=False, finalized_at__isnull=True
        ).order_by("pk")
    )


def project_scans(
    held: Held, scans: Sequence[Scan], *, run: int | None, credit: Credit
) -> None:
    """Project what these adopted scans changed, and mark them done.

    Raises LeaseLost.
    """
    began = timezone.now()
    _finalize(
        held,
        Dirty(scans=frozenset(scan.pk for scan in scans)),
        regroup=(
            any(scan.identity_changed for scan in scans) or plan.is_unlinked(scans)
        ),
        run=run,
        credit=credit,
        teller=Teller(
            Scan.objects.filter(
                pk__in=[scan.pk for scan in scans], finalized_at__isnull=True
            ),
            merging_at=began,
        ),
    )
    with held.writing():
        Scan.objects.filter(pk__in=[scan.pk for scan in scans]).update(
            merging_at=began, finalized_at=timezone.now(), **AT_REST
        )


def resolve_anew(
    held: Held,
    titles: Collection[int] | None,
    kinds: Collection[str] | None,
    *,
    regroup: bool,
    run: int | None,
    by: int | None,
    credit: Credit,
) -> None:
    """Resolve titles anew, as after a change of rules or locks: those named with those
    below them, else all of these kinds, else all.

    `by` is the primary key of who asked for it, for the history.  A named title that
    is gone has become part of another since: then all are looked at, to be sure.
    """
    if titles is not None and not plan.some_gone(titles):
        dirty = Dirty(titles=frozenset(titles))
    else:
        dirty = Dirty(kinds=frozenset(KINDS if kinds is None else kinds))
    _finalize(
        held,
        dirty,
        regroup=regroup,
        run=run,
        by=by,
        credit=credit,
        teller=Teller(Run.objects.filter(pk=run or 0, finished_at__isnull=True)),
    )


def _finalize(
    held: Held,
    dirty: Dirty,
    *,
    regroup: bool,
    run: int | None,
    credit: Credit,
    teller: Teller,
    by: int | None = None,
) -> None:
    merging = Merging(held, dirty, run, by, credit)
    counts: dict[str, Count] = {}
    for kind in ("movie", "show"):
        parts, titles = _looked_at(kind, dirty, regroup=regroup)
        done = 0
        for part in parts:
            for chunk in _chunks(part.works):
                counts[kind] = Count(kind, done, max(titles, done), exact=not regroup)
                teller.tell(Moving.Phase.FINALIZING, list(counts.values()))
                merging.merge(chunk)
                done += len(chunk)
            if regroup:
                write_conflicts(held, kind, part)
        counts[kind] = Count(kind, done, done, exact=True)
        if regroup:
            drop_conflicts_of_nothing(held, kind)
    write_lock_conflicts(held, timezone.now())


def _looked_at(
    kind: str, dirty: Dirty, *, regroup: bool
) -> tuple[Iterable[TopPlan], int]:
    """The titles to look at, part by part, and about how many there are."""
    parts: Iterable[TopPlan]
    if regroup:
        regrouping = plan.Regrouping(kind, dirty)
        parts, titles = regrouping.parts(), regrouping.titles
    else:
        works = plan.touched(kind, dirty)
        parts, titles = [TopPlan(works)], len(works)
    if kind == "show":
        parts = plan.with_dirty_children(parts, dirty)
    return parts, titles


def _chunks(works: Sequence[Work]) -> Iterator[Sequence[Work]]:
    tangled = [work for work in works if work.tangled]
    if tangled:
        yield tangled
    others = [work for work in works if not work.tangled]
    size = _SHOWS_AT_ONCE if others and others[0].kind == "show" else _MOVIES_AT_ONCE
    for start in range(0, len(others), size):
        yield others[start : start + size]
