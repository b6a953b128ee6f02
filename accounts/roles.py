"""What a person is here: viewer, curator or owner, each a group of Django's.

Who may enter the admin is at least a curator: `is_staff` says so, and the group
which of the two.  A superuser is an owner.
"""

from __future__ import annotations

from enum import IntEnum

from django.contrib.auth.models import AnonymousUser

from accounts.models import User


class Role(IntEnum):
    """Later ones may all that earlier ones may."""

    VIEWER = 1
    CURATOR = 2
    OWNER = 3

    @property
    def group(self) -> str:
        """The name of its group."""
        return self.name.lower()


def role_of(user: User | AnonymousUser) -> Role | None:
    """A person's role; None for who has no account, or a disabled one."""
    if not isinstance(user, User) or not user.is_active:
        return None
    if user.is_superuser:
        return Role.OWNER
    if not user.is_staff:
        return Role.VIEWER
    return Role.OWNER if _is_in(user, Role.OWNER) else Role.CURATOR


def _is_in(user: User, role: Role) -> bool:
    return user.groups.filter(name=role.group).exists()
