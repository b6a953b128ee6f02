"""A restore is refused while MediaHub runs, whole or in part, and changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

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


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_name_that_no_disk_takes_is_one_line(
    installation: Installation, command: str
) -> None:
    done = installation.manage(command, "/tmp/" + "x" * 300)
    assert done.code in {1, 2}
    assert done.stderr.decode().count("\n") == 1
    assert "name too long" in done.stderr.decode()


def test_a_copy_that_fails_leaves_nothing_behind(installation: Installation) -> None:
    if "DATABASE_URL" in installation.env:
        pytest.skip("only an SQLite database is copied aside")
    (installation.data / "backups").write_text("in the way")
    before = sorted(path.name for path in installation.data.iterdir())
    code = (
        "from django.conf import settings\n"
        "from mediahub.supervisor import prepare\n"
        "try:\n    prepare.back_up(settings.MEDIAHUB_DATA)\n"
        "except prepare.CopyError as error:\n    print('refused:', error)"
    )
    done = installation.manage("shell", "--verbosity", "0", "--command", code)
    assert done.stdout.startswith(b"refused: The database was not copied"), done
    after = sorted(path.name for path in installation.data.iterdir())
    assert [name for name in after if "unfinished" in name] == []
    assert set(before) <= set(after)
