"""What identity is decided from and into: values only.  Pure."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import NamedTuple

Ref = tuple[str, str]  # server slug, remote key
TitleYear = tuple[str, int | None]


class Sighting(NamedTuple):
    """What identity needs of one stored item of one server.

    A withdrawn one belongs to a title still, but is no second folder of its server:
    else a renamed folder would stand in its own way.
    """

    server: str
    remote_key: str
    ids: frozenset[tuple[str, str]]
    fingerprint: str | None
    title: str
    year: int | None
    listed: bool = True

    @property
    def ref(self) -> Ref:
        """Its name among all sightings of its kind."""
        return self.server, self.remote_key

    @property
    def marks(self) -> list[Hashable]:
        """What it may have in common with others: without one, they never meet."""
        found: list[Hashable] = [*self.ids]
        if self.fingerprint:
            found.append(("fingerprint", self.fingerprint))
        if self.title:
            found.append(("title", self.title, self.year))
        return found

    @property
    def evidence(self) -> list[str]:
        """The same in words, in one order."""
        found = [f"{scheme}:{value}" for scheme, value in sorted(self.ids)]
        if self.fingerprint:
            found.append(f"fingerprint:{self.fingerprint}")
        if self.title:
            found.append(title_evidence(self.title, self.year))
        return found


def title_evidence(title: str, year: int | None) -> str:
    """``title:the matrix (1999)``."""
    return f"title:{title} ({year})" if year else f"title:{title}"


def evidence_kind(evidence: str) -> str:
    """``tmdb``, ``fingerprint`` or ``title``, of an evidence such as ``tmdb:603``."""
    return evidence.partition(":")[0]


class Pair(NamedTuple):
    """A curator's decision on two items; of a split, `right` is the one taken out.

    `against` are the kinds of evidence (``tmdb``, ``fingerprint``, ``title``) a split
    was decided against; None: against whatever there may be.
    """

    left: Ref
    right: Ref
    against: frozenset[str] | None = None


class Clash(NamedTuple):
    """Two groups kept apart although `evidence` is common to both."""

    reason: str
    evidence: str
    left: Ref
    right: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """All groups (each sorted, sorted by first member) and all clashes between them.

    `parted` names pairs of groups, by first members, that a curator's split parts.
    """

    groups: tuple[tuple[Ref, ...], ...]
    clashes: tuple[Clash, ...]
    parted: frozenset[tuple[Ref, Ref]] = frozenset()
