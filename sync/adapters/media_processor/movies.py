"""The movies of a listing, each as one event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from sync.adapters.media_processor import folders, mapping, metadata, payloads
from sync.adapters.media_processor.details import Parts, Sources, ids_of
from sync.adapters.media_processor.faults import BadItemError
from sync.adapters.media_processor.listing import Entry
from sync.adapters.media_processor.payloads import Movie, TitleHash
from sync.adapters.media_processor.work import Seen, Unit, guarded, rejected, unflawed
from sync.types import ItemRead, ItemUnchanged, Known, KnownDetails

_BATCH: Final = 100
#: A batch is held in memory, where a byte of the listing may take twenty.
_BATCH_BYTES: Final = 8 * 1024 * 1024


def plan(
    entries: Iterator[Entry],
    hashes: dict[str, TitleHash] | None,
    known: Known | None,
    sources: Sources,
) -> Iterator[Unit]:
    """What is to be done for each movie.  `known` is None where all is read anew."""
    seen = Seen()
    for batch in _batches(entries):
        tokens: dict[str, str] = {}
        listed: list[Entry] = []
        for entry in batch:
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
            listed.append(entry)
        bulks = {
            key: title_hash.hash
            for key in tokens
            if (title_hash := (hashes or {}).get(key)) is not None
            and title_hash.hash is not None
        }
        proven = _proven(known, bulks)
        unchanged = {
            key
            for key in proven
            if known and known.listing_token("movie", key) == tokens[key]
        }
        moved = sorted(proven - unchanged)
        stored = known.details("movie", moved) if known and moved else {}
        for entry in listed:
            key = entry.key
            if key in unchanged:
                yield ItemUnchanged(kind="movie", remote_key=key)
                continue
            yield _job(entry, tokens[key], bulks.get(key), stored.get(key), sources)


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


def _proven(known: Known | None, bulks: Mapping[str, str]) -> set[str]:
    """The movies whose documents the server's hashes prove to be those stored."""
    if known is None or not bulks:
        return set()
    stored = known.detail_tokens("movie", sorted(bulks))
    return {key for key, tokens in stored.items() if tokens.get("bulk") == bulks[key]}


def _job(
    entry: Entry,
    token: str,
    bulk: str | None,
    reuse: KnownDetails | None,
    sources: Sources,
) -> Unit:
    return guarded(
        "movie", entry.key, lambda: _read(entry, token, bulk, reuse, sources)
    )


def _read(
    entry: Entry,
    token: str,
    bulk: str | None,
    reuse: KnownDetails | None,
    sources: Sources,
) -> ItemRead:
    key = entry.key
    payload = payloads.typed(entry.value, Movie)
    urls = payload.urls or payloads.MovieUrls()
    folder = folders.parse(key)
    parts = Parts(sources, f'the movie "{key}"', reuse)
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
