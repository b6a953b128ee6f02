"""What servers say of their load, and the banners people see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from catalog.models import Server
from sync import servers
from sync.models import ServerStatus
from tests.sync import desk
from tests.sync.test_webhooks import SECRET, STATUS, add, post

HEAVY: Final = "reports heavy load since"


@pytest.fixture
def alpha(db: None) -> Server:
    return add("alpha", SECRET)


@pytest.fixture
def pages(client: Client, alice: User, alpha: Server) -> list[str]:
    """The pages with banners about alpha."""
    client.force_login(alice)
    return [reverse("admin:index"), desk.page_url(alpha)]


def says(status: str, **more: Any) -> None:
    answer = post(Client(), STATUS, {"status": status, **more})
    assert answer.status_code == 202, answer.content


def shown(client: Client, pages: list[str]) -> list[str]:
    return [desk.text_of(client, page) for page in pages]


def test_a_heavy_server_is_a_banner_until_it_is_normal(
    client: Client, pages: list[str]
) -> None:
    assert all(HEAVY not in page for page in shown(client, pages))
    says("heavy", message=f"CPU at 99 % {desk.EVIL}", metrics={"cpu": {"cores": 2}})
    for page in shown(client, pages):
        assert HEAVY in page
        assert "CPU at 99 % &lt;script&gt;" in page
        assert desk.EVIL not in page
    says("critical")
    for page in shown(client, pages):
        assert "reports critical load since" in page
        assert "CPU at 99" not in page
    says("normal")
    assert all("load since" not in page for page in shown(client, pages))
    assert ServerStatus.objects.count() == 1


def test_a_report_of_an_hour_ago_is_gone(client: Client, pages: list[str]) -> None:
    says("heavy")
    earlier = timezone.now() - timedelta(minutes=61)
    ServerStatus.objects.update(since=earlier, received_at=earlier)
    assert all(HEAVY not in page for page in shown(client, pages))
    says("heavy")
    assert ServerStatus.objects.get().since > earlier, "a new spell of load"


def test_since_is_when_it_began(alpha: Server) -> None:
    says("heavy")
    began = timezone.now() - timedelta(minutes=20)
    ServerStatus.objects.update(since=began, received_at=began)
    says("heavy", timestamp="1999-01-01T00:00:00Z")
    row = ServerStatus.objects.get()
    assert row.since == began
    assert row.received_at > began
    says("elevated")
    assert ServerStatus.objects.get().since > began


def test_foreign_text_is_tamed_before_it_is_stored(alpha: Server) -> None:
    incident = {
        "id": "x" * 10_000,
        "message": "nul \x00 and \u202e",
        "startTime": 7,
        "updates": [{"message": "long"}] * 100,
    }
    says("elevated", message="a\x00b\r\nc" + "d" * 3000, incident=incident)
    row = ServerStatus.objects.get()
    assert row.message.startswith("ab c")
    assert len(row.message) == 500
    assert row.incident == {"id": "x" * 500, "message": "nul and"}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"status": "fine"},
        {"status": None},
        {"status": ["heavy"]},
        {"status": "heavy", "message": 5},
        {"status": "heavy", "message": "\ud800"},
        {"status": "heavy", "incident": "text"},
    ],
)
def test_what_is_no_status_is_refused(alpha: Server, body: Any) -> None:
    answer = post(Client(), STATUS, body)
    assert answer.status_code == 400
    assert not ServerStatus.objects.exists()


def test_of_two_with_one_secret_the_address_tells(alpha: Server) -> None:
    beta = add("beta", SECRET)
    says("heavy", serverUrl=f"{beta.api_url}/")
    assert [row.server for row in ServerStatus.objects.all()] == [beta]
    says("heavy", serverUrl="http://somewhere.else")
    assert ServerStatus.objects.count() == 2


def test_a_server_that_is_down_is_a_banner(client: Client, pages: list[str]) -> None:
    down = "is down: has not answered well yet."
    assert all(down not in page for page in shown(client, pages))
    Server.objects.update(health=Server.Health.DEGRADED)
    assert all(down in page for page in shown(client, pages))
    Server.objects.update(health=Server.Health.AUTH_FAILED)
    assert all("</a> refuses our secret." in page for page in shown(client, pages))
    servers.change_server(Server.objects.get(), enabled=False)
    assert all("mh-note-bad" not in page for page in shown(client, pages))


def test_other_servers_pages_do_not_speak_of_it(
    client: Client, pages: list[str]
) -> None:
    says("heavy")
    beta = add("beta", "another")
    assert HEAVY not in desk.text_of(client, desk.page_url(beta))
    assert HEAVY not in desk.text_of(client, reverse("admin:catalog_server_add"))
