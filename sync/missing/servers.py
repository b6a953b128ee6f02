"""What is the matter with the servers, where nothing else explains an absence."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from catalog.models import Server
from sync.libraries import not_synced, read_again
from sync.missing.answers import Reason
from sync.missing.titles import held_way_out
from sync.models import Scan


def server_reasons() -> Iterator[Reason]:
    """One reason for each server whose listing we may not have."""
    servers = list(Server.objects.present().order_by("priority").defer("secret"))
    if not servers:
        yield Reason(
            code="no_server",
            message="No server is configured.",
            way_out="Add one with `add_server`, or in the admin.",
        )
    for server in servers:
        yield from _of(server)


def _of(server: Server) -> Iterator[Reason]:
    scans = Scan.objects.filter(server=server, dry_run=False)
    if not server.enabled:
        yield Reason(
            code="server_disabled",
            message=f"{server.name} is disabled, and not asked.",
            way_out=f"`set_server {server.slug} --enable`, then `sync {server.slug}`.",
        )
        return
    if server.left_out:
        words = not_synced(server.name, server.left_out)
        yield Reason(
            code="left_out",
            message=f"{words[:1].upper()}{words[1:]}.",
            way_out=read_again(server.name, server.slug, server.left_out),
        )
    if scans.filter(decision=Scan.Decision.WAITING).exists():
        yield Reason(
            code="held",
            message=f"A scan of {server.name} is held for your word.",
            way_out=held_way_out(server),
        )
    if scans.filter(state__in=[Scan.State.PENDING, Scan.State.RUNNING]).exists():
        yield Reason(
            code="being_synced",
            message=f"{server.name} is being read right now.",
            way_out="Ask again when its run is over.",
        )
    if server.failures_in_a_row:
        since = server.last_ok_at
        asked = (
            f"last answered on {timezone.localtime(since):%Y-%m-%d %H:%M}"
            if since
            else "has never answered"
        )
        yield Reason(
            code="server_failing",
            message=f"{server.name} {asked}: {server.health_message or server.health}",
            way_out=f"`check_server {server.slug}` says what is wrong with it.",
        )
    elif not scans.filter(adopted_at__isnull=False).exists():
        yield Reason(
            code="never_synced",
            message=f"{server.name} has never been synced.",
            way_out=f"`sync {server.slug}`.",
        )
