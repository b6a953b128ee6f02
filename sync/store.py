"""The observation store: what servers said, staged by a scan, adopted in one piece.

Gather writes here and finalize reads here; it is their only meeting point.  Nothing
in this module decides who wins, and nothing in it touches the network.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, cast

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from catalog import bulk
from catalog.fields import GROUPS
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
from sync.types import ItemRejected, Kind, KnownDetails


class Stored(NamedTuple):
    """What is remembered of a stored item while its server is scanned."""

    id: int
    content_hash: str
    listing_token: str
    listed: bool


class StoredItems:
    """What is stored of one server: the adapter's `Known`, and gather's memory."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self.rows: dict[tuple[str, str], Stored] = {}
        stored = Observation.objects.filter(server=server).values_list(
            "kind", "remote_key", "id", "content_hash", "listing_token", "listed"
        )
        for kind, key, pk, content, token, listed in stored.iterator(5000):
            self.rows[kind, key] = Stored(pk, content, token, listed)

    def get(self, kind: str, key: str) -> Stored | None:
        """The stored item of this name, listed or withdrawn."""
        return self.rows.get((kind, key))

    def listed_by_kind(self) -> dict[str, int]:
        """How many items of each kind the server listed last."""
        return Counter(kind for (kind, _), row in self.rows.items() if row.listed)

    def listing_token(self, kind: Kind, remote_key: str) -> str | None:
        """The token of the stored item; None where it is unknown or withdrawn.

        An item that comes back is always read anew.
        """
        stored = self.rows.get((kind, remote_key))
        return stored.listing_token if stored and stored.listed else None

    def detail_tokens(
        self, kind: Kind, keys: Sequence[str]
    ) -> Mapping[str, Mapping[str, str]]:
        """Detail tokens of the known items among `keys`."""
        rows = Observation.objects.filter(
            server=self._server, kind=kind, remote_key__in=keys
        )
        return dict(rows.values_list("remote_key", "detail_tokens"))

    def details(self, kind: Kind, keys: Sequence[str]) -> Mapping[str, KnownDetails]:
        """Stored details of the known items among `keys`."""
        rows = Observation.objects.filter(
            server=self._server, kind=kind, remote_key__in=keys
        ).values_list(
            "remote_key", "detail_tokens", "external_ids", "artwork", *SINGLE_NAMES
        )
        return {
            key: KnownDetails(
                values={
                    name: value
                    for name, value in zip(SINGLE_NAMES, values, strict=True)
                    if value is not None
                },
                external_ids=ids or {},
                artwork=artwork or {},
                detail_tokens=tokens,
            )
            for key, tokens, ids, artwork, *values in rows
        }


def listing_tokens(server: Server) -> dict[Kind, str]:
    """Per kind the token under which all its groups are stored, where there is one."""
    by_kind: dict[Kind, dict[str, str]] = {}
    for kind, group, token in ChangeToken.objects.filter(server=server).values_list(
        "kind", "group", "token"
    ):
        by_kind.setdefault(cast("Kind", kind), {})[group] = token
    return {
        kind: next(iter(groups.values()))
        for kind, groups in by_kind.items()
        if len(groups) == len(GROUPS) and len(set(groups.values())) == 1
    }


def stage(scan: Scan, rows: Sequence[StagedRow]) -> None:
    """Keep rows for the scan's end; the caller holds the lease's transaction."""
    bulk.insert(
        StagedObservation,
        ("scan_id", *STATED),
        [(scan.pk, *row.values) for row in rows],
    )


def unstage(scan: Scan, kinds: Iterable[str]) -> None:
    """Forget what was staged of these kinds: their listing has no proven end."""
    StagedObservation.objects.filter(scan=scan, kind__in=list(kinds)).delete()


def unstage_items(scan: Scan, names: Iterable[tuple[str, str]]) -> None:
    """Forget single staged items (kind, remote key) that turned out to be unusable."""
    for kind, key in sorted(names):
        StagedObservation.objects.filter(scan=scan, kind=kind, remote_key=key).delete()


@dataclass(slots=True)
class Adoption:
    """What a scan proved, ready to be adopted together with its staged rows.

    `tokens` advance, `dropped_tokens` are kinds of which not everything is stored.
    Items of `read_kinds` that were quarantined and are not `rejected` now are freed.
    """

    withdrawn: list[int] = field(default_factory=list)
    rejected: list[ItemRejected] = field(default_factory=list)
    read_kinds: set[str] = field(default_factory=set)
    tokens: dict[str, str] = field(default_factory=dict)
    dropped_tokens: set[str] = field(default_factory=set)


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
    """Make the scan's staged rows what its server says; observation rows written.

    The caller holds the lease's transaction and closes the scan in it.
    """
    lock_observations()
    bulk.insert(
        Withdrawal,
        ("scan_id", "observation_id"),
        [(scan.pk, pk) for pk in sorted(adoption.withdrawn)],
    )
    scan.identity_changed = _identity_moves(scan)
    changed = _adopt_changed(scan)
    _adopt_tokens_of_items(scan)
    withdrawn = Observation.objects.filter(
        pk__in=Withdrawal.objects.filter(scan=scan).values("observation")
    ).update(listed=False, changed_by=scan)
    _adopt_quarantine(scan.server, adoption)
    _adopt_change_tokens(scan.server, adoption)
    StagedObservation.objects.filter(scan=scan).delete()
    Withdrawal.objects.filter(scan=scan).delete()
    scan.changed = changed
    scan.withdrawn = withdrawn
    return changed + withdrawn


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
            " WHERE s.scan_id = %s AND s.kind IN ('movie', 'show')"
            " AND (o.id IS NULL OR NOT o.listed"
            " OR o.identity_hash <> s.identity_hash))",
            [scan.server_id, scan.pk],
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
            f" SELECT %s, %s, %s, {listed} FROM {staged} WHERE scan_id = %s"
            " ORDER BY kind, remote_key"
            " ON CONFLICT (server_id, kind, remote_key)"
            f" DO UPDATE SET {replaced}"
            " WHERE o.content_hash <> excluded.content_hash OR NOT o.listed",
            [scan.server_id, True, scan.pk, scan.pk],
        )
        return int(cursor.rowcount)


def _adopt_tokens_of_items(scan: Scan) -> None:
    """Documents that changed without changing any value: only tokens move."""
    stored, staged = _tables()
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {stored} AS o SET listing_token = s.listing_token,"
            f" detail_tokens = s.detail_tokens FROM {staged} s"
            " WHERE s.scan_id = %s AND o.server_id = %s AND o.kind = s.kind"
            " AND o.remote_key = s.remote_key"
            " AND (o.listing_token <> s.listing_token"
            " OR o.detail_tokens <> s.detail_tokens)",
            [scan.pk, scan.server_id],
        )


def _adopt_quarantine(server: Server, adoption: Adoption) -> None:
    held = {(q.kind, q.remote_key): q for q in Quarantine.objects.filter(server=server)}
    for rejected in adoption.rejected:
        key = (rejected.kind, rejected.remote_key)
        before = held.pop(key, None)
        after = (rejected.problem.code, rejected.problem.message, rejected.sample)
        if before is None or (before.code, before.message, before.sample) != after:
            Quarantine.objects.update_or_create(
                server=server,
                kind=rejected.kind,
                remote_key=rejected.remote_key,
                defaults={
                    "code": after[0],
                    "message": after[1],
                    "sample": after[2],
                    "since": timezone.now(),
                },
            )
    over = [q.pk for q in held.values() if q.kind in adoption.read_kinds]
    Quarantine.objects.filter(pk__in=over).delete()


def _adopt_change_tokens(server: Server, adoption: Adoption) -> None:
    gone = set(adoption.dropped_tokens) - set(adoption.tokens)
    if gone:
        ChangeToken.objects.filter(server=server, kind__in=gone).delete()
    for kind, token in adoption.tokens.items():
        for group in GROUPS:
            ChangeToken.objects.update_or_create(
                server=server, kind=kind, group=group, defaults={"token": token}
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
