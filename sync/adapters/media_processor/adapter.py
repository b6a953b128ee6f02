"""The server kind "media-processor": a scan of its two listings, and a check.

Both listings are asked side by side and spooled to temporary files.  A listing that
the server proves unchanged ends there, with one request; of a new one every item is
read, the details of several at a time.
"""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass
from typing import BinaryIO, ClassVar, Final

from doors.failures import place
from doors.http import Deadline, Limits, OutboundError
from sync.adapters.media_processor import checks, listing, movies, work
from sync.adapters.media_processor.client import SECTIONS, Client, Section
from sync.adapters.media_processor.details import Sources
from sync.adapters.media_processor.documents import Documents
from sync.adapters.media_processor.hashes import NO_HASHES, TitleHashes
from sync.adapters.media_processor.links import Links
from sync.adapters.media_processor.listing import Entry, ListingBrokenError
from sync.adapters.media_processor.shows import ShowPlan
from sync.adapters.media_processor.tokens import Tokens
from sync.types import (
    NOTHING,
    CheckResult,
    Glimpse,
    Kind,
    Known,
    ListingCounted,
    ListingFailed,
    ListingRead,
    ListingUnchanged,
    Problem,
    ScanEvent,
    ScanRequest,
    Selection,
    ServerConfig,
    Wanted,
)

SCAN_SECONDS: Final = 30 * 60.0
CHECK_SECONDS: Final = 60.0
KINDS_OF: Final[dict[Section, tuple[Kind, ...]]] = {
    "movies": ("movie",),
    "tv": ("show", "season", "episode"),
}


@dataclass(frozen=True, slots=True)
class _Listing:
    """A listing as answered: unchanged, or a file and the hashes that go with it."""

    unchanged: bool
    etag: str | None
    hashes: TitleHashes


@dataclass(frozen=True, slots=True)
class _OfKinds:
    """What is wanted, of the kinds that are asked."""

    kinds: tuple[Kind, ...]
    wanted: Wanted

    def selection(self, kind: Kind, remote_key: str, glimpse: Glimpse) -> Selection:
        if kind not in self.kinds:
            return NOTHING
        return self.wanted.selection(kind, remote_key, glimpse)


class MediaProcessor:
    """One media-processor.  See sync.adapters.base for the promises."""

    kind: ClassVar[str] = "media-processor"
    label: ClassVar[str] = "media-processor"
    has_files: ClassVar[bool] = True

    def __init__(
        self,
        config: ServerConfig,
        limits: Limits | None = None,
        deadline_seconds: float = SCAN_SECONDS,
    ) -> None:
        self._config = config
        self._limits = limits or Limits()
        self._seconds = deadline_seconds
        self._tokens = Tokens(config)
        self._links = Links(config.media_url, config.prefix)

    def scan(
        self, request: ScanRequest, known: Known
    ) -> Generator[ScanEvent, None, None]:
        client = Client(self._config, self._limits, Deadline(self._seconds))
        with ExitStack() as stack:
            asking = ThreadPoolExecutor(len(SECTIONS), thread_name_prefix="listing")
            reading = ThreadPoolExecutor(work.THREADS, thread_name_prefix="details")
            # Last in, first out: the door is shut before the threads are waited for.
            stack.callback(asking.shutdown, cancel_futures=True)
            stack.callback(reading.shutdown, cancel_futures=True)
            stack.callback(client.close)
            asked: dict[Future[_Listing], tuple[Section, BinaryIO]] = {}
            for section in SECTIONS:
                kinds = _asked_kinds(section, request)
                if not kinds:
                    continue
                file = stack.enter_context(tempfile.TemporaryFile())
                etag = self._etag(kinds, request)
                future = asking.submit(self._ask, client, section, etag, file)
                asked[future] = (section, file)
            sources = Sources(Documents(client), self._links, self._tokens)
            for future in as_completed(asked):
                section, spooled = asked[future]
                kinds = _asked_kinds(section, request)
                try:
                    answer = future.result()
                    if answer.unchanged:
                        yield ListingUnchanged(kinds=kinds)
                        continue
                    top = KINDS_OF[section][0]
                    if answer.hashes and top in kinds:
                        yield ListingCounted(kind=top, items=len(answer.hashes))
                    units = self._units(
                        section, spooled, answer, request, known, sources, client
                    )
                    yield from work.run(units, reading, spooled.tell, request.watch)
                except (OutboundError, ListingBrokenError, OSError) as error:
                    problem = self._problem(client, section, error)
                    yield ListingFailed(kinds=kinds, problem=problem)
                    continue
                token = self._tokens.keep_etag(answer.etag)
                yield ListingRead(kinds=kinds, token=token)
                spooled.close()

    def check(self) -> Iterator[CheckResult]:
        deadline = Deadline(min(CHECK_SECONDS, self._seconds))
        client = Client(self._config, self._limits, deadline)
        try:
            yield from checks.run(client, self._links, self._config)
        finally:
            client.close()

    def _etag(self, kinds: tuple[Kind, ...], request: ScanRequest) -> str | None:
        """The ETag under which everything of these kinds is stored, if there is one."""
        stored = {request.listing_tokens.get(kind) for kind in kinds}
        return self._tokens.etag(stored.pop()) if len(stored) == 1 else None

    def _ask(
        self, client: Client, section: Section, etag: str | None, file: BinaryIO
    ) -> _Listing:
        answer = client.listing(section, etag, file)
        if answer.status == 304 and etag is not None:
            return _Listing(True, etag, NO_HASHES)  # noqa: FBT003
        if answer.status != 200:
            raise ListingBrokenError(
                "http_status", f"the answer has the status {answer.status}"
            )
        listing.look_over(file)
        hashes = client.title_hashes(section)
        return _Listing(False, answer.headers.get("etag"), hashes)  # noqa: FBT003

    def _units(
        self,
        section: Section,
        file: BinaryIO,
        answer: _Listing,
        request: ScanRequest,
        known: Known,
        sources: Sources,
        client: Client,
    ) -> Iterator[work.Unit]:
        read = listing.read(file, lambda: client.go_on(section))
        entries = (entry for entry in read if not _is_version(entry))
        wanted = _OfKinds(request.kinds, request.wanted)
        if section == "movies":
            return movies.plan(entries, answer.hashes, known, wanted, sources)
        plan = ShowPlan(
            *(answer.hashes, known, wanted, sources, client.episode_hashes),
            watch=request.watch,
        )
        return plan.units(entries)

    def _problem(self, client: Client, section: Section, error: Exception) -> Problem:
        if isinstance(error, OutboundError):
            return Problem(code=error.code, message=error.message)
        where = place(client.listing_url(section))
        if isinstance(error, ListingBrokenError):
            return Problem(
                code=error.code,
                message=f"The listing {where} was not used: {error.message}.",
            )
        return Problem(
            code="no_space",
            message=f"The listing {where} could not be kept on this machine's disk: "
            f"{error.args[-1] if error.args else 'unknown error'}.",
        )


def _asked_kinds(section: Section, request: ScanRequest) -> tuple[Kind, ...]:
    return tuple(kind for kind in KINDS_OF[section] if kind in request.kinds)


def _is_version(entry: Entry) -> bool:
    """The version of the format stands among the titles; a folder may be called so."""
    return entry.key == "version" and (
        entry.flaw is None and not isinstance(entry.value, dict | list)
    )
