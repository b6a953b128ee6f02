"""Do what a bulk change previewed: batch by batch, never twice, whoever dies.

A batch is one transaction under the lease of bulk changes: the locks, the rules and
the rows that say they are done come together.  What is other than the preview saw it
is left alone.  At the end one request to resolve names all titles that were touched.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts import activity
from accounts.activity import Verb
from accounts.models import User
from catalog import bulk as statements
from catalog.models import FieldLock, Item, PriorityRule
from sync import leases, locks, orders, triggers
from sync.bulk import planning
from sync.bulk.planning import GONE
from sync.bulk.present import Present, present, spot_of
from sync.bulk.refusal import BulkError
from sync.leases import Held, LeaseLost
from sync.models import BulkChange, BulkRow

logger = logging.getLogger(__name__)

#: Whoever carries out a bulk change holds this lease.
LEASE: Final = "bulk"
#: So many rows are done at once, while the person waits.
SMALL: Final = 200
_BATCH: Final = 500
#: How often one is begun that comes to no batch's end.
_TRIES: Final = 3
_POLL: Final = 0.1  # seconds
_UNFINISHED: Final = (BulkChange.State.WAITING, BulkChange.State.RUNNING)
_MEANWHILE: Final = "Somebody or a sync changed it since the preview."


def apply(change: BulkChange, *, by: User | None) -> None:
    """Do it: a small one at once, a larger one in the background.  Raises BulkError."""
    try:
        with transaction.atomic():
            begun = BulkChange.objects.filter(
                pk=change.pk, state=BulkChange.State.PREVIEWED
            ).update(state=BulkChange.State.WAITING, applied_at=timezone.now(), by=by)
            if begun:
                activity.write(
                    Verb.MANY_CHANGED,
                    by=by,
                    about=f"{change.get_deed_display()} in {change}",
                    field=change.name,
                )
    except IntegrityError:
        raise BulkError("It is being undone already.") from None
    if not begun:
        raise BulkError("It was applied already, or is not previewed yet.")
    if change.planned <= SMALL and (held := leases.take(LEASE)) is not None:
        _go_on(change.pk, held)


def stop(change: BulkChange) -> None:
    """End it after the batch it is at; what is done stays, and can be undone."""
    BulkChange.objects.filter(pk=change.pk, state__in=_UNFINISHED).update(
        stop_asked=True
    )


def due() -> list[int]:
    """Bulk changes to be carried out or gone on with, while nobody is at one."""
    if not leases.is_free(LEASE):
        return []
    unfinished = BulkChange.objects.filter(state__in=_UNFINISHED).order_by("pk")
    return list(unfinished.values_list("pk", flat=True)[:1])


def carry_out(change_id: int) -> None:
    """Carry it out to its end, or wait for whoever does."""
    while BulkChange.objects.filter(pk=change_id, state__in=_UNFINISHED).exists():
        held = leases.take(LEASE)
        if held is None:
            time.sleep(_POLL)
            continue
        _go_on(change_id, held)


def _go_on(change_id: int, held: Held) -> None:
    with held:
        try:
            _carry_out(change_id, held)
        except LeaseLost as lost:
            logger.warning("%s Its new holder goes on.", lost)


def _carry_out(change_id: int, held: Held) -> None:
    with held.writing():
        begun = BulkChange.objects.filter(pk=change_id, state__in=_UNFINISHED).update(
            state=BulkChange.State.RUNNING, tries=F("tries") + 1
        )
    if not begun:
        return
    change = BulkChange.objects.select_related("by").get(pk=change_id)
    if change.tries > _TRIES:
        logger.error("Bulk change %s ended its worker %s times", change_id, _TRIES)
        _finish(held, change, error="MediaHub could not finish it; the log says why.")
        return
    while _batch(held, change):
        pass
    _finish(held, change)


def _batch(held: Held, change: BulkChange) -> bool:
    """The next rows; False where none are left, or it was stopped."""
    with held.writing():
        change.refresh_from_db(fields=["stop_asked"])
        planned = change.rows.filter(state=BulkRow.State.PLANNED).order_by("pk")
        rows = [] if change.stop_asked else list(planned[:_BATCH])
        if not rows:
            return False
        _do(rows, change)
        statements.update(
            BulkRow,
            ["id", "state", "why", "before", "written_at"],
            [(row.pk, row.state, row.why, row.before, row.written_at) for row in rows],
        )
        done = sum(row.state == BulkRow.State.DONE for row in rows)
        BulkChange.objects.filter(pk=change.pk).update(
            tries=0,
            changed=F("changed") + done,
            overtaken=F("overtaken") + len(rows) - done,
            planned=F("planned") - len(rows),
        )
    return True


def _do(rows: Sequence[BulkRow], change: BulkChange) -> None:
    titles = sorted({row.title for row in rows if row.title is not None})
    # None of them becomes part of another meanwhile.
    held = Item.objects.select_for_update(no_key=True).filter(pk__in=titles)
    list(held.order_by("pk").values_list("pk", flat=True))
    now = present([spot_of(row) for row in rows])
    people = _still_there(rows)
    at = timezone.now()
    writing: dict[str, list[Any]] = {name: [] for name in BulkRow.About.values}
    lifting: dict[str, list[Any]] = {name: [] for name in BulkRow.About.values}
    for row in rows:
        here = now.get(spot_of(row))
        if here is None or here.seen != row.seen:
            row.state = BulkRow.State.OVERTAKEN
            row.why = GONE if here is None else _MEANWHILE
            continue
        row.state, row.before = BulkRow.State.DONE, here.held
        if row.wanted is None:
            lifting[row.about].append(here.lock or here.rule)
        elif row.about == BulkRow.About.LOCK:
            lock = _lock(row, change, at, people)
            row.written_at = lock.at
            writing[row.about].append(lock)
        else:
            writing[row.about].append(_rule(row, here))
    locks.write_many(writing[BulkRow.About.LOCK], lifting[BulkRow.About.LOCK])
    orders.write_many(writing[BulkRow.About.RULE], lifting[BulkRow.About.RULE])


def _lock(
    row: BulkRow, change: BulkChange, at: datetime, people: set[int]
) -> FieldLock:
    """A new lock; one that is put back is whose it was, and as old."""
    wanted: Any = row.wanted
    lock = FieldLock(
        item_id=row.title or 0, field=row.field, key=row.key, value=wanted["value"]
    )
    if "at" in wanted:
        lock.at = datetime.fromisoformat(wanted["at"])
        lock.by_id = wanted["by"] if wanted["by"] in people else None
    else:
        lock.at, lock.by_id = at, change.by_id
    return lock


def _still_there(rows: Sequence[BulkRow]) -> set[int]:
    """The people whose locks are put back, and who still have an account."""
    named = {row.wanted.get("by") for row in rows if row.wanted is not None}
    named.discard(None)
    if not named:
        return set()
    return set(User.objects.filter(pk__in=named).values_list("pk", flat=True))


def _rule(row: BulkRow, here: Present) -> PriorityRule:
    rule = here.rule or PriorityRule(item_id=row.title, field=row.field, kind=row.key)
    wanted: Any = row.wanted
    rule.servers = wanted["servers"]
    return rule


def _finish(held: Held, change: BulkChange, *, error: str = "") -> None:
    """Its final state, and the one request to resolve what it touched."""
    with held.writing():
        planning.count(change)
        done = change.rows.filter(state=BulkRow.State.DONE)
        titles = set(done.values_list("title", flat=True))
        if titles:
            change.run = triggers.request_resolve(
                titles=[pk for pk in titles if pk is not None],
                regroup=False,
                by=change.by,
            )
        change.state = BulkChange.State.DONE
        if change.planned:
            states = BulkChange.State
            change.state = states.FAILED if error else states.STOPPED
        change.error, change.finished_at = error, timezone.now()
        change.save(update_fields=["run", "state", "error", "finished_at"])
