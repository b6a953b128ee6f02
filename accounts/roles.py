"""What a person is here: from viewer to owner, each a group of Django's.

Who may enter the admin is at least a reader: `is_staff` says so, and the group
which of them.  A superuser is an owner.  `accounts.rights` declares what each
group may.  Refuses to leave the household without an owner.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from django.contrib.auth.models import AnonymousUser, Group
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts import activity
from accounts.activity import Verb
from accounts.models import User


class LastOwner(ValueError):
    """Nobody would be left who may let people in; the text says what to do."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is the only owner. Make somebody else an owner first."
        )


class Role(IntEnum):
    """Later ones may all that earlier ones may."""

    VIEWER = 1  # watches
    READER = 2  # sees the desk, changes nothing
    CURATOR = 3  # keeps titles in order, and syncs
    OPERATOR = 4  # keeps servers, schedules, webhooks, held scans, backups
    OWNER = 5  # keeps people

    @property
    def group(self) -> str:
        """The name of its group."""
        return self.name.lower()


#: Who may enter the admin.
AT_THE_DESK: Final = tuple(role for role in Role if role >= Role.READER)


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
    return max(
        (role for role in AT_THE_DESK if role.group in groups), default=Role.READER
    )


def with_role(people: QuerySet[User], role: Role) -> QuerySet[User]:
    """Those of them whose `rank_of` is this."""
    if role == Role.VIEWER:
        return people.filter(is_staff=False, is_superuser=False)
    if role == Role.OWNER:
        owner = Q(is_staff=True, groups__name=role.group)
        return people.filter(Q(is_superuser=True) | owner).distinct()
    above = [each.group for each in Role if each > role]
    found = people.filter(is_staff=True, is_superuser=False).exclude(
        groups__name__in=above
    )
    if role == Role.READER:
        return found
    return found.filter(groups__name=role.group).distinct()


def owners() -> QuerySet[User]:
    """Everyone who is an owner and may log in."""
    in_group = Q(is_staff=True, groups__name=Role.OWNER.group)
    return User.objects.filter(Q(is_superuser=True) | in_group, is_active=True)


def give_role(user: User, role: Role, *, by: User | None = None) -> None:
    """Make somebody who is there a viewer, curator, owner …  Raises LastOwner."""
    with transaction.atomic():
        was = rank_of(user)
        begin_as(user, role)
        if was != role:
            activity.write(
                Verb.PERSON_ROLE,
                by=by,
                about=user,
                person=user,
                before={"role": was.group},
                after={"role": role.group},
            )


def begin_as(user: User, role: Role) -> None:
    """The role of somebody new: that they came is the deed.  Raises LastOwner."""
    with transaction.atomic():
        if role < Role.OWNER:
            keep_an_owner(user)
        everyones = Group.objects.filter(name__in=[role.group for role in Role])
        user.groups.remove(*everyones)
        user.groups.add(Group.objects.get_or_create(name=role.group)[0])
        user.is_staff = role in AT_THE_DESK
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
