"""A restore is refused while MediaHub runs, whole or in part, and changes nothing."""

from __future__ import annotations

from pathlib import Path

from tests.backup.conftest import asked, must
from tests.house.running import up
from tests.house.test_up import get
from tests.installation import Installation


def refused(installation: Installation, path: Path) -> str:
    done = installation.manage("restore", "--replace", str(path))
    assert done.code == 1, done.stdout.decode()
    assert done.stdout == b""
    said = done.stderr.decode()
    assert said.count("\n") == 1
    return said


def test_it_is_refused_while_up_runs(saved: Path, other: Installation) -> None:
    with up(other) as running:
        address = running.address()
        assert "MediaHub is running" in (said := refused(other, saved))
        assert "end ./hub up first" in said
        assert get(f"{address}healthz")[0] == 200
    counts = "Server.objects.count(), Item.objects.count()"
    assert asked(other, f"[{counts}]", "from catalog.models import *") == [0, 0]
    # Its parts were alive a moment ago, and are not any more.
    assert "Restored" in must(other, "restore", "--replace", str(saved))
