"""The demo's part in `up`, by itself: what it says, and how it ends."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from catalog.models import Server
from mediahub.demo.stamp import STAMP, VERSION
from mediahub.demo.start import Demo
from mediahub.supervisor.parts import Part
from mediahub.supervisor.supervise import Supervisor
from sync.models import Trigger
from sync.servers import add_server, remove_server
from tests.house.running import children, until
from tests.house.test_demo_rows import scanned

pytestmark = pytest.mark.django_db(transaction=True)


class Said(list[str]):
    def __call__(self, part: str, text: str) -> None:
        self.append(f"{part}: {text}")


@pytest.fixture
def data(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    settings.MEDIAHUB_DATA = tmp_path
    monkeypatch.setenv("MEDIAHUB_DATA", str(tmp_path))
    yield tmp_path
    assert not [pid for pid in children(os.getpid()) if "demo.make" in _words(pid)]


def _words(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def open_demo(said: Said, *, wanted: bool = True) -> tuple[dict[str, str], list[Part]]:
    """What it tells the other parts, and the parts it would start."""
    parts: list[Part] = []
    with Demo(said) as demo, Supervisor(said) as supervisor:
        env = demo.plan(wanted=wanted)
        demo.open(supervisor, parts.append)
    return env, parts


def test_servers_of_ones_own_are_left_alone(data: Path) -> None:
    add_server(name="mine", kind="media-processor", api_url="http://127.0.0.1:9")
    said = Said()
    assert open_demo(said) == ({}, [])
    assert said == ["demo: left out: you have servers of your own"]
    assert list(Server.objects.values_list("name", flat=True)) == ["mine"]
    assert list(data.iterdir()) == []


def test_without_the_word_there_is_no_demo(data: Path) -> None:
    said = Said()
    assert open_demo(said, wanted=False) == ({}, [])
    assert said == []
    assert not Server.objects.exists()


def test_a_demo_that_cannot_be_made_is_one_reason(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FFMPEG", "/nowhere/ffmpeg")
    said = Said()
    env, parts = open_demo(said)
    assert env == {"MEDIAHUB_DEMO": "1"}, "not up without it"
    assert parts == []
    reasons = [line for line in said if "could not be made" in line]
    assert len(reasons) == 1
    assert "/nowhere/ffmpeg" in reasons[0]
    assert "cannot be started" in reasons[0]
    assert "Traceback" not in "".join(said)
    # The next start, now without the word, tries again.
    assert open_demo(again := Said(), wanted=False)[0] == {}
    assert any("could not be made" in line for line in again)


def test_a_demo_that_comes_back_is_synced_anew(data: Path) -> None:
    library = data / "demo" / "library"
    library.mkdir(parents=True)
    (library / STAMP).write_text(VERSION)
    open_demo(Said())
    for server in Server.objects.all():
        scanned(server, is_projected=True)
    Trigger.objects.all().delete()
    open_demo(Said())
    assert not Trigger.objects.filter(purpose="sync").exists(), "nothing is owed"
    for server in Server.objects.present():
        remove_server(server)
    _, parts = open_demo(Said())
    assert len(parts) == 2
    assert Trigger.objects.filter(purpose="sync").exists()


def test_who_is_told_to_end_does_not_wait_for_the_making(data: Path) -> None:
    unfinished = data / "demo" / "library.unfinished"

    def end_soon() -> None:
        until(unfinished.exists, "the making", 60)
        os.kill(os.getpid(), signal.SIGTERM)

    ender = threading.Thread(target=end_soon)
    ender.start()
    said = Said()
    _, parts = open_demo(said)
    ender.join()
    assert parts == []
    assert not (data / "demo" / "library").exists()
    assert not any("could not" in line for line in said)
