"""The account that comes with the demo: one owner, if there is nobody yet.

Its password is made up here and never stored in the clear: whoever asked for the demo
reads it once.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

from accounts.people import PersonError, make_owner
from accounts.roles import owners
from mediahub.setup import steps
from mediahub.setup.models import Setup

NAME: Final = "owner"
#: No letters that look like others: the password is typed off a screen.
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOwner:
    name: str
    password: str


def new_owner() -> NewOwner | None:
    """Make an owner and give its password; None where somebody is an owner already.

    Within the transaction that adds the demo: neither is there without the other.
    """
    if owners().exists():
        return None
    password = "-".join(
        "".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(3)
    )
    try:
        owner = make_owner(NAME, password)
    except PersonError:  # somebody who is no owner has the name
        owner = make_owner(f"{NAME}-{secrets.token_hex(3)}", password)
    # What the set-up would have asked for is there: an owner and servers.
    Setup.objects.filter(pk=1).update(token_digest="", expires_at=None)
    steps.finish()
    return NewOwner(name=owner.username, password=password)
