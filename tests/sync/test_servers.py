"""Adding, changing and removing servers: what is refused, and with which words."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.models import Server
from sync import servers
from sync.models import Run, Trigger
from sync.servers import ServerError

pytestmark = pytest.mark.django_db


def add(name: str = "alpha", **given: Any) -> Server:
    defaults = {"kind": "media-processor", "api_url": "http://nas:3000"}
    return servers.add_server(name=name, **{**defaults, **given}).server


def test_priorities_follow_one_another() -> None:
    assert [add(name).priority for name in ("a", "b")] == [1, 2]
    assert add("c", priority=0).priority == 0
    assert add("d").priority == 3


def test_a_taken_priority_names_its_holder() -> None:
    add("alpha", priority=4)
    with pytest.raises(ServerError, match="Priority 4 is taken by alpha"):
        add("beta", priority=4)
    beta = add("beta", priority=5)
    with pytest.raises(ServerError, match="taken by alpha"):
        servers.change_server(beta, priority=4)


@pytest.mark.parametrize("priority", [-1, 1_000_001, 10**12])
def test_priorities_out_of_range(priority: int) -> None:
    with pytest.raises(ServerError, match="from 0 to 1000000"):
        add(priority=priority)


@pytest.mark.parametrize(
    "url",
    [
        "nas:3000",
        "ftp://nas",
        "gopher://nas",
        "http://",
        "http://nas:99999",
        "http://nas:0",
        "http://user:word@nas",
        "http://nas/?a=b",
        "http://nas/#x",
        "http://nas /x",
        "http://nas/\r\nX-Evil: 1",
        "http://[::1",
        "javascript:alert(1)",
        "http://" + "a" * 600,
    ],
)
def test_addresses_that_are_refused(url: str) -> None:
    with pytest.raises(ServerError) as refused:
        add(api_url=url)
    assert "word" not in str(refused.value) or "password" in str(refused.value)
    assert not Server.objects.exists()


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("http://nas:3000/", "http://nas:3000"),
        (" https://media.example.org/node ", "https://media.example.org/node"),
        ("http://192.168.1.10", "http://192.168.1.10"),
        ("http://[::1]:3000", "http://[::1]:3000"),
    ],
)
def test_addresses_that_are_fine_at_home(url: str, kept: str) -> None:
    assert add(api_url=url).api_url == kept


@pytest.mark.parametrize(
    ("prefix", "kept"), [("", ""), ("/", ""), ("media", "/media"), ("/a/b/", "/a/b")]
)
def test_prefixes(prefix: str, kept: str) -> None:
    assert add(prefix=prefix).prefix == kept


@pytest.mark.parametrize("prefix", ["/a?b", "/a#b", "/../etc", "/a b", "x" * 300])
def test_prefixes_that_are_refused(prefix: str) -> None:
    with pytest.raises(ServerError, match="plain path"):
        add(prefix=prefix)


@pytest.mark.parametrize("secret", ["a\nb", "秘密", "x" * 1001])
def test_secrets_that_do_not_fit_into_a_header(secret: str) -> None:
    with pytest.raises(ServerError, match="secret"):
        add(secret=secret)


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "a\x00b"])
def test_names_that_are_refused(name: str) -> None:
    with pytest.raises(ServerError, match="name"):
        add(name)


def test_a_name_is_given_once() -> None:
    add("alpha")
    with pytest.raises(ServerError, match="exists already"):
        add("alpha")


def test_kinds_to_come_and_kinds_unknown() -> None:
    with pytest.raises(ServerError, match="not available yet"):
        add(kind="jellyfin")
    with pytest.raises(ServerError, match="media-processor"):
        add(kind="betamax")


def test_names_become_addresses_of_their_own() -> None:
    slugs = [add(name).slug for name in ("Living Room", "living-room", "日本")]
    assert slugs == ["living-room", "living-room-2", "server"]


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(ServerError, match="No server is configured yet"):
        servers.find_server("x")
    add("alpha")
    with pytest.raises(ServerError, match="Known servers: alpha"):
        servers.find_server("x")
    assert servers.find_server("alpha").name == "alpha"


def test_what_moves_the_merge_asks_to_resolve_in_the_same_transaction() -> None:
    alpha = add("alpha")
    assert not Trigger.objects.exists(), "a new server has said nothing yet"
    assert servers.change_server(alpha, api_url="http://other").run is None
    for change in ({"priority": 7}, {"enabled": False}, {"enabled": True}):
        changed = servers.change_server(alpha, **change)
        assert changed.run is not None
        assert changed.run.purpose == Run.Purpose.RESOLVE


def test_what_is_not_given_stays() -> None:
    alpha = add("alpha", secret="open sesame", prefix="/media")
    servers.change_server(alpha, api_url="http://other")
    found = Server.objects.get()
    assert (found.secret, found.prefix) == ("open sesame", "/media")


def test_removing_is_soft_and_frees_name_and_priority() -> None:
    alpha = add("alpha", priority=1)
    servers.remove_server(alpha)
    gone = Server.objects.get()
    assert (gone.enabled, gone.removed_at is not None) == (False, True)
    with pytest.raises(ServerError):
        servers.find_server("alpha")
    assert add("beta", priority=1).priority == 1
    back = add("alpha")
    assert (back.pk, back.priority, back.enabled) == (alpha.pk, 2, True)
