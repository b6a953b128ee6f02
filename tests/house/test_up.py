"""`hub up` whole: every part, a death, a kill -9, an end, and what it refuses."""

import os
import signal
import socket
import sqlite3
import urllib.error
import urllib.request
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from tests.house.running import children, is_alive, until, up
from tests.installation import Installation

PARTS = ("broker", "worker", "scheduler", "reconciler", "web")


def get(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def is_refused(address: str) -> bool:
    """Whether nobody listens any more; a thread of the dead may for a moment."""
    there = urlsplit(address)
    try:
        socket.create_connection((str(there.hostname), there.port or 0), 5).close()
    except ConnectionRefusedError:
        return True
    return False


def test_everything_comes_up_and_ends_on_sigterm(installation: Installation) -> None:
    with up(installation) as running:
        address = running.address()
        status, body = get(f"{address}healthz")
        assert status == 200, body
        assert '"down": []' in body
        assert get(f"{address}admin/login/")[0] == 200
        descendants = children(running.child.pid)
        assert len(descendants) >= len(PARTS)
        # A second one on the same data is refused and harms nothing.
        second = installation.manage("up", "--port", "0")
        assert second.code == 1
        assert b"is already running on" in second.stderr
        assert get(f"{address}healthz")[0] == 200
        os.kill(running.child.pid, signal.SIGTERM)
        assert running.child.wait(timeout=25) == 0
        assert "MediaHub has ended." in running.printed
    assert [pid for pid in descendants if is_alive(pid)] == []


def test_a_killed_worker_comes_back_and_kill_9_leaves_no_orphan(
    installation: Installation,
) -> None:
    with up(installation) as running:
        address = running.address()
        worker = running.pid_of("worker")
        os.kill(worker, signal.SIGKILL)
        until(lambda: "started again" in running.printed, "the worker's return")
        assert not is_alive(worker)
        web = running.pid_of("web")
        assert children(web), "the web server has workers of its own"
        descendants = children(running.child.pid)
        assert len(descendants) >= len(PARTS)
        os.kill(running.child.pid, signal.SIGKILL)
        running.child.wait()
        until(
            lambda: not any(is_alive(pid) for pid in descendants),
            "the end of all parts",
            20,
        )
    until(lambda: is_refused(address), "the end of whoever listened", 20)


def test_health_names_the_broker_that_is_gone(installation: Installation) -> None:
    with up(installation) as running:
        address = running.address()
        broker = running.pid_of("broker")
        os.kill(broker, signal.SIGSTOP)
        try:
            until(
                lambda: (
                    (answer := get(f"{address}healthz"))[0] == 503
                    and '"broker": "down"' in answer[1]
                ),
                "the alarm",
                30,
            )
        finally:
            os.kill(broker, signal.SIGCONT)
        until(lambda: get(f"{address}healthz")[0] == 200, "the all-clear", 60)


def test_the_worker_finds_a_broker_that_came_back(installation: Installation) -> None:
    ping = (
        "from mediahub.celery import app; "
        "print(len(app.control.ping(timeout=2.0)), end='')"
    )
    with up(installation) as running:
        running.address()
        os.kill(running.pid_of("broker"), signal.SIGKILL)
        until(lambda: "broker     started again" in running.printed, "the new broker")
        until(
            lambda: (
                installation.manage("shell", "--verbosity", "0", "-c", ping).stdout
                == b"1"
            ),
            "the worker's answer through the new broker",
        )
        assert "worker     ended" not in running.printed


def test_a_taken_port_is_one_line(installation: Installation) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        done = installation.manage("up", "--port", str(port))
    assert done.code == 1
    assert done.stdout == b""
    expected = f"Port {port} on 127.0.0.1 is taken; choose another"
    assert done.stderr.decode().startswith(expected)
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["--port", "70000"],
        ["--port", "many"],
        ["--dev", "--host", "0.0.0.0"],
        ["--fly"],
    ],
)
def test_bad_arguments_are_exit_2(
    installation: Installation, arguments: list[str]
) -> None:
    done = installation.manage("up", *arguments)
    assert done.code == 2
    assert b"Traceback" not in done.stderr
    assert done.stdout == b""


def test_an_sqlite_database_is_copied_aside_before_an_update(
    installation: Installation,
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has backups of its own; only SQLite is copied")
    file = installation.data / "mediahub.sqlite3"
    with closing(sqlite3.connect(file)) as database:
        database.execute(
            "DELETE FROM django_migrations WHERE app = 'django_celery_beat' "
            "AND name = (SELECT max(name) FROM django_migrations "
            "WHERE app = 'django_celery_beat')"
        )
        database.execute("CREATE TABLE kept (word text)")
        database.execute("INSERT INTO kept VALUES ('before')")
        database.commit()
    code = (
        "from django.conf import settings; from mediahub.supervisor import prepare; "
        "prepare.call_command = lambda *a, **k: None; "
        "[print(prepare.migrate(settings.MEDIAHUB_DATA)) for _ in range(7)]"
    )
    done = installation.manage("shell", "--verbosity", "0", "--command", code)
    assert done.code == 0, done.stderr.decode()
    copies = sorted((installation.data / "backups").iterdir())
    assert len(copies) == 5
    assert str(copies[-1]) in done.stdout.decode()
    with closing(sqlite3.connect(copies[-1])) as database:
        assert database.execute("SELECT word FROM kept").fetchall() == [("before",)]


def test_an_unreachable_database_is_one_line(installation: Installation) -> None:
    env = {
        **installation.env,
        "DATABASE_URL": "postgres://nobody:pass-word@127.0.0.1:1/none",
    }
    done = Installation(data=installation.data, env=env).manage("up", "--port", "0")
    assert done.code == 1
    assert b"The database cannot be used" in done.stderr
    assert b"Traceback" not in done.stderr
    assert b"pass-word" not in done.stderr


@pytest.mark.django_db
def test_the_run_of_the_tests_has_a_database_of_its_own() -> None:
    name = str(connection.settings_dict["NAME"])
    assert name != str(settings.MEDIAHUB_DATA / "mediahub.sqlite3")
    assert "test" in name
