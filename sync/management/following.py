"""Commands that wait until the catalog says what they did."""

from __future__ import annotations

from collections.abc import Iterable

from sync import execute, settle
from sync.models import Run


def follow(runs: Iterable[Run]) -> None:
    """Carry out the runs that make the catalog follow."""
    for run in runs:
        if run.purpose == Run.Purpose.RESOLVE:
            settle.resolve_now(run.pk)
        else:
            execute.carry_out(run)
