"""The first owner: made once, by whoever uses the link first.

Of two browsers with the same link one makes the owner; the other is told.
"""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from accounts.people import make_owner
from accounts.roles import owners
from mediahub.setup import link
from mediahub.setup.models import Setup


class LinkIsVoid(Exception):
    """The link was used, replaced, or is too old."""


def make_first_owner(digest: str, name: str, password: str, email: str = "") -> User:
    """The owner, made with the link of this digest.

    Raises LinkIsVoid, and PersonError for what a person has to mend.
    """
    with transaction.atomic():
        row = link.locked(digest)
        if row is None or owners().exists():
            raise LinkIsVoid
        owner = make_owner(name, password, email)
        row.step = Setup.Step.HOUSEHOLD
        row.token_digest = ""
        row.expires_at = None
        row.save()
    return owner
