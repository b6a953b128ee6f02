"""The movies of a listing, each as one event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sync.adapters.media_processor import (
    folders,
    glimpses,
    mapping,
    metadata,
    payloads,
)
from sync.adapters.media_processor.details import Parts, Sources, ids_of, is_unchanged
from sync.adapters.media_processor.faults import BadItemError
from sync.adapters.media_processor.hashes import TitleHashes
from sync.adapters.media_processor.listing import Entry
from sync.adapters.media_processor.payloads import Movie
from sync.adapters.media_processor.work import Job, Seen, Unit, rejected, unflawed
from sync.types import (
    Candidate,
    ItemRead,
    ItemUnchanged,
    Known,
    KnownDetails,
    Selection,
    Wanted,
)

_BATCH: Final = 100
#: A batch is held in memory, where a byte of the listing may take twenty.
_BATCH_BYTES: Final = 8 * 1024 * 1024


def plan(
    entries: Iterator[Entry],
    hashes: TitleHashes,
    known: Known,
    wanted: Wanted,
    sources: Sources,
) -> Iterator[Unit]:
    """What is to be done for each movie that is wanted."""
    seen = Seen()
    for batch in _batches(entries):
        tokens: dict[str, str] = {}
        listed: list[tuple[Entry, Selection]] = []
        for entry in batch:
            glimpse = glimpses.of_title(entry.key, entry.value)
            selection = wanted.selection("movie", entry.key, glimpse)
            if not selection:
                continue
            try:
                unflawed(entry, "movie")
                folders.check_name(entry.key, "movie's folder")
                names = entry.value.get("fileNames")
                if isinstance(names, list) and all(isinstance(n, str) for n in names):
                    # The order of a directory is no news.
                    names.sort()
                token = sources.tokens.of_item(entry.value)
                if seen.repeats(entry.key, token):
                    continue
            except BadItemError as error:
                yield rejected("movie", entry.key, error)
                continue
            tokens[entry.key] = token
            listed.append((entry, selection))
        bulks = {
            key: proof for key in tokens if (proof := hashes.get(key).hash) is not None
        }
        remembered = known.tokens("movie", sorted(tokens)) if tokens else {}
        unchanged = {
            key
            for key, stood in remembered.items()
            if is_unchanged(stood, tokens[key], bulks.get(key))
        }
        # Of the others the hashes may prove that their documents are those stored.
        proven = sorted(
            key
            for key, stood in remembered.items()
            if key in bulks
            and key not in unchanged
            and stood.details.get("bulk") == bulks[key]
        )
        stored = known.details("movie", proven) if proven else {}
        for entry, selection in listed:
            key = entry.key
            if key in unchanged:
                yield ItemUnchanged(kind="movie", remote_key=key)
                continue
            bulk, reuse = bulks.get(key), stored.get(key)
            yield _job(entry, tokens[key], bulk, reuse, selection, sources)


def _batches(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    """The entries in groups, bounded by count and by bytes."""
    batch: list[Entry] = []
    size = 0
    for entry in entries:
        batch.append(entry)
        size += entry.size
        if len(batch) >= _BATCH or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _job(
    entry: Entry,
    token: str,
    bulk: str | None,
    reuse: KnownDetails | None,
    selection: Selection,
    sources: Sources,
) -> Unit:
    return Job(
        Candidate("movie", entry.key, token),
        lambda: _read(entry, token, bulk, reuse, selection, sources),
    )


def _read(
    entry: Entry,
    token: str,
    bulk: str | None,
    reuse: KnownDetails | None,
    selection: Selection,
    sources: Sources,
) -> ItemRead:
    key = entry.key
    payload = payloads.typed(entry.value, Movie)
    urls = payload.urls or payloads.MovieUrls()
    folder = folders.parse(key)
    parts = Parts(sources, f'the movie "{key}"', reuse, selection)
    url = sources.links.absolute(urls.metadata)

    def read() -> tuple[metadata.Values, dict[str, str]] | None:
        if url is None:
            return None
        document = sources.documents.metadata(url, f'The metadata of the movie "{key}"')
        if document is None:
            return None
        found = metadata.of_movie(document, folder)
        return found, ids_of(document, folder, payload.id)

    # The `_id` counts only where it is an id of TMDB.
    tmdb = mapping.tmdb_of(payload.id)
    parts.metadata(sources.tokens.of(url, tmdb), read)
    parts.without_metadata(
        metadata.of_movie({}, folder), ids_of({}, folder, payload.id)
    )
    parts.chapters(urls.chapters, urls.modified, url)
    parts.placeholders(
        (
            ("poster", urls.poster, urls.poster_placeholder),
            ("backdrop", urls.backdrop, urls.backdrop_placeholder),
            ("logo", urls.logo, urls.logo_placeholder),
        )
    )
    details = parts.finish(bulk=bulk)
    return ItemRead(item=mapping.movie(key, payload, details, sources.links, token))
