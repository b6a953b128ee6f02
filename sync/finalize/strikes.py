"""Titles that cannot be merged: set aside, so that all others are.

A title whose merging raises is set aside at once.  One that ends its worker (no
memory, a fault below Python) leaves no word but what the lease says was begun: those
titles are then tried one by one, and what ended its worker three times is set aside
too.  A row in the quarantine says so; it goes when the title is merged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from django.utils import timezone

from sync.finalize.work import Work
from sync.leases import Held
from sync.models import Observation, Quarantine
from sync.strikes import Strikes

_MERGING: Final = Quarantine.Stage.MERGING


class TitleStrikes:
    """How often titles ended a worker, by what is stored of them."""

    def __init__(self, held: Held) -> None:
        self._strikes = Strikes(held)
        self._set_aside = Quarantine.objects.filter(stage=_MERGING).exists()

    def parted(self, titles: Sequence[Work]) -> Iterator[Sequence[Work]]:
        """The suspects one by one, after all others together."""
        suspects = [work for work in titles if self._strikes.is_suspect(_name(work))]
        others = [work for work in titles if not self._strikes.is_suspect(_name(work))]
        if others:
            yield others
        for work in suspects:
            yield [work]

    def are_out(self, titles: Sequence[Work]) -> bool:
        """Whether these ended their worker too often to be tried again."""
        return all(self._strikes.is_out(_name(work)) for work in titles)

    def begin(self, titles: Sequence[Work]) -> None:
        """Note that these are begun; what is still noted was begun by a dead worker."""
        self._strikes.begin(_name(work) for work in titles)

    def survived(self, titles: Sequence[Work]) -> None:
        """These ended nobody."""
        for work in titles:
            self._strikes.survived(_name(work))

    def set_aside(self, titles: Iterable[Work], code: str, message: str) -> None:
        """Keep a row for a curator; the caller holds the lease's transaction."""
        now = timezone.now()
        for work in titles:
            first = Observation.objects.filter(pk__in=work.members).order_by("pk")
            for observed in first[:1]:
                said = {"code": code, "message": message}
                same = Quarantine.objects.filter(
                    server_id=observed.server_id,
                    kind=observed.kind,
                    remote_key=observed.remote_key,
                    stage=_MERGING,
                )
                if not same.filter(**said).exists():
                    same.delete()
                    Quarantine.objects.create(
                        server_id=observed.server_id,
                        kind=observed.kind,
                        remote_key=observed.remote_key,
                        stage=_MERGING,
                        since=now,
                        **said,
                    )
                self._set_aside = True

    def merged(self, titles: Iterable[Work]) -> None:
        """These are merged now; the caller holds the transaction that did it."""
        if not self._set_aside:
            return
        members = [pk for work in titles for pk in work.members]
        for row in Quarantine.objects.filter(stage=_MERGING):
            if Observation.objects.filter(
                pk__in=members,
                server=row.server_id,
                kind=row.kind,
                remote_key=row.remote_key,
            ).exists():
                row.delete()


def _name(work: Work) -> str:
    """A title by its first observation, or by itself where it has none."""
    return str(min(work.members) if work.members else -work.id)
