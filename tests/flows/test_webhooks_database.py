"""The database goes away under a running web server: never a false 202.

PostgreSQL refuses and ends connections; SQLite is locked by another program for
longer than the web server waits.
"""

from __future__ import annotations

import sqlite3
import sys
import urllib.error
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from tests.flows.asked_for import rows
from tests.flows.test_webhooks_running import add, answers, call, free_port
from tests.house.running import started_up, until
from tests.installation import ROOT, Installation
from tests.replay import Replay


@contextmanager
def no_database(installation: Installation) -> Iterator[None]:
    """Nothing can be stored for the length of the block."""
    if connection.vendor == "sqlite":
        file = installation.data / "mediahub.sqlite3"
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
        return
    server, _, name = installation.env["DATABASE_URL"].rpartition("/")
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as link:
        link.execute(allow.format(sql.Identifier(name), sql.SQL("false")))
        link.execute(end, [name])
        try:
            yield
        finally:
            link.execute(allow.format(sql.Identifier(name), sql.SQL("true")))


def test_a_webhook_is_told_to_come_again(installation: Installation) -> None:
    port = free_port()
    env = {**installation.env, "MEDIAHUB_WEB_BIND": f"127.0.0.1:{port}"}
    if connection.vendor == "sqlite":
        file = installation.data / "mediahub.sqlite3"
        env["DATABASE_URL"] = f"sqlite:///{file}?timeout=1"
    installation = replace(installation, env=env)
    address = f"http://127.0.0.1:{port}/"
    web = [sys.executable, str(ROOT / "manage.py"), "run_part", "web"]
    output = installation.data / "web.txt"
    with Replay("a") as server, started_up(web, env=env, output=output):
        add(installation, "alpha", server)
        until(lambda: answers(address), "the web server")
        given = [call(address, server.secret)]
        with no_database(installation):
            for _ in range(3):
                with pytest.raises(urllib.error.HTTPError) as refused:
                    call(address, server.secret)
                assert refused.value.code == 503
                assert int(refused.value.headers["Retry-After"]) > 0
        given.append(call(address, server.secret))
        assert [t["id"] for t in rows(installation)["triggers"]] == given
    assert "Traceback" not in output.read_text()
    assert server.secret not in output.read_text()
