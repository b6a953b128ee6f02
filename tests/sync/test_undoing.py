"""What people did is taken back, where nobody has changed it since."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Activity, User
from catalog.models import FieldLock, Item, PriorityRule, Server
from sync import (
    identities,
    locks,
    orders,
    servers,
    settle,
    undoing,
)
from tests.sync.scripted import Theatre, movie


def _server(slug: str) -> Server:
    return Server.objects.get(slug=slug)


def _latest() -> Activity:
    return Activity.objects.latest("pk")


def test_each_kind_of_deed_is_undone_and_done_again(fog: Item, carol: User) -> None:
    alpha, beta = _server("alpha"), _server("beta")
    place = orders.scope(field="overview", item=fog, kind="movie")

    def state() -> Any:
        return (
            list(PriorityRule.objects.values_list("kind", "field", "item", "servers")),
            list(FieldLock.objects.values_list("item", "field", "key", "value")),
            list(Server.objects.order_by("pk").values_list("priority", "enabled")),
        )

    deeds: list[Callable[[], object]] = [
        lambda: orders.set_rule(place, [beta], by=carol),
        lambda: orders.set_rule(place, [beta, alpha], by=carol),
        lambda: orders.clear_rule(place, by=carol),
        lambda: orders.set_priorities([beta, alpha], by=carol),
        lambda: servers.change_server(beta, priority=99, by=carol),
        lambda: servers.change_server(beta, enabled=False, by=carol),
        lambda: servers.change_server(beta, enabled=True, by=carol),
        lambda: locks.lock(fog, "overview", "Mine", by=carol),
        lambda: locks.lock(fog, "overview", None, by=carol),
        lambda: locks.lock(fog, "overview", "Mine again", by=carol),
        lambda: locks.unlock(fog, "overview", by=carol),
        lambda: locks.lock(fog, "external_ids.imdb", "tt1234567", by=carol),
    ]
    for deed in deeds:
        before = state()
        deed()
        after, row = state(), _latest()
        assert before != after
        assert undoing.undo(row, by=carol) is not None
        assert state() == before, row
        undone = _latest()
        assert (undone.undoes, undone.by) == (row, carol)
        with pytest.raises(undoing.UndoError, match="undone already"):
            undoing.undo(row, by=carol)
        undoing.undo(undone, by=carol)
        assert state() == after, row
        assert _latest().undoes == undone


def test_what_somebody_changed_since_is_not_undone(fog: Item, carol: User) -> None:
    alpha, beta = _server("alpha"), _server("beta")
    place = orders.scope(field="overview")
    orders.set_rule(place, [beta], by=carol)
    rule = _latest()
    orders.set_rule(place, [alpha], by=None)
    locks.lock(fog, "overview", "Mine", by=carol)
    lock = _latest()
    locks.unlock(fog, "overview")
    orders.set_priorities([beta, alpha], by=carol)
    order = _latest()
    servers.change_server(beta, priority=50)
    servers.change_server(beta, enabled=False, by=carol)
    disabled = _latest()
    servers.change_server(beta, enabled=True)
    count = Activity.objects.count()
    for row in (rule, lock, order, disabled):
        with pytest.raises(undoing.UndoError, match="changed it since"):
            undoing.undo(row, by=carol)
    assert Activity.objects.count() == count
    servers.remove_server(beta)
    with pytest.raises(undoing.UndoError, match="taken out"):
        undoing.undo(disabled, by=carol)
    with pytest.raises(undoing.UndoError, match="of this kind"):
        undoing.undo(_latest(), by=carol)


def test_an_order_whose_place_is_taken_says_so(fog: Item, carol: User) -> None:
    alpha, beta = _server("alpha"), _server("beta")
    was = beta.priority
    servers.change_server(beta, priority=99, by=carol)
    row = _latest()
    servers.change_server(alpha, priority=was)
    with pytest.raises(undoing.UndoError, match="taken by alpha"):
        undoing.undo(row, by=carol)


def test_a_lock_is_undone_on_what_its_title_became(
    theatre: Theatre, carol: User
) -> None:
    theatre.server("alpha", movie("Fog"), movie("Mist"))
    theatre.sync()
    fog, mist = Item.objects.order_by("pk")
    locks.lock(mist, "overview", "Mine", by=carol)
    row = _latest()
    run = identities.merge(fog, mist, by=carol)
    settle.resolve_now(run.pk)
    assert FieldLock.objects.get().item == fog
    undoing.undo(row, by=carol)
    assert not FieldLock.objects.exists()
