"""Reading items side by side, with their order kept and a bounded look ahead."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final, TypeAlias

from sync.adapters.media_processor.faults import BadItemError, NotNowError, printable
from sync.adapters.media_processor.listing import Entry
from sync.adapters.media_processor.table import Table
from sync.types import (
    Candidate,
    ItemKept,
    ItemRejected,
    Kind,
    NoWatch,
    Problem,
    ScanEvent,
    Watch,
)

THREADS: Final = 8
#: Items whose details may be held in memory while an earlier one is waited for.
AHEAD: Final = 64
#: How far the listing may be read beyond the oldest of them.
AHEAD_BYTES: Final = 16 * 1024 * 1024
#: Three names of 255 bytes fit; an index of PostgreSQL takes twice as much.
_KEY_BYTES: Final = 1000
#: Items that are begun together; each block is told before, which is a row written.
BLOCK: Final = 64
BLOCK_BYTES: Final = 4 * 1024 * 1024
_UNSTORABLE: Final = re.compile(r"[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Job:
    """An item to be read; called, it gives the item's event."""

    item: Candidate
    read: Callable[[], ScanEvent]

    def __call__(self) -> ScanEvent:
        kind, key, _ = self.item
        try:
            return self.read()
        except BadItemError as error:
            return rejected(kind, key, error)
        except NotNowError as error:
            return ItemKept(kind=kind, remote_key=key, problem=error.problem)


Unit: TypeAlias = ScanEvent | Job
Position: TypeAlias = Callable[[], int]


@dataclass(frozen=True, slots=True)
class _Waiting:
    """What is read or being read, and how much of the listing had been read for it."""

    position: int
    outcome: ScanEvent | Future[ScanEvent]
    item: Candidate | None = None

    def is_being_read(self) -> bool:
        return isinstance(self.outcome, Future) and not self.outcome.done()


def run(
    plan: Iterable[Unit],
    pool: ThreadPoolExecutor,
    position: Position = lambda: 0,
    watch: Watch | None = None,
) -> Iterator[ScanEvent]:
    """The events of the plan, in its order.  `position` says how much of the listing
    was read for it so far.

    What is begun is told block by block; a suspect is read alone.
    """
    watch = watch or NoWatch()
    waiting: deque[_Waiting] = deque()
    for block in _blocks(plan, position, watch):
        begun = [unit.item for _, unit in block if isinstance(unit, Job)]
        alone = any(watch.is_suspect(item) for item in begun)
        if alone:
            wait(w.outcome for w in waiting if isinstance(w.outcome, Future))
        if begun:
            flying = [w.item for w in waiting if w.item and w.is_being_read()]
            watch.begin([*flying, *begun])
        for here, unit in block:
            if not isinstance(unit, Job):
                waiting.append(_Waiting(here, unit))
            else:
                future = pool.submit(unit)
                waiting.append(_Waiting(here, future, unit.item))
                if alone:
                    wait([future])
                    watch.survived(unit.item)
            while waiting and (
                len(waiting) >= AHEAD
                or here - waiting[0].position >= AHEAD_BYTES
                or not isinstance(waiting[0].outcome, Future)
            ):
                yield _event(waiting.popleft())
    while waiting:
        yield _event(waiting.popleft())


def _blocks(
    plan: Iterable[Unit], position: Position, watch: Watch
) -> Iterator[list[tuple[int, Unit]]]:
    """The plan in pieces that are begun together, each suspect by itself.

    What may not be read is refused here.
    """
    block: list[tuple[int, Unit]] = []
    for unit in plan:
        here = position()
        if isinstance(unit, Job):
            if (problem := watch.forbids(unit.item)) is not None:
                unit = refused(unit.item, problem)
            elif watch.is_suspect(unit.item):
                if block:
                    yield block
                yield [(here, unit)]
                block = []
                continue
        block.append((here, unit))
        if len(block) >= BLOCK or here - block[0][0] >= BLOCK_BYTES:
            yield block
            block = []
    if block:
        yield block


def _event(one: _Waiting) -> ScanEvent:
    outcome = one.outcome
    return outcome.result() if isinstance(outcome, Future) else outcome


def refused(item: Candidate, problem: Problem) -> ItemRejected:
    return ItemRejected(kind=item.kind, remote_key=item.remote_key, problem=problem)


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
        self._tokens = Table()

    def repeats(self, key: str, token: str) -> bool:
        """Whether the item came before; BadItemError if it was another one then."""
        said = hash(token) & 0xFFFF_FFFF_FFFF_FFFF
        first = self._tokens.get(key)
        if first is None:
            self._tokens.set(key, said)
            return False
        if first != said:
            raise BadItemError("listed_twice", "The listing gives the item twice.", key)
        return True


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
