"""How the database is opened: who waits for whom, and for how long.

What DATABASE_URL says itself stands.
"""

from __future__ import annotations

from typing import Any


def database_options(engine: str, given: Any, **limits: float) -> dict[str, object]:
    """Options of a connection; `limits` are PostgreSQL's own, in seconds."""
    if engine == "django.db.backends.sqlite3":
        # WAL lets pages read while a sync writes; IMMEDIATE makes writers queue for
        # the lock instead of failing with "database is locked" half way.
        own: dict[str, object] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
        return {**own, **(given or {})}
    # A sync's transaction may be long, a lock on it may be waited for, and a worker
    # that vanished must free its locks soon. An `options` in DATABASE_URL replaces
    # all of this, for poolers that refuse such parameters.
    said = {**limits, "client_connection_check_interval": 1}
    own = {
        "options": " ".join(
            f"-c {name}={round(seconds * 1000)}" for name, seconds in said.items()
        ),
        "connect_timeout": 10,
        "pool": False,
    }
    return {**own, **(given or {})}
