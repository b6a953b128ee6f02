"""`sync` draws on a terminal, and only there."""

from __future__ import annotations

import os
import pty
import sys
import threading

import pytest

from doors import process
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
