"""Phase 2: project the stored observations into the catalog.  Never the network.

Finalize looks at what changed (the observations of adopted scans that were not
projected yet, or everything after a change of rules), resolves those titles and
writes the differences.  Each batch is one transaction under the catalog's lease, so
a crash leaves whole titles and the next finalize does the rest; nothing different,
nothing written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils import timezone

from catalog import bulk, writes
from catalog.models import Server
from catalog.writes import Batch
from sync.finalize import plan
from sync.finalize.clashes import write_conflicts
from sync.finalize.project import Moment, Tally, project
from sync.finalize.work import Dirty, Work, give_ids
from sync.leases import Held
from sync.models import Observation, Scan
from sync.rules import load_order
from sync.store import lock_observations

__all__ = ["LEASE", "Tally", "finalize_adopted", "resolve_everything", "scans_to_do"]

#: Whoever writes the catalog holds this lease.
LEASE = "catalog"

_MOVIES_AT_ONCE = 500
_SHOWS_AT_ONCE = 50


def scans_to_do() -> list[Scan]:
    """Adopted scans whose observations the catalog does not show yet."""
    return list(
        Scan.objects.filter(
            adopted_at__isnull=False, finalized_at__isnull=True
        ).order_by("pk")
    )


def finalize_adopted(held: Held, *, run: int | None) -> Tally:
    """Project all adopted scans, and mark them done.  Raises LeaseLost."""
    scans = scans_to_do()
    if not scans:
        return Tally()
    tally = _finalize(
        held,
        Dirty(scans=frozenset(scan.pk for scan in scans)),
        regroup=any(scan.identity_changed for scan in scans),
        run=run,
    )
    with held.writing():
        Scan.objects.filter(pk__in=[scan.pk for scan in scans]).update(
            finalized_at=timezone.now()
        )
    return tally


def resolve_everything(held: Held, *, run: int | None) -> Tally:
    """Resolve every title anew, as after a change of order, rules or servers."""
    return _finalize(held, Dirty(everything=True), regroup=True, run=run)


def _finalize(held: Held, dirty: Dirty, *, regroup: bool, run: int | None) -> Tally:
    moment = Moment(
        order=load_order(),
        server_ids=dict(Server.objects.values_list("slug", "id")),
        at=timezone.now(),
        run=run,
    )
    tally = Tally()
    for kind in ("movie", "show"):
        top = plan.regroup(kind, dirty) if regroup else None
        works = top.works if top else plan.touched(kind, dirty)
        if kind == "show":
            works = _with_dirty_children(works, dirty)
        for chunk in _chunks(works):
            with held.writing():
                tally.add(_write(chunk, dirty, moment))
        if top is not None:
            with held.writing():
                write_conflicts(kind, top, moment.at)
    return tally


def _with_dirty_children(works: list[Work], dirty: Dirty) -> list[Work]:
    """The shows, those whose children alone are dirty included."""
    if dirty.everything:
        for work in works:
            work.children = True
        return works
    known = {work.item: work for work in works}
    below = plan.shows_with_dirty_children(dirty, ())
    for show in below:
        if (same := known.get(show.item)) is not None:
            same.children = True
    return works + [show for show in below if show.item not in known]


def _chunks(works: Sequence[Work]) -> Iterator[Sequence[Work]]:
    size = _SHOWS_AT_ONCE if works and works[0].kind == "show" else _MOVIES_AT_ONCE
    for start in range(0, len(works), size):
        yield works[start : start + size]


def _write(tops: Sequence[Work], dirty: Dirty, moment: Moment) -> Tally:
    """One batch: its titles, those below them, their links and their values."""
    lock_observations()
    give_ids(tops)
    levels = [list(tops)]
    while parents := [work for work in levels[-1] if work.children]:
        children = plan.below(parents, dirty)
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
    return tally
