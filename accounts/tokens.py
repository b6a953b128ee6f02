"""Tokens of the API: made here, shown once, stored hashed, ending by themselves.

A token acts for its owner and never does more than its scopes say: `read` lets it
read what the owner may read; `sync` lets it ask for syncs and follow them, whatever
the owner may do; `watch` lets it play titles and keep the owner's progress, list and
captions.  Nothing else can be changed with a token.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import activity
from accounts.activity import Verb
from accounts.models import ApiToken, User
from accounts.names import name_key

SCOPES: Final = {
    "read": "read what its owner may read",
    "sync": "ask for syncs and follow them",
    "watch": "play titles, keep its owner's progress and list",
}
DEFAULT_DAYS: Final = 365
LONGEST_DAYS: Final = 3650
_LONGEST_NAME: Final = 100
_NOTED_EVERY: Final = timedelta(minutes=10)


class TokenError(ValueError):
    """A token that cannot be made; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made; `text` is not stored anywhere."""

    row: ApiToken
    text: str


def find_owner(name: str) -> User:
    """The active account of this user name.  Raises TokenError."""
    user = User.objects.filter(name_key=name_key(name)).first()
    if user is None:
        raise TokenError(f"There is no user named {name!r}.")
    if not user.is_active:
        raise TokenError(f"The account {name!r} is disabled; enable it first.")
    return user


def create_token(
    user: User, *, scopes: Collection[str], name: str = "", days: int = DEFAULT_DAYS
) -> NewToken:
    """A new token for `user`.  Raises TokenError."""
    unknown = sorted(set(scopes) - set(SCOPES))
    known = ", ".join(SCOPES)
    if unknown:
        raise TokenError(f"There is no scope {unknown[0]!r}; there is {known}.")
    if not scopes:
        raise TokenError(f"A token needs a scope: {known}.")
    if not 1 <= days <= LONGEST_DAYS:
        raise TokenError(f"A token lives 1 to {LONGEST_DAYS} days.")
    label = " ".join(name.split())
    if len(label) > _LONGEST_NAME or not label.isprintable():
        raise TokenError(f"A name has at most {_LONGEST_NAME} printable characters.")
    row, text = ApiToken.objects.create(
        user=user, expiry=timedelta(days=days), scopes=sorted(set(scopes)), name=label
    )
    return NewToken(row=row, text=text)


def note_use(row: ApiToken) -> None:
    """Remember that a token was used, at most every ten minutes."""
    now = timezone.now()
    if row.last_used_at is None or now - row.last_used_at > _NOTED_EVERY:
        unnoted = Q(last_used_at=None) | Q(last_used_at__lt=now - _NOTED_EVERY)
        ApiToken.objects.filter(unnoted, pk=row.pk).update(last_used_at=now)


@transaction.atomic
def revoke(row: ApiToken, *, by: User | None) -> None:
    """End somebody's token; what they end of their own is nobody's business."""
    if row.delete()[0] and row.user != by:
        activity.write(
            Verb.TOKEN_REVOKED, by=by, about=f"{row.user}: {row.name or row.token_key}"
        )
