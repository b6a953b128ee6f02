"""`hub` ended amid an installation: pip ends with it, and the lock holds."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from doors import process
from tests.house.running import children, is_alive, until
from tests.house.test_hub import command, hub, with_environment
from tests.house.test_hub import environment as environment


@pytest.fixture
def stuck(
    tmp_path: Path, environment: Path
) -> Iterator[tuple[Path, process.Child, list[int]]]:
    """A hub whose pip waits for an index that never answers."""
    project = with_environment(tmp_path, environment)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        (project / "requirements.txt").write_text(
            f"--index-url http://127.0.0.1:{port}/\nx==1 --hash=sha256:{'0' * 64}\n"
        )
        output = tmp_path / "said.txt"
        with output.open("wb") as file:
            child = process.start(
                command(project, "manage"),
                env={"PATH": "/usr/bin:/bin"},
                stdout=file,
                stderr=file,
            )
        try:
            until(lambda: b"installing" in output.read_bytes(), "the installation")
            until(lambda: bool(pips(child)), "pip")
            yield project, child, pips(child)
        finally:
            process.kill_group(child)


def pips(child: process.Child) -> list[int]:
    return [pid for pid in children(child.pid) if "pip" in arguments_of(pid)]


def arguments_of(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return []


def open_files(pid: int) -> set[str]:
    return {os.path.realpath(link) for link in Path(f"/proc/{pid}/fd").iterdir()}


def can_begin_anew(project: Path) -> None:
    (project / "requirements.txt").write_text("# nothing is needed again\n")
    done = hub(project, "manage")
    assert done.code == 7
    assert b"making the environment" in done.stderr
    assert b"waiting for it" not in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_sigterm_ends_pip_too(stuck: tuple[Path, process.Child, list[int]]) -> None:
    project, child, (pip, *_) = stuck
    assert str((project / ".tools" / "hub.lock").resolve()) in open_files(pip)
    child.send_signal(signal.SIGTERM)
    assert child.wait(timeout=30) == 143
    assert not is_alive(pip)
    said = (project / "said.txt").read_bytes()
    assert b"hub: told to end; the next start begins the set-up again." in said
    assert b"Traceback" not in said
    can_begin_anew(project)


@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells children of it")
def test_a_killed_hub_takes_pip_along(
    stuck: tuple[Path, process.Child, list[int]],
) -> None:
    project, child, (pip, *_) = stuck
    child.kill()
    child.wait(timeout=30)
    until(lambda: not is_alive(pip), "the end of pip", 20)
    can_begin_anew(project)
