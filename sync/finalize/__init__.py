"""Phase 2: project the stored observations into the catalog.  Never the network.

Finalize looks at what changed (the observations of adopted scans that were not
projected yet, or everything after a change of rules), resolves those titles and
writes the differences.  Each batch is one transaction under the catalog's lease, so
a crash leaves whole titles and the next finalize does the rest; nothing different,
nothing written.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from django.utils import timezone

from catalog import bulk, writes
from catalog.models import Server
from catalog.writes import Batch
from sync.finalize import plan
from sync.finalize.children import below
from sync.finalize.clashes import write_conflicts
from sync.finalize.project import Moment, Tally, project
from sync.finalize.work import Dirty, Work, give_ids
from sync.leases import Held, LeaseLost
from sync.models import AT_REST, Moving, Observation, Run, Scan
from sync.pace import Count
from sync.progress import Teller
from sync.rules import load_order
from sync.store import lock_observations

__all__ = ["LEASE", "Tally", "project_scans", "resolve_everything", "scans_to_do"]

logger = logging.getLogger(__name__)

#: Whoever writes the catalog holds this lease.
LEASE: Final = "catalog"

_MOVIES_AT_ONCE: Final = 500
_SHOWS_AT_ONCE: Final = 20

#: Called in the transaction of every batch with what the batch changed.
Credit = Callable[[Tally], None]


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

    Raises LeaseLost, and what a batch raised once all others are written.
    """
    _finalize(
        held,
        Dirty(scans=frozenset(scan.pk for scan in scans)),
        regroup=any(scan.identity_changed for scan in scans),
        run=run,
        credit=credit,
        teller=Teller(
            Scan.objects.filter(
                pk__in=[scan.pk for scan in scans], finalized_at__isnull=True
            )
        ),
    )
    with held.writing():
        Scan.objects.filter(pk__in=[scan.pk for scan in scans]).update(
            finalized_at=timezone.now(), **AT_REST
        )


def resolve_everything(held: Held, *, run: int | None, credit: Credit) -> None:
    """Resolve every title anew, as after a change of order, rules or servers."""
    _finalize(
        held,
        Dirty(everything=True),
        regroup=True,
        run=run,
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
) -> None:
    broken: Exception | None = None
    counts: dict[str, Count] = {}
    for kind in ("movie", "show"):
        top = plan.regroup(kind, dirty) if regroup else None
        works = top.works if top else plan.touched(kind, dirty)
        if kind == "show":
            works = plan.with_dirty_children(works, dirty)
        done = 0
        for chunk in _chunks(works):
            counts[kind] = Count(kind, done, len(works), exact=True)
            teller.tell(Moving.Phase.FINALIZING, list(counts.values()))
            try:
                with held.writing():
                    credit(_write(chunk, dirty, run))
            except LeaseLost:
                raise
            except Exception as error:
                # The other titles need not wait for these to be mended.
                logger.exception("A batch of %s titles was not written", len(chunk))
                broken = broken or error
            done += len(chunk)
            counts[kind] = Count(kind, done, len(works), exact=True)
        if top is not None:
            with held.writing():
                write_conflicts(kind, top, timezone.now())
    if broken is not None:
        raise broken


def _chunks(works: Sequence[Work]) -> Iterator[Sequence[Work]]:
    tangled = [work for work in works if work.tangled]
    if tangled:
        yield tangled
    others = [work for work in works if not work.tangled]
    size = _SHOWS_AT_ONCE if others and others[0].kind == "show" else _MOVIES_AT_ONCE
    for start in range(0, len(others), size):
        yield others[start : start + size]


def _write(tops: Sequence[Work], dirty: Dirty, run: int | None) -> Tally:
    """One batch: its titles, those below them, their links and their values."""
    lock_observations()
    moment = Moment(
        order=load_order(),
        server_ids=dict(Server.objects.values_list("slug", "id")),
        at=timezone.now(),
        run=run,
    )
    give_ids(tops)
    levels = [list(tops)]
    while parents := [work for work in levels[-1] if work.children]:
        children = below(parents, dirty)
        for work in children:
            work.children = work.kind == "season"
        give_ids(children)
        levels.append(children)
    works = [work for level in levels for work in level]
    batch = Batch()
    tally = project(works, moment, batch)
    batch.moved = [
        (work.id, work.parent.id, work.number)
        for work in works
        if work.moved and work.parent is not None and work.number is not None
    ]
    batch.absorbed = [(loser, work.id) for work in works for loser in work.absorbed]
    links = [(pk, work.id) for work in works for pk in work.relinked]
    tally.writes += writes.apply(
        batch,
        at=moment.at,
        run=moment.run,
        before_absorbing=lambda: bulk.update(
            Observation, ("id", "item_id"), sorted(links)
        ),
    )
    # Linking a new observation is part of its own row.
    tally.writes += sum(
        work.linked[pk] is not None for work in works for pk in work.relinked
    )
    return tally
