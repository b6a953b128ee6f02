"""Deeds of people: written with the deed, noted, forgotten after a time.

Each is written by the one function that does the deed, in its transaction: a deed that
is refused leaves no trace, and one that changed nothing writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Activity, User

Verb = Activity.Verb

#: Deeds about people, and what only who keeps people may see of them.
OF_PEOPLE: Final = (
    Verb.PERSON_ADDED,
    Verb.PERSON_APPROVED,
    Verb.PERSON_REFUSED,
    Verb.PERSON_CHANGED,
    Verb.PERSON_ROLE,
    Verb.PERSON_ENABLED,
    Verb.PERSON_DISABLED,
    Verb.PERSON_REMOVED,
    Verb.INVITED,
    Verb.INVITATION_REVOKED,
    Verb.LOG_IN_ENDED,
    Verb.TOKEN_REVOKED,
    Verb.PASSWORD_LINK,
)
#: What the page of the household shows, to who may see that.
OF_HOUSEHOLD: Final = (Verb.HOUSEHOLD_CHANGED,)
LONGEST_NOTE: Final = 500
_LONGEST_ABOUT: Final = 300

_undoing: ContextVar[Activity | None] = ContextVar("undoing", default=None)


class NoteError(ValueError):
    """A note that cannot be kept; the text says why."""


def write(
    verb: Activity.Verb,
    *,
    by: User | None,
    about: object = "",
    item: UUID | None = None,
    person: User | None = None,
    server: str = "",
    field: str = "",
    before: Any = None,
    after: Any = None,
) -> Activity:
    """Keep a deed, in the transaction that does it.  Nobody: the command line."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "A deed and its trace are one transaction."
        )
    undoes = _undoing.get()
    _undoing.set(None)
    text = str(about)
    return Activity.objects.create(
        verb=verb,
        by=by,
        by_name=by.get_username() if by is not None else "",
        about=text if len(text) <= _LONGEST_ABOUT else f"{text[: _LONGEST_ABOUT - 1]}…",
        item=item,
        person=person.pk if person is not None else None,
        server=server,
        field=field,
        before=before,
        after=after,
        undoes=undoes,
    )


@contextmanager
def undoing(row: Activity) -> Iterator[None]:
    """What is written within says that it undoes this."""
    held = _undoing.set(row)
    try:
        yield
    finally:
        _undoing.reset(held)


def visible_to(user: User) -> QuerySet[Activity]:
    """What a person at the desk may see: deeds about people if they keep people."""
    return Activity.objects.exclude(verb__in=hidden_from(user))


def hidden_from(user: User) -> list[Verb]:
    """Deeds that are not for this person to see."""
    people = () if user.has_perm("accounts.view_user") else OF_PEOPLE
    household = () if user.has_perm("accounts.view_household") else OF_HOUSEHOLD
    return [*people, *household]


def note(row: Activity, text: str, *, seen: str) -> None:
    """Say why it was done, or take that back with nothing.

    `seen` is the note that the person saw.  Raises NoteError, also where somebody else
    wrote another since.
    """
    clean = " ".join(text.split())
    if len(clean) > LONGEST_NOTE or not clean.isprintable():
        raise NoteError(f"A note has at most {LONGEST_NOTE} printable characters.")
    if not Activity.objects.filter(pk=row.pk, note=seen).update(note=clean):
        raise NoteError(
            "Somebody else wrote a note since you opened the page. Yours is still in "
            "the field: save again to put it in the place of theirs."
        )


def forget(before: datetime) -> int:
    """Let go of what was done before then; how many there were."""
    gone, _ = Activity.objects.filter(at__lt=before).delete()
    return gone
