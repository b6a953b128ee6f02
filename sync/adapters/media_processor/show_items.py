"""One show, season or episode of a listing: its details read, its event made."""

from __future__ import annotations

from typing import Any

from sync.adapters.media_processor import folders, mapping, metadata, payloads
from sync.adapters.media_processor.details import Parts, Sources, ids_of
from sync.adapters.media_processor.documents import Once
from sync.adapters.media_processor.mapping import (
    EPISODE_NUMBERS,
    SEASON_NUMBERS,
    check_number,
)
from sync.adapters.media_processor.metadata import Document, Values
from sync.adapters.media_processor.payloads import Episode, Season, Show, TitleHash
from sync.types import Glimpse, ItemRead, KnownDetails, Problem, Selection

EpisodeTitles = dict[str, TitleHash]


class ShowEntry:
    """A show as listed; its metadata document is read once for it and its seasons."""

    def __init__(
        self,
        key: str,
        raw: dict[str, Any],
        bulk: str | None,
        glimpse: Glimpse,
        sources: Sources,
    ) -> None:
        self.key = key
        self.bulk = bulk
        self.glimpse = glimpse
        self.sources = sources
        self.metadata_path = raw.get("metadata")
        self.payload = Once(lambda: payloads.typed(raw, Show))
        self.document = Once(self._document)
        #: Why the show must not be read, nor its document for its seasons.
        self.problem: Problem | None = None

    def metadata_url(self) -> str | None:
        return self.sources.links.absolute(self.payload.get().metadata)

    def _document(self) -> Document | None:
        url = self.metadata_url()
        if url is None:
            return None
        what = f'The metadata of the show "{self.key}"'
        return self.sources.documents.metadata(url, what)


class SeasonEntry:
    """A season as listed."""

    def __init__(
        self, show: ShowEntry, key: str, name: str, raw: dict[str, Any]
    ) -> None:
        self.show = show
        self.key = key
        self.name = name
        self.raw_number = raw.get("seasonNumber")
        self.payload = Once(lambda: self._typed(raw))

    def number(self) -> int:
        return self.payload.get().number

    def _typed(self, raw: dict[str, Any]) -> Season:
        payload = payloads.typed(raw, Season)
        check_number(payload.number, SEASON_NUMBERS, "season")
        return payload


class EpisodeEntry:
    """An episode as listed, with what the server's hashes may prove of it."""

    def __init__(
        self,
        season: SeasonEntry,
        key: str,
        name: str,
        raw: dict[str, Any],
        content: str | None,
        hashes: Once[EpisodeTitles | None],
    ) -> None:
        self.season = season
        self.key = key
        self.name = name
        self.raw = raw
        self.content = content
        self._hashes = hashes

    def own_hash(self) -> str | None:
        found = (self._hashes.get() or {}).get(self.name)
        return found.hash if found else None

    def provable(self, stored: KnownDetails | None, own: str | None) -> bool:
        """Whether the server's hashes prove the stored details to be the current."""
        if stored is None:
            return False
        tokens = stored.tokens.details
        return (self.content is not None and tokens.get("bulk") == self.content) or (
            own is not None and tokens.get("hash") == own
        )


def read_show(
    show: ShowEntry, token: str, reuse: KnownDetails | None, selection: Selection
) -> ItemRead:
    sources = show.sources
    payload = show.payload.get()
    folder = folders.parse(show.key)
    parts = Parts(sources, f'the show "{show.key}"', reuse, selection)

    def read() -> tuple[Values, dict[str, str]] | None:
        document = show.document.get()
        if document is None:
            return None
        return metadata.of_show(document, folder), ids_of(document, folder, None)

    parts.metadata(sources.tokens.of(show.metadata_url()), read)
    parts.without_metadata(metadata.of_show({}, folder), ids_of({}, folder, None))
    parts.placeholders(
        (
            ("poster", payload.poster, payload.poster_placeholder),
            ("backdrop", payload.backdrop, payload.backdrop_placeholder),
            ("logo", payload.logo, payload.logo_placeholder),
        )
    )
    details = parts.finish(bulk=show.bulk)
    return ItemRead(item=mapping.show(show.key, payload, details, sources.links, token))


def read_season(
    season: SeasonEntry, token: str, reuse: KnownDetails | None, selection: Selection
) -> ItemRead:
    show = season.show
    sources = show.sources
    payload = season.payload.get()
    parts = Parts(sources, f'"{season.key}"', reuse, selection)

    def values_of(document: Document) -> tuple[Values, dict[str, str]]:
        found, tmdb = metadata.of_season(document, payload.number, season.name)
        return found, {"tmdb": tmdb} if tmdb else {}

    def read() -> tuple[Values, dict[str, str]] | None:
        document = show.document.get()
        return None if document is None else values_of(document)

    parts.metadata(sources.tokens.of(show.metadata_url(), payload.number), read)
    parts.without_metadata(*values_of({}))
    parts.placeholders((("poster", payload.poster, payload.poster_placeholder),))
    details = parts.finish(bulk=show.bulk)
    item = mapping.season(season.key, show.key, payload, details, sources.links, token)
    return ItemRead(item=item)


def read_episode(
    episode: EpisodeEntry,
    token: str,
    stored: KnownDetails | None,
    selection: Selection,
) -> ItemRead:
    season = episode.season
    sources = season.show.sources
    number = season.number()
    payload = payloads.typed(episode.raw, Episode)
    check_number(payload.number, EPISODE_NUMBERS, "episode")
    own = episode.own_hash()
    reuse = stored if episode.provable(stored, own) else None
    parts = Parts(sources, f'"{episode.key}"', reuse, selection)
    url = sources.links.absolute(payload.metadata)
    tmdb = mapping.tmdb_of(payload.id)
    derived = payload.derived_name

    def values_of(document: Document) -> tuple[Values, dict[str, str]]:
        found = {"tmdb": tmdb} if tmdb else {}
        return metadata.of_episode(document, derived), found | metadata.ids(document)

    def read() -> tuple[Values, dict[str, str]] | None:
        if url is None:
            return None
        what = f'The metadata of "{episode.key}"'
        document = sources.documents.metadata(url, what)
        return None if document is None else values_of(document)

    parts.metadata(sources.tokens.of(url, tmdb, derived), read)
    parts.without_metadata(*values_of({}))
    # A chapter file has no hash of its own: it is as new as its video, or as the
    # newest change in the show's folder.
    parts.chapters(payload.chapters, payload.modified, season.show.metadata_path)
    image = ("thumbnail", payload.thumbnail, payload.thumbnail_placeholder)
    parts.placeholders((image,))
    details = parts.finish(bulk=episode.content, hash=own)
    item = mapping.episode(
        episode.key, season.key, number, payload, details, sources.links, token
    )
    return ItemRead(item=item)
