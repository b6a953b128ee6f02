"""Starts the program of this folder: on an installation, with what it is to do."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from doors import process
from tests.installation import ROOT, Installation


def run(
    installation: Installation, folder: Path, *arguments: str, seconds: float
) -> list[dict[str, Any]]:
    """What was found, deed by deed; what it says on the way is part of an error."""
    done = process.run(
        [sys.executable, "-m", "tests.crashes", str(folder), *arguments],
        seconds=seconds,
        env=installation.env,
        cwd=ROOT,
    )
    if done.code not in {0, 1} or not done.stdout:
        raise AssertionError(done.stderr.decode(errors="replace")[-4000:])
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found
