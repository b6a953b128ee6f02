"""The link as `up` and `setup_link` print it, on whole installations."""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest

from tests.house.running import Running, until, up
from tests.installation import Installation

MAKE_OWNER = (
    "from accounts.people import make_owner; make_owner('anna', 'correct-Horse-7')"
)
WORD = "Set up MediaHub: "


def shell(installation: Installation, code: str) -> None:
    done = installation.manage("shell", "--verbosity", "0", "-c", code)
    assert done.code == 0, done.stderr.decode()


def link_of(running: Running) -> str:
    running.address()
    until(lambda: f"{WORD}http" in running.printed, "the link", 30)
    return running.printed.partition(WORD)[2].split()[0]


def status_of(address: str) -> int:
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    try:
        with opener.open(address, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_up_prints_a_link_until_there_is_an_owner(installation: Installation) -> None:
    with up(installation) as running:
        first = link_of(running)
        assert first.startswith(f"{running.address()}setup/")
        assert status_of(first) == 200
        # Lost: the command makes another, at the address where `up` listens.
        done = installation.manage("setup_link")
        second = done.stdout.decode().strip()
        assert second.startswith(f"{running.address()}setup/")
        assert (status_of(first), status_of(second)) == (404, 200)
    with up(installation) as running:
        third = link_of(running)
        path = second.partition("/setup/")[2]
        assert status_of(f"{running.address()}setup/{path}") == 404
        assert status_of(third) == 200
        shell(installation, MAKE_OWNER)
        assert status_of(third) == 410
    with up(installation) as running:
        running.address()
        assert WORD not in running.printed
    logs = "".join(
        file.read_text(errors="replace")
        for file in (installation.data / "log").iterdir()
    )
    for address in (first, second, third):
        assert address.split("/")[-2] not in logs


def test_a_link_from_the_command(installation: Installation) -> None:
    done = installation.manage("setup_link")
    assert done.code == 0
    assert done.stdout.startswith(b"http://127.0.0.1:8000/setup/")
    done = installation.manage("setup_link", "--address", "https://films.example.org/")
    assert done.stdout.startswith(b"https://films.example.org/setup/")
    done = installation.manage("setup_link", "--address", "films")
    assert (done.code, done.stdout) == (2, b"")
    assert done.stderr.count(b"\n") == 1
    shell(installation, MAKE_OWNER)
    done = installation.manage("setup_link")
    assert (done.code, done.stdout) == (2, b"")
    assert done.stderr == b"There is an owner already: log in at the site instead.\n"


@pytest.mark.parametrize("junk", [b"\xff\xfe", b"", b"\n"])
def test_a_spoilt_note_of_the_address_is_no_matter(
    installation: Installation, junk: bytes
) -> None:
    (installation.data / "run").mkdir(exist_ok=True)
    (installation.data / "run" / "addresses").write_bytes(junk)
    done = installation.manage("setup_link")
    assert done.stdout.startswith(b"http://127.0.0.1:8000/setup/")
