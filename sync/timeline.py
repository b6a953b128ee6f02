"""When each part of a run waited, was read, stored and merged: bars on one time axis.

Of moments that rows keep.  Shown to people; nothing is decided by it.  Reads only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sync import pace
from sync.models import Run, Scan

Phase = Literal["waiting", "reading", "storing", "merging"]

PHASES: Final[Sequence[Phase]] = ("waiting", "reading", "storing", "merging")
#: How wide the axis is, in units of its own, and the least that is still seen.
WIDTH: Final = 1000.0
_LEAST: Final = 4.0

_Span = tuple[Phase, datetime | None, datetime | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One phase of one part: when, and where it stands on the axis."""

    phase: Phase
    begins: datetime
    ends: datetime
    goes_on: bool
    x: float
    width: float

    @property
    def lasted(self) -> str:
        """``0.4 s``, ``12 s``, ``3 min``."""
        return _lasting((self.ends - self.begins).total_seconds())


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The bars of one part: of a scan, or of the catalog as a whole."""

    scan: Scan | None
    bars: Sequence[Bar]

    @property
    def cells(self) -> list[str]:
        """How long each phase lasted, in the order of `PHASES`; empty where none."""
        return [self._said(phase) for phase in PHASES]

    @property
    def began(self) -> datetime:
        """When the first of it began."""
        return self.bars[0].begins

    def _said(self, phase: Phase) -> str:
        bars = [bar for bar in self.bars if bar.phase == phase]
        if not bars:
            return ""
        seconds = sum((bar.ends - bar.begins).total_seconds() for bar in bars)
        so_far = " so far" if any(bar.goes_on for bar in bars) else ""
        return f"{_lasting(seconds)}{so_far}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """All parts of a run on one axis, from when it was asked for."""

    rows: Sequence[Row]
    lasted: str


def timeline_of(run: Run, scans: Sequence[Scan], now: datetime) -> Timeline | None:
    """The run's parts, whose servers are loaded; None where nothing has begun."""
    spans = [(scan, list(_of_scan(scan, run, now))) for scan in scans]
    parts: list[tuple[Scan | None, list[_Span]]] = [
        *((scan, found) for scan, found in spans),
        (None, list(_of_run(run, now))),
    ]
    known = [
        (scan, [(phase, a, b) for phase, a, b in found if a and a <= (b or now)])
        for scan, found in parts
    ]
    known = [(scan, found) for scan, found in known if found]
    if not known:
        return None
    begins = min(a for _, found in known for _, a, _ in found)
    ends = max(b or now for _, found in known for _, _, b in found)
    whole = max((ends - begins).total_seconds(), 0.001)
    return Timeline(
        rows=[
            Row(
                scan=scan,
                bars=[_bar(span, begins, whole, now) for span in found],
            )
            for scan, found in known
        ],
        lasted=_lasting(whole),
    )


def _of_scan(scan: Scan, run: Run, now: datetime) -> Iterator[_Span]:
    """Phases of a scan that began; one without an end goes on."""
    # A scan that the run shares may have been asked for before it.
    asked = max(scan.created_at, min(run.created_at, scan.started_at or now))
    yield "waiting", asked, scan.started_at or scan.finished_at
    if scan.started_at is None:
        return
    yield "reading", scan.started_at, scan.read_at or scan.finished_at
    if scan.read_at is not None:
        yield "storing", scan.read_at, scan.finished_at
    if scan.adopted_at is not None:
        # Scans of before these moments were kept say only when it was over.
        merging = scan.merging_at or (scan.finalized_at and scan.adopted_at)
        yield "waiting", scan.adopted_at, merging
        if merging is not None:
            yield "merging", merging, scan.finalized_at


def _of_run(run: Run, now: datetime) -> Iterator[_Span]:
    """What a run without a part for it does by itself: resolve, or rehearse."""
    if run.purpose == Run.Purpose.SYNC:
        return
    merged = timedelta(seconds=run.finalize_seconds)
    if run.purpose == Run.Purpose.RESOLVE:
        # Runs of before that moment was kept say only when they were over.
        begins = run.started_at or (run.finished_at and run.finished_at - merged)
        yield "waiting", run.created_at, begins
        if begins is not None:
            yield "merging", begins, run.finished_at
    elif run.finished_at is not None and merged:
        yield "merging", run.finished_at - merged, run.finished_at


def _bar(
    span: tuple[Phase, datetime, datetime | None],
    begins: datetime,
    whole: float,
    now: datetime,
) -> Bar:
    phase, start, end = span
    until = end or now
    x = min((start - begins).total_seconds() / whole * WIDTH, WIDTH - _LEAST)
    width = max((until - start).total_seconds() / whole * WIDTH, _LEAST)
    return Bar(
        phase=phase,
        begins=start,
        ends=until,
        goes_on=end is None,
        x=round(x, 1),
        width=round(min(width, WIDTH - x), 1),
    )


def _lasting(seconds: float) -> str:
    return f"{max(0.0, seconds):.1f} s" if seconds < 10 else pace.lasting(seconds)
