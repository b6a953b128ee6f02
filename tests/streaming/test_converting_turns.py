"""Who converts when: on a real gunicorn, by a viewer who jumps about and leaves."""

from __future__ import annotations

import http.client
import re
import threading
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from doors import process
from streaming.asking import AskingError
from streaming.hls.turns import CONVERTED, converting
from tests.house.running import children, until, up
from tests.installation import Installation, Template
from tests.library_server import library_server
from tests.streaming.films import FFMPEG

NAME = "Slate Quarry (2003)"
SECONDS = 60
ADD = """
from django.test import Client
from accounts.models import User
from tests.streaming.titles import add_file, make_movie, make_server
bob = User.objects.create_user("bob", "bob@example.org", "b-Passphrase-9")
item = make_movie()
add_file(item, make_server("{url}"), "{url}", container="mkv")
client = Client()
client.force_login(bob)
(cookie,) = client.cookies.values()
print(f"{{cookie.key}}={{cookie.value}}", item.public_id)
"""


def never() -> bool:
    return False


def test_one_person_converts_one_piece_at_once(
    tmp_path: Path, settings: Settings
) -> None:
    settings.MEDIAHUB_DATA = tmp_path
    with (
        converting(1, never),
        pytest.raises(AskingError) as refused,
        converting(1, lambda: True),
    ):
        raise AssertionError("two at once")
    assert refused.value.code == "gone"
    with converting(1, never):
        pass


def test_no_more_than_the_machine_has_cores(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIAHUB_DATA = tmp_path
    most, now, lock = 0, 0, threading.Lock()

    def convert(person: int) -> None:
        nonlocal most, now
        with converting(person, never):
            with lock:
                now += 1
                most = max(most, now)
            time.sleep(0.3)
            with lock:
                now -= 1

    threads = [
        threading.Thread(target=convert, args=(n,)) for n in range(CONVERTED + 3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == CONVERTED


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a film whose pieces take long to convert."""
    root = tmp_path_factory.mktemp("films")
    folder = root / "movies" / NAME
    folder.mkdir(parents=True)
    size = f"testsrc2=size=1920x1080:rate=25:duration={SECONDS}"
    run = process.run(
        [
            *(FFMPEG, "-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", size),
            *("-c:v", "mpeg4", "-g", "250", "-q:v", "8", str(folder / f"{NAME}.mkv")),
        ],
        seconds=120,
        env={},
        cwd=root,
    )
    assert run.code == 0, run.stderr
    with library_server(root) as server:
        path = urllib.parse.quote(f"{NAME}/{NAME}.mkv")
        yield f"{server.url}/movies/{path}"


class Viewer:
    """Somebody whose browser asks for pieces, and goes away when told to."""

    def __init__(self, address: str, session: str) -> None:
        self._host = urllib.parse.urlsplit(address).netloc
        self._headers = {"Cookie": session}

    def ask(self, path: str) -> http.client.HTTPConnection:
        link = http.client.HTTPConnection(self._host, timeout=60)
        link.request("GET", path, headers=self._headers)
        return link

    def read(self, path: str) -> str:
        link = self.ask(path)
        answer = link.getresponse()
        said = answer.read().decode()
        link.close()
        assert answer.status == 200, said
        return said


def converters(pid: int) -> int:
    """How many children convert pictures."""
    found = 0
    for child in children(pid):
        try:
            said = Path(f"/proc/{child}/cmdline").read_bytes()
        except OSError:
            continue
        found += b"streaming.sandbox" in said and b'"as": "480"' in said
    return found


def test_who_jumps_about_has_one_piece_converted_and_who_left_none(
    installation_template: Template, tmp_path: Path, shelf: str
) -> None:
    with (
        installation_template.copied(tmp_path / "data") as installation,
        up(installation) as running,
    ):
        session, film = added(installation, shelf)
        viewer = Viewer(running.address(), session)
        base = f"/hls/{film}/attic"
        said = viewer.read(f"{base}/master.m3u8?video=h264")
        assert "v0-480.m3u8" in said
        pieces = re.findall(r"^/hls.*m4s.*$", viewer.read(f"{base}/v0-480.m3u8"), re.M)
        assert len(pieces) > 3
        most, links = 0, []
        for number in range(50):
            links.append(viewer.ask(pieces[number % len(pieces)]))
            time.sleep(0.1)
            most = max(most, converters(running.child.pid))
            if number < 49:
                links.pop().close()
        until(lambda: converters(running.child.pid) == 1, "the piece that is wanted")
        assert most <= 1
        links.pop().close()
        until(lambda: converters(running.child.pid) == 0, "an end of converting", 10)
        # The next piece is not in the way of one that nobody waits for.
        link = viewer.ask(pieces[0])
        assert link.getresponse().status == 200
        link.close()


def added(installation: Installation, url: str) -> tuple[str, str]:
    """A viewer's cookie, and the film's id."""
    done = installation.manage("shell", "-v", "0", "-c", ADD.format(url=url))
    assert done.code == 0, done.stderr.decode()
    session, film = done.stdout.decode().split()
    return session, film
