"""Why one title cannot be seen, as far as the catalog and its servers tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import F, Q
from django.utils import timezone

from catalog.models import FieldChange, Item, MediaFile, Server
from catalog.queries import spoken_name
from catalog.site.addresses import page_of
from sync.adapters.registry import has_files
from sync.libraries import library_of, not_synced, read_again
from sync.missing.answers import Case, Reason
from sync.models import (
    Conflict,
    Observation,
    Quarantine,
    Scan,
    StagedObservation,
    Withdrawal,
)

PLAYABLE = frozenset({"movie", "episode"})


def case_of(item: Item, *, alias: str | None = None) -> Case:
    """The case of a title that has come with those above it."""
    rows = Observation.objects.filter(item=item).select_related("server")
    seen = list(rows.order_by("server__priority", "remote_key"))
    reasons = [
        *_merged(item, alias),
        *_unavailable(item, seen),
        *_below_what_is_hidden(item),
        *_no_file(item),
        *_conflicts(item),
        *_quarantined(seen),
        *_held(seen),
    ]
    hidden = not item.available or any(not above.available for above in _above(item))
    return Case(
        name=spoken_name(item),
        kind=item.kind,
        id=str(item.public_id),
        url="" if hidden else page_of(item),
        reasons=tuple(reasons),
    )


def _above(item: Item) -> Iterator[Item]:
    above = item.parent
    while above is not None:
        yield above
        above = above.parent


def _merged(item: Item, alias: str | None) -> Iterator[Reason]:
    if alias is not None:
        yield Reason(
            code="merged",
            message=f"{alias} became part of {spoken_name(item)}, and leads there.",
            way_out="If they are two titles, part them with `split`.",
        )


def _unavailable(item: Item, seen: Sequence[Observation]) -> Iterator[Reason]:
    if item.available:
        return
    change = (
        FieldChange.objects.filter(item=item, field="", key="", action="unavailable")
        .order_by("-pk")
        .first()
    )
    since = ""
    if change is not None:
        moment = timezone.localtime(change.at).strftime("%Y-%m-%d %H:%M")
        since = f" since {moment}" + (f" (run {change.run})" if change.run else "")
    yield Reason(
        code="unavailable",
        message=f"No enabled server with files lists it{since}; it keeps its values "
        "and comes back by itself.",
    )
    if not seen:
        yield Reason(
            code="not_listed",
            message="Nothing that a server ever listed belongs to it any more.",
            way_out="Look for the title that took its place with `changes --item`.",
        )
    for observation in seen:
        yield _not_counted(observation)


def _not_counted(observation: Observation) -> Reason:
    """Why what this server says does not keep its title available."""
    server, key = observation.server, observation.remote_key
    if server.removed_at is not None:
        day = timezone.localtime(server.removed_at).strftime("%Y-%m-%d")
        return Reason(
            code="server_removed",
            message=f"{server.name} had it as {key!r}, and was removed on {day}.",
            way_out=f"`add_server` with the name {server.name!r} brings it back.",
        )
    if not server.enabled:
        return Reason(
            code="server_disabled",
            message=f"{server.name} has it as {key!r}, and is disabled.",
            way_out=f"`set_server {server.slug} --enable`.",
        )
    if not observation.listed and library_of(observation.kind) == server.left_out:
        left_out = server.left_out
        return Reason(
            code="left_out",
            message=f"{server.name} had it as {key!r}; "
            f"{not_synced(server.name, left_out)}.",
            way_out=read_again(server.name, server.slug, left_out),
        )
    if not observation.listed:
        return Reason(
            code="withdrawn",
            message=f"{server.name} had it as {key!r}, and lists it no more.",
            way_out=f"Put it back on {server.name}, then `sync {server.slug}`.",
        )
    if not has_files(server.kind):
        return Reason(
            code="described_only",
            message=f"{server.name} describes it, and has no files.",
            way_out="A server with its file has to list it.",
        )
    return Reason(
        code="not_merged_yet",
        message=f"{server.name} lists it as {key!r}; the catalog does not show it yet.",
        way_out="It follows when the running sync is merged; see the runs.",
    )


def _below_what_is_hidden(item: Item) -> Iterator[Reason]:
    for above in _above(item):
        if not above.available and item.available:
            yield Reason(
                code="above_unavailable",
                message=f"It belongs to {spoken_name(above)}, which is unavailable.",
                way_out=f"`why_missing {above.public_id}` says why.",
            )


def _no_file(item: Item) -> Iterator[Reason]:
    if not item.available or item.kind not in PLAYABLE:
        return
    if not MediaFile.objects.filter(item=item).exists():
        yield Reason(
            code="no_file",
            message="It is shown, but no server has a file of it that can be played.",
            way_out="Look at the server's own page of it; a file locked as empty is "
            "unlocked with `unlock`.",
        )


def _conflicts(item: Item) -> Iterator[Reason]:
    rows = Conflict.objects.filter(Q(left=item) | Q(right=item)).select_related(
        "left__parent__parent", "right__parent__parent"
    )
    for row in rows.order_by("pk")[:10]:
        other = row.right if row.left_id == item.pk else row.left
        if other is None:
            continue  # two locks differ: no reason not to be seen
        yield Reason(
            code="conflict",
            message=f"It is in conflict with {spoken_name(other)} ({other.public_id}): "
            f"{row.get_reason_display()} ({row.evidence}). Both are kept apart.",
            way_out="Decide with `merge`, or correct the id on its server.",
        )


def _quarantined(seen: Sequence[Observation]) -> Iterator[Reason]:
    for observation in seen:
        row = Quarantine.objects.filter(
            server=observation.server,
            kind=observation.kind,
            remote_key=observation.remote_key,
        ).first()
        if row is not None:
            yield quarantine_reason(row, observation.server)


def quarantine_reason(row: Quarantine, server: Server) -> Reason:
    """Why an item of a server is not read, or not merged."""
    if row.stage == Quarantine.Stage.MERGING:
        return Reason(
            code="quarantined",
            message=f"What {server.name} says of {row.remote_key!r} cannot be merged: "
            f"{row.message} ({row.code}). What the catalog said before stays.",
            way_out=f"`retry_quarantined {row.pk}`; it is tried anyway when the server "
            "says something else of it.",
        )
    return Reason(
        code="quarantined",
        message=f"What {server.name} says of {row.remote_key!r} cannot be read: "
        f"{row.message} ({row.code}). What it said before stays.",
        way_out=f"Mend it on {server.name}; it is read again with the next sync.",
    )


def _held(seen: Sequence[Observation]) -> Iterator[Reason]:
    for observation in seen:
        gone = Withdrawal.objects.filter(
            scan__decision=Scan.Decision.WAITING, observation=observation
        ).first()
        if gone is not None:
            yield Reason(
                code="held",
                message=f"Scan {gone.scan_id} of {observation.server.name} would take "
                "it away, and waits for your word; until then it stays as it is.",
                way_out=held_way_out(observation.server),
            )
        staged = StagedObservation.objects.filter(
            scan__decision=Scan.Decision.WAITING,
            scan__epoch=F("epoch"),
            scan__server=observation.server,
            kind=observation.kind,
            remote_key=observation.remote_key,
        ).first()
        if staged is not None:
            yield Reason(
                code="held",
                message=f"News of it from {observation.server.name} waits in scan "
                f"{staged.scan_id}, which is held for your word.",
                way_out=held_way_out(observation.server),
            )


def held_way_out(server: Server) -> str:
    """What to do about a held scan."""
    return f"`accept_scan {server.slug}`, or `discard_scan {server.slug}`."
