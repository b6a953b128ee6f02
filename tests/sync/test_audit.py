"""`verify_catalog`: silent where all is well, and every kind of damage named."""

from __future__ import annotations

import contextlib
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections, transaction
from django.utils import timezone

from catalog.models import (
    FieldLock,
    Item,
    PriorityRule,
    Server,
)
from sync import audit, resolve, servers, settle
from sync.audit import settled, values, verdict
from sync.models import Observation, Scan
from sync.staging import staged_row
from tests.flows.hub import Hub
from tests.sync import desk
from tests.sync.damages import DAMAGES, film, overwrite
from tests.sync.scripted import Theatre, movie, show


def _settle(changed: servers.Changed) -> None:
    if changed.run is not None:
        settle.resolve_now(changed.run.pk)


def test_every_kind_of_damage_is_named(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.fill(theatre)
    healthy = audit.verify()
    assert (healthy.differences, healthy.listed) == (0, [])
    assert healthy.titles == Item.objects.count() > 5
    assert healthy.observations == Observation.objects.count() > 10
    # Each damage is undone with its transaction, so it is looked for inside of it.
    monkeypatch.setattr(settled, "at_one_moment", contextlib.nullcontext)
    missed = {}
    for name, (damage, words) in DAMAGES.items():
        with transaction.atomic():
            damage()
            told = [str(found) for found in audit.verify().listed]
            transaction.set_rollback(True)
        if not any(line.startswith(words) for line in told):
            missed[name] = told
    assert missed == {}
    assert audit.verify().differences == 0


def test_the_command_says_equal_or_what_differs(theatre: Theatre) -> None:
    desk.fill(theatre)
    hub = Hub()
    assert "The catalog is what the laws say: " in hub.do("verify_catalog")
    said = json.loads(hub.do("verify_catalog", "--json"))
    assert (said["equal"], said["listed"]) == (True, [])
    forged = film()
    overwrite(Item, {"overview": "forged"}, pk=forged.pk)
    done = hub.run("verify_catalog")
    assert done.code == 1
    assert done.out.splitlines() == [
        f"value of movie Movie 0 (2020) {forged.public_id}: overview: is forged, "
        "should be alpha says 0"
    ]
    assert "1 difference" in done.err
    done = hub.run("verify_catalog", "--json")
    assert done.code == 1
    (line,) = json.loads(done.out)["listed"]
    assert (line["what"], line["field"], line["is"], line["should"]) == (
        "value",
        "overview",
        "forged",
        "alpha says 0",
    )
    # Of one title, and of one that is well.
    assert hub.run("verify_catalog", "--item", str(forged.public_id)).code == 1
    assert hub.do("verify_catalog", "--item", "show:Show 0")
    assert hub.run("verify_catalog", "--item", "movie:Nothing").code == 2
    assert hub.run("verify_catalog", "--wait", "-1").code == 2


def test_all_differences_are_counted_and_the_first_listed(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    theatre.server("alpha", *(movie(f"Film {n}") for n in range(6)))
    theatre.sync()
    Item.objects.update(tagline="forged")
    monkeypatch.setattr(verdict, "LISTED", 4)
    found = audit.verify()
    assert (found.differences, len(found.listed)) == (6, 4)
    assert "… and 2 more" in Hub().run("verify_catalog").out


def test_what_is_adopted_and_not_merged_yet_is_no_difference(theatre: Theatre) -> None:
    theatre.server("alpha", movie("Fog"))
    theatre.sync()
    row = Observation.objects.get()
    scan = Scan.objects.get()
    # As between the adoption of a scan and its merge.
    staged = staged_row(movie("Fog", overview="news"))
    Observation.objects.filter(pk=row.pk).update(
        overview="news", content_hash=staged.content_hash, present=row.present | 1 << 6
    )
    assert "news" in Hub().run("verify_catalog").out
    Scan.objects.filter(pk=scan.pk).update(finalized_at=None)
    done = Hub().run("verify_catalog", "--wait", "0")
    assert (done.code, done.out) == (3, "")
    assert f"scan {scan.pk} of alpha is adopted" in done.err
    settle.finalize_now(lambda: not settled.on_its_way())
    assert audit.verify().differences == 0
    run = servers.change_server(Server.objects.get(), priority=7).run
    assert run is not None
    assert f"run {run.pk}" in Hub().run("verify_catalog", "--wait", "0").err
    settle.resolve_now(run.pk)
    assert audit.verify().differences == 0


def test_a_sync_beside_it_is_not_seen(theatre: Theatre) -> None:
    """The snapshot stands while another connection syncs to the end."""
    theatre.server("alpha", movie("Fog", overview="old"))
    theatre.sync()
    theatre.says("alpha", movie("Fog", overview="new"), movie("Tin"))
    with settled.settled_moment(0):
        with ThreadPoolExecutor(1) as another:
            another.submit(_sync_and_close, theatre).result(timeout=60)
        assert Item.objects.get().overview == "old"
    assert Item.objects.count() == 2
    assert audit.verify().differences == 0


def _sync_and_close(theatre: Theatre) -> None:
    try:
        theatre.sync()
    finally:
        connections.close_all()


def test_locks_rules_removed_servers_and_hidden_titles_are_as_they_should(
    theatre: Theatre,
) -> None:
    alpha = theatre.server("alpha", movie("Fog", overview="a"), *show("S", (1, 1)))
    theatre.server("beta", movie("Fog", overview="b"), movie("Tin"))
    theatre.sync()
    fog = Item.objects.get(title="Fog")
    PriorityRule.objects.create(item=fog, servers=["beta"])
    FieldLock.objects.create(item=fog, field="tagline", value="x", at=timezone.now())
    FieldLock.objects.create(item=fog, field="year", value=None, at=timezone.now())
    assert audit.verify().differences
    _settle(servers.change_server(alpha, priority=7))
    assert audit.verify().differences == 0
    _settle(servers.change_server(alpha, enabled=False))
    assert audit.verify().differences == 0
    _settle(servers.remove_server(servers.find_server("beta")))
    assert audit.verify().differences == 0
    assert not Item.objects.filter(available=True).exists()


def test_a_title_that_cannot_be_resolved_hides_no_other(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    theatre.server("alpha", movie("Fog"), movie("Tin"))
    theatre.sync()
    Item.objects.filter(title="Tin").update(tagline="forged")
    whole = resolve.resolve_item

    def break_on_fog(kind: str, observations: Any, *more: Any, **named: Any) -> Any:
        if observations[0].remote_key == "Fog":
            raise ZeroDivisionError("no such thing")
        return whole(kind, observations, *more, **named)

    monkeypatch.setattr(values, "resolve_item", break_on_fog)
    told = sorted(found.difference.what for found in audit.verify().listed)
    assert told == ["resolution", "value"]
