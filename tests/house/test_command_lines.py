"""What commands say to a person who got something wrong, as programs."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from doors import process
from tests.installation import ROOT, Installation

MANAGE = [sys.executable, str(ROOT / "manage.py")]


def one_line(done: process.Finished, code: int) -> str:
    said = done.stderr.decode()
    assert (done.code, done.stdout) == (code, b""), said
    assert len(said.splitlines()) == 1, said
    return said


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (("up", "--port", "x"), "--port"),
        (("up", "--port", "70000"), "70000"),
        (("up", "--colour"), "--colour"),
        (("run_part", "nosuch"), "nosuch"),
        (("nosuch",), "Unknown command: nosuch. See ./hub manage help."),
        (("explian", "x"), "Did you mean explain?"),
        (("help", "nosuch"), "nosuch"),
        (("--nosuch",), "--nosuch"),
    ],
)
def test_bad_arguments(
    installation: Installation, arguments: tuple[str, ...], names: str
) -> None:
    assert names in one_line(installation.manage(*arguments), 2)


@pytest.mark.parametrize(
    "arguments", [("explain", "movie:\udcff"), ("sync", "a\udcffb"), ("\udcff",)]
)
def test_arguments_that_are_no_text(
    installation: Installation, arguments: tuple[str, ...]
) -> None:
    assert "\\udcff" in one_line(installation.manage(*arguments), 2)


def test_known_commands_still_come(installation: Installation) -> None:
    """The negative control."""
    assert installation.manage("help").code == 0
    assert installation.manage("--version").stdout.startswith(b"5.")
    assert installation.manage("list_servers").code == 0


def test_a_database_that_is_not_made_yet(
    installation: Installation, tmp_path: Path
) -> None:
    fresh = tmp_path / "fresh"
    env = {k: v for k, v in installation.env.items() if k != "DATABASE_URL"}
    empty = replace(installation, data=fresh, env={**env, "MEDIAHUB_DATA": str(fresh)})
    for arguments in (("list_servers",), ("sync",), ("explain", "movie:X (2000)")):
        said = one_line(empty.manage(*arguments), 1)
        assert said == (
            "The database is not made yet: run ./hub up once, or "
            "./hub manage migrate.\n"
        )


def test_a_reader_that_leaves_ends_the_command_quietly(
    installation: Installation, tmp_path: Path
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    errors = tmp_path / "errors.txt"
    try:
        with errors.open("wb") as file, os.fdopen(writing, "wb") as out:
            child = process.start(
                [*MANAGE, "export_catalog", "--json"],
                env=installation.env,
                cwd=ROOT,
                stdout=out,
                stderr=file,
            )
        assert child.wait(timeout=60) == 141
    finally:
        process.kill_group(child)
    assert errors.read_text() == ""
