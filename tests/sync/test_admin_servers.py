"""Servers in the admin: the form, its rules, and the buttons."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog.models import Item, Server
from sync import execute, servers, settle
from sync.models import Run, Scan, Trigger
from tests.library_server import library_server
from tests.sync import desk
from tests.sync.scripted import Theatre, movie

LIBRARY = Path(__file__).parent.parent / "payloads/media_processor/b/library"
ADD = "/admin/catalog/server/add/"
LIST = "/admin/catalog/server/"


@pytest.fixture
def alices(alice: User) -> Client:
    client = Client()
    client.force_login(alice)
    return client


@pytest.fixture
def two(theatre: Theatre) -> tuple[Server, Server]:
    """Two servers that disagree about one title, synced."""
    first = theatre.server("alpha", movie("Film", year=2020, overview="from alpha"))
    second = theatre.server("beta", movie("Film", year=2020, overview="from beta"))
    servers.change_server(first, secret=desk.SECRET)
    theatre.sync()
    return Server.objects.get(pk=first.pk), Server.objects.get(pk=second.pk)


def given(server: Server | None = None, /, **changes: Any) -> dict[str, Any]:
    """What a browser posts: the fields, and what they were when the form came."""
    fields: dict[str, Any] = {
        "api_url": server.api_url if server else "http://nas.local:3000",
        "media_url": server.media_url if server else "",
        "prefix": server.prefix if server else "",
        "priority": server.priority if server else "",
        "enabled": "on",
    }
    if server is None:
        fields["libraries"] = ["movies", "shows"]
    before = {} if server is None else {f"initial-{k}": v for k, v in fields.items()}
    posted = {**fields, **before, **changes}
    return {name: value for name, value in posted.items() if value is not None}


def said(answer: Any) -> str:
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def errors(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 200
    found: dict[str, list[str]] = answer.context["adminform"].form.errors
    return found


def test_a_server_is_added_in_the_last_place(
    alices: Client, two: tuple[Server, Server]
) -> None:
    posted = {"name": "gamma", "kind": "media-processor", "secret": desk.SECRET}
    answer = alices.post(ADD, given(**posted))
    assert answer.status_code == 302
    added = Server.objects.get(name="gamma")
    assert (added.priority, added.enabled) == (two[1].priority + 1, True)
    assert added.secret == desk.SECRET
    assert desk.SECRET not in desk.text_of(alices, desk.page_url(added))
    assert desk.SECRET not in desk.text_of(alices, desk.page_url(added, "history"))


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("api_url", "nas:3000", "not an address starting with http"),
        ("api_url", "http://a:b@nas", "must not hold a user name"),
        ("api_url", "", "required"),
        ("media_url", "ftp://nas", "not an address starting with http"),
        ("prefix", "a?b", "plain path"),
        ("priority", "1000001", "from 0 to 1000000"),
        ("priority", "-1", "from 0 to 1000000"),
        ("priority", "first", "whole number"),
        ("priority", "1", "taken by alpha"),
        ("name", "alpha", "exists already"),
        ("name", "a\x07b", "printable"),
        ("kind", "jellyfin", "not one of the available choices"),
        ("secret", "ключ", "Latin characters"),
    ],
)
def test_a_refusal_stands_beside_its_field(
    alices: Client, field: str, value: str, why: str
) -> None:
    servers.add_server(name="alpha", kind="media-processor", api_url="http://nas")
    posted = {"name": "gamma", "kind": "media-processor", "secret": desk.SECRET}
    answer = alices.post(ADD, given(**{**posted, field: value}))
    assert why in " ".join(errors(answer)[field])
    assert desk.SECRET not in answer.content.decode()
    assert Server.objects.count() == 1


def test_addresses_without_a_domain_are_addresses(alices: Client) -> None:
    posted = {"name": "nas", "kind": "media-processor", "api_url": "http://nas:3000"}
    assert alices.post(ADD, given(**posted)).status_code == 302
    assert Server.objects.get().api_url == "http://nas:3000"


def test_a_new_order_is_resolved_in_the_background(
    alices: Client, two: tuple[Server, Server]
) -> None:
    alpha, _ = two
    answer = alices.post(desk.page_url(alpha), given(alpha, priority=9))
    assert answer.status_code == 302
    assert "in the background" in said(answer)
    assert Item.objects.get(kind="movie").overview == "from alpha"
    run = Run.objects.get(state="pending")
    assert run.purpose == Run.Purpose.RESOLVE
    settle.resolve_now(run.pk)
    assert Item.objects.get(kind="movie").overview == "from beta"


def test_a_taken_priority_names_its_holder(
    alices: Client, two: tuple[Server, Server]
) -> None:
    alpha, beta = two
    posted = given(alpha, priority=beta.priority)
    answer = alices.post(desk.page_url(alpha), posted)
    assert errors(answer)["priority"] == [f"Priority {beta.priority} is taken by beta."]
    assert not Run.objects.filter(purpose="resolve").exists()


def test_a_form_opened_before_a_change_does_not_undo_it(
    alices: Client, two: tuple[Server, Server]
) -> None:
    """She opened the form; alpha moved and beta took its place; then she saved."""
    alpha, beta = two
    opened = given(alpha, prefix="/media")
    servers.change_server(alpha, priority=50)
    servers.change_server(beta, priority=int(opened["priority"]))
    assert alices.post(desk.page_url(alpha), opened).status_code == 302
    alpha.refresh_from_db()
    assert (alpha.priority, alpha.prefix) == (50, "/media")


def test_an_empty_secret_keeps_the_stored_one(
    alices: Client, two: tuple[Server, Server]
) -> None:
    alpha, _ = two
    url = desk.page_url(alpha)

    def stored() -> str:
        return str(Server.objects.get(pk=alpha.pk).secret)

    alices.post(url, given(alpha, prefix="/m", secret=""))
    assert stored() == desk.SECRET
    both = alices.post(url, given(alpha, secret="new", forget_secret="on"))
    assert "not both" in errors(both)["forget_secret"][0]
    alices.post(url, given(alpha, secret="new one"))
    assert stored() == "new one"
    alices.post(url, given(alpha, forget_secret="on"))
    assert stored() == ""


def test_saving_without_a_change_resolves_nothing(
    alices: Client, two: tuple[Server, Server]
) -> None:
    before = Trigger.objects.count()
    assert alices.post(desk.page_url(two[0]), given(two[0])).status_code == 302
    assert Trigger.objects.count() == before


def test_a_server_is_taken_out_softly(
    alices: Client, two: tuple[Server, Server]
) -> None:
    alpha, _ = two
    url = desk.page_url(alpha, "delete")
    assert "Take alpha out?" in desk.text_of(alices, url)
    assert Server.objects.present().count() == 2
    answer = alices.post(url, {"post": "yes"})
    assert answer.status_code == 302
    assert "alpha was taken out" in said(answer)
    assert Server.objects.get(pk=alpha.pk).removed_at is not None
    assert alices.get(desk.page_url(alpha)).status_code == 302
    settle.resolve_now(Run.objects.get(state="pending").pk)
    assert Item.objects.get(kind="movie").overview == "from beta"


def test_sync_now_is_a_committed_request_and_touches_no_broker(
    alices: Client,
    alice: User,
    two: tuple[Server, Server],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*args: object, **options: object) -> None:
        raise AssertionError("a request spoke to the broker")

    monkeypatch.setattr(Celery, "send_task", refuse)
    alpha, _ = two
    answer = alices.post(desk.page_url(alpha, "sync"))
    trigger = Trigger.objects.latest("pk")
    assert (trigger.source, trigger.servers) == (Trigger.Source.ADMIN, ["alpha"])
    assert trigger.by == alice
    assert trigger.run is not None
    assert answer["Location"] == desk.page_url(trigger.run)
    scan = Scan.objects.get(state="pending")
    assert scan.server == alpha
    execute.carry_out(trigger.run)
    assert "succeeded" in desk.text_of(alices, desk.page_url(trigger.run))


def test_sync_all_asks_every_enabled_server(
    alices: Client, two: tuple[Server, Server]
) -> None:
    servers.change_server(two[1], enabled=False)
    alices.post(reverse("admin:sync_run_sync_all"))
    trigger = Trigger.objects.filter(purpose="sync").latest("pk")
    assert trigger.servers is None
    assert trigger.run is not None
    assert [s.server.name for s in trigger.run.scans.all()] == ["alpha"]


def test_sync_without_a_server_says_what_to_do(alices: Client) -> None:
    answer = alices.post(reverse("admin:sync_run_sync_all"))
    assert "Add one first" in said(answer)
    assert not Trigger.objects.exists()


def test_a_disabled_server_is_not_synced_and_says_so(
    alices: Client, two: tuple[Server, Server]
) -> None:
    servers.change_server(two[0], enabled=False)
    before = Trigger.objects.count()
    answer = alices.post(desk.page_url(two[0], "sync"))
    assert "alpha is disabled" in said(answer)
    assert Trigger.objects.count() == before


def test_the_switch_enables_and_disables(
    alices: Client, two: tuple[Server, Server]
) -> None:
    alpha, _ = two
    url = desk.page_url(alpha, "switch")
    assert "Disabled alpha" in said(alices.post(url, {"enabled": "no"}))
    assert not Server.objects.get(pk=alpha.pk).enabled
    settle.resolve_now(Run.objects.get(state="pending").pk)
    assert Item.objects.get(kind="movie").overview == "from beta"
    assert "Enabled alpha" in said(alices.post(url, {"enabled": "yes"}))
    assert Server.objects.get(pk=alpha.pk).enabled


@pytest.mark.parametrize("view", ["sync", "test", "switch"])
def test_buttons_are_posts_with_a_token(
    alices: Client, alice: User, two: tuple[Server, Server], view: str
) -> None:
    url = desk.page_url(two[0], view)
    before = (Trigger.objects.count(), Server.objects.get(pk=two[0].pk).enabled)
    assert alices.get(url).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)
    assert strict.post(url).status_code == 403
    after = (Trigger.objects.count(), Server.objects.get(pk=two[0].pk).enabled)
    assert before == after
    assert alices.post(f"/admin/catalog/server/999999/{view}/").status_code == 404


def test_the_buttons_of_the_list_post_with_the_list_own_token(
    two: tuple[Server, Server], alice: User
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)
    page = strict.get(LIST)
    assert f'formaction="{desk.page_url(two[0], "sync")}"' in page.content.decode()
    token = page.context["csrf_token"]
    posted = {"csrfmiddlewaretoken": str(token), "enabled": ""}
    assert strict.post(desk.page_url(two[0], "sync"), posted).status_code == 302


def test_the_list_says_who_gives_how_much(
    alices: Client, two: tuple[Server, Server]
) -> None:
    text = desk.text_of(alices, LIST)
    assert text.index("alpha") < text.index("beta")
    assert "1 title" in text
    assert "% of values" in text
    assert "answers" in text


def test_a_connection_is_tested_part_by_part(alices: Client) -> None:
    with library_server(LIBRARY, secret=desk.SECRET, prefix="/media") as library:
        good = servers.add_server(
            name="good",
            kind="media-processor",
            api_url=library.url,
            prefix="/media",
            secret=desk.SECRET,
        ).server
        wrong = servers.add_server(
            name="wrong",
            kind="media-processor",
            api_url=library.url,
            prefix="/media",
            secret="wrong-secret",
        ).server
        well = alices.post(desk.page_url(good, "test")).content.decode()
        ill = alices.post(desk.page_url(wrong, "test")).content.decode()
    gone = alices.post(desk.page_url(good, "test")).content.decode()
    assert "Everything a sync needs works." in well
    assert well.count("mh-state mh-good") == 4
    assert "Not everything a sync needs works." in ill
    assert "mh-state mh-good" in ill
    assert gone.count("mh-state mh-bad") == 4
    for text in (well, ill, gone):
        assert desk.SECRET not in text
        assert "wrong-secret" not in text
        assert 'scope="row">File' in text
