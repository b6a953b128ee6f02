"""Undo a deed: put back what was before it, if what it made is still what there is.

Rules, the order of servers, locks, captions, their shifts, enabling, the choice of
libraries, people's names, roles and access, and the household's settings are put back
by the same functions that did them; what is undone is itself a deed, which says what it
undid.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.db import transaction

from accounts import activity, household, people
from accounts.activity import Verb
from accounts.models import Activity, Household, User
from accounts.people import PersonError
from accounts.roles import LastOwner, Role, give_role, rank_of
from catalog import caption_shifts
from catalog.caption_shifts import ShiftError
from catalog.models import Caption, FieldLock, Item, PriorityRule, Server
from catalog.queries import ItemNotFound, find_item, hold_item
from sync import captions_by_hand, libraries, locks, orders, servers
from sync.captions_by_hand import CaptionsError
from sync.models import Run, Trigger

#: What may be undone, and the permission that takes.
NEEDS: Final = {
    Verb.RULE_SET: "catalog.change_priorityrule",
    Verb.RULE_CLEARED: "catalog.change_priorityrule",
    Verb.ORDER_CHANGED: "catalog.change_priorityrule",
    Verb.LOCKED: "catalog.change_fieldlock",
    Verb.UNLOCKED: "catalog.change_fieldlock",
    Verb.CAPTIONS_SHIFTED: "catalog.change_captionshift",
    Verb.CAPTIONS_RESET: "catalog.change_captionshift",
    Verb.CAPTIONS_ADDED: "sync.add_observation",
    Verb.CAPTIONS_TAKEN_OUT: "sync.add_observation",
    Verb.SERVER_ENABLED: "catalog.change_server",
    Verb.SERVER_DISABLED: "catalog.change_server",
    Verb.PERSON_CHANGED: "accounts.change_user",
    Verb.PERSON_ROLE: "accounts.change_user",
    Verb.PERSON_ENABLED: "accounts.change_user",
    Verb.PERSON_DISABLED: "accounts.change_user",
    Verb.HOUSEHOLD_CHANGED: "accounts.change_household",
    Verb.SERVER_LIBRARIES: "catalog.change_server",
}
_OF_PEOPLE: Final = {verb for verb, needed in NEEDS.items() if needed.endswith("_user")}


class UndoError(ValueError):
    """A deed that cannot be undone; its text says why and what to do."""


def may_undo(row: Activity, user: User) -> bool:
    """Whether this kind of deed can be undone, by this person."""
    verb = Verb(row.verb)
    needed = NEEDS.get(verb)
    if verb in _OF_PEOPLE and row.person is None:
        return False  # kept before it was kept whose account it is
    if verb == Verb.HOUSEHOLD_CHANGED and "sign_up" in (row.before or {}):
        # How people come in is for who keeps people to say.
        needed = "accounts.change_user"
    return needed is not None and user.has_perm(needed)


@transaction.atomic
def undo(row: Activity, *, by: User | None = None) -> Run | None:
    """Undo it; the run that has to resolve because of it.  Raises UndoError."""
    row = Activity.objects.select_for_update().get(pk=row.pk)
    way = _WAYS.get(Verb(row.verb))
    if way is None:
        raise UndoError("A deed of this kind cannot be undone.")
    if Activity.objects.filter(undoes=row).exists():
        raise UndoError("This has been undone already.")
    try:
        with activity.undoing(row):
            return way(row, by)
    except ItemNotFound as error:
        raise UndoError(str(error)) from None
    except (
        orders.RuleError,
        locks.LockError,
        servers.ServerError,
        ShiftError,
        CaptionsError,
        PersonError,
        LastOwner,
    ) as error:
        raise UndoError(f"It cannot be put back any more: {error}") from None


def _rule(row: Activity, by: User | None) -> Run | None:
    was, made = _kept(row)
    item = _title(row) if row.item else None
    rule = (
        PriorityRule.objects.select_for_update()
        .filter(kind=made["kind"], field=row.field, item=item)
        .first()
    )
    _still(row, (rule.servers if rule else None) == made["servers"], "the rule")
    place = orders.scope(kind=made["kind"], field=row.field, item=item)
    if was["servers"] is None:
        return orders.clear_rule(place, by=by).run
    return orders.set_rule(place, _named(was["servers"]), by=by).run


def _order(row: Activity, by: User | None) -> Run | None:
    was, made = _kept(row)
    # Held, so that nobody moves one between the look and the deed.
    rows = {s.slug: s for s in Server.objects.select_for_update().order_by("pk")}
    there = {slug: rows[slug] for slug in made if slug in rows}
    now = {slug: server.priority for slug, server in there.items()}
    _still(row, now == made, "the order")
    if len(there) == 1:
        ((slug, server),) = there.items()
        return servers.change_server(server, priority=was[slug], by=by).run
    before = sorted(there.values(), key=lambda server: was[server.slug])
    return orders.set_priorities(before, by=by).run


def _lock(row: Activity, by: User | None) -> Run | None:
    was, made = _kept(row)
    item = _title(row)
    declared, key = locks.lockable(item, row.field)
    held = FieldLock.objects.filter(item=item, field=declared.name, key=key).first()
    now = None if held is None else {"value": held.value}
    _still(row, now == made, "the lock")
    if was is None:
        return locks.unlock(item, row.field, by=by).run
    return locks.lock_earlier(item, row.field, was["value"], by=by).run


def _shift(row: Activity, by: User | None) -> Run | None:
    was, made = _kept(row)
    item, key = _title(row), row.field.partition(".")[2]
    held = caption_shifts.shift_of(item, key)
    _still(row, caption_shifts.told(held) == made, "the shift")
    if was is not None:
        present = Caption.objects.filter(item=item, key=key).first()
        is_same = caption_shifts.mark(present) == was["file"]
        _still(row, is_same, "what these captions are")
    caption_shifts.set_shift(item, key, was["ms"] if was else 0, by=by)
    return None


def _captions(row: Activity, by: User | None) -> Run | None:
    was, made = _kept(row)
    # Not held yet: what is added by hand holds more, and first.
    item, key = find_item(str(row.item)), row.field.partition(".")[2]
    now = captions_by_hand.uploaded(item).get(key)
    _still(row, captions_by_hand.told(now) == made, "what was uploaded")
    done = captions_by_hand.put_back(
        item,
        key,
        was,
        seen=now.digest if now else "",
        source=Trigger.Source.SETTINGS,
        by=by,
    )
    return done.runs[-1] if done.runs else None


def _enabled(row: Activity, by: User | None) -> Run | None:
    was, made = _kept(row)
    server = _server(row)
    _still(row, server.enabled == made["enabled"], "the server")
    return servers.change_server(server, enabled=was["enabled"], by=by).run


def _changed_person(row: Activity, by: User | None) -> Run | None:
    was, made = _kept(row)
    person = _person(row)
    now = {"name": person.username, "email": person.email}
    _still(row, all(now[each] == made[each] for each in made), "what was changed")
    people.change(person, **{**now, **was}, by=by)
    return None


def _role(row: Activity, by: User | None) -> Run | None:
    was, made = _kept(row)
    person = _person(row)
    _still(row, rank_of(person).group == made["role"], "the role")
    give_role(person, next(r for r in Role if r.group == was["role"]), by=by)
    return None


def _access(row: Activity, by: User | None) -> Run | None:
    person, was_enabled = _person(row), row.verb == Verb.PERSON_ENABLED
    _still(row, person.is_active == was_enabled, "the account")
    if was_enabled:
        people.disable(person, by=by)
    else:
        people.enable(person, by=by)
    return None


def _household(row: Activity, by: User | None) -> Run | None:
    was, made = _kept(row)
    now = Household.objects.select_for_update().filter(pk=1).first()
    is_so = now is not None and all(getattr(now, each) == made[each] for each in made)
    _still(row, is_so, "the household")
    household.change(**was, by=by)
    return None


def _libraries(row: Activity, by: User | None) -> Run | None:
    was, made = _kept(row)
    server = _server(row)
    read = libraries.others(server.left_out)
    _still(row, read == made["libraries"], "what is read of the server")
    return servers.change_server(server, libraries=was["libraries"], by=by).sync


_WAYS: Final[dict[Verb, Callable[[Activity, User | None], Run | None]]] = {
    Verb.RULE_SET: _rule,
    Verb.RULE_CLEARED: _rule,
    Verb.ORDER_CHANGED: _order,
    Verb.LOCKED: _lock,
    Verb.UNLOCKED: _lock,
    Verb.CAPTIONS_SHIFTED: _shift,
    Verb.CAPTIONS_RESET: _shift,
    Verb.CAPTIONS_ADDED: _captions,
    Verb.CAPTIONS_TAKEN_OUT: _captions,
    Verb.SERVER_ENABLED: _enabled,
    Verb.SERVER_DISABLED: _enabled,
    Verb.PERSON_CHANGED: _changed_person,
    Verb.PERSON_ROLE: _role,
    Verb.PERSON_ENABLED: _access,
    Verb.PERSON_DISABLED: _access,
    Verb.HOUSEHOLD_CHANGED: _household,
    Verb.SERVER_LIBRARIES: _libraries,
}


def _kept(row: Activity) -> tuple[Any, Any]:
    """What was before it and after it, in the form that its verb has."""
    return row.before, row.after


def _server(row: Activity) -> Server:
    """The server, held."""
    server = Server.objects.select_for_update().filter(slug=row.server).first()
    if server is None or server.removed_at is not None:
        raise UndoError(f"{row.about} was taken out since. Add it again.")
    return server


def _title(row: Activity) -> Item:
    """The title, or the one that it became part of, held."""
    return hold_item(find_item(str(row.item)))


def _person(row: Activity) -> User:
    """Whose account it was, held."""
    people_held = User.objects.select_for_update()
    person = people_held.filter(pk=row.person).first() if row.person else None
    if person is None:
        raise UndoError(f"{row.about} has no account any more.")
    return person


def _named(slugs: list[str]) -> list[Server]:
    """Servers of a rule; one that was taken out may stay named."""
    found = Server.objects.in_bulk(slugs, field_name="slug")
    return [found[slug] for slug in slugs if slug in found]


def _still(row: Activity, is_so: bool, what: str) -> None:  # noqa: FBT001
    if is_so:
        return
    raise UndoError(
        f"Not undone: {what} is not as {row.who} left it. Somebody has changed it "
        "since. Look at what is there now, and change that."
    )
