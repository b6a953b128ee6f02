"""`hub` on a small project of its own: real environments, nothing to download."""

import hashlib
import os
import shutil
import signal
import sys
import urllib.request
from pathlib import Path

import pytest

from doors import process
from tests.house.running import started_up
from tests.installation import ROOT, alone, folder_of_run

MANAGE = """
import sys
print("manage", *sys.argv[1:])
sys.exit(7)
"""


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment as hub makes it, once in a run: to be copied, never changed."""
    project = folder_of_run(tmp_path_factory.getbasetemp()) / "hub_project"
    project.mkdir(exist_ok=True)
    with alone(project):
        if not (project / ".venv" / "requirements.txt.stamp").exists():
            assert hub(make_project(project), "manage", "first").code == 7
    return project / ".venv"


@pytest.fixture(scope="session")
def environment_made_once(
    tmp_path_factory: pytest.TempPathFactory, environment: Path
) -> Path:
    """A project whose environment is there; tests that do not break it share it."""
    project = with_environment(tmp_path_factory.mktemp("project"), environment)
    assert hub(project, "manage", "first").code == 7
    return project


def with_environment(folder: Path, environment: Path) -> Path:
    """A project with a copy of that environment; its lock is still to be installed."""
    shutil.copytree(environment, folder / ".venv", symlinks=True)
    return make_project(folder)


def make_project(folder: Path) -> Path:
    shutil.copy(ROOT / "hub", folder / "hub")
    shutil.copy(ROOT / "requirements-venv.txt", folder)
    for lock in ("requirements.txt", "requirements-dev.txt"):
        (folder / lock).write_text("# nothing is needed\n")
    (folder / "manage.py").write_text(MANAGE)
    return folder


def command(project: Path, *arguments: str) -> list[str]:
    return [sys._base_executable, str(project / "hub"), *arguments]  # type: ignore[attr-defined]


def hub(project: Path, *arguments: str) -> process.Finished:
    """Run hub with an empty environment but for a PATH without our own tools."""
    return process.run(
        command(project, *arguments),
        seconds=180,
        env={"PATH": "/usr/bin:/bin"},
        cwd=project.parent,
    )


def test_first_use_builds_says_so_on_stderr_and_adds_nothing_to_stdout(
    tmp_path: Path,
) -> None:
    done = hub(make_project(tmp_path), "manage", "sync", "--json")
    assert done.stdout == b"manage sync --json\n"
    assert done.code == 7
    assert b"making the environment" in done.stderr
    assert b"installing requirements.txt" in done.stderr


def test_second_start_installs_nothing(environment_made_once: Path) -> None:
    before = {
        path: path.stat().st_mtime_ns for path in environment_made_once.rglob("*")
    }
    done = hub(environment_made_once, "manage", "sync")
    after = {path: path.stat().st_mtime_ns for path in environment_made_once.rglob("*")}
    assert (done.code, done.stdout, done.stderr) == (7, b"manage sync\n", b"")
    assert before == after


def test_a_changed_lock_is_installed(environment_made_once: Path) -> None:
    lock = environment_made_once / "requirements.txt"
    lock.write_text(lock.read_text() + "# changed\n")
    done = hub(environment_made_once, "manage")
    assert b"installing requirements.txt" in done.stderr
    stamp = environment_made_once / ".venv" / "requirements.txt.stamp"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    assert stamp.read_text().split()[0] == digest


def test_an_environment_made_by_hand_is_adopted(environment_made_once: Path) -> None:
    (environment_made_once / ".venv" / "requirements.txt.stamp").unlink()
    kept = environment_made_once / ".venv" / "kept"
    kept.touch()
    done = hub(environment_made_once, "manage")
    assert b"installing requirements.txt" in done.stderr
    assert kept.exists()


def test_an_interrupted_installation_is_made_anew(
    tmp_path: Path, environment: Path
) -> None:
    project = with_environment(tmp_path, environment)
    (project / ".venv" / "unfinished").touch()
    half = project / ".venv" / "half"
    half.touch()
    done = hub(project, "manage")
    assert b"making the environment" in done.stderr
    assert not half.exists()
    assert not (project / ".venv" / "unfinished").exists()


def test_a_lock_that_cannot_be_installed_is_one_clear_failure(
    tmp_path: Path, environment: Path
) -> None:
    project = with_environment(tmp_path, environment)
    (project / "requirements.txt").write_text("django==5.2.19\n")  # without a hash
    done = hub(project, "manage")
    assert done.code == 1
    assert done.stdout == b""
    assert b"requirements.txt could not be installed" in done.stderr
    assert b"Traceback" not in done.stderr
    # And it is not taken for installed by the next start.
    (project / "requirements.txt").write_text("# repaired\n")
    assert hub(project, "manage").code == 7


def test_two_first_uses_at_once_make_one_environment(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    outputs = [tmp_path / "one.txt", tmp_path / "two.txt"]
    started = []
    for output in outputs:
        with output.open("wb") as file:
            started.append(
                process.start(
                    command(project, "manage"),
                    env={"PATH": "/usr/bin:/bin"},
                    stdout=file,
                    stderr=file,
                )
            )
    assert [child.wait(timeout=180) for child in started] == [7, 7]
    said = "".join(output.read_text() for output in outputs)
    assert said.count("making the environment") == 1
    assert said.count("manage\n") == 2


@pytest.mark.parametrize("arguments", [[], ["fly"], ["--fly"]])
def test_an_unknown_command_is_exit_2_with_the_usage(
    environment_made_once: Path, arguments: list[str]
) -> None:
    done = hub(environment_made_once, *arguments)
    assert done.code == 2
    assert done.stdout == b""
    assert done.stderr.startswith(b"usage: hub COMMAND")


def test_proofs_are_asked_for_by_name(environment_made_once: Path) -> None:
    """`hub prove` becomes the checkout's proofs, and its exit code is theirs."""
    proofs = environment_made_once / "tests" / "proofs"
    proofs.mkdir(parents=True)
    (proofs / "__main__.py").write_text(MANAGE.replace("manage", "prove"))
    done = hub(environment_made_once, "prove", "laws", "--seed", "3")
    assert (done.code, done.stdout) == (7, b"prove laws --seed 3\n")


def test_an_old_python_is_refused_by_name(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    text = (project / "hub").read_text()
    # The guard, asked for a Python that does not exist yet.
    (project / "hub").write_text(text.replace("OLDEST = (3, 11)", "OLDEST = (3, 99)"))
    done = hub(project, "manage")
    assert done.code == 1
    assert b"MediaHub needs Python 3.99 or newer; this is 3." in done.stderr
    assert not (project / ".venv").exists()


@pytest.mark.fresh_machine
def test_a_python_without_venv_gets_virtualenv(tmp_path: Path) -> None:
    """As on Debian without python3-venv: ensurepip is not there."""
    project = make_project(tmp_path)
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "ensurepip.py").write_text("raise ImportError('not shipped')\n")
    env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(hidden)} | {
        name: value for name, value in os.environ.items() if name.startswith("PIP_")
    }
    done = process.run(command(project, "manage", "x"), seconds=300, env=env)
    assert b"this Python has no venv" in done.stderr
    assert (done.code, done.stdout) == (7, b"manage x\n")
    assert (project / ".tools" / "virtualenv").is_dir()


@pytest.mark.fresh_machine
def test_an_empty_clone_comes_up_and_its_command_works(tmp_path: Path) -> None:
    """The whole installation from the lock, with python3 and a shell on the PATH."""
    clone = tmp_path / "clone"
    done = process.run(["git", "clone", "--quiet", str(ROOT), str(clone)], seconds=120)
    assert done.code == 0, done.stderr.decode()
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "python3").symlink_to(sys._base_executable)  # type: ignore[attr-defined]
    (tools / "sh").symlink_to("/bin/sh")
    env = {"PATH": str(tools)} | {
        name: value for name, value in os.environ.items() if name.startswith("PIP_")
    }
    hub_file = str(clone / "hub")
    first = process.run([hub_file, "manage", "check"], seconds=900, env=env)
    assert first.code == 0, first.stderr.decode()
    assert first.stdout == b"System check identified no issues (0 silenced).\n"
    assert b"installing requirements.txt" in first.stderr
    # Again without an index to ask.
    offline = {"PATH": str(tools), "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}
    again = process.run([hub_file, "manage", "check"], seconds=120, env=offline)
    assert (again.code, again.stderr) == (0, b"")
    argv = [hub_file, "up", "--port", "0"]
    with started_up(argv, env=offline, output=tmp_path / "up.txt") as running:
        with urllib.request.urlopen(f"{running.address()}healthz") as answer:
            assert answer.status == 200
        os.kill(running.child.pid, signal.SIGTERM)
        assert running.child.wait(timeout=25) == 0
