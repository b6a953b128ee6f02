"""A `sync` that is killed (SIGKILL) before or after its n-th bulk write or commit.

Run as a program: ``python -m tests.sync.killed_sync POINT SERVERS`` with the servers
as JSON, each the arguments of `add_server`; ends by itself, with the exit code of
`sync`, where there is no such point.
"""

from __future__ import annotations

import itertools
import json
import os
import signal
import sys
from typing import Any

import django


def _killing(real: Any, points: itertools.count[int], last: int) -> Any:
    def counted(*args: Any, **kwargs: Any) -> Any:
        if next(points) == last:
            os.kill(os.getpid(), signal.SIGKILL)
        outcome = real(*args, **kwargs)
        if next(points) == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return outcome

    return counted


def main(last: int, servers: list[list[str]]) -> None:
    """Add the servers, then run the command with a death at the point."""
    django.setup()
    from django.core.management import call_command, execute_from_command_line
    from django.db.backends.base.base import BaseDatabaseWrapper

    from catalog import bulk

    for server in servers:
        call_command("add_server", *server, stdout=sys.stderr)
    points = itertools.count()
    for name in ("insert", "upsert", "update", "delete"):
        setattr(bulk, name, _killing(getattr(bulk, name), points, last))
    wrapper: Any = BaseDatabaseWrapper
    wrapper._commit = _killing(wrapper._commit, points, last)
    execute_from_command_line(["manage.py", "sync"])


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediahub.settings")
    main(int(sys.argv[1]), json.loads(sys.argv[2]))
