"""A library of a real server is left out and chosen again, over HTTP on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.utils import timezone

from accounts.models import User
from catalog import viewing
from catalog.models import Item
from catalog.models.viewing import Progress
from sync.models import ChangeToken
from tests.flows.hub import Hub
from tests.replay import Replay


@pytest.fixture
def a() -> Iterator[Replay]:
    with Replay("a") as replay:
        yield replay


def ids(kind: str) -> dict[str, str]:
    rows = Item.objects.filter(kind=kind, available=True)
    return {str(pk): str(title) for pk, title in rows.values_list("public_id", "title")}


def choose(hub: Hub, *libraries: str) -> str:
    return hub.do("set_server", "a", "--libraries", ",".join(libraries))


def lawful(hub: Hub) -> None:
    assert hub.run("verify_catalog").code == 0


@pytest.mark.parametrize(
    ("left_out", "chosen", "kinds"),
    [
        ("movies", "shows", ("movie",)),
        ("shows", "movies", ("show", "season", "episode")),
    ],
)
def test_left_out_and_chosen_again(
    hub: Hub, a: Replay, bob: User, left_out: str, chosen: str, kinds: tuple[str, ...]
) -> None:
    hub.add("a", a)
    hub.sync()
    before = {kind: ids(kind) for kind in ("movie", "show", "season", "episode")}
    whole = hub.export()
    watched = Item.objects.filter(kind=kinds[-1], available=True)[0]
    viewing.keep_progress(
        user=bob, item=watched, position_ms=9, duration_ms=99, at=timezone.now()
    )
    told = json.loads(hub.do("preview_libraries", "a", chosen, "--json"))
    assert told["unavailable"] == {kind: len(before[kind]) for kind in kinds}

    a.asked()
    assert "succeeded" in choose(hub, chosen)
    assert not a.asked(), "nobody was asked"
    after = {kind: ids(kind) for kind in before}
    assert after == {k: {} if k in kinds else before[k] for k in before}
    assert Progress.objects.get().position_ms == 9
    assert not ChangeToken.objects.filter(kind__in=kinds).exists()
    lawful(hub)

    report = hub.sync()
    assert (report["state"], report["writes"]) == ("succeeded", 0)
    (server,) = report["servers"]
    why = "are not synced: an operator left them out"
    assert server["not_synced"] == f"{left_out} of a {why}"
    assert "left_out" in hub.do("why_missing", str(watched.public_id), "--json")

    assert "succeeded" in choose(hub, "movies", "shows")
    assert {kind: ids(kind) for kind in before} == before
    assert hub.export() == whole
    assert Progress.objects.get().position_ms == 9
    lawful(hub)
    again = hub.sync()
    assert (again["state"], again["writes"]) == ("succeeded", 0)


def test_a_server_that_is_gone_keeps_nothing_in_the_catalog(hub: Hub) -> None:
    with Replay("a") as a:
        hub.add("a", a)
        hub.sync()
    films, series = ids("movie"), ids("show")
    assert films
    assert "succeeded" in choose(hub, "shows")
    assert (ids("movie"), ids("show")) == ({}, series)
    lawful(hub)
    # It is down, and a sync says so, as ever.
    report = hub.sync(code=1)
    assert report["state"] == "failed"
    # Chosen again, it is not there to be read: what it said stays as it is.
    assert "failed" in choose(hub, "movies", "shows")
    assert (ids("movie"), ids("show")) == ({}, series)
    lawful(hub)


def test_what_changed_meanwhile_comes_as_it_is_now(hub: Hub, a: Replay) -> None:
    hub.add("a", a)
    hub.sync()
    before = ids("movie")
    choose(hub, "shows")
    a.change("movies", lambda listing: listing.pop(next(iter(listing))))
    choose(hub, "movies", "shows")
    after = ids("movie")
    assert len(before) - len(after) == 1
    assert after.items() <= before.items()
    lawful(hub)
