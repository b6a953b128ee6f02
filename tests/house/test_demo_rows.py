"""The demo's rows: which servers are its own, when it is synced, and its owner."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Household, User
from accounts.people import make_person
from accounts.roles import Role, role_of
from catalog.models import Server
from mediahub.demo import servers
from mediahub.demo.owner import new_owner
from mediahub.setup import link
from sync.models import Scan, Trigger
from sync.servers import change_server, remove_server

pytestmark = pytest.mark.django_db


def added() -> list[Server]:
    return [servers.add(shelf, 4000 + n) for n, shelf in enumerate(servers.SHELVES)]


def scanned(server: Server, *, state: str = "complete", is_projected: bool) -> None:
    now = timezone.now()
    Scan.objects.create(
        server=server,
        state=state,
        adopted_at=now,
        finalized_at=now if is_projected else None,
    )


def test_added_servers_are_found_again() -> None:
    rows = added()
    assert [row.slug for row in rows] == ["demo-attic", "demo-cellar"]
    assert [row.priority for row in rows] == [1, 2]
    found = servers.configured()
    assert {key: servers.port_of(row) for key, row in found.items()} == {
        "attic": 4000,
        "cellar": 4001,
    }
    secrets = {servers.usable_secret(row) for row in rows}
    assert len(secrets) == 2
    assert all(len(secret) >= 32 for secret in secrets)


@pytest.mark.parametrize(
    "address",
    ["http://192.168.1.9:4000", "https://127.0.0.1:4000", "http://127.0.0.1:4000/x"],
)
def test_a_server_with_another_address_is_not_the_demos(address: str) -> None:
    attic, _ = added()
    change_server(attic, api_url=address)
    assert list(servers.configured()) == ["cellar"]


def test_a_removed_server_is_not_the_demos_and_comes_back_with_its_slug() -> None:
    attic, _ = added()
    remove_server(attic)
    assert list(servers.configured()) == ["cellar"]
    assert servers.add(servers.SHELVES[0], 4002).slug == "demo-attic"


def test_a_secret_that_is_lost_is_replaced(settings: Settings) -> None:
    attic, _ = added()
    Server.objects.filter(pk=attic.pk).update(secret="")
    attic.refresh_from_db()
    secret = servers.usable_secret(attic)
    attic.refresh_from_db()
    assert attic.secret == secret != ""


@pytest.mark.django_db(transaction=True)
def test_synced_is_when_both_are_in_the_catalog(
    client: Client, settings: Settings
) -> None:
    settings.MEDIAHUB_DEMO = True
    attic, cellar = added()

    def demo() -> str:
        return str(client.get("/healthz").json()["parts"]["demo"])

    scanned(attic, is_projected=True)
    assert demo() == "down"
    scanned(cellar, is_projected=False)
    assert demo() == "down"
    Scan.objects.update(finalized_at=timezone.now(), state="partial")
    assert demo() == "down"
    Scan.objects.update(state="complete")
    assert demo() == "up"
    settings.MEDIAHUB_DEMO = False
    assert "demo" not in client.get("/healthz").json()["parts"]


def test_who_removes_the_demo_is_not_down() -> None:
    for row in added():
        remove_server(row)
    assert servers.is_synced()


def test_a_sync_is_asked_of_the_demo_alone() -> None:
    attic, cellar = added()
    change_server(cellar, enabled=False)
    cellar.refresh_from_db()
    servers.ask_for_sync({"attic": attic, "cellar": cellar})
    (asked,) = Trigger.objects.filter(purpose="sync")
    assert asked.servers == ["demo-attic"]


def test_the_first_owner_logs_in_and_nothing_is_left_to_set_up(
    client: Client,
) -> None:
    assert link.new_link() is not None, "an earlier start without --demo"
    owner = new_owner()
    assert owner is not None
    assert client.login(username=owner.name, password=owner.password)
    assert role_of(User.objects.get(username=owner.name)) is Role.OWNER
    assert Household.get().set_up_at is not None
    assert link.new_link() is None
    assert new_owner() is None, "there is one already"


def test_a_person_who_is_called_owner_stays_who_they_are() -> None:
    make_person("owner", "a-Passphrase-9", role=Role.VIEWER)
    owner = new_owner()
    assert owner is not None
    assert owner.name.startswith("owner-")
    assert role_of(User.objects.get(username="owner")) is Role.VIEWER
