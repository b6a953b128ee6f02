"""Reading items side by side, with their order kept and a bounded look ahead."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import blake2b
from typing import Any, Final, TypeAlias

from sync.adapters.media_processor.faults import BadItemError, NotNowError, printable
from sync.adapters.media_processor.listing import Entry
from sync.types import ItemKept, ItemRejected, Kind, Problem, ScanEvent

THREADS: Final = 8
#: Items whose details may be held in memory while an earlier one is waited for.
AHEAD: Final = 64
#: How far the listing may be read beyond the oldest of them.
AHEAD_BYTES: Final = 16 * 1024 * 1024
#: Three names of 255 bytes fit; an index of PostgreSQL takes twice as much.
_KEY_BYTES: Final = 1000
_UNSTORABLE: Final = re.compile(r"[\x00\ud800-\udfff]")

Job: TypeAlias = Callable[[], ScanEvent]
Unit: TypeAlias = ScanEvent | Job


def run(
    plan: Iterable[Unit],
    pool: ThreadPoolExecutor,
    position: Callable[[], int] = lambda: 0,
) -> Iterator[ScanEvent]:
    """The events of the plan, in its order.  `position` says how much of the listing
    was read for it so far."""
    waiting: deque[tuple[int, ScanEvent | Future[ScanEvent]]] = deque()
    for unit in plan:
        here = position()
        waiting.append((here, pool.submit(unit) if callable(unit) else unit))
        while waiting and (
            len(waiting) >= AHEAD
            or here - waiting[0][0] >= AHEAD_BYTES
            or not isinstance(waiting[0][1], Future)
        ):
            yield _event(waiting.popleft()[1])
    while waiting:
        yield _event(waiting.popleft()[1])


def _event(one: ScanEvent | Future[ScanEvent]) -> ScanEvent:
    return one.result() if isinstance(one, Future) else one


def guarded(kind: Kind, key: str, read: Job) -> Job:
    """The job, its faults turned into events."""

    def job() -> ScanEvent:
        try:
            return read()
        except BadItemError as error:
            return rejected(kind, key, error)
        except NotNowError as error:
            return ItemKept(kind=kind, remote_key=key, problem=error.problem)

    return job


def rejected(kind: Kind, key: str, error: BadItemError) -> ItemRejected:
    return ItemRejected(
        kind=kind,
        remote_key=storable(key),
        problem=Problem(
            code=error.problem.code, message=printable(error.problem.message)
        ),
        sample=error.sample,
    )


def storable(key: str) -> str:
    """A name of the server that any column and index takes; a usable one is left as
    it is, and of one too long the cut-off rest is told by a hash."""
    plain = _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", key)
    encoded = plain.encode()
    if len(encoded) <= _KEY_BYTES:
        return plain
    whole = blake2b(key.encode(errors="surrogatepass"), digest_size=8).hexdigest()
    start = encoded[: _KEY_BYTES - len(whole) - 1].decode(errors="ignore")
    return f"{start}~{whole}"


class Seen:
    """The items of a listing so far, as hashes: a listing may be long."""

    def __init__(self) -> None:
        self._tokens: dict[int, int] = {}

    def repeats(self, key: str, token: str) -> bool:
        """Whether the item came before; BadItemError if it was another one then."""
        first = self._tokens.setdefault(hash(key), hash(token))
        if len(self._tokens) == self._count:
            if first != hash(token):
                raise BadItemError(
                    "listed_twice", "The listing gives the item twice.", key
                )
            return True
        self._count = len(self._tokens)
        return False

    _count = 0


def unflawed(entry: Entry, what: str) -> None:
    """Raise BadItemError for an item with a flaw, or that is no object."""
    if entry.flaw is not None:
        raise BadItemError("bad_item", f"The {what} {entry.flaw}.", entry.key)
    check_object(entry.value, what)


def check_object(value: Any, what: str) -> None:
    if not isinstance(value, dict):
        raise BadItemError(
            "bad_item", f"The {what} is not an object.", str(value)[:200]
        )
