"""Try a quarantined item again, or let it rest.

Both are a curator's; the sync itself frees an item once it can be read and merged.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts import activity
from accounts.activity import Verb
from accounts.models import User
from sync import triggers
from sync.models import ChangeToken, Observation, Quarantine, Run, Trigger


class QuarantineError(ValueError):
    """An item that cannot be tried again; the text says why and what to do."""


def find_quarantined(number: int) -> Quarantine:
    """The quarantined item of this number.  Raises QuarantineError."""
    row = Quarantine.objects.select_related("server").filter(pk=number).first()
    if row is None:
        raise QuarantineError(
            f"Nothing in quarantine has the number {number}; "
            "list_quarantine shows what there is."
        )
    return row


@transaction.atomic
def retry(row: Quarantine, *, source: Trigger.Source, by: User | None = None) -> Run:
    """Ask for the item to be read, or merged, anew; the run that does it.

    Raises QuarantineError where its server cannot be asked.
    """
    if row.stage == Quarantine.Stage.MERGING:
        observed = Observation.objects.filter(
            server=row.server_id, kind=row.kind, remote_key=row.remote_key
        ).first()
        # Until it is merged, a new title has no id to be named by.
        item = observed.item_id if observed else None
        titles = None if item is None else [item]
        _trace(Verb.QUARANTINE_RETRIED, row, by)
        return triggers.request_resolve(titles=titles, regroup=True, by=by)
    server = row.server
    if not server.enabled or server.removed_at is not None:
        raise QuarantineError(
            f"{server.name} is not asked any more: enable it first, "
            f"with set_server {server.slug} --enable."
        )
    _trace(Verb.QUARANTINE_RETRIED, row, by)
    # Without them the server cannot answer that nothing has changed.
    ChangeToken.objects.filter(server=server, kind=row.kind).delete()
    if row.code == "killed_worker":
        row.delete()
    trigger = triggers.request_sync(source=source, servers=[server.slug], by=by)
    return triggers.plan(trigger.pk)


@transaction.atomic
def dismiss(row: Quarantine, *, by: User | None = None) -> None:
    """Let it rest: it is shown again only if it is refused for another reason."""
    waiting = Quarantine.objects.filter(pk=row.pk, dismissed_at__isnull=True)
    if waiting.update(dismissed_at=timezone.now()):
        _trace(Verb.QUARANTINE_DISMISSED, row, by)


def _trace(verb: Verb, row: Quarantine, by: User | None) -> None:
    activity.write(
        verb, by=by, about=f"{row.kind} {row.remote_key}", server=row.server.slug
    )
