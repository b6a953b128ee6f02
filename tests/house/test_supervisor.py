"""The supervisor with small real children: deaths, backoff, ends, orphans."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from doors import process
from mediahub.supervisor import child as child_module
from mediahub.supervisor.child import Child, KeepsDyingError
from mediahub.supervisor.parts import Part
from mediahub.supervisor.supervise import Supervisor
from tests.house.running import is_alive, until
from tests.installation import ROOT

SLEEPS = "import time; print('here', flush=True); time.sleep(600)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    "print('deaf', flush=True); time.sleep(600)"
)


class Said(list[str]):
    def __call__(self, part: str, text: str) -> None:
        self.append(f"{part}: {text}")


@pytest.fixture
def said() -> Said:
    return Said()


def make(code: str, said: Said, folder: Path, name: str = "part") -> Child:
    part = Part(name=name, argv=[sys.executable, "-c", code])
    return Child(part, env=dict(os.environ), cwd=folder, logs=folder, say=said)


def test_a_killed_child_is_started_again(tmp_path: Path, said: Said) -> None:
    with Supervisor(said) as supervisor:
        child = make(SLEEPS, said, tmp_path)
        supervisor.add(child)
        first = child.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        assert supervisor.wait_for(lambda: child.pid not in {None, first}, 30)
        second = child.pid
    assert second is not None
    until(lambda: not is_alive(second), "the end of the second process")
    assert said[0] == "part: ended by signal 9; starting again in 0.5 s"
    assert said[1] == "part: started again"


def test_a_child_that_keeps_dying_ends_everything(
    tmp_path: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child_module, "FIRST_PAUSE_SECONDS", 0.01)
    other = make(SLEEPS, said, tmp_path, "other")
    with Supervisor(said) as supervisor:
        supervisor.add(other)
        other_pid = other.pid
        supervisor.add(make("import sys; sys.exit('no luck')", said, tmp_path))
        with pytest.raises(KeepsDyingError, match="part ended 5 times"):
            supervisor.run()
    assert other_pid is not None
    assert not is_alive(other_pid)
    assert ": no luck" in said


def test_deaths_far_apart_are_forgiven(
    tmp_path: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child_module, "FIRST_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(child_module, "WITHIN_SECONDS", 0.0)
    with Supervisor(said) as supervisor:
        supervisor.add(make("pass", said, tmp_path))
        assert supervisor.wait_for(lambda: said.count("part: started again") > 7, 60)


def test_a_deaf_child_is_killed_with_its_own_children(
    tmp_path: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mediahub.supervisor.supervise.POLITE_SECONDS", 0.3)
    grandchild = tmp_path / "grandchild"
    code = (
        "import subprocess, sys, pathlib; "
        f"p = subprocess.Popen([sys.executable, '-c', {STUBBORN!r}]); "
        f"pathlib.Path({str(grandchild)!r}).write_text(str(p.pid)); " + STUBBORN
    )
    with Supervisor(said) as supervisor:
        child = make(code, said, tmp_path)
        supervisor.add(child)
        assert supervisor.wait_for(
            lambda: (
                child.log.path.exists()
                and child.log.path.read_text().count("deaf") == 2
            ),
            30,
        )
        pid = child.pid
    assert pid is not None
    until(lambda: not is_alive(pid), "the end of the child")
    until(lambda: not is_alive(int(grandchild.read_text())), "the grandchild's end")


LEASHED = """
import sys, time
from doors import process
child = process.start([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
time.sleep(600)
"""
UNLEASHED = LEASHED.replace("process.start([", "process.subprocess.Popen([")


@pytest.mark.skipif(sys.platform != "linux", reason="a signal that only Linux has")
@pytest.mark.parametrize(("code", "survives"), [(LEASHED, False), (UNLEASHED, True)])
def test_kill_9_of_the_parent_takes_the_child_along(
    tmp_path: Path, code: str, *, survives: bool
) -> None:
    """The second case shows that it is the leash which does it."""
    output = tmp_path / "pid"
    with output.open("wb") as file:
        parent = process.start([sys.executable, "-c", code], cwd=ROOT, stdout=file)
    until(lambda: output.read_text().endswith("\n"), "the child's id", 30)
    pid = int(output.read_text())
    try:
        # The leash is on once the program itself runs.
        until(
            lambda: b"leash" not in Path(f"/proc/{pid}/cmdline").read_bytes(),
            "the child's own program",
            30,
        )
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()
        if survives:
            time.sleep(0.5)
            assert is_alive(pid)
        else:
            until(lambda: not is_alive(pid), "the child's end", 20)
    finally:
        if is_alive(pid):
            os.kill(pid, signal.SIGKILL)


def test_a_leash_without_its_parent_starts_nothing(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    leash = str(ROOT / "doors" / "leash.py")
    done = process.run([sys.executable, leash, "1", "touch", str(mark)], seconds=30)
    assert done.code == -signal.SIGKILL
    assert not mark.exists()


def test_a_program_that_is_not_there_is_one_line() -> None:
    done = process.run(["/nowhere/program"], seconds=30)
    assert done.code == 1
    assert (
        done.stderr
        == b"/nowhere/program cannot be started: No such file or directory\n"
    )


def test_run_ends_what_is_late_and_what_says_too_much() -> None:
    with pytest.raises(process.ProcessFailed, match=r"was not done after 0\.5 seconds"):
        process.run([sys.executable, "-c", SLEEPS], seconds=0.5)
    with pytest.raises(process.ProcessFailed, match="more than 1000 bytes"):
        process.run(
            [sys.executable, "-c", "print('x' * 5000)"], seconds=30, most_output=1000
        )


def test_a_log_is_turned_over_when_it_is_long(
    tmp_path: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mediahub.supervisor.part_log.LARGEST_FILE", 1000)
    with Supervisor(said) as supervisor:
        child = make(f"[print('x' * 99) for _ in range(50)]; {SLEEPS}", said, tmp_path)
        supervisor.add(child)
        assert supervisor.wait_for(lambda: "here" in child.log.last_lines(), 30)
    sizes = sorted((f.name, f.stat().st_size <= 1100) for f in tmp_path.iterdir())
    assert sizes == [("part.log", True), ("part.log.1", True)]
