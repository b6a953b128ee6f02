"""Items that end whoever reads them: found, and set aside until they change.

A fault below Python, or no memory, leaves no word but what the lease says was being
read.  Those items are read one by one by the next attempt, and what ended its worker
three times is set aside: its scan goes on without it, and so do later ones, as long as
the listing gives it the same token and no curator asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, cast

from django.db.models import QuerySet
from django.utils import timezone

from sync.leases import Held
from sync.models import Quarantine
from sync.strikes import STRIKES, Strikes
from sync.types import Candidate, Kind, Problem

_CODE: Final = "killed_worker"
_PROBLEM: Final = Problem(
    code=_CODE,
    message=f"Reading it ended its worker {STRIKES} times. "
    "The log of the worker may say why.",
)


class Suspects:
    """What is being read of a server under its lease; fulfils `sync.types.Watch`."""

    def __init__(self, server_id: int, held: Held) -> None:
        self._strikes = Strikes(held)
        rows = _set_aside(server_id).values_list("kind", "remote_key", "token")
        self._forbidden = {
            Candidate(cast("Kind", kind), key, token) for kind, key, token in rows
        }

    def forbids(self, item: Candidate) -> Problem | None:
        return _PROBLEM if item in self._forbidden else None

    def is_suspect(self, item: Candidate) -> bool:
        return self._strikes.is_suspect(_name(item))

    def begin(self, items: Iterable[Candidate]) -> None:
        self._strikes.begin(_name(item) for item in items)

    def survived(self, item: Candidate) -> None:
        self._strikes.survived(_name(item))


def set_aside(server_id: int, held: Held) -> bool:
    """Set aside what ended its readers too often; whether there was anything.

    The caller holds the lease's transaction.
    """
    strikes = Strikes(held)
    found = strikes.out()
    for name in found:
        kind, token, key = name.split(" ", 2)
        Quarantine.objects.update_or_create(
            server_id=server_id,
            kind=kind,
            remote_key=key,
            stage=Quarantine.Stage.READING,
            defaults={
                "code": _CODE,
                "message": _PROBLEM.message,
                "sample": "",
                "token": token,
                "since": timezone.now(),
                "dismissed_at": None,
            },
        )
        strikes.survived(name)
    if found:
        # They are no suspects any more, whoever dies next.
        strikes.begin(())
    return bool(found)


def _set_aside(server_id: int) -> QuerySet[Quarantine]:
    return Quarantine.objects.filter(
        server=server_id, stage=Quarantine.Stage.READING, code=_CODE
    )


def _name(item: Candidate) -> str:
    """As the lease keeps it; keys may hold spaces, kinds and tokens do not."""
    return f"{item.kind} {item.token} {item.remote_key}"
