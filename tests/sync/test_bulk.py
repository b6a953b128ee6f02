"""Bulk changes: what is previewed is applied, once, and can be taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Activity, User
from catalog.models import FieldLock, Item, PriorityRule
from sync import audit, bulk, locks, orders, reconcile, retention, settle
from sync.bulk import applying
from sync.models import BulkChange, BulkRow, Run, Trigger
from tests.sync.scripted import Theatre, movie

Deed = BulkChange.Deed


def films(theatre: Theatre, how_many: int = 4) -> list[Item]:
    """Alpha and beta differ in the overview; beta has no tagline."""
    for name in ("alpha", "beta"):
        theatre.server(
            name,
            *(
                movie(
                    f"Film {n}",
                    overview=f"{name} {n}",
                    tagline=f"tag {n}" if name == "alpha" else None,
                )
                for n in range(how_many)
            ),
        )
    theatre.sync()
    return list(Item.objects.order_by("pk"))


def previewed(
    deed: BulkChange.Deed,
    items: list[Item],
    name: str,
    *,
    by: User | None = None,
    **more: Any,
) -> BulkChange:
    change = bulk.begin(deed, "movie", [item.pk for item in items], by=by)
    bulk.preview(change, bulk.Choice(name=name, **more))
    change.refresh_from_db()
    return change


def done(change: BulkChange, *, by: User | None = None) -> BulkChange:
    bulk.apply(change, by=by)
    follow()
    change.refresh_from_db()
    return change


def follow() -> None:
    """What the reconciler does with requests to resolve."""
    for pk in Run.objects.filter(finished_at=None).values_list("pk", flat=True):
        settle.resolve_now(pk)


def overviews() -> list[str | None]:
    return list(Item.objects.order_by("pk").values_list("overview", flat=True))


def counts(change: BulkChange) -> tuple[int, int, int, int, int]:
    return (
        change.planned,
        change.same,
        change.refused,
        change.changed,
        change.overtaken,
    )


def test_it_is_a_deed_of_whoever_applied_it(theatre: Theatre, alice: User) -> None:
    change = previewed(Deed.LOCK, films(theatre), "overview", text="Mine.")
    assert not Activity.objects.exclude(verb="server_added").exists()
    done(change, by=alice)
    deed = Activity.objects.exclude(verb="server_added").get()
    assert (deed.verb, deed.by, deed.field) == ("many_changed", alice, "overview")
    assert deed.about == f"lock in bulk change {change.pk}"
    with pytest.raises(bulk.BulkError):
        bulk.apply(change, by=alice)
    assert Activity.objects.filter(verb="many_changed").count() == 1


def test_a_field_is_locked_for_all_with_one_request_to_resolve(
    theatre: Theatre, alice: User
) -> None:
    items = films(theatre)
    locks.lock(items[0], "overview", "One", by=alice)
    locks.lock(items[1], "overview", "Other", by=alice)
    follow()
    change = previewed(Deed.LOCK, items, "overview", text="One", by=alice)
    assert counts(change) == (3, 1, 0, 0, 0)
    assert change.replaces == 1
    assert FieldLock.objects.count() == 2
    asked = Trigger.objects.count()
    change = done(change, by=alice)
    assert (change.state, counts(change)) == ("done", (0, 1, 0, 3, 0))
    assert overviews() == ["One"] * 4
    assert Trigger.objects.count() == asked + 1
    assert set(FieldLock.objects.values_list("by__username", flat=True)) == {"alice"}
    assert audit.verify().differences == 0
    with pytest.raises(bulk.BulkError, match="applied already"):
        bulk.apply(change, by=alice)


def test_a_value_that_does_not_fit_is_refused_before_any_title_is_looked_at(
    theatre: Theatre,
) -> None:
    items = films(theatre)
    for name, text, why in (
        ("year", "soon", "whole number"),
        ("overview", " ", "Write the value"),
        ("nonsense", "x", "no field named"),
        ("captions", "x", "entry by entry"),
        ("season_number", "1", "has no field"),
    ):
        with pytest.raises(bulk.BulkError, match=why):
            previewed(Deed.LOCK, items, name, text=text)
    assert not BulkRow.objects.exists()


def test_what_changed_since_the_preview_is_left_alone(theatre: Theatre) -> None:
    items = films(theatre)
    change = previewed(Deed.LOCK, items, "overview", text="Mine")
    locks.lock(items[0], "overview", "Theirs")
    theatre.says(
        "alpha",
        movie("Film 0", overview="alpha 0"),
        movie("Film 1", overview="new"),
        movie("Film 2", overview="alpha 2"),
        movie("Film 3", overview="alpha 3"),
    )
    theatre.sync()
    change = done(change)
    assert counts(change) == (0, 0, 0, 2, 2)
    assert overviews() == ["Theirs", "new", "Mine", "Mine"]
    left = change.rows.filter(state="overtaken")
    assert set(left.values_list("title", flat=True)) == {items[0].pk, items[1].pk}
    assert audit.verify().differences == 0


def test_locked_as_empty_as_it_is_and_unlocked(theatre: Theatre) -> None:
    items = films(theatre)
    done(previewed(Deed.EMPTY, items[:2], "tagline"))
    shown = Item.objects.order_by("pk").values_list("tagline", flat=True)
    assert list(shown) == [None, None, "tag 2", "tag 3"]
    kept = done(previewed(Deed.KEEP, items, "tagline"))
    # Those locked as empty are locked as they are already.
    assert counts(kept) == (0, 2, 0, 2, 0)
    refused = previewed(Deed.KEEP, items, "rating")
    assert counts(refused) == (0, 0, 4, 0, 0)
    freed = done(previewed(Deed.UNLOCK, items, "tagline"))
    assert counts(freed) == (0, 0, 0, 4, 0)
    assert list(shown.all()) == [f"tag {n}" for n in range(4)]
    assert counts(previewed(Deed.UNLOCK, items, "tagline")) == (0, 4, 0, 0, 0)


def test_entries_are_locked_as_well(theatre: Theatre) -> None:
    items = films(theatre)
    url = "http://pictures.example/p.jpg"
    change = done(previewed(Deed.LOCK, items, "artwork.poster", text=url))
    assert change.changed == 4
    assert {item.artwork.get().url for item in items} == {url}
    done(bulk.undo(change, by=None))
    assert not any(item.artwork.exists() for item in items)
    assert audit.verify().differences == 0


def test_a_server_comes_first_and_the_usual_order_comes_back(theatre: Theatre) -> None:
    items = films(theatre)
    locks.lock(items[0], "overview", "Mine")
    place = orders.scope(kind="movie", field="overview", item=items[1])
    orders.set_rule(place, orders.servers_named(["beta"]))
    follow()
    change = previewed(Deed.USE, items, "overview", server="beta")
    assert counts(change) == (2, 1, 1, 0, 0)
    done(change)
    assert overviews() == ["Mine", "beta 1", "beta 2", "beta 3"]
    no_value = previewed(Deed.USE, items, "tagline", server="beta")
    assert no_value.refused == 4
    usual = done(previewed(Deed.USUAL, items, "overview"))
    assert counts(usual) == (0, 1, 0, 3, 0)
    assert overviews() == ["Mine", "alpha 1", "alpha 2", "alpha 3"]
    done(bulk.undo(usual, by=None))
    assert overviews() == ["Mine", "beta 1", "beta 2", "beta 3"]
    assert PriorityRule.objects.count() == 3
    assert audit.verify().differences == 0


def test_an_undo_puts_back_exactly_what_was_there(
    theatre: Theatre, alice: User
) -> None:
    items = films(theatre)
    locks.lock(items[0], "overview", "Before", by=alice)
    follow()
    was = list(FieldLock.objects.values("item", "value", "by", "at"))
    change = done(previewed(Deed.LOCK, items, "overview", text="Mine"))
    locks.lock(items[3], "overview", "Later", by=alice)
    follow()
    back = bulk.undo(change, by=alice)
    assert counts(back) == (3, 0, 1, 0, 0)
    assert overviews() == ["Mine", "Mine", "Mine", "Later"]
    done(back, by=alice)
    assert overviews() == ["Before", "alpha 1", "alpha 2", "Later"]
    kept = FieldLock.objects.exclude(item=items[3])
    assert list(kept.values("item", "value", "by", "at")) == was
    # The way back has one too.
    done(bulk.undo(back, by=alice))
    assert overviews() == ["Mine", "Mine", "Mine", "Later"]
    assert audit.verify().differences == 0


def test_an_undo_of_what_changed_nothing_is_refused(theatre: Theatre) -> None:
    items = films(theatre)
    change = previewed(Deed.LOCK, items, "overview", text="Mine")
    with pytest.raises(bulk.BulkError, match="nothing to undo"):
        bulk.undo(change, by=None)


def test_a_title_that_is_gone_is_counted(theatre: Theatre) -> None:
    items = films(theatre)
    change = previewed(Deed.LOCK, items, "overview", text="Mine")
    gone = bulk.begin(Deed.LOCK, "movie", [items[0].pk, 10**9], by=None)
    bulk.preview(gone, bulk.Choice(name="overview", text="Mine"))
    gone.refresh_from_db()
    assert counts(gone) == (1, 0, 1, 0, 0)
    change.rows.filter(title=items[0].pk).update(title=10**9)
    assert done(change).overtaken == 1


def test_a_large_one_is_left_to_the_background_and_resumed(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "SMALL", 2)
    monkeypatch.setattr(applying, "_BATCH", 1)
    items = films(theatre)
    change = previewed(Deed.LOCK, items, "overview", text="Mine")
    bulk.apply(change, by=None)
    change.refresh_from_db()
    assert (change.state, bulk.due()) == ("waiting", [change.pk])
    real, left = applying._do, [2]

    def dying(*args: Any) -> None:
        if not left[0]:
            raise MemoryError
        left[0] -= 1
        real(*args)

    monkeypatch.setattr(applying, "_do", dying)
    with pytest.raises(MemoryError):
        bulk.carry_out(change.pk)
    change.refresh_from_db()
    assert (change.state, change.changed) == ("running", 2)
    assert FieldLock.objects.count() == 2
    # Its locks are ahead of the catalog, and the audit waits for it.
    with pytest.raises(audit.NotSettled, match="bulk change"):
        audit.verify()
    monkeypatch.setattr(applying, "_do", real)
    at = set(FieldLock.objects.values_list("pk", "at"))
    bulk.carry_out(change.pk)
    follow()
    change.refresh_from_db()
    assert (change.state, change.changed, bulk.due()) == ("done", 4, [])
    assert at < set(FieldLock.objects.values_list("pk", "at"))
    assert overviews() == ["Mine"] * 4
    assert audit.verify().differences == 0


def test_one_that_never_comes_to_an_end_is_given_up(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = previewed(Deed.LOCK, films(theatre), "overview", text="Mine")
    real = applying._do

    def dying(*args: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(applying, "_do", dying)
    with pytest.raises(MemoryError):
        bulk.apply(change, by=None)
    for _ in range(2):
        with pytest.raises(MemoryError):
            bulk.carry_out(change.pk)
    bulk.carry_out(change.pk)
    monkeypatch.setattr(applying, "_do", real)
    change.refresh_from_db()
    assert (change.state, change.changed, change.planned) == ("failed", 0, 4)
    assert "could not finish" in change.error
    assert bulk.due() == []


def test_a_stopped_one_keeps_what_it_did_and_asks_for_it(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "SMALL", 0)
    monkeypatch.setattr(applying, "_BATCH", 1)
    change = previewed(Deed.LOCK, films(theatre), "overview", text="Mine")
    bulk.apply(change, by=None)
    real = applying._do

    def stopping(*args: Any) -> None:
        real(*args)
        bulk.stop(change)

    monkeypatch.setattr(applying, "_do", stopping)
    bulk.carry_out(change.pk)
    follow()
    change.refresh_from_db()
    assert (change.state, counts(change)) == ("stopped", (3, 0, 0, 1, 0))
    assert overviews() == ["Mine", "alpha 1", "alpha 2", "alpha 3"]
    monkeypatch.setattr(applying, "_do", real)
    back = bulk.undo(change, by=None)
    bulk.apply(back, by=None)
    bulk.carry_out(back.pk)
    follow()
    assert overviews()[0] == "alpha 0"


def test_the_reconciler_carries_out_what_nobody_does(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "SMALL", 0)
    change = previewed(Deed.LOCK, films(theatre), "overview", text="Mine")
    bulk.apply(change, by=None)
    reconciler = reconcile.Reconciler()
    monkeypatch.setattr(reconciler.__class__, "_publish", lambda *args: False)
    reconciler.look()
    for future in list(reconciler.busy.values()):
        future.result(60)
    change.refresh_from_db()
    assert (change.state, change.changed) == ("done", 4)


def test_two_undos_of_one_are_not_under_way_at_once(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = done(previewed(Deed.LOCK, films(theatre), "overview", text="Mine"))
    one, two = bulk.undo(change, by=None), bulk.undo(change, by=None)
    monkeypatch.setattr(applying, "SMALL", 0)
    bulk.apply(one, by=None)
    with pytest.raises(bulk.BulkError, match="being undone"):
        bulk.apply(two, by=None)
    bulk.carry_out(one.pk)
    bulk.apply(two, by=None)
    bulk.carry_out(two.pk)
    two.refresh_from_db()
    assert counts(two) == (0, 0, 0, 0, 4)


def test_a_selection_has_an_end() -> None:
    with pytest.raises(bulk.BulkError, match="30,000"):
        bulk.begin(Deed.LOCK, "movie", range(1, 30_002), by=None)
    with pytest.raises(bulk.BulkError, match="No title"):
        bulk.begin(Deed.LOCK, "movie", [], by=None)


def test_old_ones_are_let_go_as_history_is(theatre: Theatre, settings: Any) -> None:
    settings.MEDIAHUB_HISTORY_DAYS = 30
    items = films(theatre)
    over = done(previewed(Deed.LOCK, items, "overview", text="Mine"))
    draft = previewed(Deed.LOCK, items, "overview", text="Yours")
    retention.trim()
    assert BulkChange.objects.count() == 2
    BulkChange.objects.filter(pk=draft.pk).update(
        created_at=timezone.now() - timedelta(days=2)
    )
    retention.trim()
    assert BulkChange.objects.get() == over
    retention.trim(timezone.now() + timedelta(days=31))
    assert not BulkChange.objects.exists()
    assert not BulkRow.objects.exists()


def test_a_batch_asks_as_much_for_many_titles_as_for_few(theatre: Theatre) -> None:
    items = films(theatre, 30)

    def asked(of: list[Item]) -> int:
        with CaptureQueriesContext(connection) as queries:
            done(previewed(Deed.LOCK, of, "overview", text=f"Mine {len(of)}"))
        return len([q for q in queries if "sync_bulk" in q["sql"]])

    assert asked(items[:3]) == asked(items)
