"""The values that pass between the parts of a sync: frozen, plain, without Django.

Adapters produce them, gather stages them, the pure core merges them.  Nothing here
reads a clock, a setting or a row, and nothing here imports another module of ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple, Protocol, TypeAlias

JSONValue: TypeAlias = (
    bool | int | float | str | Sequence["JSONValue"] | Mapping[str, "JSONValue"] | None
)

Kind: TypeAlias = Literal["movie", "show", "season", "episode"]
KINDS: tuple[Kind, ...] = ("movie", "show", "season", "episode")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerConfig:
    """How to reach one server.  `secret` alone must never be logged."""

    slug: str
    name: str
    kind: str
    api_url: str
    media_url: str
    prefix: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why something could not be read: a stable `code`, and a sentence for a person.

    The sentence never holds a secret.
    """

    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedItem:
    """What one server says about one of its items, normalised and whole.

    `remote_key` names the item on its server for good: the movie's folder, the
    show's folder, ``Show/Season 1``, ``Show/Season 1/S01E01``; `parent_key` is the
    key of the show or season above.

    `values` holds single fields that have a value (never None, "", [] or {}), in the
    units of the field table: milliseconds, bytes, bits per second, ISO 8601, BCP 47,
    NFC.  The keyed groups are complete maps of what this server offers:

    * `external_ids`: scheme -> value
    * `artwork`: poster|backdrop|logo|thumbnail -> {url, placeholder, focal}
    * `captions`: key such as ``en``, ``en:hi``, ``pt-BR:forced`` ->
      {url, label, last_modified, pending}
    * `files`: sorted by file name; each {url, container, size_bytes, modified_at,
      fingerprint}.  Fields of the groups media_info and media_quality in `values`
      describe the first of them.

    Entry maps carry every member, None where unknown.  `listing_token` changes when
    anything the listing says of the item changes; `detail_tokens` say which version
    of each detail document the values come from.  Tokens are opaque to everyone but
    the adapter.
    """

    kind: Kind
    remote_key: str
    parent_key: str | None = None
    values: Mapping[str, JSONValue]
    external_ids: Mapping[str, str] = field(default_factory=dict)
    artwork: Mapping[str, Mapping[str, JSONValue]] = field(default_factory=dict)
    captions: Mapping[str, Mapping[str, JSONValue]] = field(default_factory=dict)
    files: Sequence[Mapping[str, JSONValue]] = ()
    fingerprint: str | None = None
    listing_token: str = ""
    detail_tokens: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingUnchanged:
    """The server proved that its listing of these kinds is what we read last."""

    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingCounted:
    """How many items of a kind the listing will name, before they come.

    A hint for people who wait; nothing is decided by it.
    """

    kind: Kind
    items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingRead:
    """The listing of these kinds was read to its proven end; all its items came before.

    `token` lets the next scan ask "changed since?"; None where the server has none.
    """

    kinds: tuple[Kind, ...]
    token: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingFailed:
    """The listing of these kinds has no proven end: nothing of it may be adopted."""

    kinds: tuple[Kind, ...]
    problem: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRead:
    """An item read whole."""

    item: ObservedItem


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemUnchanged:
    """An item the listing names and for which nothing new is to be read."""

    kind: Kind
    remote_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemKept:
    """An item whose details could not be read now: its earlier observation stays.

    The scan is partial, and the item is read again next time.
    """

    kind: Kind
    remote_key: str
    problem: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRejected:
    """An item the adapter cannot accept: quarantined, its earlier observation stays.

    `sample` is an excerpt of the bad place for a curator, capped and without secrets.
    """

    kind: Kind
    remote_key: str
    problem: Problem
    sample: str = ""


ScanEvent: TypeAlias = (
    ListingUnchanged
    | ListingCounted
    | ListingRead
    | ListingFailed
    | ItemRead
    | ItemUnchanged
    | ItemKept
    | ItemRejected
)


@dataclass(frozen=True, slots=True)
class Selection:
    """What is asked of one item: groups and single entries (``captions:fr``).

    None: all of it.  Title, year and ids are read whatever is asked.
    """

    groups: frozenset[str] | None

    @property
    def is_whole(self) -> bool:
        """Whether all of the item is asked for."""
        return self.groups is None

    def __bool__(self) -> bool:
        return self.groups is None or bool(self.groups)

    def has_group(self, group: str) -> bool:
        """Whether the whole group is asked for."""
        return self.groups is None or group in self.groups

    def has_entry(self, group: str, key: str) -> bool:
        """Whether this entry of a keyed group is; ``fr`` also means ``fr:hi``."""
        if self.has_group(group):
            return True
        name = f"{group}:{key}"
        while name != group:
            if name in (self.groups or ()):
                return True
            name = name.rpartition(":")[0]
        return False


ALL_OF_IT: Final = Selection(None)
NOTHING: Final = Selection(frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """What a listing shows of an item before its details are read, as far as it tells.

    `title`, `year`, `external_ids` and `fingerprint` are those of the movie or show it
    is or is below; `number` holds the numbers of season and episode.  An item
    `is_judged` where the adapter has looked at it and nothing more is known.
    """

    title: str | None = None
    year: int | None = None
    external_ids: Mapping[str, str] = field(default_factory=dict)
    fingerprint: str | None = None
    number: tuple[int | None, ...] = ()
    is_judged: bool = False


class Wanted(Protocol):
    """Which part of which item a scan is about."""

    def selection(self, kind: Kind, remote_key: str, glimpse: Glimpse) -> Selection:
        """What to read of an item; nothing (false) where it is none of the scan's."""


class Everything:
    """All of every item."""

    def selection(self, kind: Kind, remote_key: str, glimpse: Glimpse) -> Selection:
        return ALL_OF_IT


class Candidate(NamedTuple):
    """An item that is about to be read, under the token that the listing gives it."""

    kind: Kind
    remote_key: str
    token: str


class Watch(Protocol):
    """Whoever reads an item may die of it; this is told what is begun, before it is."""

    def forbids(self, item: Candidate) -> Problem | None:
        """Why the item must not be read, as long as it has this token."""

    def is_suspect(self, item: Candidate) -> bool:
        """Whether it is to be begun by itself, while nothing else is being read."""

    def begin(self, items: Iterable[Candidate]) -> None:
        """From now on these are being read, and no others."""

    def survived(self, item: Candidate) -> None:
        """A suspect was read, and ended nobody."""


class NoWatch:
    """Nothing is known, and nothing kept."""

    def forbids(self, item: Candidate) -> Problem | None:
        return None

    def is_suspect(self, item: Candidate) -> bool:
        return False

    def begin(self, items: Iterable[Candidate]) -> None:
        pass

    def survived(self, item: Candidate) -> None:
        pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanRequest:
    """What a scan shall read.

    `listing_tokens` maps a kind to the token under which everything the scan is about
    is stored; a kind without one must be read in full.
    `wanted` spares requests: of an item it is asked for nothing of, an adapter asks
    nothing and yields nothing.  Only a show or season that cannot be accepted is always
    told: what is below it may be missing from the listing.  `watch` is told of every
    item before it is read.
    """

    kinds: tuple[Kind, ...] = KINDS
    listing_tokens: Mapping[Kind, str] = field(default_factory=dict)
    wanted: Wanted = field(default_factory=Everything)
    watch: Watch = field(default_factory=NoWatch)


@dataclass(frozen=True, slots=True)
class KnownTokens:
    """Which version of the server's documents is stored of one item.

    `listing` is None where the item was withdrawn: one that comes back is always read
    anew.  One `left_over` was read by an attempt that broke off: where the listing
    still gives it the same token, nothing speaks for asking again.
    """

    listing: str | None
    details: Mapping[str, str]
    left_over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDetails:
    """What is stored of one item, as far as an adapter reuses it instead of asking."""

    tokens: KnownTokens
    values: Mapping[str, JSONValue]
    external_ids: Mapping[str, str]
    artwork: Mapping[str, Mapping[str, JSONValue]]


class Known(Protocol):
    """What is already stored of this server, asked by the adapter in batches."""

    def tokens(self, kind: Kind, keys: Sequence[str]) -> Mapping[str, KnownTokens]:
        """Tokens of the known items among `keys` (at most 500 a call)."""

    def details(self, kind: Kind, keys: Sequence[str]) -> Mapping[str, KnownDetails]:
        """Stored details of the known items among `keys` (at most 500 a call)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """One answer of `check_server`: which part, whether it works, what to do if not."""

    part: Literal["api", "secret", "prefix", "file"]
    ok: bool
    message: str
