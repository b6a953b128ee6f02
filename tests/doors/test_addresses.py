"""No spelling of an inner address gets through; a configured server does."""

from __future__ import annotations

import pytest

from doors import addresses
from doors.http import Deadline, Door, OutboundError, endpoint
from tests.faults import Faulty, answer

INNER = [
    "127.0.0.1",
    "localhost",
    "localhost.",
    "LOCALHOST",
    "0177.0.0.1",
    "2130706433",
    "127.1",
    "0x7f.1",
    "0",
    "①②⑦.0.0.1",
    "169.254.169.254",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "192.0.0.8",
    "198.18.0.1",
    "224.0.0.1",
    "239.1.1.1",
    "240.0.0.1",
    "255.255.255.255",
    "[::]",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:169.254.169.254]",
    "[::127.0.0.1]",
    "[64:ff9b::a9fe:a9fe]",
    "[64:ff9b:1::1]",
    "[2002:7f00:1::]",
    "[2001:0:1::1]",
    "[fc00::1]",
    "[fe80::1]",
    "[fec0::1]",
    "[ff02::1]",
    "[100::1]",
]


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("host", INNER)
def test_inner_addresses_are_refused_in_every_spelling(scheme: str, host: str) -> None:
    with Door() as door, pytest.raises(OutboundError) as caught:
        door.get(f"{scheme}://{host}/", deadline=Deadline(10))
    assert caught.value.code in ("blocked_address", "dns_failed", "bad_url")


def test_nothing_reaches_an_inner_listener_unless_it_is_configured() -> None:
    with Faulty(answer(b"ok")) as server:
        with Door() as door, pytest.raises(OutboundError) as caught:
            door.get(server.url, deadline=Deadline(5))
        assert (caught.value.code, server.connections) == ("blocked_address", 0)
        # Negative control: the very same address, configured.
        with Door(allowed=frozenset({endpoint(server.url)})) as door:
            assert door.get(server.url, deadline=Deadline(5)).body == b"ok"


def test_another_port_of_a_configured_host_stays_shut() -> None:
    with Faulty(answer(b"ok")) as server:
        allowed = frozenset({("127.0.0.1", server.port + 1)})
        with Door(allowed=allowed) as door, pytest.raises(OutboundError) as caught:
            door.get(server.url, deadline=Deadline(5))
    assert (caught.value.code, server.connections) == ("blocked_address", 0)


@pytest.mark.parametrize("text", ["1.1.1.1", "93.184.216.34", "2606:4700::1111"])
def test_public_addresses_are_public(text: str) -> None:
    assert addresses.is_public(text)


def test_the_judged_address_is_the_connected_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A resolver that changes its answer is asked once per connection."""
    answers = [[(2, 1, 6, "", ("1.1.1.1", 80))], [(2, 1, 6, "", ("127.0.0.1", 80))]]
    asked: list[object] = []

    def getaddrinfo(host: str, port: int, type: int) -> object:  # noqa: A002
        asked.append(host)
        return answers[min(len(asked), 2) - 1]

    opened: list[object] = []

    def open_(target: addresses.Target, seconds: float, attempt: object) -> object:
        opened.append(target[1][0])
        raise OutboundError("connect_refused", "Refused.")

    monkeypatch.setattr("socket.getaddrinfo", getaddrinfo)
    monkeypatch.setattr(addresses, "_open", open_)
    with Door() as door, pytest.raises(OutboundError):
        door.get("http://rebind.example/", deadline=Deadline(5), attempts=1)
    assert (asked, opened) == (["rebind.example"], ["1.1.1.1"])
    with Door() as door, pytest.raises(OutboundError) as caught:
        door.get("http://rebind.example/", deadline=Deadline(5), attempts=1)
    assert caught.value.code == "blocked_address"
