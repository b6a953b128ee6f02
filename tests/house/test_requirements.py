"""The lock: every package pinned with hashes, and nothing about where it came from."""

import re
from pathlib import Path

import pytest

from tests.installation import ROOT

LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-venv.txt")


def entries(text: str) -> list[str]:
    joined = text.replace("\\\n", " ")
    lines = (line.strip() for line in joined.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def faults(text: str) -> list[str]:
    """Entries that are no pin with hashes, and lines that name a place."""
    pin = re.compile(
        r"^[a-z0-9._-]+(\[[a-z,]+\])?==\S+( ;[^\\]+?)?( +--hash=sha256:[0-9a-f]{64})+$"
    )
    wrong = [entry for entry in entries(text) if not pin.match(entry)]
    return wrong + re.findall(
        r"(?i)^.*(?:https?:|file:|--index|--find-links).*$", text, re.M
    )


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_is_pinned_hashed_and_placeless(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert entries(text)
    assert faults(text) == []


@pytest.mark.parametrize(
    "text",
    ["django\n", "django==5.2.19\n", "--index-url https://example.org/simple\n"],
)
def test_a_bad_lock_would_be_seen(text: str) -> None:
    assert faults(text)


def test_every_direct_requirement_is_locked_and_dev_agrees() -> None:
    def pins(name: str) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for entry in entries((ROOT / name).read_text()):
            package, _, version = entry.split()[0].partition("==")
            found.setdefault(package.partition("[")[0], set()).add(version)
        return found

    runtime, development = pins("requirements.txt"), pins("requirements-dev.txt")
    assert {name: development.get(name) for name in runtime} == runtime
    for name, locked in (
        ("requirements.in", runtime),
        ("requirements-dev.in", development),
    ):
        wanted = re.findall(r"^([a-z][a-z0-9-]*)", Path(ROOT / name).read_text(), re.M)
        assert set(wanted) <= set(locked)
