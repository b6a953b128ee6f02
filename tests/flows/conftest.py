"""Servers that really answer, and an installation that asks them.

`peers` are the recorded media-processors; `shelves` two `serve_library` programs,
started once per module, whose folders each test fills anew.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.flows.hub import Hub
from tests.library_server import library_server
from tests.replay import Replay

SHELF_SECRETS = {"a": "shelf-a-secret", "b": "shelf-b-secret"}


@dataclass(frozen=True, slots=True)
class Peers:
    """The two recorded servers."""

    a: Replay
    b: Replay


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder and the address of the program that serves it."""

    folder: Path
    url: str
    prefix: str
    secret: str


@dataclass(frozen=True, slots=True)
class Shelves:
    a: Shelf
    b: Shelf


@pytest.fixture
def hub(
    transactional_db: None,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
) -> Iterator[Hub]:
    """An empty installation.  At the end, no secret may have been in any output."""
    settings.MEDIAHUB_HTTP_CONNECT_SECONDS = 2
    settings.MEDIAHUB_HTTP_SILENCE_SECONDS = 1
    settings.MEDIAHUB_HTTP_SLOW_SECONDS = 1
    settings.MEDIAHUB_HTTP_ATTEMPTS = 1
    installed = Hub()
    yield installed
    printed = "\n".join([*installed.said, caplog.text])
    assert [s for s in installed.secrets if s in printed] == []


@pytest.fixture
def peers() -> Iterator[Peers]:
    with Replay("a") as a, Replay("b") as b:
        yield Peers(a, b)


@pytest.fixture(scope="module")
def shelf_programs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelves]:
    with ExitStack() as stack:
        found = {}
        for name, prefix in (("a", "/media"), ("b", "")):
            folder = tmp_path_factory.mktemp(f"shelf_{name}")
            (folder / "movies").mkdir()
            (folder / "tv").mkdir()
            secret = SHELF_SECRETS[name]
            running = stack.enter_context(
                library_server(folder, secret=secret, prefix=prefix)
            )
            found[name] = Shelf(folder, running.url, prefix, secret)
        yield Shelves(found["a"], found["b"])


@pytest.fixture
def shelves(shelf_programs: Shelves) -> Shelves:
    """Both shelves, emptied.  The two folders themselves stay: without them a server
    would rightly call its disk gone."""
    for shelf in (shelf_programs.a, shelf_programs.b):
        for section in ("movies", "tv"):
            for title in (shelf.folder / section).iterdir():
                shutil.rmtree(title)
    return shelf_programs
