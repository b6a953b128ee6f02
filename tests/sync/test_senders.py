"""Senders of webhooks: on the desk, by commands and over the API."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog.management.one_line import BadArgument
from sync import deliveries, senders
from sync.deliveries import Wanted
from sync.models import Sender, Trigger, WebhookDelivery
from tests.api import bearer, client_of, curator, problem, sent
from tests.sync import desk
from tests.sync.scripted import Theatre, movie
from tests.sync.signing import OTHER, SECRET, send
from tests.sync.test_webhooks import add

ADD = "/admin/sync/sender/add/"


@pytest.fixture
def desk_of(db: None) -> Client:
    return client_of(curator())


def test_the_desk_makes_one_and_shows_its_secret_once(desk_of: Client) -> None:
    add("alpha", "a")
    form = {"name": "Lamp", "enabled": "on", "servers": ["alpha"], "kinds": ["tv"]}
    answer = desk_of.post(ADD, {**form, "groups": "metadata, captions:fr"})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    page = answer.content.decode()
    (secret,) = re.findall(r"whsec_[A-Za-z0-9+/=]+", page)
    (path,) = re.findall(r"/webhooks/lamp/[\w-]+/", page)
    row = Sender.objects.get()
    assert (row.servers, row.kinds) == (["alpha"], ["tv"])
    assert row.groups == ["captions:fr", "metadata"]
    assert send(desk_of, secret=secret).status_code == 202
    assert desk_of.post(path, {}, "application/json").status_code == 202
    for url in (desk.page_url(row), desk.list_url(Sender), ADD):
        shown = desk.text_of(desk_of, url)
        assert secret not in shown
        assert path not in shown


def test_the_desk_rotates(desk_of: Client) -> None:
    row = senders.add_sender(name="Lamp", secret=SECRET).sender
    rotate = reverse("admin:sync_sender_rotate", args=[row.pk])
    assert desk_of.get(rotate).status_code == 405
    page = desk_of.post(rotate).content.decode()
    (secret,) = re.findall(r"whsec_[A-Za-z0-9+/=]+", page)
    assert send(desk_of, number="a", secret=secret).status_code == 202
    assert send(desk_of, number="b").status_code == 202
    desk_of.post(rotate, {"at_once": "yes"})
    assert send(desk_of, number="c", secret=secret).status_code == 401
    assert send(desk_of, number="d").status_code == 401


def test_the_desk_changes_and_removes(desk_of: Client) -> None:
    row = senders.add_sender(name="Lamp").sender
    url = desk.page_url(row)
    assert desk_of.post(url, {"kinds": ["movies"], "groups": ""}).status_code == 302
    row.refresh_from_db()
    assert (row.enabled, row.kinds, row.groups) == (False, ["movies"], None)
    assert (
        desk_of.post(desk.page_url(row, "delete"), {"post": "yes"}).status_code == 302
    )
    assert not Sender.objects.exists()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"name": ""}, "required"),
        ({"name": "a\x07"}, "printable"),
        ({"name": "Taken"}, "already exists"),
        ({"groups": "lyrics"}, "no group"),
        ({"kinds": "songs"}, "valid choice"),
        ({"servers": "nobody"}, "valid choice"),
        ({"secret": "short"}, "secret"),
    ],
)
def test_the_desk_says_what_is_wrong(
    desk_of: Client, more: dict[str, str], words: str
) -> None:
    senders.add_sender(name="Taken")
    answer = desk_of.post(ADD, {"name": "Lamp", "enabled": "on", **more})
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert Sender.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_desk_shows_what_was_delivered(alice: User) -> None:
    row = senders.add_sender(name="Lamp", secret=SECRET).sender
    browser = client_of(alice)
    send(browser, number="msg_a")
    send(browser, secret=OTHER)
    send(browser, slug="nobody")
    page = desk.text_of(browser, desk.list_url(WebhookDelivery))
    for words in ("msg_a", "refused, 401", "nobody known", "compare the address"):
        assert words in page
    deliveries.take(row, Wanted(), delivery_id="", body=b"")
    assert WebhookDelivery.objects.filter(delivery_id="").count() == 3


def run(*arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    call_command(*arguments)
    return capsys.readouterr().out


@pytest.mark.django_db
def test_commands(capsys: pytest.CaptureFixture[str], client: Client) -> None:
    add("alpha", "a")
    assert "add_webhook" in run("list_webhooks", capsys=capsys)
    said = run("add_webhook", "Lamp", "--servers", "alpha", "--kinds", "tv, movies",
               "--json", capsys=capsys)  # fmt: skip
    made = json.loads(said)
    assert made["path"] == "/webhooks/lamp/"
    assert send(client, secret=made["secret"]).status_code == 202
    listed = run("list_webhooks", "--json", capsys=capsys)
    (one,) = json.loads(listed)["webhooks"]
    assert (one["servers"], one["kinds"]) == (["alpha"], ["movies", "tv"])
    assert made["secret"] not in listed
    run("set_webhook", "Lamp", "--kinds", "", "--disable", capsys=capsys)
    row = Sender.objects.get()
    assert (row.enabled, row.servers, row.kinds) == (False, ["alpha"], None)
    run("set_webhook", "lamp", "--enable", capsys=capsys)
    said = run("set_webhook", "Lamp", "--rotate", "--keep-hours", "0", capsys=capsys)
    assert "whsec_" in said
    assert send(client, number="b", secret=made["secret"]).status_code == 401
    run("set_webhook", "Lamp", "--secret", SECRET, capsys=capsys)
    assert send(client, number="c").status_code == 202
    run("remove_webhook", "Lamp", capsys=capsys)
    assert send(client, number="d").status_code == 401
    assert Trigger.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["add_webhook", "a\x07"], "printable"),
        (["add_webhook", "Taken"], "exists already"),
        (["add_webhook", "x", "--servers", "nobody"], "no server"),
        (["add_webhook", "x", "--kinds", "songs"], "no kind"),
        (["add_webhook", "x", "--groups", "lyrics"], "no group"),
        (["add_webhook", "x", "--secret", "short"], "secret"),
        (["set_webhook", "nobody", "--enable"], "no webhook"),
        (["set_webhook", "Taken"], "Nothing to change"),
        (["set_webhook", "Taken", "--rotate", "--keep-hours", "-1"], "hours"),
        (["remove_webhook", "nobody"], "Known are: Taken"),
    ],
    ids=lambda value: " ".join(value)[:40],
)
def test_commands_say_what_is_wrong(arguments: list[str], words: str) -> None:
    senders.add_sender(name="Taken")
    with pytest.raises(BadArgument, match=words) as error:
        call_command(*arguments)
    assert error.value.returncode == 2
    assert Sender.objects.count() == 1


@pytest.mark.django_db
def test_the_api(alice: User, client: Client) -> None:
    add("alpha", "a")
    browser = client_of(alice)
    body: dict[str, Any] = {"name": "Lamp", "servers": ["alpha"], "kinds": ["tv"]}
    answer = sent(browser, "POST", "/api/v1/webhooks/", body)
    assert answer.status_code == 201
    assert answer["Cache-Control"] == "no-store"
    made = answer.json()
    assert made["url"].endswith("/webhooks/lamp/")
    assert send(client, secret=made["secret"]).status_code == 202
    assert client.post(made["token_url"], {}, "application/json").status_code == 202
    url = "/api/v1/webhooks/lamp/"
    for text in (browser.get(url), browser.get("/api/v1/webhooks/")):
        assert made["secret"] not in text.content.decode()
        assert "token" not in text.content.decode()
    changed = sent(browser, "PATCH", url, {"kinds": None}).json()
    assert (changed["servers"], changed["kinds"]) == (["alpha"], None)
    turned = sent(browser, "POST", f"{url}rotate/", {"keep_hours": 0}).json()
    assert send(client, number="b", secret=made["secret"]).status_code == 401
    assert send(client, number="c", secret=turned["secret"]).status_code == 202
    for wrong in ({"kinds": ["songs"]}, {"servers": ["nobody"]}, {}, {"secret": "x"}):
        problem(sent(browser, "PATCH", url, wrong), 400)
    problem(sent(browser, "POST", "/api/v1/webhooks/", {"name": "Lamp"}), 400)
    problem(sent(browser, "POST", f"{url}rotate/", {"keep_hours": -1}), 400)
    assert sent(browser, "DELETE", url, {}).status_code == 204
    problem(browser.get(url), 404)


def test_a_trigger_in_the_api_tells_what_came_of_it(
    theatre: Theatre, alice: User
) -> None:
    theatre.server("a", movie("one"))
    token = bearer(alice, "sync")
    asked = Client().post("/api/v1/triggers/", {}, "application/json", **token).json()
    url = f"/api/v1/triggers/{asked['trigger']}/"
    before = Client().get(url, **token).json()
    assert (before["state"], before["finished"]) == ("pending", False)
    joined = theatre.sync()
    after = Client().get(url, **token).json()
    assert (after["state"], after["finished"]) == ("succeeded", True)
    assert after["run"] == joined.pk == after["result"]["run"]
    assert after["result"]["changes"]["created"] == 1
    lone = Trigger.objects.create(source=Trigger.Source.WEBHOOK)
    waits = Client().get(f"/api/v1/triggers/{lone.pk}/", **token).json()
    assert (waits["state"], waits["result"]) == ("waiting", None)
    problem(Client().get("/api/v1/triggers/999999/", **token), 404)
