"""Lock fields and entries of titles, and unlock them; what a lock moves is resolved.

A lock and the request to resolve its title are one transaction; the caller then
carries the request out (`settle.resolve_now`) or leaves it to the reconciler.

Locking changes nothing but the value.  What is one title follows from what servers say
and from merges and splits alone (law 1): a lock on an external id or on a title's name
is shown, and groups nothing anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import activity
from accounts.activity import Verb
from accounts.models import User
from catalog import entered, fields
from catalog.fields import PLACES, Field, JSONValue, Merge, UnknownField
from catalog.models import FieldLock, Item, Server
from catalog.queries import hold_item, values_of
from sync import triggers
from sync.models import Run


class LockError(ValueError):
    """A lock that cannot be; its text says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """A title after a lock or unlock, and the run that has to resolve because of it.

    There is none where nothing had to change.
    """

    item: Item
    name: str
    value: JSONValue
    run: Run | None


class LockRefused(LockError):
    """Why none of several edits was done, by the name of what is wrong."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One deed of a form: the text typed; none locks as it is, "" as empty.

    `offered` is what a server says, to be locked as it says it.  `seen` is when the
    lock was made that the person saw, None where there was none; `shown` is the
    `entered.mark` of the value they saw and want to keep, where they saw it.
    """

    name: str
    text: str | None = None
    offered: JSONValue = None
    unlock: bool = False
    seen: datetime | None = None
    shown: str | None = None


def lock(item: Item, name: str, value: JSONValue, *, by: User | None = None) -> Locked:
    """Make `value` that of ``title`` or ``captions.en:hi``; None locks it as empty.

    Raises LockError, and ItemNotFound where the title is gone.
    """
    declared, key = lockable(item, name)
    try:
        clean = None if value is None else entered.checked(declared, key, value)
    except entered.Unfit as error:
        raise LockError(str(error)) from None
    return _put(item, declared, key, clean, by)


def lock_typed(item: Item, name: str, text: str, *, by: User | None = None) -> Locked:
    """Lock a value as a person types it: literal for texts, JSON for all others.

    Raises LockError.
    """
    declared, key = lockable(item, name)
    return _put(item, declared, key, _read(declared, key, text), by)


@transaction.atomic
def edit(item: Item, edits: Sequence[Edit], *, by: User | None = None) -> Run | None:
    """Do all of these or none; the run that has to resolve because of it.

    Raises LockRefused, also where somebody locked a value since the person saw it.
    """
    item = hold_item(item)
    held = {(lock.field, lock.key): lock for lock in _locks(item)}
    errors: dict[str, str] = {}
    changed = False
    for one in edits:
        try:
            declared, key = lockable(item, one.name)
            lock = held.get((declared.name, key))
            if (lock.at if lock else None) != one.seen:
                raise LockError(_overtaken(lock))
            changed |= _edit(item, declared, key, one, lock, by)
        except LockError as error:
            errors[one.name] = str(error)
    if errors:
        raise LockRefused(errors)
    if not changed:
        return None
    return triggers.request_resolve(titles=[item.pk], regroup=False, by=by)


def _edit(
    item: Item,
    declared: Field,
    key: str,
    one: Edit,
    lock: FieldLock | None,
    by: User | None,
) -> bool:
    if one.unlock:
        if lock is not None:
            _take_off(item, lock, by)
        return lock is not None
    if one.offered is not None:
        return _write(item, declared, key, _fitting(declared, key, one.offered), by)
    if one.text is None:
        if lock is not None:
            return False
        present = _present(item, declared, key)
        if one.shown not in (None, entered.mark(present)):
            raise LockError(
                f"{_name(declared, key)} is another since you opened the page. "
                "Look again."
            )
        return _write(item, declared, key, present, by)
    value = _read(declared, key, one.text) if one.text.strip() else None
    return _write(item, declared, key, value, by)


def _overtaken(lock: FieldLock | None) -> str:
    if lock is None:
        return "Somebody unlocked this since you opened the page. Look again."
    who = lock.by.get_username() if lock.by else "Somebody"
    value = "nothing" if lock.value is None else json.dumps(lock.value)[:80]
    return f"{who} locked this since you opened the page: {value}. Look again."


@transaction.atomic
def lock_present(item: Item, name: str, *, by: User | None = None) -> Locked:
    """Lock the value that the title has now.  Raises LockError where it has none."""
    declared, key = lockable(item, name)
    item = hold_item(item)
    held = FieldLock.objects.filter(item=item, field=declared.name, key=key).first()
    if held is not None:
        return Locked(item=item, name=name, value=held.value, run=None)
    return _put(item, declared, key, _present(item, declared, key), by)


@transaction.atomic
def lock_earlier(
    item: Item, name: str, value: JSONValue, *, by: User | None = None
) -> Locked:
    """Lock a value that the title had once, as its history tells it.

    What a server said may be more than a person can enter: it need only fit the column.
    Raises LockError.
    """
    declared, key = lockable(item, name)
    if not fields.has_value(value):
        return _put(item, declared, key, None, by)
    return _put(item, declared, key, _fitting(declared, key, value), by)


@transaction.atomic
def unlock(item: Item, name: str, *, by: User | None = None) -> Locked:
    """Let the servers decide again.  Raises LockError where nothing is locked."""
    declared, key = lockable(item, name)
    item = hold_item(item)
    held = FieldLock.objects.filter(item=item, field=declared.name, key=key).first()
    if held is None:
        raise LockError(f"{name} is not locked on {item}.")
    _take_off(item, held, by)
    run = triggers.request_resolve(titles=[item.pk], regroup=False, by=by)
    return Locked(item=item, name=name, value=None, run=run)


def write_many(write: Sequence[FieldLock], lift: Sequence[FieldLock]) -> None:
    """Write checked locks and take others off, in few statements.

    The caller holds the titles' rows, and asks for them to be resolved.
    """
    FieldLock.objects.bulk_create(
        write,
        update_conflicts=True,
        unique_fields=["item", "field", "key"],
        update_fields=["value", "by", "at"],
    )
    FieldLock.objects.filter(pk__in=[lock.pk for lock in lift]).delete()


def lockable(item: Item, name: str) -> tuple[Field, str]:
    """The field and entry key that `name` means.  Raises LockError.

    An entry need not exist: a poster may be locked that no server offers.
    """
    try:
        declared, key = fields.named(item.kind, name)
        if declared.name in PLACES:
            raise LockError(
                f"{name} cannot be locked: it is the title's place in its show, and "
                "comes from its folders."
            )
        if declared.merge is not Merge.KEYED:
            return declared, ""
        if not key:
            raise LockError(
                f"{name} is locked entry by entry: name one, such as "
                f"{_EXAMPLES[declared.name]}."
            )
        key = _checked_key(item, declared, key)
    except (UnknownField, entered.Unfit) as error:
        raise LockError(str(error)) from None
    return declared, key


_EXAMPLES: Final = {
    "external_ids": "external_ids.imdb",
    "artwork": "artwork.poster",
    "captions": "captions.en:hi",
    "files": "files.SLUG, with the slug of a server",
}


def _checked_key(item: Item, declared: Field, key: str) -> str:
    locked = FieldLock.objects.filter(item=item, field=declared.name, key=key)
    if item.sources.filter(field=declared.name, key=key).exists() or locked.exists():
        # What a server calls its entry is its name, however it looks.
        return key
    key = entered.checked_key(declared, key)
    if declared.name == "files":
        slug = key.partition("#")[0]
        slugs = list(Server.objects.order_by("slug").values_list("slug", flat=True))
        if slug not in slugs:
            raise LockError(
                f"{key!r} names no file: there is no server with the slug {slug!r}. "
                f"There is {', '.join(slugs) or 'none yet'}."
            )
    return key


def _read(declared: Field, key: str, text: str) -> JSONValue:
    try:
        return entered.read(declared, key, text)
    except entered.Unfit as error:
        raise LockError(str(error)) from None


def _present(item: Item, declared: Field, key: str) -> JSONValue:
    values = values_of([item])[item.pk]
    present = (
        values.entries.get(declared.name, {}).get(key)
        if declared.merge is Merge.KEYED
        else values.fields.get(declared.name)
    )
    if present is None or present.value is None:
        raise LockError(
            f"{_name(declared, key)} has no value to lock; give one, or lock it as "
            "empty."
        )
    return present.value


def _fitting(declared: Field, key: str, value: JSONValue) -> JSONValue:
    """A server's value as the column holds it.  Raises LockError where it cannot."""
    fitted = (
        fields.fitting_entry(declared.name, key, value)
        if declared.merge is Merge.KEYED
        else fields.fitting(declared, value)
    )
    if fitted is None:
        raise LockError(f"{_name(declared, key)} cannot hold that value any more.")
    return fitted


@transaction.atomic
def _put(
    item: Item, declared: Field, key: str, value: JSONValue, by: User | None
) -> Locked:
    item = hold_item(item)
    run = None
    if _write(item, declared, key, value, by):
        run = triggers.request_resolve(titles=[item.pk], regroup=False, by=by)
    return Locked(item=item, name=_name(declared, key), value=value, run=run)


def _write(
    item: Item, declared: Field, key: str, value: JSONValue, by: User | None
) -> bool:
    """Whether there was something to write; the title's row is held."""
    held = FieldLock.objects.filter(item=item, field=declared.name, key=key).first()
    if held is not None and held.value == value:
        return False
    before = None if held is None else {"value": held.value}
    row = held or FieldLock(item=item, field=declared.name, key=key)
    row.value, row.by, row.at = value, by, timezone.now()
    row.save()
    _trace(Verb.LOCKED, item, row, by, before=before, after={"value": value})
    return True


def _take_off(item: Item, lock: FieldLock, by: User | None) -> None:
    """The title's row is held."""
    _trace(Verb.UNLOCKED, item, lock, by, before={"value": lock.value}, after=None)
    lock.delete()


def _trace(
    verb: Verb, item: Item, lock: FieldLock, by: User | None, *, before: Any, after: Any
) -> None:
    activity.write(
        verb,
        by=by,
        about=item.place,
        item=item.public_id,
        field=str(lock),
        before=before,
        after=after,
    )


def _locks(item: Item) -> QuerySet[FieldLock]:
    return FieldLock.objects.filter(item=item).select_related("by")


def _name(declared: Field, key: str) -> str:
    return f"{declared.name}.{key}" if key else declared.name
