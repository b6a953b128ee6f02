"""What is stored of one server while it is scanned, asked for in batches.

Nothing of it stays in memory: a server may have any number of items.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, cast

from django.db.models import Count, QuerySet, Value

from sync.models import Observation, Scan, StagedObservation
from sync.staging import KEYED_NAMES, SINGLE_NAMES
from sync.types import Kind, KnownDetails, KnownTokens, ObservedItem
from sync.wanted import WantedItems

_AT_ONCE: Final = 1_000


class Stored(NamedTuple):
    """How a stored item is compared with what is read of it."""

    id: int
    content_hash: str
    listing_token: str
    listed: bool


class Listed(NamedTuple):
    """An item that the server listed last."""

    id: int
    kind: Kind
    remote_key: str


class StoredItems:
    """What is stored of a scan's server: the adapter's `Known`, and gather's memory.

    A scan that was `resumed` has rows of its own from before.  One that reads all anew
    knows of no others.
    """

    def __init__(self, scan: Scan, *, resumed: bool = False) -> None:
        self._server = scan.server
        self._scan = scan
        self._force = scan.force
        self._resumed = resumed

    def marks(self, kind: Kind, keys: Collection[str]) -> Mapping[str, Stored]:
        """The stored items among `keys`, listed or withdrawn."""
        rows = self._named(kind, keys).values_list(
            "remote_key", "id", "content_hash", "listing_token", "listed"
        )
        return {
            key: Stored(pk, content, token, listed)
            for key, pk, content, token, listed in rows
        }

    def listed(self, kinds: Collection[Kind]) -> Iterator[Listed]:
        """The items of these kinds that the server listed last."""
        if not kinds:
            return
        rows = (
            Observation.objects.filter(
                server=self._server, kind__in=list(kinds), listed=True
            )
            .order_by("kind", "remote_key")
            .values_list("id", "kind", "remote_key")
        )
        for pk, kind, key in rows.iterator(_AT_ONCE):
            yield Listed(pk, cast("Kind", kind), key)

    def counted(self, kinds: Collection[Kind], wanted: WantedItems) -> dict[str, int]:
        """How many items of these kinds, of those a scan decides on, were listed."""
        whole = [kind for kind in kinds if wanted.decides_all(kind)]
        rows = Observation.objects.filter(
            server=self._server, kind__in=whole, listed=True
        )
        counts = Counter(dict(rows.values_list("kind").annotate(Count("id"))))
        others = [kind for kind in kinds if kind not in whole] if wanted.targets else ()
        for _, kind, key in self.listed(others):
            if wanted.decides(kind, key):
                counts[kind] += 1
        return counts

    def tokens(self, kind: Kind, keys: Sequence[str]) -> Mapping[str, KnownTokens]:
        """Tokens of the known items among `keys`."""
        rows = self._known(
            kind, keys, "remote_key", "listed", "listing_token", "detail_tokens"
        )
        return {
            key: KnownTokens(token if listed else None, tokens, left)
            for left, key, listed, token, tokens in rows
        }

    def details(self, kind: Kind, keys: Sequence[str]) -> Mapping[str, KnownDetails]:
        """Stored details of the known items among `keys`."""
        rows = self._known(
            kind,
            keys,
            "remote_key",
            "listed",
            "listing_token",
            "detail_tokens",
            "external_ids",
            "artwork",
            *SINGLE_NAMES,
        )
        return {
            key: KnownDetails(
                tokens=KnownTokens(token if listed else None, tokens, left),
                values={
                    name: value
                    for name, value in zip(SINGLE_NAMES, values, strict=True)
                    if value is not None
                },
                external_ids=ids or {},
                artwork=artwork or {},
            )
            for left, key, listed, token, tokens, ids, artwork, *values in rows
        }

    def items(self, kind: Kind, keys: Sequence[str]) -> Mapping[str, ObservedItem]:
        """All that is stored of the known items among `keys`."""
        rows = self._named(kind, keys).values_list(
            "remote_key",
            "parent_key",
            "fingerprint",
            "listing_token",
            "detail_tokens",
            *KEYED_NAMES,
            *SINGLE_NAMES,
        )
        found: dict[str, ObservedItem] = {}
        for key, parent, mark, token, tokens, *rest in rows:
            keyed = dict(zip(KEYED_NAMES, rest, strict=False))
            values = zip(SINGLE_NAMES, rest[len(KEYED_NAMES) :], strict=True)
            found[key] = ObservedItem(
                kind=kind,
                remote_key=key,
                parent_key=parent,
                values={name: value for name, value in values if value is not None},
                external_ids=keyed["external_ids"] or {},
                artwork=keyed["artwork"] or {},
                captions=keyed["captions"] or {},
                files=keyed["files"] or (),
                fingerprint=mark,
                listing_token=token,
                detail_tokens=tokens,
            )
        return found

    def _known(
        self, kind: Kind, keys: Sequence[str], *columns: str
    ) -> Iterator[tuple[Any, ...]]:
        """What an adapter may go by: whether it is left over, and these columns.

        What an attempt that broke off left is newer than what is stored, and comes
        after it.
        """
        if not self._force:
            for row in self._named(kind, keys).values_list(*columns):
                yield (False, *row)
        if self._resumed:
            left = StagedObservation.objects.filter(
                scan=self._scan, kind=kind, remote_key__in=list(keys)
            ).annotate(listed=Value(value=True))
            for row in left.values_list(*columns):
                yield (True, *row)

    def _named(self, kind: Kind, keys: Collection[str]) -> QuerySet[Observation]:
        return Observation.objects.filter(
            server=self._server, kind=kind, remote_key__in=list(keys)
        )
