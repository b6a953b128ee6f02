"""The addresses a media-processor calls: who may, what it gets, what is stored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest
from celery import current_app
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.middleware import clock
from catalog.models import Item, Server
from sync import servers
from sync.models import Run, Scan, Trigger
from sync.reconcile import Reconciler
from tests.installation import Template
from tests.sync.scripted import Theatre, movie
from tests.sync.test_reconcile import look_until

SYNC: Final = "/api/authenticated/admin/sync"
STATUS: Final = "/api/authenticated/admin/system-status-notification"
BOTH: Final = pytest.mark.parametrize("address", [SYNC, STATUS])
RECORDED: Final = (
    Path(__file__).parents[1] / "payloads" / "media_processor" / "webhooks"
)
SECRET: Final = "peer-a-webhook-id"


@pytest.fixture
def sender() -> Client:
    """A program: no session, no CSRF token, and a server that insists on them."""
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


@pytest.fixture
def alpha(db: None) -> Server:
    return add("alpha", SECRET)


def add(name: str, secret: str, **more: Any) -> Server:
    more = {"kind": "media-processor", "api_url": f"http://{name}.example", **more}
    return servers.add_server(name=name, secret=secret, **more).server


def post(
    client: Client, address: str, body: Any = b"{}", secret: str = SECRET, **more: Any
) -> Any:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    more = {"content_type": "application/json", **more}
    return client.post(address, sent, headers={"X-Webhook-ID": secret}, **more)


def recorded(client: Client, name: str, secret: str) -> Any:
    """Send a recorded call as it came, under this secret."""
    call = json.loads((RECORDED / name).read_bytes())
    own = {"x-webhook-id": secret, "host": "localhost"}
    taken = {k: v for k, v in call["headers"].items() if k != "content-length"}
    return client.post(
        call["url"],
        json.dumps(call["body"]).encode(),
        content_type=taken.pop("content-type"),
        headers={**taken, **own},
    )


def test_the_recorded_call_is_a_committed_request(
    sender: Client,
    alpha: Server,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    add("beta", "peer-b-webhook-id")

    def publish(*args: Any, **options: Any) -> None:
        raise AssertionError("a request must not speak to the broker")

    monkeypatch.setattr(current_app, "send_task", publish)
    clock.zone()  # kept for some seconds, and no part of a call
    with django_assert_num_queries(2):
        answer = recorded(sender, "sync.json", "peer-b-webhook-id")
    trigger = Trigger.objects.get()
    assert answer.status_code == 202
    assert answer.json() == {"trigger": trigger.pk}
    assert (trigger.source, trigger.servers) == ("webhook", ["beta"])
    assert trigger.run is None, "planning is the reconciler's"
    assert not answer.cookies


def test_the_recorded_status_is_taken(sender: Client, alpha: Server) -> None:
    answer = recorded(sender, "system_status.json", SECRET)
    assert answer.status_code == 202
    assert not answer.cookies


def test_many_calls_become_one_sync(theatre: Theatre, sender: Client) -> None:
    server = theatre.server("alpha", movie("one"))
    servers.change_server(server, secret=SECRET)
    for _ in range(20):
        assert post(sender, SYNC).status_code == 202
    look_until(
        lambda: (
            not Trigger.objects.filter(run__isnull=True).exists()
            and not Run.objects.filter(state__in=["pending", "running"]).exists()
        ),
        Reconciler(),
    )
    assert Trigger.objects.count() == 20
    assert Scan.objects.count() == Run.objects.count() == 1
    assert Item.objects.get().title == "one"


@BOTH
def test_strangers_all_get_the_same(
    sender: Client,
    alpha: Server,
    address: str,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    add("off", "of-a-disabled-one", enabled=False)
    servers.remove_server(add("gone", "of-a-removed-one"))
    add("folder", "of-another-kind")
    Server.objects.filter(name="folder").update(kind="other")
    add("open", "")
    servers.change_server(add("moved", "the-old-one"), secret="the-new-one")
    strangers = ["", " ", "wrong", SECRET.upper(), SECRET + "x", "x" * 8000, "ümläut"]
    strangers += ["of-a-disabled-one", "of-a-removed-one", "of-another-kind"]
    strangers += ["the-old-one", alpha.secret_digest, "none", f"{SECRET}, {SECRET}"]
    seen = set()
    clock.zone()
    for stranger in strangers:
        with django_assert_num_queries(1):
            answer = post(sender, address, b"not even JSON", stranger)
        seen.add((answer.status_code, answer.content))
    without = sender.post(address, b"{}", content_type="application/json")
    seen.add((without.status_code, without.content))
    assert len(seen) == 1
    ((status, body),) = seen
    assert status == 401
    assert b"X-Webhook-ID" in body
    assert not Trigger.objects.exclude(source="settings").exists()
    assert post(sender, SYNC, secret="the-new-one").status_code == 202


def test_a_secret_in_the_address_is_nothing_and_not_logged(
    sender: Client, alpha: Server, caplog: pytest.LogCaptureFixture
) -> None:
    answer = sender.post(f"{SYNC}?X-Webhook-ID={SECRET}&secret={SECRET}")
    assert answer.status_code == 401
    assert caplog.records, "the refusal is logged"
    assert SECRET not in caplog.text + answer.content.decode()


@BOTH
@pytest.mark.parametrize("method", ["get", "put", "delete", "patch", "head", "options"])
def test_only_post(sender: Client, alpha: Server, address: str, method: str) -> None:
    answer = getattr(sender, method)(address, headers={"X-Webhook-ID": SECRET})
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"


@BOTH
@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"nonsense", "application/json", 400),
        (b"[]", "application/json", 400),
        (b'"text"', "application/json", 400),
        (b"null", "application/json", 400),
        (b'{"a": NaN}', "application/json", 400),
        (b'{"a": "\xff"}', "application/json", 400),
        (b"\xff\xfe{\x00}\x00", "application/json", 400),
        (b"\xef\xbb\xbf{}", "application/json", 400),
        (b"{} {}", "application/json", 400),
        (b'{"a":' + b"[" * 30_000, "application/json", 400),
        (b'{"a":' + b"[" * 20_000 + b"]" * 20_000 + b"}", "application/json", 400),
        (b"{}", "text/plain", 415),
        (b"{}", "application/x-www-form-urlencoded", 415),
        (b"{}", "multipart/form-data; boundary=x", 415),
        (b"{}", "", 415),
        (b"{" + b" " * 65_536 + b"}", "application/json", 413),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_bodies_that_are_refused(
    sender: Client,
    alpha: Server,
    address: str,
    body: bytes,
    content_type: str,
    status: int,
) -> None:
    answer = post(sender, address, body, content_type=content_type)
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"].endswith(".")
    assert not Trigger.objects.exists()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", ""),
        (b"", "application/json"),
        (b"{}", "application/json; charset=utf-8"),
        (b'{"forceSync": true, "more": [1, {"a": null}]}', "application/json"),
        (b"{" + b" " * 65_534 + b"}", "application/json"),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_bodies_that_are_taken(
    sender: Client, alpha: Server, body: bytes, content_type: str
) -> None:
    assert post(sender, SYNC, body, content_type=content_type).status_code == 202


@BOTH
@pytest.mark.django_db(transaction=True)
def test_without_a_database_nothing_is_promised(
    sender: Client, alpha: Server, address: str
) -> None:
    for doomed in ("SELECT", "INSERT"):

        def away(execute: Any, sql: str, *rest: Any, doomed: str = doomed) -> Any:
            if sql.lstrip().upper().startswith(doomed):
                raise OperationalError("the server closed the connection")
            return execute(sql, *rest)

        with connection.execute_wrapper(away):
            answer = post(sender, address, {"status": "heavy"})
        assert answer.status_code == 503
        assert int(answer["Retry-After"]) > 0
        assert not Trigger.objects.exists()
    assert post(sender, address, {"status": "heavy"}).status_code == 202


def test_the_client_of_these_tests_does_insist_on_a_token(
    sender: Client, db: None
) -> None:
    assert sender.post("/admin/login/", {"username": "a"}).status_code == 403


def test_servers_that_share_a_secret_are_both_asked(
    sender: Client, alpha: Server
) -> None:
    add("beta", SECRET)
    assert post(sender, SYNC).status_code == 202
    assert Trigger.objects.get().servers == ["alpha", "beta"]


def test_another_secret_key_needs_no_secret_again(
    sender: Client, alpha: Server, settings: Settings
) -> None:
    settings.SECRET_KEY = "another-key-after-a-restore-onto-a-new-machine"
    assert post(sender, SYNC).status_code == 401
    servers.renew_digests()
    assert post(sender, SYNC).status_code == 202


#: A server as the first migration of the catalog knows it.
_ADDED_BEFORE: Final = f"""
from django.db import connection
from django.db.migrations.loader import MigrationLoader
then = MigrationLoader(connection).project_state(("catalog", "0001_initial")).apps
then.get_model("catalog", "Server").objects.create(
    name="alpha", slug="alpha", kind="media-processor", priority=1,
    api_url="http://alpha.example", secret="{SECRET}",
)
"""
_DIGEST: Final = f"""
from catalog.models.secret import secret_digest
print(secret_digest("{SECRET}"), end="")
"""


def test_servers_of_before_are_found_after_the_update(
    installation_template: Template, tmp_path: Path
) -> None:
    with installation_template.bare(tmp_path / "before") as installation:

        def run(*arguments: str) -> str:
            done = installation.manage(*arguments)
            assert done.code == 0, done.stderr.decode()
            return done.stdout.decode()

        def shell(code: str) -> str:
            return run("shell", "--no-imports", "--verbosity", "0", "--command", code)

        run("migrate", "catalog", "0001")
        shell(_ADDED_BEFORE)
        run("migrate", "catalog", "0002")
        digest = shell(_DIGEST)
        assert len(digest) == 64
        kept = installation.select("SELECT secret_digest FROM catalog_server")
        assert kept == [(digest,)]
