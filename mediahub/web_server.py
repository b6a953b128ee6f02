"""gunicorn's configuration file: what cannot be said on its command line."""

from typing import Any

from doors.leash import die_with_parent


def post_fork(_server: Any, worker: Any) -> None:
    """A worker dies with the master, however the master dies."""
    die_with_parent(worker.ppid)
