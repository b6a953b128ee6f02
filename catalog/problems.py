"""Problems that viewers report: told, added to, answered, closed, opened again.

The one writer of `ProblemReport`.  `follow` and `part` go with titles that become one
and are parted again, inside finalize's own transaction.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import User
from catalog.models import Item, ProblemReport
from catalog.queries import hold_item

#: What is taken of a text at once, and kept of all that was added.
LONGEST_TEXT: Final = 1000
_LONGEST_KEPT: Final = 5000
LONGEST_ANSWER: Final = 1000
_State = ProblemReport.State


class ProblemError(ValueError):
    """Something that cannot be done with a report; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came with a report: the person's words, the player's, and the server's."""

    text: str = ""
    position_ms: int | None = None
    player_said: str = ""
    agent: str = ""
    evidence: Mapping[str, Any] = field(default_factory=dict)


def report(
    *, user: User, item: Item, kind: str, told: Told, at: datetime
) -> ProblemReport:
    """Keep what a person says; what is open already is added to.

    Raises ItemNotFound where the title has gone.
    """
    try:
        with transaction.atomic():
            return _keep(user, hold_item(item), kind, told, at)
    except IntegrityError:
        # Told twice at once: the other one is there now, to be added to.
        with transaction.atomic():
            return _keep(user, hold_item(item), kind, told, at)


def _keep(user: User, item: Item, kind: str, told: Told, at: datetime) -> ProblemReport:
    rows = _open_ones(user, item, kind).select_for_update()
    row = rows.order_by("pk").last()
    if row is None:
        row = ProblemReport(user=user, item=item, kind=kind, reported_at=at, times=0)
    text = told.text[:LONGEST_TEXT]
    row.text = "\n\n".join(filter(None, (row.text, text)))[-_LONGEST_KEPT:]
    row.times += 1
    row.last_at = at
    row.agent = told.agent[:300]
    # Who adds a word on the title's page has not taken back what the player said.
    if told.position_ms is not None or told.player_said or not row.evidence:
        row.position_ms = told.position_ms
        row.player_said = told.player_said[:500]
        row.evidence = dict(told.evidence)
    row.save()
    return row


def _open_ones(user: User, item: Item, kind: str) -> QuerySet[ProblemReport]:
    return ProblemReport.objects.filter(
        user=user, item=item, kind=kind, state=_State.OPEN
    )


def of(user: User, item: Item | None = None) -> list[ProblemReport]:
    """The newest of a person's own, with their titles; of one title, where given."""
    rows = ProblemReport.objects.filter(user=user)
    if item is not None:
        rows = rows.filter(item=item)
    return list(
        rows.select_related("item__parent__parent").order_by("-last_at", "-pk")[:20]
    )


def answer(row: ProblemReport, text: str, *, by: User | None, at: datetime) -> None:
    """Say something back; an answer given before is replaced.  Raises ProblemError."""
    text = text.strip()
    if not text:
        raise ProblemError("Write an answer: the person who reported it reads it.")
    if len(text) > LONGEST_ANSWER:
        raise ProblemError(f"An answer has at most {LONGEST_ANSWER} characters.")
    _change(
        row,
        (_State.OPEN, _State.ANSWERED),
        state=_State.ANSWERED,
        answer=text,
        answered_by=by,
        answered_at=at,
    )


def close(row: ProblemReport) -> None:
    """It is over; an answer stays.  Raises ProblemError."""
    _change(row, (_State.OPEN, _State.ANSWERED), state=_State.CLOSED)


def reopen(row: ProblemReport) -> None:
    """It is not over.  Raises ProblemError, also where it was reported anew."""
    try:
        with transaction.atomic():
            _change(row, (_State.ANSWERED, _State.CLOSED), state=_State.OPEN)
    except IntegrityError:
        raise ProblemError(
            "The same person has reported the same again: look at that one."
        ) from None


def _change(row: ProblemReport, states: Sequence[str], **values: Any) -> None:
    """Only what is still as the caller has read it is changed."""
    rows = ProblemReport.objects.filter(
        pk=row.pk, state=row.state, times=row.times, answered_at=row.answered_at
    )
    if not rows.filter(state__in=states).update(**values):
        raise ProblemError(
            "Nothing was changed: somebody else was faster. Look at it again."
        )
    row.refresh_from_db()


def file_mark(url: str) -> str:
    """Tells whether a file's key still means the same file; gives no address away."""
    return hashlib.blake2b(url.encode(), digest_size=8).hexdigest()


def follow(loser: Item, winner: int) -> None:
    """Reports go with a title that becomes part of another."""
    ProblemReport.objects.filter(item=loser).update(
        item_id=winner, former=Coalesce(F("former"), loser.pk)
    )


def part(survivor: int, item: Item, asleep: Sequence[int]) -> None:
    """And back with it when it wakes, with those of titles that sleep in it."""
    rows = ProblemReport.objects.filter(item_id=survivor)
    rows.filter(former__in=asleep).update(item=item)
    rows.filter(former=item.pk).update(item=item, former=None)
