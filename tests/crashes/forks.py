"""Children of one process that has loaded everything and opened nothing.

Each works on a database of its own and tells what it has to tell in a file; what it
prints goes to another.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg
from django.core.management import get_commands, load_command_class
from django.db import connections
from django.test import Client
from django.urls import get_resolver

from tests.installation import Installation
from tests.replay import Replay

_SECONDS: Final = 120.0
_POLL: Final = 0.002
_COMMANDS_OF: Final = ("sync", "catalog")

Work = Callable[[Callable[[Any], None]], None]


class Broken(AssertionError):
    """A child that neither died as it should nor came to its end."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended: what it told, and whether it was killed."""

    told: list[Any]
    killed: bool

    @property
    def last(self) -> Any:
        return self.told[-1]


def warm_up(browser: Client) -> None:
    """Load what children need, so that each of them need not; open nothing."""
    browser.handler.load_middleware()
    resolver: Any = get_resolver()
    resolver._populate()
    for name, app in get_commands().items():
        if app in _COMMANDS_OF:
            load_command_class(app, name)
    gc.freeze()


@contextmanager
def peers() -> Iterator[dict[str, str]]:
    """Both recorded media-processors, served by a child; their addresses by name."""
    told, tell = os.pipe()
    gone, here = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(here)
        # That whoever asked has died is what is meant here, and nothing to print.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        with Replay("a") as a, Replay("b") as b:
            os.write(tell, json.dumps({"a": a.url, "b": b.url}).encode())
            # Ends when nobody is there any more who could ask.
            os.read(gone, 1)
        os._exit(0)
    try:
        yield json.loads(os.read(told, 1000))
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        for end in (told, tell, gone, here):
            os.close(end)


def forked(installation: Installation, work: Work) -> Ended:
    """Run the work in a child on this database, to its end or its death."""
    told = installation.data / f"told-{time.monotonic_ns()}"
    printed = installation.data / "printed"
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        _be_child(installation, work, told, printed)
    status = _waited(child, printed)
    lines = told.read_text().splitlines() if told.exists() else []
    told.unlink(missing_ok=True)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    if not killed and status != 0:
        said = printed.read_text(errors="replace")[-4000:]
        raise Broken(f"It ended with {os.waitstatus_to_exitcode(status)}.\n{said}")
    _until_alone(installation)
    return Ended([json.loads(line) for line in lines], killed)


def _be_child(
    installation: Installation, work: Work, told: Path, printed: Path
) -> None:
    code = 1
    try:
        output = os.open(printed, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(output, 1)
        os.dup2(output, 2)
        sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", closefd=False)  # noqa: SIM115
        connections["default"].settings_dict["NAME"] = installation.database
        with told.open("w") as file:

            def tell(value: Any) -> None:
                file.write(json.dumps(value, default=str) + "\n")
                file.flush()

            work(tell)
        connections.close_all()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        # Nothing that the parent registered for its own end is run here.
        os._exit(code)


def _waited(child: int, printed: Path) -> int:
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return status
        time.sleep(_POLL)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    raise Broken(f"It hangs.\n{printed.read_text(errors='replace')[-4000:]}")


def _until_alone(installation: Installation) -> None:
    """Wait until PostgreSQL has seen that the dead are gone."""
    address = installation.env.get("DATABASE_URL", "")
    if not address:
        return
    name = installation.database
    base = address.removesuffix(name) + "postgres"
    deadline = time.monotonic() + _SECONDS
    with psycopg.connect(base, autocommit=True) as link:
        while time.monotonic() < deadline:
            row = link.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [name]
            ).fetchone()
            if row is not None and row[0] == 0:
                return
            time.sleep(_POLL)
    raise Broken(f"Somebody is still connected to {name}.")
