"""Leases with fencing epochs: who may write, proven in the writing transaction.

A lease is a row; taking it raises its epoch.  Time is the database's own.  A worker
that was paused past its lease holds an old epoch: `writing` locks the row, finds
another epoch there and raises `LeaseLost`, so that nothing of the zombie lands.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import TracebackType
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Now

from sync.models import Lease
from sync.turns import Turns


class LeaseLost(Exception):
    """Somebody else holds the lease now; whatever was in progress is theirs."""


class Held:
    """A lease in our hands: kept alive by a thread until it is released.

    Use as a context manager.  `lost` tells a long read that the lease is gone;
    `left_behind` is what the holder before us had begun when it died, if it did.
    """

    def __init__(self, name: str, epoch: int, left_behind: Any = None) -> None:
        self.name = name
        self.epoch = epoch
        self.left_behind = left_behind
        self.lost = threading.Event()
        self._released = threading.Event()
        self._turns = Turns()
        self._thread = threading.Thread(
            target=self._keep, name=f"lease {name}", daemon=True
        )

    def __enter__(self) -> Held:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._released.set()
        self._thread.join()
        Lease.objects.filter(name=self.name, epoch=self.epoch).update(
            expires_at=Now(), holder="", doing=None
        )

    def begin(self, doing: Any) -> None:
        """Note what is begun, so that it is known if it ends us.  Raises LeaseLost."""
        found = Lease.objects.filter(name=self.name, epoch=self.epoch).update(
            doing=doing
        )
        if not found:
            self.lost.set()
            raise LeaseLost(f"The lease {self.name} was taken over.")

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction in which this lease is still ours, and stays ours to its end.

        Raises LeaseLost, and writes nothing, if it is not.  Between many of them,
        others come to write too.
        """
        with transaction.atomic():
            began = time.monotonic()
            # The UPDATE locks the row until we commit: nobody takes over meanwhile.
            found = Lease.objects.filter(name=self.name, epoch=self.epoch).update(
                expires_at=_until()
            )
            if not found:
                self.lost.set()
                raise LeaseLost(f"The lease {self.name} was taken over.")
            yield
        self._turns.wrote(time.monotonic() - began)

    def _keep(self) -> None:
        every = settings.MEDIAHUB_LEASE_SECONDS / 4
        try:
            while not self._released.wait(every):
                try:
                    renewed = Lease.objects.filter(
                        name=self.name, epoch=self.epoch
                    ).update(expires_at=_until())
                except DatabaseError:
                    # A restarting or busy database: the next beat tries again, and
                    # writes check the epoch anyway.
                    connection.close()
                    continue
                if not renewed:
                    self.lost.set()
                    return
        finally:
            connection.close()


def take(name: str) -> Held | None:
    """The lease, if nobody holds it; None if somebody does.

    Never waits for a holder: one that writes for long keeps its row locked, and is
    alive.
    """
    if not is_free(name):
        return None
    if not Lease.objects.filter(name=name).exists():
        Lease.objects.bulk_create(
            [Lease(name=name, expires_at=Now())], ignore_conflicts=True
        )
    with transaction.atomic():
        free = Lease.objects.select_for_update(skip_locked=True).filter(
            name=name, expires_at__lte=Now()
        )
        lease = free.first()
        if lease is None:
            return None
        Lease.objects.filter(name=name).update(
            epoch=F("epoch") + 1, holder=_holder(), expires_at=_until()
        )
        return Held(name, lease.epoch + 1, lease.doing)


def is_free(name: str) -> bool:
    """Whether nobody holds the lease at this moment."""
    return not Lease.objects.filter(name=name, expires_at__gt=Now()).exists()


def _until() -> object:
    return Now() + Value(timedelta(seconds=settings.MEDIAHUB_LEASE_SECONDS))


def _holder() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"[:120]
