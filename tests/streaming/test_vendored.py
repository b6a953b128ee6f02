"""What is vendored is what the manifest says, and the lock names no registry."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VENDOR = ROOT / "static" / "vendor"


def test_every_vendored_file_is_in_the_manifest_and_unchanged() -> None:
    lines = (VENDOR / "SHA256SUMS").read_text().splitlines()
    named = {line[66:]: line[:64] for line in lines}
    there = {
        str(file.relative_to(VENDOR)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in VENDOR.rglob("*")
        if file.is_file() and file.name != "SHA256SUMS"
    }
    assert there == named
    assert any(name.endswith("/LICENSE") for name in named)


def test_the_page_loads_the_version_that_is_pinned() -> None:
    pinned = json.loads((ROOT / "package.json").read_text())["dependencies"]
    page = (ROOT / "templates/streaming/watch.html").read_text()
    for name, version in pinned.items():
        assert (VENDOR / f"{name}-{version}").is_dir()
        assert f"vendor/{name}-{version}/" in page


def test_the_lock_names_no_address() -> None:
    lock = (ROOT / "package-lock.json").read_text()
    assert "://" not in lock
    assert '"integrity"' in lock


def test_nothing_installed_is_kept() -> None:
    assert "node_modules/" in (ROOT / ".gitignore").read_text().split()
