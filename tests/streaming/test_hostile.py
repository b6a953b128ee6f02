"""Hostile and broken files: an answer or a refusal in time; nothing else is touched."""

from __future__ import annotations

import json
import re
import subprocess  # noqa: TID251  # a look at the guard from outside of it
import sys
from pathlib import Path

import pytest

from doors import process
from streaming import film as films
from streaming.asking import AskingError, ask
from tests.streaming.films import LocalFilm, make
from tests.streaming.hostile import files

#: Calls by which a program reaches something that was not given to it.
REACHING = "open,openat,openat2,creat,socket,connect,bind,execve,execveat,fork,vfork"
SECONDS = 10
REFUSED = {"unreadable", "no_table", "too_much", "died", "too_slow"}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("hostile")
    found = {}
    for name, data in files(folder).items():
        found[name] = folder / name
        found[name].write_bytes(data)
    return found


def outcome(path: Path) -> str:
    """``read``, or the code of the refusal."""
    local = LocalFilm(path)
    try:
        question = {"do": "index", "may_scan": True}
        told = ask(local, question, seconds=SECONDS, most_read=64 * 1024 * 1024)
        found = films.read(json.loads(told))
        for track in found.tracks[:2]:
            if found.video is None or track.kind == "caption":
                continue
            start, end = films.span(found, 0)
            piece = {
                "track": track.number,
                "start": start,
                "end": end,
                "time_base": found.video.time_base,
                "reorder": found.video.reorder,
                "zero_us": found.zero_us,
            }
            for made in ("copy", "aac") if track.kind == "audio" else ("copy",):
                question = {"do": "piece", "as": made, "part": "piece", "piece": piece}
                ask(local, question, seconds=SECONDS, most_read=64 * 1024 * 1024)
    except AskingError as error:
        return error.code
    return "read"


def test_there_are_forty(hostile: dict[str, Path]) -> None:
    assert len(hostile) >= 40


def test_each_is_answered_or_refused(hostile: dict[str, Path]) -> None:
    came = {name: outcome(path) for name, path in hostile.items()}
    assert set(came.values()) <= REFUSED | {"read"}, came
    for name in ("playlist.mp4", "concat.mp4", "dash.mp4", "empty.mp4", "script.mp4"):
        assert came[name] == "unreadable"
    # No file may hold somebody up until they give up: each says so by itself.
    assert "too_slow" not in came.values(), came


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Every child is started under strace, which writes down what it reaches for."""
    trace = tmp_path / "trace"
    real = process.start

    def start(argv: list[str], **how: object) -> process.Child:
        watch = ["/usr/bin/strace", "-f", "-q", "-A", "-o", str(trace)]
        return real([*watch, "-e", f"trace={REACHING},prctl", *argv], **how)  # type: ignore[arg-type]

    monkeypatch.setattr(process, "start", start)
    return trace


def reached(trace: Path) -> list[str]:
    """What children reached for once they were at a film, successful or not."""
    found, is_locked = [], False
    names = REACHING.replace(",", "|")
    for line in trace.read_text(errors="replace").splitlines():
        call = line.partition(" ")[2].strip()
        if call.startswith("execve(") and call.endswith("= 0"):
            is_locked = False  # the next child
        elif "PR_SET_SECCOMP" in call:
            is_locked = True
        elif is_locked and re.match(rf"({names})\(", call):
            found.append(call)
    return found


@pytest.mark.skipif(
    not Path("/usr/bin/strace").exists(), reason="strace is not installed"
)
def test_nothing_else_is_opened_and_nobody_called(
    hostile: dict[str, Path], watched: Path
) -> None:
    for path in hostile.values():
        outcome(path)
    assert "PR_SET_SECCOMP" in watched.read_text(errors="replace")
    opened = [call for call in reached(watched) if "= -1 EPERM" not in call]
    assert opened == []
    # What was tried and refused: nothing but what the interpreter itself looks up.
    tried = {
        match[0] for call in reached(watched) if (match := re.findall('"(.*?)"', call))
    }
    assert not [name for name in tried if "passwd" in name or "harm" in name], tried
    assert not [call for call in reached(watched) if call.startswith("connect")]


PROBE = """
import socket, sys
from streaming.sandbox.locked import lock
if sys.argv[1] == "locked" and not lock():
    sys.exit(9)
came = []
for what in (lambda: open("/etc/hostname"), lambda: socket.socket()):
    try:
        what()
        came.append("did")
    except PermissionError:
        came.append("could not")
print(", ".join(came))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the filter is Linux's")
@pytest.mark.parametrize(
    ("how", "came"),
    [("locked", "could not, could not"), ("not locked", "did, did")],
)
def test_the_lock_refuses_what_goes_without_it(how: str, came: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", PROBE, how], capture_output=True, text=True, timeout=60
    )
    assert run.stdout.strip() == came, run.stderr


def test_a_reader_that_hangs_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make(tmp_path, "film.mkv", seconds=2)
    local = LocalFilm(path)
    with pytest.raises(AskingError) as ended:
        ask(local, {"do": "index", "may_scan": True}, seconds=0.01, most_read=10**9)
    assert ended.value.code == "too_slow"


def test_who_reads_too_much_is_refused(tmp_path: Path) -> None:
    path = make(tmp_path, "film.ts", seconds=2)
    with pytest.raises(AskingError) as refused:
        ask(
            LocalFilm(path),
            {"do": "index", "may_scan": True},
            seconds=SECONDS,
            most_read=100_000,
        )
    assert refused.value.code == "too_much"
