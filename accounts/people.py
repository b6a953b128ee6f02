"""Making people, renaming, disabling and removing them: the one place that does.

Refuses names that are taken or cannot be told from an address, passwords that are
easily guessed, and to leave the household without an owner.
"""

from __future__ import annotations

from typing import Final

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import activity, log_ins
from accounts.activity import Verb
from accounts.models import User
from accounts.names import name_key, normal_email, normal_name
from accounts.roles import Role, begin_as, keep_an_owner

_LONGEST_NAME: Final = 60


class PersonError(ValueError):
    """A person that cannot be made; `field` is what to mend, the text says how."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def make_owner(name: str, password: str, email: str = "") -> User:
    """A new owner by their own hand, who may log in at once.  Raises PersonError."""
    user = new_person(name, password, email)
    with transaction.atomic():
        store(user)
        add(user, Role.OWNER, by=user)
    return user


def make_person(
    name: str,
    password: str,
    email: str = "",
    *,
    role: Role = Role.VIEWER,
    by: User | None = None,
) -> User:
    """A new person, who may log in at once.  Raises PersonError."""
    user = new_person(name, password, email)
    with transaction.atomic():
        store(user)
        add(user, role, by=by)
    return user


def add(user: User, role: Role, *, by: User | None) -> None:
    """Let somebody who was just stored begin in a role; in a transaction."""
    begin_as(user, role)
    activity.write(
        Verb.PERSON_ADDED, by=by, about=user, person=user, after={"role": role.group}
    )


def new_person(name: str, password: str, email: str = "") -> User:
    """A person that is checked and not stored yet.  Raises PersonError."""
    user = User(username=free_name(name), email=free_email(email))
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise PersonError("password", " ".join(error.messages)) from None
    user.set_password(password)
    return user


def store(user: User) -> None:
    """Insert a new person; of two with one name at once, one.  Raises PersonError."""
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        free_name(user.username)
        free_email(user.email)
        raise


@transaction.atomic
def change(user: User, *, name: str, email: str, by: User | None = None) -> bool:
    """Give somebody another name or address; False where both are so already.

    A name from before the rules of today may stay what it is.  Raises PersonError.
    """
    held = User.objects.select_for_update().get(pk=user.pk)
    was = {"name": held.username, "email": held.email}
    becomes = {
        "name": name if name == held.username else free_name(name, of=held),
        "email": free_email(email, of=held),
    }
    changed = [each for each in was if was[each] != becomes[each]]
    user.username, user.email = becomes["name"], becomes["email"]
    if not changed:
        return False
    try:
        with transaction.atomic():
            user.save(update_fields=["username", "email"])
    except IntegrityError:
        free_name(user.username, of=held)
        free_email(user.email, of=held)
        raise
    activity.write(
        Verb.PERSON_CHANGED,
        by=by,
        about=held,
        person=user,
        before={each: was[each] for each in changed},
        after={each: becomes[each] for each in changed},
    )
    return True


def free_name(text: str, *, of: User | None = None) -> str:
    """The name as it will be kept, if nobody else has it.  Raises PersonError."""
    name = normal_name(text)
    if not name:
        raise PersonError("name", "Give a name.")
    if len(name) > _LONGEST_NAME:
        raise PersonError("name", f"A name has at most {_LONGEST_NAME} characters.")
    if "@" in name:
        raise PersonError("name", "A name has no @; the e-mail address goes below.")
    try:
        User.username_validator(name)
    except ValidationError:
        raise PersonError(
            "name", "A name has letters, digits and . + - _ only, and no blanks."
        ) from None
    taken = User.objects.filter(name_key=name_key(name))
    if (taken.exclude(pk=of.pk) if of else taken).exists():
        raise PersonError("name", f"Somebody is called {name} already.")
    return name


def free_email(text: str, *, of: User | None = None) -> str:
    """The address as it will be kept, if nobody else has it.  Raises PersonError."""
    email = normal_email(text)
    if not email:
        return ""
    try:
        validate_email(email)
    except ValidationError:
        raise PersonError("email", "That is not an e-mail address.") from None
    taken = User.objects.filter(email=email)
    if (taken.exclude(pk=of.pk) if of else taken).exists():
        raise PersonError("email", "Somebody has this e-mail address already.")
    return email


def ask(name: str, password: str, email: str = "") -> User:
    """A person who asks to come in and waits for an owner.  Raises PersonError."""
    user = new_person(name, password, email)
    user.is_active = False
    user.waiting_since = timezone.now()
    store(user)
    return user


def approve(user: User, *, by: User | None = None) -> bool:
    """Let somebody in who waits, as a viewer; False when they wait no more."""
    with transaction.atomic():
        waiting = User.objects.select_for_update().filter(
            pk=user.pk, waiting_since__isnull=False
        )
        if not waiting.update(waiting_since=None, is_active=True):
            return False
        user.refresh_from_db()
        begin_as(user, Role.VIEWER)
        activity.write(Verb.PERSON_APPROVED, by=by, about=user, person=user)
    return True


@transaction.atomic
def refuse(user: User, *, by: User | None = None) -> bool:
    """Forget somebody who waits; False when they wait no more."""
    gone, _ = User.objects.filter(pk=user.pk, waiting_since__isnull=False).delete()
    if gone:
        activity.write(Verb.PERSON_REFUSED, by=by, about=user)
    return bool(gone)


def disable(user: User, *, by: User | None = None) -> None:
    """Keep somebody out, and log them out everywhere.  Raises LastOwner."""
    with transaction.atomic():
        keep_an_owner(user)
        was_in = User.objects.filter(pk=user.pk, is_active=True)
        if was_in.update(is_active=False):
            activity.write(Verb.PERSON_DISABLED, by=by, about=user, person=user)
        log_ins.end_all(user)
    user.is_active = False


def enable(user: User, *, by: User | None = None) -> None:
    """Let somebody in again; who waits is approved by it."""
    with transaction.atomic():
        if approve(user, by=by):
            return
        was_out = User.objects.filter(pk=user.pk, is_active=False)
        if was_out.update(is_active=True):
            activity.write(Verb.PERSON_ENABLED, by=by, about=user, person=user)
    user.is_active = True


def remove(user: User, *, by: User | None = None) -> None:
    """Delete somebody with all that is theirs.  Raises LastOwner."""
    with transaction.atomic():
        keep_an_owner(user)
        log_ins.end_all(user)
        activity.write(Verb.PERSON_REMOVED, by=by, about=user)
        user.delete()
