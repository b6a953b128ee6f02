"""The one-time link to the set-up: made, recognised, void.

Only a keyed digest is stored.  A new link voids the one before; none is made, and
none is any good, once there is an owner.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.roles import owners
from mediahub.setup.models import Setup

LIFE: Final = timedelta(hours=24)
_TOKEN_BYTES: Final = 32
#: Nothing that is longer is worth a digest.
_LONGEST_TOKEN: Final = 100


def new_link() -> str | None:
    """The path of a new link, below the site's address; shown this once.

    None where there is an owner.
    """
    if owners().exists():
        return None
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    Setup.objects.update_or_create(
        pk=1,
        defaults={
            "step": Setup.Step.OWNER,
            "token_digest": _digest(token),
            "expires_at": timezone.now() + LIFE,
        },
    )
    # Not reversed: `up` has no need of all pages.
    return f"setup/{token}/"


def digest_of(token: str) -> str | None:
    """The digest of the valid link's token; None for any other text."""
    digest = _digest(token[:_LONGEST_TOKEN])
    return digest if is_valid(digest) else None


def is_valid(digest: str) -> bool:
    """Whether this is the digest of the link that may make the owner now."""
    return _is_that_of(Setup.objects.filter(pk=1).first(), digest)


def locked(digest: str) -> Setup | None:
    """The set-up's row, locked, where the digest is that of its valid link.

    To be called in the transaction that makes the owner.
    """
    if not transaction.get_connection().in_atomic_block:
        raise TypeError("Only within a transaction.")
    row = Setup.objects.select_for_update().filter(pk=1).first()
    return row if _is_that_of(row, digest) else None


def _is_that_of(row: Setup | None, digest: str) -> bool:
    # As long for a missing row as for a wrong digest.
    stored = row.token_digest if row is not None else ""
    is_same = constant_time_compare(stored or "-" * len(digest), digest)
    if row is None or row.expires_at is None or not stored:
        return False
    return is_same and timezone.now() < row.expires_at


def _digest(token: str) -> str:
    return salted_hmac("mediahub.setup.link", token, algorithm="sha256").hexdigest()
