"""Invitations: made with a link that is shown once, used, revoked.

Refuses more people than an invitation has uses, however many come at once: the use
is taken in the transaction that makes the account.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts import activity, people
from accounts.activity import Verb
from accounts.models import Invitation, User
from accounts.roles import Role

DEFAULT_DAYS: Final = 7
LONGEST_DAYS: Final = 365
MOST_USES: Final = 1000
_LONGEST_NOTE: Final = 100


class InvitationError(ValueError):
    """An invitation that cannot be made or used; the text says why."""


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """An invitation just made; `token` is not stored anywhere."""

    row: Invitation
    token: str


def make(
    *,
    role: str = Invitation.As.VIEWER,
    days: int = DEFAULT_DAYS,
    uses: int = 1,
    note: str = "",
    by: User | None = None,
) -> NewInvitation:
    """A new invitation.  Raises InvitationError."""
    if role not in Invitation.As.values:
        *most, last = Invitation.As.values
        known = f"{', '.join(most)} or {last}"
        raise InvitationError(f"One is invited as {known}, not as {role!r}.")
    if not 1 <= days <= LONGEST_DAYS:
        raise InvitationError(f"An invitation lasts 1 to {LONGEST_DAYS} days.")
    if not 1 <= uses <= MOST_USES:
        raise InvitationError(f"An invitation lets in 1 to {MOST_USES} people.")
    if len(note) > _LONGEST_NOTE or not note.isprintable():
        raise InvitationError(
            f"A note has at most {_LONGEST_NOTE} printable characters."
        )
    token = secrets.token_urlsafe(24)
    with transaction.atomic():
        row = Invitation.objects.create(
            digest=_digest(token),
            role=role,
            uses=uses,
            note=note,
            made_by=by,
            expires_at=timezone.now() + timedelta(days=days),
        )
        activity.write(
            Verb.INVITED, by=by, about=row, after={"role": role, "people": uses}
        )
    return NewInvitation(row=row, token=token)


def find(token: str) -> Invitation | None:
    """The invitation of a link, if it still lets somebody in."""
    row = Invitation.objects.filter(digest=_digest(token)).first()
    return row if row is not None and row.state(timezone.now()) == "open" else None


def accept(token: str, *, name: str, password: str, email: str = "") -> User:
    """Make the account that an invitation is for.

    Raises InvitationError when it lets nobody in any more, and PersonError.
    """
    user = people.new_person(name, password, email)
    with transaction.atomic():
        open_now = Invitation.objects.filter(
            digest=_digest(token),
            revoked_at=None,
            expires_at__gt=timezone.now(),
            used__lt=F("uses"),
        )
        # Two who race for the last use meet at this row: the second finds none.
        if not open_now.update(used=F("used") + 1):
            raise InvitationError("This invitation lets nobody in any more.")
        row = Invitation.objects.get(digest=_digest(token))
        user.invitation = row
        people.store(user)
        people.add(user, Role[row.role.upper()], by=user)
    return user


@transaction.atomic
def revoke(row: Invitation, *, by: User | None = None) -> None:
    """Let nobody in by it from now on; who is in stays."""
    open_now = Invitation.objects.filter(pk=row.pk, revoked_at=None)
    if open_now.update(revoked_at=timezone.now()):
        activity.write(Verb.INVITATION_REVOKED, by=by, about=row)


def _digest(token: str) -> str:
    return salted_hmac("accounts.Invitation", token, algorithm="sha256").hexdigest()
