"""`hub service`: a unit that systemd itself accepts, whatever folders are called."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from doors import process
from mediahub.supervisor.service import Service, UnitError
from tests.installation import ROOT, Installation


def made(checkout: str = "/opt/mediahub", **facts: object) -> Service:
    known = {
        "checkout": Path(checkout),
        "data": Path(checkout) / "var",
        "host": "0.0.0.0",
        "port": 8000,
        "user": "root",
        **facts,
    }
    return Service(**known)  # type: ignore[arg-type]


def test_the_command_prints_a_unit_and_nothing_else(installation: Installation) -> None:
    done = installation.manage("service", "--host", "0.0.0.0", "--port", "9000")
    assert done.code == 0
    unit = done.stdout.decode()
    assert unit.startswith("[Unit]\n")
    assert f'ExecStart="{ROOT}/hub" up --host "0.0.0.0" --port 9000' in unit
    assert f'Environment="MEDIAHUB_DATA={installation.data}"' in unit
    assert "Restart=on-failure" in unit
    assert "systemctl daemon-reload" in done.stderr.decode()
    own = installation.manage("service", "--user")
    assert b"User=" not in own.stdout
    assert b"WantedBy=default.target" in own.stdout
    assert installation.manage("service", "--port", "0").code == 2


def test_a_low_port_is_the_only_right_that_is_kept() -> None:
    assert "CapabilityBoundingSet=\n" in made().unit()
    assert "AmbientCapabilities=CAP_NET_BIND_SERVICE\n" in made(port=80).unit()


@pytest.mark.parametrize("user", ["root", None])
@pytest.mark.parametrize("name", ["mediahub", "50% my media"])
def test_systemd_accepts_it(tmp_path: Path, name: str, user: str | None) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("no systemd-analyze on the PATH; Debian's systemd has it")
    checkout = tmp_path / name
    checkout.mkdir()
    (checkout / "hub").write_text("#!/bin/sh\n")
    (checkout / "hub").chmod(0o755)
    unit = tmp_path / "mediahub.service"
    unit.write_text(made(str(checkout), user=user).unit())
    done = process.run([program, "verify", "--man=no", str(unit)], seconds=60)
    said = done.stderr.decode() + done.stdout.decode()
    ours = [line for line in said.splitlines() if "mediahub.service" in line]
    assert ours == []
    # Its opposite: a unit that is wrong is not passed over.
    unit.write_text(unit.read_text().replace("ExecStart=", "ExecStart=no-path-"))
    wrong = process.run([program, "verify", "--man=no", str(unit)], seconds=60)
    assert "mediahub.service" in wrong.stderr.decode() + wrong.stdout.decode()


@pytest.mark.parametrize(
    "name", ["/opt/a\nUser=root", "/opt/a\\", "/opt/$HOME", '/opt/"a"']
)
def test_a_folder_that_would_say_more_is_refused(name: str) -> None:
    with pytest.raises(UnitError):
        made(name).unit()
