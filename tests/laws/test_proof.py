"""The proof says so when something diverged."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.proofs import laws


def test_a_household_that_diverged_is_counted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def main(arguments: Any, plugins: Any) -> int:
        report: Any = SimpleNamespace(when="call", failed=True)
        plugins[0].pytest_runtest_logreport(report)
        return 1

    monkeypatch.setattr(pytest, "main", main)
    how = ["--seed", "0", "--schedules", "0", "--households", "20"]
    assert laws.run(how) == 1
    assert "20 households, 1 divergences" in capsys.readouterr().out
