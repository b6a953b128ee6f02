"""The brake: whether a scan takes away so much that a person is to be asked first.

Pure: counts in, reasons out.  What lies below a vanished show is in no count; the
show stands for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

#: As many may go whatever the size of the library.
FEW: Final = 20
#: One in so many may go from a large one.
ONE_IN: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Titles:
    """Titles of one kind: those listed so far, and those that would be withdrawn."""

    kind: str
    listed: int
    withdrawn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """One field or entry of one kind: how many of the listed titles had it, and how
    many of those would lose it.
    """

    kind: str
    field: str
    listed: int
    given: int
    withdrawn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a scan is held: titles of a kind, or all values of a field where it says."""

    kind: str
    field: str
    withdrawn: int
    of: int

    @property
    def words(self) -> str:
        """``25 of 100 movies``, ``artwork.poster of all 40 movies that have it``."""
        if self.field:
            return f"{self.field} of all {self.of:,} {self.kind}s that have it"
        if self.withdrawn == self.of:
            return f"all {self.of:,} {self.kind}s"
        return f"{self.withdrawn:,} of {self.of:,} {self.kind}s"


def is_many(count: int, listed: int) -> bool:
    """Whether this is more than may go of so many without anybody being asked."""
    return count > FEW and count * ONE_IN > listed


def judge(
    titles: Iterable[Titles],
    values: Iterable[Values],
    *,
    left_out: Collection[str] = (),
) -> tuple[Reason, ...]:
    """Why the scan is to be held; nothing where it may be adopted.

    Kinds that were `left_out` go because a person said so: nobody is to be asked.
    """
    titles = [t for t in titles if t.kind not in left_out]
    values = [v for v in values if v.kind not in left_out]
    reasons = [
        Reason(kind=t.kind, field="", withdrawn=t.withdrawn, of=t.listed)
        for t in titles
        if is_many(t.withdrawn, t.listed) or t.withdrawn == t.listed >= 2
    ]
    # Where all titles of a kind go, that says it all.
    emptied = {t.kind for t in titles if t.withdrawn == t.listed}
    lost = [
        Reason(kind=v.kind, field=v.field, withdrawn=v.withdrawn, of=v.given)
        for v in values
        if v.kind not in emptied
        and v.withdrawn == v.given
        and is_many(v.given, v.listed)
    ]
    named = {(r.kind, r.field.partition(".")[0]) for r in lost if "." in r.field}
    # All captions are gone where all those in German are, if there were no others.
    reasons += [r for r in lost if (r.kind, r.field) not in named]
    return tuple(reasons)


def sentence(reasons: Iterable[Reason]) -> str:
    """What would go, for a person."""
    return f"It would withdraw {'; '.join(reason.words for reason in reasons)}."
