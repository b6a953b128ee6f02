"""`sync` draws on a terminal, and only there."""

from __future__ import annotations

import os
import pty
import sys
import threading
from io import StringIO

import pytest
from rich.console import Console

from doors import process
from sync.management.bars import bars_on
from tests.flows.test_webhooks_running import add
from tests.installation import ROOT, Installation
from tests.replay import Replay


def on_a_terminal(installation: Installation, *arguments: str) -> tuple[int, str]:
    """Run `sync` with stderr on a terminal; its exit code and what that showed."""
    ours, theirs = pty.openpty()
    shown = bytearray()

    def read() -> None:
        try:
            while piece := os.read(ours, 4096):
                shown.extend(piece)
        except OSError:
            return  # the terminal is closed

    reader = threading.Thread(target=read)
    reader.start()
    with os.fdopen(theirs, "wb", buffering=0) as terminal:
        child = process.start(
            [sys.executable, str(ROOT / "manage.py"), "sync", *arguments],
            env={**installation.env, "TERM": "xterm", "COLUMNS": "120"},
            stdout=terminal,
            stderr=terminal,
        )
        code = child.wait(timeout=120)
    reader.join(10)
    os.close(ours)
    return code, shown.decode(errors="replace")


@pytest.mark.parametrize("quiet", [False, True])
def test_bars_are_for_terminals(installation: Installation, quiet: bool) -> None:
    with Replay("a") as server:
        add(installation, "attic", server)
        code, shown = on_a_terminal(installation, *(["--quiet"] if quiet else []))
        assert code == 0, shown
        assert ("attic" in shown) is not quiet
        assert ("\x1b[" in shown) is not quiet
        piped = installation.manage("sync")
    assert piped.code == 0
    assert piped.stderr == b""
    assert b"\x1b" not in piped.stdout


@pytest.mark.parametrize("width", [60, 80, 160])
def test_a_narrow_terminal_shows_every_word(width: int) -> None:
    console = Console(file=StringIO(), width=width)
    bars = bars_on(console)
    said = (
        "reading titles · 1,204 of about 2,970 movies, 30 shows, 60 seasons, "
        "360 episodes · 310 per second · about 12 s left · now: Solar Drift"
    )
    bars.add_task("", total=1.0, name="attic", words=said)
    console.print(bars.get_renderable())
    assert isinstance(console.file, StringIO)
    lines = console.file.getvalue().splitlines()
    assert lines[0].startswith("attic ")
    assert " ".join(" ".join(lines).replace("━", " ").split()) == f"attic {said}"
