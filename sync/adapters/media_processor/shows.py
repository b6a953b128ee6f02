"""The shows of a listing with their seasons and episodes, parents first.

What is wrong with a show's own part is no fault of its episodes: they are read by
themselves.  Its seasons take their values from the show's metadata and share its fate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from sync.adapters.media_processor import folders, payloads
from sync.adapters.media_processor.details import Sources
from sync.adapters.media_processor.documents import Once
from sync.adapters.media_processor.faults import BadItemError
from sync.adapters.media_processor.listing import Entry
from sync.adapters.media_processor.payloads import TitleHash
from sync.adapters.media_processor.show_items import (
    EpisodeEntry,
    EpisodeTitles,
    SeasonEntry,
    ShowEntry,
    read_episode,
    read_season,
    read_show,
)
from sync.adapters.media_processor.work import (
    Job,
    Seen,
    Unit,
    check_object,
    guarded,
    rejected,
    unflawed,
)
from sync.types import ItemUnchanged, Kind, Known, KnownDetails

_CHUNK: Final = 500
_NO_HASH: Final = TitleHash()
_NONE: Final[Mapping[str, KnownDetails]] = {}
_NO_TOKENS: Final[Mapping[str, str]] = {}


class ShowPlan:
    """What is to be done for each show.  `known` is None where all is read anew."""

    def __init__(
        self,
        kinds: frozenset[Kind],
        hashes: dict[str, TitleHash] | None,
        known: Known | None,
        sources: Sources,
        episode_hashes: Callable[[str, int], EpisodeTitles | None],
    ) -> None:
        self._kinds = kinds
        self._hashes = hashes or {}
        self._known = known
        self._sources = sources
        self._episode_hashes = episode_hashes

    def units(self, entries: Iterator[Entry]) -> Iterator[Unit]:
        seen = Seen()
        for entry in entries:
            problem: BadItemError | None = None
            try:
                unflawed(entry, "show")
                folders.check_name(entry.key, "show's folder")
                token = self._sources.tokens.of_item(entry.value)
                if seen.repeats(entry.key, token):
                    continue
                _seasons_of(entry.value)
            except BadItemError as error:
                problem = error
            yield from self._show(entry, problem)

    def _show(self, entry: Entry, problem: BadItemError | None) -> Iterator[Unit]:
        raw: dict[str, Any] = entry.value if isinstance(entry.value, dict) else {}
        key = entry.key
        if problem is not None:
            yield from self._refuse(key, raw, problem)
            return
        seasons = _seasons_of(raw)
        own = {name: value for name, value in raw.items() if name != "seasons"}
        given = self._hashes.get(key, _NO_HASH)
        show = ShowEntry(key, own, given.hash, self._sources)
        if "show" in self._kinds:
            token = self._sources.tokens.of_item(own)
            stored = self._details("show", [key])
            reuse = _reusable(stored.get(key), bulk=given.hash)
            if reuse is not None and self._same("show", key, token):
                yield ItemUnchanged(kind="show", remote_key=key)
            else:
                yield guarded("show", key, _show_job(show, token, reuse))
        if {"season", "episode"} & self._kinds:
            yield from self._seasons(show, seasons, given.content)

    def _seasons(
        self, show: ShowEntry, seasons: dict[str, Any], content: str | None
    ) -> Iterator[Unit]:
        numbers = Counter(
            repr(raw.get("seasonNumber"))
            for raw in seasons.values()
            if isinstance(raw, dict)
        )
        keys = [f"{show.key}/{name}" for name in seasons]
        stored = self._details("season", keys) if "season" in self._kinds else _NONE
        for name, raw in seasons.items():
            key = f"{show.key}/{name}"
            try:
                folders.check_name(name, "season's folder")
                check_object(raw, "season")
                episodes = payloads.mapping(raw.get("episodes"))
                own = {
                    k: v
                    for k, v in raw.items()
                    if k not in ("episodes", "lengths", "dimensions")
                }
                season = SeasonEntry(show, key, name, own)
                token = self._sources.tokens.of_item([own, show.metadata_path])
            except BadItemError as error:
                yield from self._refuse_season(key, raw, error)
                continue
            if "season" in self._kinds:
                reuse = _reusable(stored.get(key), bulk=show.bulk)
                if reuse is not None and self._same("season", key, token):
                    yield ItemUnchanged(kind="season", remote_key=key)
                else:
                    yield guarded("season", key, _season_job(season, token, reuse))
            if "episode" in self._kinds:
                # Two folders of one number share the server's hashes: no proof.
                alone = numbers[repr(raw.get("seasonNumber"))] == 1
                yield from self._episodes(
                    season, raw, episodes, content if alone else None
                )

    def _episodes(
        self,
        season: SeasonEntry,
        raw: dict[str, Any],
        episodes: dict[str, Any],
        content: str | None,
    ) -> Iterator[Unit]:

        def ask() -> EpisodeTitles | None:
            if content is None:
                return None
            return self._episode_hashes(season.show.key, season.number())

        hashes = Once(ask)
        lengths = raw.get("lengths")
        dimensions = raw.get("dimensions")
        names = list(episodes)
        for start in range(0, len(names), _CHUNK):
            chunk = names[start : start + _CHUNK]
            keys = [f"{season.key}/{name}" for name in chunk]
            known = self._tokens("episode", keys)
            moved: list[tuple[str, str, dict[str, Any], str]] = []
            for name, key in zip(chunk, keys, strict=True):
                own = episodes[name]
                try:
                    folders.check_name(name, "episode")
                    check_object(own, "episode")
                    own = _completed(own, name, lengths, dimensions)
                    token = self._sources.tokens.of_item([own, season.raw_number])
                except BadItemError as error:
                    yield rejected("episode", key, error)
                    continue
                if (
                    content is not None
                    and known.get(key, _NO_TOKENS).get("bulk") == content
                    and self._same("episode", key, token)
                ):
                    yield ItemUnchanged(kind="episode", remote_key=key)
                    continue
                moved.append((name, key, own, token))
            stored = self._details("episode", [key for _, key, _, _ in moved])
            for name, key, own, token in moved:
                episode = EpisodeEntry(season, key, name, own, content, hashes)
                job = _episode_job(episode, token, stored.get(key))
                yield guarded("episode", key, job)

    def _refuse(
        self, key: str, raw: dict[str, Any], error: BadItemError
    ) -> Iterator[Unit]:
        """A show that cannot be accepted, with all that can be named below it."""
        if "show" in self._kinds:
            yield rejected("show", key, error)
        seasons = raw.get("seasons")
        if isinstance(seasons, dict):
            for name, season in seasons.items():
                yield from self._refuse_season(f"{key}/{name}", season, error)

    def _refuse_season(self, key: str, raw: Any, error: BadItemError) -> Iterator[Unit]:
        if "season" in self._kinds:
            yield rejected("season", key, error)
        episodes = raw.get("episodes") if isinstance(raw, dict) else None
        if "episode" in self._kinds and isinstance(episodes, dict):
            for name in episodes:
                yield rejected("episode", f"{key}/{name}", error)

    def _tokens(self, kind: Kind, keys: list[str]) -> Mapping[str, Mapping[str, str]]:
        return self._known.detail_tokens(kind, keys) if self._known and keys else {}

    def _details(self, kind: Kind, keys: list[str]) -> Mapping[str, KnownDetails]:
        if self._known is None or not keys:
            return _NONE
        found: dict[str, KnownDetails] = {}
        for start in range(0, len(keys), _CHUNK):
            found.update(self._known.details(kind, keys[start : start + _CHUNK]))
        return found

    def _same(self, kind: Kind, key: str, token: str) -> bool:
        return self._known is not None and self._known.listing_token(kind, key) == token


def _show_job(show: ShowEntry, token: str, reuse: KnownDetails | None) -> Job:
    return lambda: read_show(show, token, reuse)


def _season_job(season: SeasonEntry, token: str, reuse: KnownDetails | None) -> Job:
    return lambda: read_season(season, token, reuse)


def _episode_job(episode: EpisodeEntry, token: str, stored: KnownDetails | None) -> Job:
    return lambda: read_episode(episode, token, stored)


def _reusable(details: KnownDetails | None, bulk: str | None) -> KnownDetails | None:
    """The stored details, if the server's hash proves that they still hold."""
    if details is None or bulk is None or details.detail_tokens.get("bulk") != bulk:
        return None
    return details


def _seasons_of(raw: dict[str, Any]) -> dict[str, Any]:
    return payloads.mapping(raw.get("seasons"))


def _completed(
    own: dict[str, Any], name: str, lengths: Any, dimensions: Any
) -> dict[str, Any]:
    """The episode with what its season's maps say of it, where it says nothing."""
    for member, said in (("length", lengths), ("dimensions", dimensions)):
        if own.get(member) is None and isinstance(said, dict) and name in said:
            own = {**own, member: said[name]}
    return own
