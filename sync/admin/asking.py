"""Asking for a sync from a page: one committed request, then on to its run.

No work and no broker in the request; the reconciler starts what is planned here.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from accounts.audience import who
from catalog.models import Server
from sync import triggers
from sync.models import Trigger

__all__ = ["ask_for_sync", "may_order", "may_sync", "who"]


def may_sync(request: HttpRequest) -> bool:
    """Whether the person may ask for syncs."""
    return request.user.has_perm("sync.add_trigger")


def may_order(request: HttpRequest) -> bool:
    """Whether the person may put servers in another order, the widest of rules."""
    return request.user.has_perm("catalog.change_priorityrule")


def ask_for_sync(
    request: HttpRequest,
    *,
    servers: Sequence[Server] | None,
    back: str,
    kinds: Sequence[str] | None = None,
    groups: Sequence[str] | None = None,
    item: UUID | None = None,
    force: bool = False,
    dry_run: bool = False,
) -> HttpResponseRedirect:
    """Ask for a sync of these servers, or of all; shows the run, or goes `back`.

    The rest narrows it as `triggers.request_sync` says, and must exist.
    """
    if servers is None and not Server.objects.enabled().exists():
        messages.warning(request, "There is no enabled server to sync. Add one first.")
        return HttpResponseRedirect(back)
    for server in servers or ():
        if not server.enabled:
            messages.error(
                request, f"{server.name} is disabled. Enable it, then sync it."
            )
            return HttpResponseRedirect(back)
    # One transaction: whoever looks for work finds the request planned.
    with transaction.atomic():
        trigger = triggers.request_sync(
            source=Trigger.Source.ADMIN,
            servers=None if servers is None else [s.slug for s in servers],
            kinds=kinds,
            groups=groups,
            item=item,
            force=force,
            dry_run=dry_run,
            by=who(request),
        )
        run = triggers.plan(trigger.pk)
    named = "all servers" if servers is None else ", ".join(s.name for s in servers)
    what = "dry run" if dry_run else "sync"
    messages.success(
        request,
        f"Asked for a {what} of {named}: run {run.pk}. It starts within seconds.",
    )
    if request.user.has_perm("sync.view_run"):
        return HttpResponseRedirect(reverse("admin:sync_run_change", args=[run.pk]))
    return HttpResponseRedirect(back)
