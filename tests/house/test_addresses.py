"""What `up` says of where it is: addresses, names that are allowed, the code."""

import socket

import pytest
import segno

from mediahub.supervisor.addresses import (
    LOOPBACK_NAMES,
    allowed_names,
    base_addresses,
    names_on_network,
)
from mediahub.supervisor.qr import qr_code

LOCAL = f"{socket.gethostname().lower().partition('.')[0]}.local"


def test_this_machine_alone_has_one_address() -> None:
    assert base_addresses("127.0.0.1", 8000) == ["http://127.0.0.1:8000/"]
    assert base_addresses("localhost", 80) == ["http://localhost/"]
    assert base_addresses("::1", 8000) == ["http://[::1]:8000/"]
    assert names_on_network("127.0.0.1") == []
    assert allowed_names("127.0.0.1") == list(LOOPBACK_NAMES)


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_other_machines_are_told_where_this_one_is(host: str) -> None:
    found = base_addresses(host, 8000)
    assert found[0] == "http://127.0.0.1:8000/"
    assert found[-1] == f"http://{LOCAL}:8000/"
    assert not [address for address in found if host + ":" in address]
    # Whatever is printed is answered too.
    names = allowed_names(host)
    assert {address[7:].rpartition(":")[0] for address in found} <= set(names)


def test_no_address_of_a_family_that_is_not_listened_on() -> None:
    assert not [name for name in names_on_network("0.0.0.0") if ":" in name]


def test_one_address_chosen_by_hand_is_the_one_named() -> None:
    assert base_addresses("192.168.1.5", 9000) == [
        "http://192.168.1.5:9000/",
        f"http://{LOCAL}:9000/",
    ]
    assert names_on_network("fd00::5")[0] == "[fd00::5]"


def test_the_code_is_the_one_a_phone_reads_in_any_terminal() -> None:
    text = "http://192.168.178.105:8000/"
    lines = qr_code(text, columns=80).splitlines()
    halves = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}
    read: list[tuple[int, ...]] = []
    for line in lines:
        # Both colours are set: neither is left to the terminal.
        assert line.startswith("\x1b[38;5;16;48;5;231m")
        assert line.endswith("\x1b[0m")
        squares = [halves[x] for x in line[len("\x1b[38;5;16;48;5;231m") : -4]]
        read += [tuple(x[0] for x in squares), tuple(x[1] for x in squares)]
    code = segno.make_qr(text, error="l")
    expected = [tuple(row) for row in code.matrix_iter(border=2)]
    assert read[: len(expected)] == expected
    assert not any(any(row) for row in read[len(expected) :])


def test_a_terminal_too_narrow_gets_no_broken_code() -> None:
    assert qr_code("http://192.168.178.105:8000/", columns=20) == ""
