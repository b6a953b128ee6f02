"""How fast work goes, how much of it is left, and how that is said.

Pure: counts and moments in, numbers and words out.  What has no basis is None, never a
guess: without an expected number there is no share and no time left.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

#: One title more or less per second is news for this long.
_MEMORY: Final = 10.0  # seconds
#: A speed is believed after so long, and so many items.
_BASIS_SECONDS: Final = 2.0
_BASIS_ITEMS: Final = 5
#: So many shows must be read before the number of all episodes is estimated.
_BASIS_SHOWS: Final = 3
#: Nothing for so long is worth a word.
QUIET_SECONDS: Final = 45.0

_PLURALS: Final = {
    "movie": ("movie", "movies"),
    "show": ("show", "shows"),
    "season": ("season", "seasons"),
    "episode": ("episode", "episodes"),
    "item": ("item", "items"),
}


@dataclass(frozen=True, slots=True)
class Count:
    """How many of a kind are done, of how many, and whether that is known exactly."""

    kind: str
    done: int
    expected: int | None = None
    exact: bool = False


@dataclass(slots=True)
class Pace:
    """Items per second, smoothed; 0 until there is a basis for it."""

    began: tuple[float, int] | None = None
    last: tuple[float, int] = (0.0, 0)
    rate: float = 0.0

    def note(self, at: float, done: int) -> float:
        """Take in how many are done at this moment; the speed now."""
        if self.began is None:
            self.began = self.last = (at, done)
            return 0.0
        seconds, items = at - self.last[0], done - self.last[1]
        if seconds <= 0:
            return self.shown
        self.last = (at, done)
        whole = at - self.began[0]
        # The mean at first, what the last seconds brought later on.
        weight = 1 - math.exp(-seconds / min(_MEMORY, max(whole, seconds)))
        if whole == seconds:
            weight = 1.0
        self.rate += weight * (max(0.0, items / seconds) - self.rate)
        return self.shown

    @property
    def shown(self) -> float:
        """The speed, once it can be believed."""
        if self.began is None:
            return 0.0
        seconds, items = self.last[0] - self.began[0], self.last[1] - self.began[1]
        if seconds < _BASIS_SECONDS or items < _BASIS_ITEMS:
            return 0.0
        return self.rate


def estimated(counts: Sequence[Count]) -> list[Count]:
    """The counts; what is below shows estimated from the shows, where nobody knows."""
    shows = next((c for c in counts if c.kind == "show" and c.expected), None)
    found = []
    for count in counts:
        if (
            count.expected is None
            and count.kind in {"season", "episode"}
            and shows is not None
            and shows.done >= _BASIS_SHOWS
        ):
            share = max(1.0, (shows.expected or 0) / shows.done)
            found.append(replace(count, expected=round(count.done * share)))
        elif count.expected is not None and count.done > count.expected:
            # More than last time: the number that was expected is no news any more.
            found.append(
                replace(count, expected=None if not count.exact else count.done)
            )
        else:
            found.append(count)
    return found


def share(counts: Sequence[Count]) -> float | None:
    """How much of it is done, from 0 to 1; None where nobody knows of how much."""
    if not counts or any(c.expected is None for c in counts):
        return None
    whole = sum(c.expected or 0 for c in counts)
    if whole == 0:
        return None
    return min(1.0, sum(c.done for c in counts) / whole)


def seconds_left(counts: Sequence[Count], rate: float) -> int | None:
    """How long the rest takes at this speed; None without a basis, never negative."""
    if rate <= 0 or not math.isfinite(rate) or share(counts) is None:
        return None
    left = sum(max(0, (c.expected or 0) - c.done) for c in counts)
    return math.ceil(left / rate) if left else None


def counted(count: Count) -> str:
    """``1,204 of about 5,000 movies``."""
    one, many = _PLURALS.get(count.kind, _PLURALS["item"])
    if count.expected is None or (count.exact and count.done == count.expected):
        return f"{count.done:,} {one if count.done == 1 else many}"
    about = "" if count.exact else "about "
    name = one if count.expected == 1 else many
    return f"{count.done:,} of {about}{count.expected:,} {name}"


def lasting(seconds: float) -> str:
    """``12 s``, ``3 min``, ``1 h 20 min``."""
    whole = max(0, math.ceil(seconds))
    if whole < 60:
        return f"{whole} s"
    minutes = round(whole / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def speed(rate: float) -> str:
    """``310 per second``; ``40 per minute`` for what is slow."""
    if rate >= 1:
        return f"{rate:,.0f} per second"
    return f"{max(1, round(rate * 60))} per minute"


def sentence(counts: Sequence[Count], rate: float, current: str) -> str:
    """``1,204 of about 5,000 movies · 310 per second · about 12 s left · now: …``."""
    parts = []
    if said := ", ".join(counted(count) for count in counts if count.done):
        parts.append(said)
    if rate > 0:
        parts.append(speed(rate))
    left = seconds_left(counts, rate)
    if left is not None:
        parts.append(f"about {lasting(left)} left")
    if current:
        parts.append(f"now: {current}")
    return " · ".join(parts)


def counts_of(stored: Mapping[str, Sequence[int | bool | None]]) -> list[Count]:
    """Counts as a row keeps them: kind -> [done, expected or null, exact].

    In the order people name them: not every database keeps that of a document.
    """
    return [
        Count(
            kind,
            int(numbers[0] or 0),
            None if numbers[1] is None else int(numbers[1]),
            bool(numbers[2]),
        )
        for kind in _PLURALS
        if (numbers := stored.get(kind)) is not None and len(numbers) == 3
    ]


def stored_of(counts: Sequence[Count]) -> dict[str, list[int | bool | None]]:
    """What `counts_of` reads."""
    return {c.kind: [c.done, c.expected, c.exact] for c in counts}
