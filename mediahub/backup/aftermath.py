"""What makes a restored installation fit to start.

Runs that were going on are over, leases are of nobody, and servers whose secret no key
opens are said to need it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import connection
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from catalog.models import Server
from mediahub.backup.manifest import BackupError
from sync import servers
from sync.models import AT_REST, Lease, Run, Scan

_INTERRUPTED: Final = "It was going on when the backup was made."


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What the person who restored has to know."""

    interrupted: int
    without_secret: tuple[str, ...]


def tidy(keys: Sequence[str]) -> Aftermath:
    """Called in the transaction of the restore; `keys` are those of the backup."""
    interrupted = _end_runs()
    # Whoever still believes to hold one writes nothing any more.
    Lease.objects.update(epoch=F("epoch") + 1, expires_at=Now(), holder="")
    if keys:
        _encrypt_anew(keys)
    lost = [
        s for s in Server.objects.present().order_by("priority") if s.secret_is_lost
    ]
    Server.objects.filter(pk__in=[server.pk for server in lost]).update(
        health=Server.Health.NEEDS_CREDENTIALS,
        health_message=(
            "Its secret was encrypted with a key that is not here. Type it in again."
        ),
    )
    servers.renew_digests()
    return Aftermath(interrupted, tuple(server.name for server in lost))


def _end_runs() -> int:
    now = timezone.now()
    Scan.objects.filter(state__in=[Scan.State.PENDING, Scan.State.RUNNING]).update(
        state=Scan.State.FAILED,
        finished_at=now,
        error_code="interrupted",
        error_message=_INTERRUPTED,
        **AT_REST,
    )
    unfinished = Run.objects.filter(state__in=[Run.State.PENDING, Run.State.RUNNING])
    # What resolves everything anew is owed to a change that is in the backup.
    unfinished.filter(purpose=Run.Purpose.RESOLVE).update(
        state=Run.State.PENDING, **AT_REST
    )
    return unfinished.exclude(purpose=Run.Purpose.RESOLVE).update(
        state=Run.State.FAILED, finished_at=now, **AT_REST
    )


def _encrypt_anew(keys: Sequence[str]) -> None:
    """Let our own first key open what the backup's keys opened."""
    try:
        theirs = [Fernet(key) for key in keys]
    except ValueError:
        raise BackupError("The keys in this backup are damaged.") from None
    ours = [Fernet(key) for key in settings.MEDIAHUB_CREDENTIAL_KEYS]
    every = MultiFernet([*ours, *theirs])
    table = connection.ops.quote_name(Server._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, secret FROM {table} WHERE secret <> ''")
        for key, token in cursor.fetchall():
            try:
                renewed = every.rotate(token.encode()).decode()
            except InvalidToken:
                continue
            cursor.execute(
                f"UPDATE {table} SET secret = %s WHERE id = %s", [renewed, key]
            )
