"""What people do is kept with the deed, once, and never a secret."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule

from accounts import activity, invitations, people, tokens
from accounts.activity import Verb
from accounts.models import Activity, User
from accounts.roles import LastOwner, Role, give_role
from catalog.models import FieldLock, Item, Server
from sync import (
    choosing,
    conflicts,
    holding,
    identities,
    locks,
    orders,
    quarantines,
    retention,
    schedules,
    senders,
    servers,
    undoing,
)
from sync.choosing import Click, Deed
from sync.models import Conflict, Quarantine, Scan, Schedule, Trigger
from sync.schedules import SYNC
from tests.sync import desk
from tests.sync.scripted import Theatre

SECRET = "s-e-c-r-e-t-4711"


def _done() -> list[tuple[str, str, Any, Any]]:
    rows = Activity.objects.order_by("pk")
    return [(row.verb, row.field, row.before, row.after) for row in rows]


def _verbs() -> list[str]:
    return list(Activity.objects.order_by("pk").values_list("verb", flat=True))


def _server(slug: str) -> Server:
    return Server.objects.get(slug=slug)


def _latest() -> Activity:
    return Activity.objects.latest("pk")


def test_locks_by_every_way_are_kept_once(fog: Item, carol: User) -> None:
    locks.lock(fog, "overview", "Mine", by=carol)
    locks.lock(fog, "overview", "Mine", by=carol)  # changes nothing
    locks.lock_typed(fog, "overview", "Yours")
    edits = [
        locks.Edit(name="overview", unlock=True, seen=FieldLock.objects.get().at),
        locks.Edit(name="tagline", text="Grey"),
    ]
    locks.edit(fog, edits, by=carol)
    seen = FieldLock.objects.get().at
    choosing.choose(fog, Click("tagline", Deed.UNLOCK, seen=seen), by=carol)
    locks.lock_present(fog, "overview", by=carol)
    locks.unlock(fog, "overview", by=carol)
    own = {"value": "alpha's words"}
    assert _done() == [
        ("locked", "overview", None, {"value": "Mine"}),
        ("locked", "overview", {"value": "Mine"}, {"value": "Yours"}),
        ("unlocked", "overview", {"value": "Yours"}, None),
        ("locked", "tagline", None, {"value": "Grey"}),
        ("unlocked", "tagline", {"value": "Grey"}, None),
        ("locked", "overview", None, own),
        ("unlocked", "overview", own, None),
    ]
    second = Activity.objects.order_by("pk")[1]
    assert (second.by, second.who, second.item) == (
        None,
        "the command line",
        fog.public_id,
    )


def test_a_refused_deed_leaves_no_trace(fog: Item, carol: User) -> None:
    wrong: list[Callable[[], object]] = [
        lambda: locks.unlock(fog, "overview", by=carol),
        lambda: locks.edit(
            fog,
            [
                locks.Edit(name="tagline", text="Grey"),
                locks.Edit(name="year", text="never"),
            ],
            by=carol,
        ),
        lambda: orders.clear_rule(orders.scope(field="overview"), by=carol),
        lambda: servers.change_server(
            _server("beta"), enabled=False, priority=_server("alpha").priority, by=carol
        ),
        lambda: servers.add_server(
            name="alpha", kind="media-processor", api_url="http://a", by=carol
        ),
        lambda: identities.merge(fog, fog, by=carol),
        lambda: identities.split(fog, servers.find_server("gamma"), by=carol),
        lambda: holding.accept(_server("alpha"), by=carol),
        lambda: senders.add_sender(name="", by=carol),
        lambda: invitations.make(days=0, by=carol),
    ]
    for deed in wrong:
        with pytest.raises(ValueError, match=r".+"):
            deed()
    olga = people.make_owner("olga", "c-Passphrase-9")
    Activity.objects.all().delete()
    last: tuple[Callable[[], object], ...] = (
        lambda: people.disable(olga),
        lambda: people.remove(olga),
        lambda: give_role(olga, Role.VIEWER),
    )
    for refused in last:
        with pytest.raises(LastOwner):
            refused()
    assert _done() == []


def test_a_trace_outside_of_the_deeds_transaction_is_refused(theatre: Theatre) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        activity.write(Verb.LOCKED, by=None)


def test_rules_and_orders(fog: Item, carol: User) -> None:
    alpha, beta = _server("alpha"), _server("beta")
    place = orders.scope(field="overview")
    orders.set_rule(place, [beta], by=carol)
    orders.set_rule(place, [beta], by=carol)  # changes nothing
    orders.set_rule(place, [beta, alpha], by=carol)
    orders.clear_rule(place, by=carol)
    orders.set_priorities([alpha, beta], by=carol)  # as they are
    orders.set_priorities([beta, alpha], by=carol)
    choosing.choose(fog, Click("overview", Deed.USE, "alpha"), by=carol)

    def of(servers: list[str] | None, kind: str = "") -> dict[str, Any]:
        return {"kind": kind, "servers": servers}

    assert _done() == [
        ("rule_set", "overview", of(None), of(["beta"])),
        ("rule_set", "overview", of(["beta"]), of(["beta", "alpha"])),
        ("rule_cleared", "overview", of(["beta", "alpha"]), of(None)),
        (
            "order_changed",
            "",
            {"beta": beta.priority, "alpha": alpha.priority},
            {"beta": alpha.priority, "alpha": beta.priority},
        ),
        ("rule_set", "overview", of(None, "movie"), of(["alpha"], "movie")),
    ]
    assert Activity.objects.latest("pk").item == fog.public_id


def test_servers_and_never_their_secrets(fog: Item, carol: User) -> None:
    added = servers.add_server(
        name="Gamma",
        kind="media-processor",
        api_url="http://g",
        secret=SECRET,
        by=carol,
    ).server
    servers.change_server(added, api_url="http://g", secret=SECRET, by=carol)
    assert _verbs() == ["server_added"]  # the same once more is nothing
    servers.change_server(
        added,
        api_url="http://h",
        secret=f"{SECRET}-2",
        priority=77,
        enabled=False,
        by=carol,
    )
    servers.change_server(added, enabled=True, secret="", by=carol)
    servers.remove_server(added, by=carol)
    servers.remove_server(added, by=carol)
    assert _verbs() == [
        "server_added",
        "server_changed",
        "order_changed",
        "server_disabled",
        "server_secret",
        "server_enabled",
        "server_secret",
        "server_removed",
    ]
    assert set(Activity.objects.values_list("server", flat=True)) == {"gamma"}
    whole = str(list(Activity.objects.values()))
    assert SECRET not in whole


def test_titles_conflicts_scans_and_quarantine(theatre: Theatre, carol: User) -> None:
    desk.fill(theatre)
    Activity.objects.all().delete()
    row = Quarantine.objects.order_by("pk")[0]
    quarantines.dismiss(row, by=carol)
    quarantines.dismiss(row, by=carol)
    quarantines.retry(row, source=Trigger.Source.ADMIN, by=carol)
    conflict = Conflict.objects.select_related("left", "right").order_by("pk")[0]
    conflicts.resolve_conflict(conflict, "merge", by=carol)
    one, other = Item.objects.filter(title__startswith="Movie").order_by("pk")[:2]
    identities.merge(one, other, by=carol)
    identities.split(one, _server("beta"), by=carol)
    held = Scan.objects.create(
        server=_server("alpha"),
        state=Scan.State.HELD,
        decision=Scan.Decision.WAITING,
        losses=[],
        proven={},
    )
    holding.accept(held.server, by=carol)
    holding.accept(held.server, by=carol)
    holding.discard(held.server, by=carol)
    assert _verbs() == [
        "quarantine_dismissed",
        "quarantine_retried",
        "conflict_decided",
        "merged",
        "split",
        "scan_accepted",
        "scan_discarded",
    ]
    assert set(Activity.objects.values_list("by_name", flat=True)) == {"carol"}


def test_schedules_and_webhooks(db: None, carol: User) -> None:
    Activity.objects.all().delete()
    quarter = IntervalSchedule.objects.get_or_create(every=15, period="minutes")[0]
    task = Schedule(name="Often", task=SYNC, interval=quarter)
    schedules.keep(task, by=carol)
    schedules.keep(task, by=carol)
    task.enabled = False
    schedules.keep(task, by=carol)
    schedules.remove(task, by=carol)
    proofs = senders.add_sender(name="Lamp", by=carol)
    senders.change_sender(proofs.sender, enabled=True, by=carol)
    senders.change_sender(proofs.sender, enabled=False, by=carol)
    again = senders.rotate(proofs.sender, by=carol)
    senders.remove_sender(again.sender, by=carol)
    assert _verbs() == [
        "schedule_added",
        "schedule_changed",
        "schedule_removed",
        "webhook_added",
        "webhook_changed",
        "webhook_rotated",
        "webhook_removed",
    ]
    whole = str(list(Activity.objects.values()))
    for secret in (proofs.secret, proofs.token, again.secret, again.token):
        assert secret not in whole


def test_people(db: None) -> None:
    olga = people.make_owner("olga", "c-Passphrase-9")
    ida = people.make_person("ida", "c-Passphrase-9", by=olga)
    give_role(ida, Role.CURATOR, by=olga)
    give_role(ida, Role.CURATOR, by=olga)
    people.disable(ida, by=olga)
    people.disable(ida, by=olga)
    people.enable(ida, by=olga)
    wim, eve = (people.ask(name, "c-Passphrase-9") for name in ("wim", "eve"))
    people.approve(wim, by=olga)
    people.refuse(eve, by=olga)
    made = invitations.make(by=olga)
    invitations.accept(made.token, name="pia", password="c-Passphrase-9")
    invitations.revoke(made.row, by=olga)
    invitations.revoke(made.row, by=olga)
    token = tokens.create_token(ida, scopes=["read"])
    tokens.revoke(token.row, by=olga)
    people.remove(ida, by=olga)
    assert _verbs() == [
        "person_added",
        "person_added",
        "person_role",
        "person_disabled",
        "person_enabled",
        "person_approved",
        "person_refused",
        "invited",
        "person_added",
        "invitation_revoked",
        "token_revoked",
        "person_removed",
    ]
    whole = str(list(Activity.objects.values()))
    assert made.token not in whole
    assert token.text not in whole
    # Who goes is still named.
    people.make_owner("second", "c-Passphrase-9")
    people.remove(User.objects.get(pk=olga.pk), by=olga)
    last = Activity.objects.latest("pk")
    assert (last.by, last.who, last.about) == (None, "olga", "olga")


def test_deeds_are_kept_as_long_as_history(
    fog: Item, carol: User, settings: Any
) -> None:
    locks.lock(fog, "overview", "Mine", by=carol)
    first = _latest()
    undoing.undo(first, by=carol)
    old = timezone.now() - timedelta(days=settings.MEDIAHUB_HISTORY_DAYS + 1)
    Activity.objects.filter(pk=first.pk).update(at=old)
    retention.trim()
    assert [row.undoes for row in Activity.objects.all()] == [None]
    Activity.objects.update(at=old)
    settings.MEDIAHUB_HISTORY_DAYS = 0
    retention.trim()
    assert Activity.objects.count() == 1


def test_a_note_does_not_write_over_anothers(fog: Item, carol: User) -> None:
    locks.lock(fog, "overview", "Mine", by=carol)
    row = _latest()
    activity.note(row, "  the server  is wrong ", seen="")
    assert _latest().note == "the server is wrong"
    with pytest.raises(activity.NoteError, match="Somebody else"):
        activity.note(row, "other", seen="")
    with pytest.raises(activity.NoteError, match="at most 500"):
        activity.note(row, "x" * 501, seen="the server is wrong")
    activity.note(row, "", seen="the server is wrong")
    assert _latest().note == ""
