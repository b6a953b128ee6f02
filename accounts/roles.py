"""What a person is here: viewer, curator or owner, each a group of Django's.

Who may enter the admin is at least a curator: `is_staff` says so, and the group
which of the two.  A superuser is an owner.  `accounts.rights` declares what each
group may.  Refuses to leave the household without an owner.
"""

from __future__ import annotations

from enum import IntEnum

from django.contrib.auth.models import AnonymousUser, Group
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User


class LastOwner(ValueError):
    """Nobody would be left who may let people in; the text says what to do."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is the only owner. Make somebody else an owner first."
        )


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
    return rank_of(user)


def rank_of(user: User) -> Role:
    """The role of an account, disabled or not."""
    if user.is_superuser:
        return Role.OWNER
    if not user.is_staff:
        return Role.VIEWER
    # Of the rows themselves, so that lists may fetch the groups of all at once.
    groups = {group.name for group in user.groups.all()}
    return Role.OWNER if Role.OWNER.group in groups else Role.CURATOR


def may_read_logs(user: User | AnonymousUser) -> bool:
    """Whether somebody may see what MediaHub's parts wrote of themselves."""
    role = role_of(user)
    return role is not None and role >= Role.OWNER


def owners() -> QuerySet[User]:
    """Everyone who is an owner and may log in."""
    in_group = Q(is_staff=True, groups__name=Role.OWNER.group)
    return User.objects.filter(Q(is_superuser=True) | in_group, is_active=True)


def give_role(user: User, role: Role) -> None:
    """Make them a viewer, curator or owner.  Raises LastOwner."""
    with transaction.atomic():
        if role < Role.OWNER:
            keep_an_owner(user)
        everyones = Group.objects.filter(name__in=[role.group for role in Role])
        user.groups.remove(*everyones)
        user.groups.add(Group.objects.get_or_create(name=role.group)[0])
        user.is_staff = role >= Role.CURATOR
        user.is_superuser = user.is_superuser and role == Role.OWNER
        user.save(update_fields=["is_staff", "is_superuser"])


def is_only_owner(user: User) -> bool:
    """Whether nobody else is an owner who may log in."""
    others = owners().exclude(pk=user.pk)
    return owners().filter(pk=user.pk).exists() and not others.exists()


def keep_an_owner(leaving: User) -> None:
    """Within a transaction: refuse when they are the only owner.  Raises LastOwner.

    Locks the group of owners, so that two who step down at once do so one by one.
    """
    Group.objects.get_or_create(name=Role.OWNER.group)
    list(Group.objects.select_for_update().filter(name=Role.OWNER.group))
    if is_only_owner(leaving):
        raise LastOwner(leaving.username)
