"""Asking for syncs over the API, and following them."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from accounts.models import User
from catalog.models import Item
from sync import execute, rehearse, servers, triggers
from sync.models import Run, Scan, Trigger
from sync.report import report_run
from tests.api import bearer, client_of, count_rows, curator, problem, sent
from tests.sync.scripted import Theatre, movie

TRIGGERS: Final = "/api/v1/triggers/"


def _read(answer: Any) -> list[tuple[str, Any]]:
    """The named events of a stream, to its end."""
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/event-stream"
    found = []
    for block in b"".join(answer.streaming_content).decode().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if line)
        if "event" in lines:
            found.append((lines["event"], json.loads(lines["data"])))
    answer.close()
    return found


def test_a_sync_is_asked_for_and_done(theatre: Theatre, alice: User) -> None:
    theatre.server("alpha", movie("Solar Drift", year=2021))
    theatre.server("beta", movie("Copper Harbor", year=2019))
    answer = sent(Client(), "POST", TRIGGERS, {}, **bearer(alice, "sync"))
    assert answer.status_code == 202
    said = answer.json()
    trigger = Trigger.objects.get(pk=said["trigger"])
    assert (trigger.source, trigger.by, trigger.run_id) == ("api", alice, said["run"])
    assert said["servers"] is None
    assert answer["Location"] == said["run_url"]
    browser = client_of(alice)
    before = browser.get(said["run_url"]).json()
    assert (before["state"], before["finished"]) == ("pending", False)
    assert [row["server"] for row in before["progress"]] == ["alpha", "beta"]

    execute.carry_out(Run.objects.get(pk=said["run"]))
    run = Run.objects.get(pk=said["run"])
    after = browser.get(said["run_url"]).json()
    assert {**after, **json.loads(json.dumps(report_run(run)))} == after
    assert (after["state"], after["changes"]["created"]) == ("succeeded", 2)
    told = _read(browser.get(said["events_url"]))
    assert [name for name, _ in told] == ["run", "end"]
    assert told[-1][1] == after
    (listed,) = browser.get("/api/v1/runs/", {"state": "succeeded"}).json()["results"]
    assert (listed["id"], listed["created"]) == (run.pk, 2)
    (asked,) = browser.get(TRIGGERS).json()["results"]
    assert (asked["id"], asked["by"], asked["run"]) == (trigger.pk, "alice", run.pk)


@pytest.mark.django_db(transaction=True)
def test_servers_are_named_by_name_or_slug(alice: User) -> None:
    for name in ("Big Attic", "cellar", "shed"):
        servers.add_server(name=name, kind="media-processor", api_url="http://a")
    servers.change_server(servers.find_server("shed"), enabled=False)
    browser = client_of(alice)
    asked = {"servers": ["Big Attic", "cellar", "big-attic"]}
    said = sent(browser, "POST", TRIGGERS, asked).json()
    assert said["servers"] == ["big-attic", "cellar"]
    # Nothing has begun: who asks again joins.
    assert sent(browser, "POST", TRIGGERS, asked).json()["run"] == said["run"]
    before = count_rows(Trigger, Run, Scan)
    for wrong in (["nowhere"], ["shed"], [], "cellar", [7, {}], ["x"] * 101):
        problem(sent(browser, "POST", TRIGGERS, {"servers": wrong}), 400)
    assert count_rows(Trigger, Run, Scan) == before


@pytest.mark.django_db(transaction=True)
def test_the_right_to_ask_is_a_right_of_its_own(bob: User) -> None:
    servers.add_server(name="attic", kind="media-processor", api_url="http://a")
    reader = curator()
    reader.user_permissions.set(
        reader.user_permissions.filter(codename__startswith="view_")
    )
    for nobody in (bob, reader):
        problem(sent(client_of(nobody), "POST", TRIGGERS, {}), 403)
    assert not Trigger.objects.exists()
    assert sent(client_of(curator("dana")), "POST", TRIGGERS, {}).status_code == 202


@pytest.mark.django_db(transaction=True)
def test_a_request_is_planned_with_its_commit_or_not_at_all(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    servers.add_server(name="attic", kind="media-processor", api_url="http://a")
    browser = client_of(alice)

    def killed(trigger_id: int) -> Run:
        raise RuntimeError("killed here")

    with monkeypatch.context() as patch:
        patch.setattr(triggers, "plan", killed)
        problem(sent(browser, "POST", TRIGGERS, {}), 500)
    assert not Trigger.objects.exists()
    assert sent(browser, "POST", TRIGGERS, {}).status_code == 202
    assert triggers.unplanned() == []


@pytest.mark.django_db(transaction=True)
def test_a_listener_sees_what_changes(alice: User) -> None:
    added = servers.add_server(name="attic", kind="media-processor", api_url="http://a")
    run_id = sent(client_of(alice), "POST", TRIGGERS, {}).json()["run"]
    answer: Any = client_of(alice).get(f"/api/v1/runs/{run_id}/events/")
    stream = iter(answer.streaming_content)
    assert next(stream) == b"retry: 2000\n\n"
    assert b'"items": 0' in next(stream)
    Scan.objects.filter(server=added.server).update(items=42, current="Solar Drift")
    seen = next(stream)
    assert b'"items": 42' in seen
    assert b"Solar Drift" in seen
    Run.objects.filter(pk=run_id).update(
        state=Run.State.SUCCEEDED, finished_at=timezone.now()
    )
    assert [next(stream).split(b"\n")[0] for _ in range(2)] == [
        b"event: run",
        b"event: end",
    ]
    with pytest.raises(StopIteration):
        next(stream)
    answer.close()


@pytest.mark.django_db(transaction=True)
@override_settings(MEDIAHUB_EVENT_SECONDS=0)
def test_a_stream_ends_by_itself_and_listeners_are_few(alice: User) -> None:
    servers.add_server(name="attic", kind="media-processor", api_url="http://a")
    browser = client_of(alice)
    run_id = sent(browser, "POST", TRIGGERS, {}).json()["run"]
    url = f"/api/v1/runs/{run_id}/events/"
    told = _read(browser.get(url))
    assert [name for name, _ in told] == ["run"], "no `end`: to be opened again"
    held = []
    while (answer := browser.get(url)).status_code == 200:
        held.append(answer)
        assert len(held) <= 100, "nothing bounds the listeners"
    problem(answer, 503)
    assert answer["Retry-After"] == "2"
    # The way out that it names is open.
    assert browser.get(f"/api/v1/runs/{run_id}/").status_code == 200
    for one in held:
        one.close()  # never read, and yet its place is free again
    assert _read(browser.get(url))


@pytest.mark.django_db(transaction=True)
def test_browsers_ask_for_an_event_stream(alice: User) -> None:
    run = Run.objects.create(state=Run.State.FAILED, finished_at=timezone.now())
    asking: dict[str, Any] = {"headers": {"accept": "text/event-stream"}}
    url = f"/api/v1/runs/{run.pk}/events/"
    assert _read(client_of(alice).get(url, **asking))[-1][0] == "end"
    problem(client_of(alice).get("/api/v1/runs/0/events/", **asking), 404)
    assert client_of(alice).head(url).status_code == 405


def test_a_part_is_asked_for(theatre: Theatre, alice: User) -> None:
    theatre.server("alpha", movie("Solar Drift", year=2021, overview="old"))
    theatre.sync()
    theatre.says("alpha", movie("Solar Drift", year=2021, overview="new"))
    part = {
        "kinds": ["movies"],
        "groups": ["metadata", "captions:FR"],
        "item": "movie:Solar Drift (2021)",
        "force": True,
    }
    said = sent(Client(), "POST", TRIGGERS, part, **bearer(alice, "sync")).json()
    words = (
        "captions fr and metadata of movies of the movie Solar Drift (2021), read anew"
    )
    assert (said["scope"], said["dry_run"]) == (words, False)
    browser = client_of(alice)
    (asked, *_) = browser.get(TRIGGERS).json()["results"]
    item = Item.objects.get()
    assert (asked["kinds"], asked["item"]) == (["movies"], str(item.public_id))
    assert (asked["groups"], asked["force"]) == (["metadata", "captions:FR"], True)
    execute.carry_out(Run.objects.get(pk=said["run"]))
    report = browser.get(said["run_url"]).json()
    assert report["servers"][0]["scope"] == words
    assert Item.objects.get().overview == "new"
    page = browser.get(f"/admin/sync/run/{said['run']}/change/").content.decode()
    assert words in page


def test_a_dry_run_is_asked_for(theatre: Theatre, alice: User) -> None:
    theatre.server("alpha", movie("Solar Drift", year=2021))
    dry = {"dry_run": True}
    said = sent(Client(), "POST", TRIGGERS, dry, **bearer(alice, "sync")).json()
    assert said["dry_run"] is True
    rehearse.carry_out(said["run"])
    browser = client_of(alice)
    report = browser.get(said["run_url"]).json()
    assert (report["dry_run"], report["changes"]["created"]) == (True, 1)
    assert not Item.objects.exists()
    page = browser.get(f"/admin/sync/run/{said['run']}/change/").content.decode()
    assert "What a sync would write" in page


@pytest.mark.parametrize(
    ("asked", "field", "said"),
    [
        ({"kinds": ["films"]}, "kinds", "movies, shows, seasons, episodes, tv"),
        ({"kinds": []}, "kinds", "empty"),
        ({"groups": ["posters"]}, "groups", "metadata, artwork, captions"),
        ({"groups": ["artwork:cover"]}, "groups", "artwork:poster"),
        ({"item": "movie:Nothing"}, "item", "movie:Nothing"),
        ({"item": "nothing"}, "item", "movie:Title (Year)"),
        ({"force": "perhaps"}, "force", "boolean"),
    ],
)
def test_a_part_that_does_not_exist_is_named(
    theatre: Theatre, alice: User, asked: dict[str, Any], field: str, said: str
) -> None:
    theatre.server("alpha")
    answer = sent(Client(), "POST", TRIGGERS, asked, **bearer(alice, "sync"))
    assert answer.status_code == 400
    assert said in json.dumps(answer.json()["errors"][field])
    assert not Trigger.objects.filter(source="api").exists()
