"""Titles written chunk by chunk, each chunk one transaction under the catalog's lease.

What cannot be merged is set aside and said, so that all others are merged.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from catalog import bulk, sleeping, writes
from catalog.models import Server
from catalog.writes import Batch
from sync.finalize.children import below
from sync.finalize.project import Moment, Tally, project
from sync.finalize.strikes import TitleStrikes
from sync.finalize.work import Dirty, Work, give_ids, take_back_ids
from sync.leases import Held, LeaseLost
from sync.models import Observation
from sync.rules import load_order
from sync.store import lock_observations
from sync.strikes import STRIKES

logger = logging.getLogger(__name__)

#: Called in the transaction of every chunk with what the chunk changed.
Credit = Callable[[Tally], None]


class Merging:
    """Writes chunks of titles; what cannot be merged is set aside, and said."""

    def __init__(
        self, held: Held, dirty: Dirty, run: int | None, by: int | None, credit: Credit
    ) -> None:
        self._held = held
        self._dirty = dirty
        self._run = run
        self._by = by
        self._credit = credit
        self._strikes = TitleStrikes(held)

    def merge(self, chunk: Sequence[Work]) -> None:
        """Merge a chunk, its suspects by themselves; tangled titles stay together."""
        if chunk[0].tangled:
            self._merge(chunk)
            return
        for titles in self._strikes.parted(chunk):
            self._merge(titles)

    def _merge(self, titles: Sequence[Work]) -> None:
        if self._strikes.are_out(titles):
            self._set_aside(
                titles,
                "killed_worker",
                f"Merging it ended its worker {STRIKES} times. "
                "The log of the worker may say why.",
            )
            return
        self._strikes.begin(titles)
        try:
            with self._held.writing():
                self._credit(_write(titles, self._dirty, self._run, self._by))
                self._strikes.merged(titles)
        except (LeaseLost, OperationalError, InterfaceError):
            # Nothing that a title did.
            raise
        except Exception as error:
            take_back_ids(titles)
            if len(titles) == 1 or titles[0].tangled:
                logger.exception("%s titles were not merged", len(titles))
                self._set_aside(
                    titles,
                    "not_merged",
                    f"It cannot be merged ({type(error).__name__}). The log says more.",
                )
                return
            middle = len(titles) // 2
            self._merge(titles[:middle])
            self._merge(titles[middle:])
        self._strikes.survived(titles)

    def _set_aside(self, titles: Sequence[Work], code: str, message: str) -> None:
        with self._held.writing():
            self._strikes.set_aside(titles, code, message)
        self._strikes.survived(titles)


def _write(
    tops: Sequence[Work], dirty: Dirty, run: int | None, by: int | None
) -> Tally:
    """One batch: its titles, those below them, their links and their values."""
    lock_observations()
    at = timezone.now()
    give_ids(tops)
    woken = _wake(tops, at, run, by)
    levels = [list(tops)]
    while parents := [work for work in levels[-1] if work.children]:
        children = below(parents, dirty)
        for work in children:
            work.children = work.kind == "season"
        give_ids(children)
        woken += _wake(children, at, run, by)
        levels.append(children)
    works = [work for level in levels for work in level]
    absorbed = [(loser, work.id) for work in works for loser in work.absorbed]
    moment = Moment(
        order=load_order(dict(absorbed), hold=True),
        server_ids=dict(Server.objects.values_list("slug", "id")),
        at=at,
        run=run,
    )
    batch = Batch(absorbed=absorbed)
    tally = project(works, moment, batch)
    tally.writes += woken
    batch.moved = [
        (work.id, work.parent.id, work.number)
        for work in works
        if work.moved and work.parent is not None and work.number is not None
    ]
    links = [(pk, work.id) for work in works for pk in work.relinked]
    homes = [moved for work in works for moved in work.rehomed]

    def relink() -> None:
        bulk.update(Observation, ("id", "item_id"), sorted(links))
        bulk.update(Observation, ("id", "home"), sorted(homes))

    tally.writes += writes.apply(
        batch, at=moment.at, run=moment.run, by=by, before_absorbing=relink
    )
    # Linking a new observation is part of its own row.
    tally.writes += sum(
        work.linked[pk] is not None for work in works for pk in work.relinked
    )
    return tally


def _wake(works: Sequence[Work], at: datetime, run: int | None, by: int | None) -> int:
    """Titles that were aliases stand again before anything is resolved for them."""
    return sleeping.wake(
        [
            sleeping.Waking(former, work.parent.id if work.parent else None)
            for work in works
            for former in sorted(work.wakes)
        ],
        at,
        run,
        by,
    )
