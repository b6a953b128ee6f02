"""The observation store: what servers said, staged by a scan, adopted in one piece.

Gather writes here and finalize reads here; it is their only meeting point.  Nothing
in this module decides who wins, and nothing in it touches the network.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, cast

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from catalog import bulk
from catalog.models import Server
from sync.models import (
    ChangeToken,
    Observation,
    Quarantine,
    Scan,
    StagedObservation,
    Withdrawal,
)
from sync.resolve import Observed
from sync.staging import SINGLE_NAMES, STATED, StagedRow
from sync.types import ItemRejected, Kind


def listing_tokens(
    server: Server, groups: Mapping[Kind, Collection[str]]
) -> dict[Kind, str]:
    """Per kind the token under which all these groups of it are stored, if any."""
    stored: dict[str, dict[str, str]] = defaultdict(dict)
    for kind, group, token in ChangeToken.objects.filter(server=server).values_list(
        "kind", "group", "token"
    ):
        stored[kind][group] = token
    found: dict[Kind, str] = {}
    for kind, needed in groups.items():
        tokens = {stored[kind].get(group) for group in needed}
        if len(tokens) == 1 and (one := tokens.pop()) is not None:
            found[kind] = one
    return found


class Batch(NamedTuple):
    """Some of what was read: rows to stage, items that turned out unusable, and items
    left over that the listing confirms.  Rows may replace some that were left over
    where the scan was `resumed`.
    """

    rows: Sequence[StagedRow]
    unusable: Collection[tuple[Kind, str]]
    confirmed: Mapping[Kind, Collection[str]]
    resumed: bool

    def __bool__(self) -> bool:
        return bool(self.rows or self.unusable or self.confirmed)


def put(scan: Scan, batch: Batch) -> None:
    """Keep a batch for the scan's end; the caller holds the lease's transaction."""
    mine = StagedObservation.objects.filter(scan=scan)
    for kind, key in sorted(batch.unusable):
        mine.filter(kind=kind, remote_key=key).delete()
    for kind, keys in batch.confirmed.items():
        mine.filter(kind=kind, remote_key__in=keys).update(epoch=scan.epoch)
    columns = ("scan_id", "epoch", *STATED)
    rows = [(scan.pk, scan.epoch, *row.values) for row in batch.rows]
    if batch.resumed:
        unique = ("scan_id", "kind", "remote_key")
        bulk.upsert(StagedObservation, columns, rows, key=unique)
    else:
        bulk.insert(StagedObservation, columns, rows)


def staged(scan: Scan, kind: Kind, keys: Collection[str]) -> dict[str, int]:
    """The items among `keys` that are staged for this scan, with their epochs."""
    rows = StagedObservation.objects.filter(
        scan=scan, kind=kind, remote_key__in=list(keys)
    )
    return dict(rows.values_list("remote_key", "epoch"))


def withdraw(scan: Scan, observations: Iterable[int]) -> None:
    """Keep for the scan's end which observations are no longer listed."""
    bulk.insert(
        Withdrawal,
        ("scan_id", "observation_id"),
        [(scan.pk, pk) for pk in sorted(observations)],
    )


def leave_out(scan: Scan, kinds: Collection[str]) -> None:
    """Forget what a scan staged of these kinds."""
    if kinds:
        StagedObservation.objects.filter(scan=scan, kind__in=list(kinds)).delete()


def drop(scan: Scan) -> None:
    """Forget all that a scan staged and found withdrawn."""
    StagedObservation.objects.filter(scan=scan).delete()
    Withdrawal.objects.filter(scan=scan).delete()


@dataclass(slots=True)
class Adoption:
    """What a scan proved besides its staged rows and its withdrawals.

    `tokens` say of a kind which token its listing has, and for which groups it
    advances; of the groups left out, and of kinds that were read and are left out, an
    earlier token stays only if it is the same.  Items of `read_kinds` that were
    quarantined and are not `rejected` now are freed, unless the scan was not about
    them or read them only in part (`unjudged`).
    """

    rejected: list[ItemRejected] = field(default_factory=list)
    read_kinds: set[Kind] = field(default_factory=set)
    unjudged: list[tuple[Kind, str]] = field(default_factory=list)
    tokens: dict[Kind, tuple[str, tuple[str, ...]]] = field(default_factory=dict)

    def leave_out(self, kinds: Collection[str]) -> None:
        """Let nothing be proven of these kinds but that they are read."""
        self.rejected = [r for r in self.rejected if r.kind not in kinds]
        self.tokens = {k: t for k, t in self.tokens.items() if k not in kinds}


#: Any number nobody else in this database uses for an advisory lock.
_OBSERVATIONS: Final = 0x4D48_4F42


def lock_observations() -> None:
    """Be alone in changing observations until this transaction ends.

    Adoption and linking touch many of the same rows, each in an order of its own;
    side by side they would deadlock.  On SQLite a write transaction is alone anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # A long adoption is no reason to throw away what another scan has read.
            cursor.execute("SET LOCAL lock_timeout = 0")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_OBSERVATIONS])


def adopt(scan: Scan, adoption: Adoption) -> int:
    """Make staged rows and withdrawals what the server says; observation rows written.

    The caller holds the lease's transaction and closes the scan in it.
    """
    lock_observations()
    scan.identity_changed = _identity_moves(scan)
    changed = _adopt_changed(scan)
    _adopt_tokens_of_items(scan)
    withdrawn = Observation.objects.filter(
        pk__in=Withdrawal.objects.filter(scan=scan).values("observation")
    ).update(listed=False, changed_by=scan)
    _adopt_quarantine(scan.server, adoption)
    _adopt_change_tokens(scan.server, adoption)
    _settle(scan)
    scan.changed = changed
    scan.withdrawn = withdrawn
    return changed + withdrawn


def _settle(scan: Scan) -> None:
    """Forget what was staged and is adopted now, and what others left of the same.

    A scan of everything has nothing left to be gone on with by any other.
    """
    mine = StagedObservation.objects.filter(scan=scan, epoch=scan.epoch)
    left = StagedObservation.objects.filter(
        scan__server=scan.server_id, scan__dry_run=False, epoch=0
    ).exclude(scan=scan)
    if not scan.dry_run:
        if scan.scope is not None:
            same = mine.filter(kind=OuterRef("kind"), remote_key=OuterRef("remote_key"))
            left = left.filter(Exists(same))
        left.delete()
    mine.delete()
    Withdrawal.objects.filter(scan=scan).delete()


def _identity_moves(scan: Scan) -> bool:
    """Whether a movie or show is new, or differs in what identity is made of.

    Being listed is part of that: a withdrawn folder is nobody's second one.
    """
    if Withdrawal.objects.filter(
        scan=scan, observation__kind__in=["movie", "show"]
    ).exists():
        return True
    stored, staged = _tables()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT 1 FROM {staged} s LEFT JOIN {stored} o"
            " ON o.server_id = %s AND o.kind = s.kind AND o.remote_key = s.remote_key"
            " WHERE s.scan_id = %s AND s.epoch = %s AND s.kind IN ('movie', 'show')"
            " AND (o.id IS NULL OR NOT o.listed"
            " OR o.identity_hash <> s.identity_hash))",
            [scan.server_id, scan.pk, scan.epoch],
        )
        return bool(cursor.fetchone()[0])


def _adopt_changed(scan: Scan) -> int:
    stored, staged = _tables()
    names = _columns(STATED)
    listed = ", ".join(names)
    replaced = ", ".join(
        f"{name} = excluded.{name}"
        for name in [*names, "listed", "changed_by_id"]
        if name not in {'"kind"', '"remote_key"'}
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {stored} AS o (server_id, listed, changed_by_id, {listed})"
            f" SELECT %s, %s, %s, {listed} FROM {staged}"
            " WHERE scan_id = %s AND epoch = %s"
            " ORDER BY kind, remote_key"
            " ON CONFLICT (server_id, kind, remote_key)"
            f" DO UPDATE SET {replaced}"
            " WHERE o.content_hash <> excluded.content_hash OR NOT o.listed",
            [scan.server_id, True, scan.pk, scan.pk, scan.epoch],
        )
        return int(cursor.rowcount)


def _adopt_tokens_of_items(scan: Scan) -> None:
    """Documents that changed without changing any value: only tokens move."""
    stored, staged = _tables()
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {stored} AS o SET listing_token = s.listing_token,"
            f" detail_tokens = s.detail_tokens FROM {staged} s"
            " WHERE s.scan_id = %s AND s.epoch = %s"
            " AND o.server_id = %s AND o.kind = s.kind"
            " AND o.remote_key = s.remote_key"
            " AND (o.listing_token <> s.listing_token"
            " OR o.detail_tokens <> s.detail_tokens)",
            [scan.pk, scan.epoch, scan.server_id],
        )


def quarantined(server: Server) -> list[tuple[Kind, str]]:
    """The items of this server that its adapter could not accept."""
    reading = Quarantine.objects.filter(server=server, stage=Quarantine.Stage.READING)
    rows = reading.values_list("kind", "remote_key")
    return [(cast("Kind", kind), key) for kind, key in rows]


def _adopt_quarantine(server: Server, adoption: Adoption) -> None:
    reading = Quarantine.objects.filter(server=server, stage=Quarantine.Stage.READING)
    held = {(cast("Kind", q.kind), q.remote_key): q for q in reading}
    for rejected in adoption.rejected:
        key = (rejected.kind, rejected.remote_key)
        before = held.pop(key, None)
        after = (rejected.problem.code, rejected.problem.message, rejected.sample)
        if before is None or (before.code, before.message, before.sample) != after:
            Quarantine.objects.update_or_create(
                server=server,
                kind=rejected.kind,
                remote_key=rejected.remote_key,
                stage=Quarantine.Stage.READING,
                defaults={
                    "code": after[0],
                    "message": after[1],
                    "sample": after[2],
                    "since": timezone.now(),
                    "dismissed_at": None,
                },
            )
    over = [
        q.pk
        for name, q in held.items()
        if q.kind in adoption.read_kinds and name not in adoption.unjudged
    ]
    Quarantine.objects.filter(pk__in=over).delete()


def _adopt_change_tokens(server: Server, adoption: Adoption) -> None:
    mine = ChangeToken.objects.filter(server=server)
    mine.filter(kind__in=adoption.read_kinds - set(adoption.tokens)).delete()
    for kind, (token, groups) in adoption.tokens.items():
        # What was stored under another token is no longer what is stored.
        mine.filter(kind=kind).exclude(token=token).delete()
        stored = set(mine.filter(kind=kind).values_list("group", flat=True))
        ChangeToken.objects.bulk_create(
            ChangeToken(server=server, kind=kind, group=group, token=token)
            for group in groups
            if group not in stored
        )


def _tables() -> tuple[str, str]:
    quote = connection.ops.quote_name
    return (
        quote(Observation._meta.db_table),
        quote(StagedObservation._meta.db_table),
    )


def _columns(names: Iterable[str]) -> list[str]:
    return [connection.ops.quote_name(name) for name in names]


_OBSERVED: Final = (
    "id",
    "server__slug",
    "remote_key",
    "listed",
    "external_ids",
    "artwork",
    "captions",
    "files",
    *SINGLE_NAMES,
)


def read_observed(
    observations: QuerySet[Observation],
) -> dict[int, Observed]:
    """Stored observations as the values the resolver takes, by primary key."""
    found: dict[int, Observed] = {}
    rows = observations.values_list(*_OBSERVED)
    for pk, server, key, listed, ids, artwork, captions, files, *values in rows:
        found[pk] = Observed(
            server=server,
            remote_key=key,
            listed=listed,
            values={
                name: value
                for name, value in zip(SINGLE_NAMES, values, strict=True)
                if value is not None
            },
            entries={
                "external_ids": ids or {},
                "artwork": artwork or {},
                "captions": captions or {},
            },
            files=files or (),
        )
    return found
