"""docker-compose.yml without docker: its commands, started as plain processes."""

import os
import socket
import sys
import time
from contextlib import closing
from typing import Any

import pytest
import redis
import yaml
from django.db import connection

from doors import process
from tests.house.running import is_alive, until
from tests.installation import ROOT, Installation

OURS = ("web", "worker", "beat", "reconciler")


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    text = (ROOT / "docker-compose.yml").read_text()
    found: dict[str, Any] = yaml.safe_load(text)["services"]
    return found


def test_every_part_is_there(services: dict[str, Any]) -> None:
    assert set(services) == {*OURS, "migrate", "database", "broker", "nginx"}
    for name in OURS:
        waits = services[name]["depends_on"]
        assert waits["migrate"]["condition"] == "service_completed_successfully"
    assert [n for n in services if "ports" in services[n]] == ["nginx"]


def test_no_secret_has_a_default(services: dict[str, Any]) -> None:
    environment = services["web"]["environment"]
    for name in ("SECRET_KEY", "MEDIAHUB_CREDENTIAL_KEYS"):
        assert environment[name] == f"${{{name}:?set it in .env}}"
    assert ":?set it in .env}" in environment["DATABASE_URL"]


def test_the_image_runs_the_same_program_and_carries_no_gpl_binary() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert 'ENTRYPOINT ["python", "manage.py"]' in lines
    # Nothing but the lock and our own files goes in: no system packages.
    assert not [line for line in lines if "apt" in line.split() or "apt-get" in line]
    assert "USER mediahub" in lines


def test_the_parts_run_as_plain_processes(
    services: dict[str, Any], installation: Installation
) -> None:
    """The commands of the file, with the database and broker of this run."""
    address = os.environ.get("REDIS_URL", "")
    if connection.vendor != "postgresql" or not address:
        pytest.skip("needs DATABASE_URL (PostgreSQL) and REDIS_URL, as the file does")
    assert redis.Redis.from_url(address).ping()
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    env = {**installation.env, "REDIS_URL": address, "MEDIAHUB_WEB_BIND": bind}
    done = Installation(data=installation.data, env=env).manage(
        *services["migrate"]["command"]
    )
    assert done.code == 0, done.stderr.decode()
    started = {}
    try:
        for name in OURS:
            log = (installation.data / f"{name}.txt").open("wb")
            with log:
                started[name] = process.start(
                    [
                        *(sys.executable, str(ROOT / "manage.py")),
                        *services[name]["command"],
                    ],
                    env=env,
                    stdout=log,
                    stderr=log,
                )
        check = services["web"]["healthcheck"]["test"]
        assert check[:2] == ["CMD", "python"]
        argv = [sys.executable, *(x.replace("127.0.0.1:8000", bind) for x in check[2:])]
        until(
            lambda: process.run(argv, seconds=30, env=env).code == 0,
            "the health check of the web container",
        )
        assert all(is_alive(child.pid) for child in started.values())
        for child in started.values():
            process.ask_to_end(child)
        deadline = time.monotonic() + 20
        for name, child in started.items():
            left = max(0.1, deadline - time.monotonic())
            assert child.wait(timeout=left) in {0, -15}, name
    finally:
        for child in started.values():
            process.kill_group(child)
