"""The log of changes: what it holds of each, and how it is narrowed."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog.models import FieldChange, Item
from sync import servers, settle
from tests.api import client_of, curator
from tests.flows.hub import Hub
from tests.sync.scripted import Theatre, movie


def _said(hub: Hub, *more: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(hub.do("changes", "--json", *more))[
        "changes"
    ]
    return found


@pytest.fixture
def told(theatre: Theatre) -> Hub:
    """A film whose words change, go to another server and vanish; and another film."""
    theatre.server("alpha", movie("Fog", overview="first"), movie("Tin"))
    theatre.sync()
    # After it: of two that are read at once, whoever comes first is in the history.
    theatre.server("beta", movie("Fog", overview="beta's"))
    theatre.sync("beta")
    theatre.says("alpha", movie("Fog", overview="second"), movie("Tin"))
    theatre.sync("alpha")
    theatre.says("alpha", movie("Fog"), movie("Tin"))
    theatre.sync("alpha")
    theatre.says("beta", movie("Fog"))
    theatre.sync("beta")
    return Hub()


def test_each_line_says_what_was_became_from_whom_and_why(told: Hub) -> None:
    lines = _said(told, "--item", "movie:Fog", "--field", "overview")
    assert [(c["old"], c["new"], c["old_source"], c["new_source"]) for c in lines] == [
        ("beta's", None, "beta", ""),
        ("second", "beta's", "alpha", "beta"),
        ("first", "second", "alpha", "alpha"),
    ]
    assert [c["reason"] for c in lines] == ["", "only_source", "priority"]
    assert all(c["run"] and c["at"] and c["item"]["title"] == "Fog" for c in lines)
    text = told.do("changes", "--field", "overview")
    assert "movie Fog" in text
    assert "overview: second (alpha) -> beta's (beta)  only_source, run" in text


def test_history_is_narrowed_alike_on_the_command_line_and_in_the_api(
    told: Hub,
) -> None:
    browser = client_of(curator())
    run = FieldChange.objects.latest("pk").run
    fog = Item.objects.get(title="Fog")
    since = FieldChange.objects.latest("pk").at.isoformat()
    asked: tuple[tuple[tuple[str, ...], dict[str, str]], ...] = (
        ((), {}),
        (("--run", str(run)), {"run": str(run)}),
        (("--item", "movie:Fog"), {"item": str(fog.public_id)}),
        (("--server", "beta"), {"server": "beta"}),
        (("--field", "overview"), {"field": "overview"}),
        (("--since", since), {"since": since}),
        (("--kind", "movie"), {"kind": "movie"}),
        (("--happened", "changed"), {"happened": "changed"}),
        (("--reason", "priority"), {"reason": "priority"}),
        (("--from", "alpha"), {"from_server": "alpha"}),
        (("--to", "beta"), {"to_server": "beta"}),
        (
            ("--from", "beta", "--happened", "cleared", "--field", "overview"),
            {"from_server": "beta", "happened": "cleared", "field": "overview"},
        ),
    )
    olgas = client_of(User.objects.create_superuser("olga"))
    for command, query in asked:
        lines = _said(told, *command)
        answer = browser.get("/api/v1/changes/", {**query, "page_size": "200"})
        assert lines == answer.json()["results"], command
        assert lines
        shown = _at_the_desk(olgas, fog, query)
        if shown is not None:
            assert shown == [line["id"] for line in lines], command
    assert len(_said(told, "--since", since)) < len(_said(told))
    assert _said(told, "--since", "2999-01-01") == []


def _at_the_desk(browser: Client, fog: Item, query: dict[str, str]) -> Any:
    """What the list of the desk gives, as a sheet; None where it has no such filter."""
    names = {"from_server": "from", "to_server": "to", "run": "run"}
    names |= {name: name for name in ("kind", "happened", "reason", "field")}
    if not set(query) <= set(names):
        return None
    asked = {names[name]: value for name, value in query.items()}
    url = reverse("admin:catalog_fieldchange_export")
    answer: Any = browser.get(url, asked)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return [int(row["change"]) for row in csv.DictReader(io.StringIO(text))]


@pytest.mark.parametrize(
    ("since", "found"),
    [
        ("2626-01-31T00:15:54.103+16:30", 0),  # PostgreSQL knows zones up to 15:59
        ("1926-01-31T00:15:54-23:59", None),
        ("9999-12-31T23:59:59-00:01", 400),
        ("0001-01-01T00:00:00+00:01", 400),
    ],
)
def test_a_moment_may_be_of_any_zone(told: Hub, since: str, found: int | None) -> None:
    answer = client_of(curator()).get("/api/v1/changes/", {"since": since})
    done = told.run("changes", "--json", "--since", since)
    if found == 400:
        assert (answer.status_code, done.code) == (400, 2)
        assert list(answer.json()["errors"]) == ["since"]
        assert since in done.err
    else:
        lines = json.loads(done.out)["changes"]
        assert answer.json()["results"] == lines
        assert (lines == []) is (found == 0)


def test_a_limit_says_that_there_is_more(told: Hub) -> None:
    whole = json.loads(told.do("changes", "--json"))
    assert whole["more"] is False
    some = json.loads(told.do("changes", "--json", "--limit", "2"))
    assert (some["changes"], some["more"]) == (whole["changes"][:2], True)
    assert "--limit 0" in told.do("changes", "--limit", "2")


def test_a_server_is_found_by_name_and_after_it_was_removed(theatre: Theatre) -> None:
    hub = Hub()
    theatre.server("Attic", replace(movie("Fog"), values={"title": "Fog"}))
    theatre.scripts["attic"] = theatre.scripts.pop("Attic")
    theatre.sync()
    theatre.says("attic", movie("Fog", overview="x"))
    theatre.sync()
    removed = servers.remove_server(servers.find_server("Attic"))
    assert removed.run is not None
    settle.resolve_now(removed.run.pk)
    assert _said(hub, "--server", "Attic") == _said(hub, "--server", "attic") != []


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--run", "999999"), "999999"),
        (("--run", str(2**70)), str(2**70)),
        (("--item", "movie:Nothing"), "movie:Nothing"),
        (("--server", "nobody"), "nobody"),
        (("--field", "colour"), "colour"),
        (("--field", "title.en"), "title"),
        (("--kind", "film"), "film"),
        (("--happened", "lost"), "lost"),
        (("--reason", "whim"), "whim"),
        (("--from", "nobody"), "nobody"),
        (("--to", "nobody"), "nobody"),
        (("--since", "soon"), "soon"),
        (("--since", "2026-13-40"), "2026-13-40"),
        (("--limit", "-1"), "--limit"),
    ],
)
@pytest.mark.django_db
def test_what_is_not_there_is_named(arguments: tuple[str, ...], named: str) -> None:
    done = Hub().run("changes", *arguments)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert named in done.err
