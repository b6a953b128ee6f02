"""The shows of a listing with their seasons and episodes, parents first.

What is wrong with a show's own part is no fault of its episodes: they are read by
themselves.  Its seasons take their values from the show's metadata and share its fate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from sync.adapters.media_processor import folders, glimpses, payloads
from sync.adapters.media_processor.details import Sources, is_unchanged
from sync.adapters.media_processor.documents import Once
from sync.adapters.media_processor.faults import BadItemError
from sync.adapters.media_processor.hashes import TitleHashes
from sync.adapters.media_processor.listing import Entry
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
    refused,
    rejected,
    unflawed,
)
from sync.types import (
    Candidate,
    ItemRead,
    ItemUnchanged,
    Kind,
    Known,
    KnownDetails,
    KnownTokens,
    Selection,
    Wanted,
    Watch,
)

_CHUNK: Final = 500
_NONE: Final[Mapping[str, KnownDetails]] = {}


class ShowPlan:
    """What is to be done for each show and what is below it, where it is wanted."""

    def __init__(
        self,
        hashes: TitleHashes,
        known: Known,
        wanted: Wanted,
        sources: Sources,
        episode_hashes: Callable[[str, int], EpisodeTitles | None],
        watch: Watch,
    ) -> None:
        self._watch = watch
        self._wanted = wanted
        self._hashes = hashes
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
        given = self._hashes.get(key)
        glimpse = glimpses.of_title(key, raw)
        show = ShowEntry(key, own, given.hash, glimpse, self._sources)
        selection = self._wanted.selection("show", key, glimpse)
        if selection:
            token = self._sources.tokens.of_item(own)
            stored = self._details("show", [key]).get(key)
            reuse = _reusable(stored, bulk=given.hash)
            if is_unchanged(_tokens_of(stored), token, given.hash):
                yield ItemUnchanged(kind="show", remote_key=key)
            else:
                item = Candidate("show", key, token)
                show.problem = self._watch.forbids(item)
                yield Job(item, _show_job(show, token, reuse, selection))
        yield from self._seasons(show, seasons, given.content)

    def _seasons(
        self, show: ShowEntry, seasons: dict[str, Any], content: str | None
    ) -> Iterator[Unit]:
        numbers = Counter(
            repr(raw.get("seasonNumber"))
            for raw in seasons.values()
            if isinstance(raw, dict)
        )
        chosen = {
            key: selection
            for name, raw in seasons.items()
            if (
                selection := self._selection(
                    "season", key := f"{show.key}/{name}", show, _number_of(raw)
                )
            )
        }
        stored = self._details("season", list(chosen))
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
                yield from self._refuse_season(show, key, raw, error)
                continue
            if key in chosen:
                reuse = _reusable(stored.get(key), bulk=show.bulk)
                if is_unchanged(_tokens_of(stored.get(key)), token, show.bulk):
                    yield ItemUnchanged(kind="season", remote_key=key)
                else:
                    item = Candidate("season", key, token)
                    if show.problem is not None:
                        yield refused(item, show.problem)
                    else:
                        yield Job(item, _season_job(season, token, reuse, chosen[key]))
            # Two folders of one number share the server's hashes: no proof.
            alone = numbers[repr(raw.get("seasonNumber"))] == 1
            yield from self._episodes(season, raw, episodes, content if alone else None)

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
        chosen = {
            name: selection
            for name, own in episodes.items()
            if (
                selection := self._selection(
                    "episode",
                    f"{season.key}/{name}",
                    season.show,
                    season.raw_number,
                    own.get("episodeNumber") if isinstance(own, dict) else None,
                )
            )
        }
        names = list(chosen)
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
                if is_unchanged(known.get(key), token, content):
                    yield ItemUnchanged(kind="episode", remote_key=key)
                    continue
                moved.append((name, key, own, token))
            stored = self._details("episode", [key for _, key, _, _ in moved])
            for name, key, own, token in moved:
                episode = EpisodeEntry(season, key, name, own, content, hashes)
                job = _episode_job(episode, token, stored.get(key), chosen[name])
                yield Job(Candidate("episode", key, token), job)

    def _refuse(
        self, key: str, raw: dict[str, Any], error: BadItemError
    ) -> Iterator[Unit]:
        """A show that cannot be accepted, with all that can be named below it."""
        glimpse = glimpses.of_title(key, raw)
        yield rejected("show", key, error)
        show = ShowEntry(key, {}, None, glimpse, self._sources)
        seasons = raw.get("seasons")
        if isinstance(seasons, dict):
            for name, season in seasons.items():
                yield from self._refuse_season(show, f"{key}/{name}", season, error)

    def _refuse_season(
        self, show: ShowEntry, key: str, raw: Any, error: BadItemError
    ) -> Iterator[Unit]:
        number = _number_of(raw)
        yield rejected("season", key, error)
        episodes = raw.get("episodes") if isinstance(raw, dict) else None
        if isinstance(episodes, dict):
            for name, own in episodes.items():
                below = f"{key}/{name}"
                its = own.get("episodeNumber") if isinstance(own, dict) else None
                if self._selection("episode", below, show, number, its):
                    yield rejected("episode", below, error)

    def _selection(
        self, kind: Kind, key: str, show: ShowEntry, *number: Any
    ) -> Selection:
        return self._wanted.selection(kind, key, glimpses.below(show.glimpse, *number))

    def _tokens(self, kind: Kind, keys: list[str]) -> Mapping[str, KnownTokens]:
        return self._known.tokens(kind, keys) if keys else {}

    def _details(self, kind: Kind, keys: list[str]) -> Mapping[str, KnownDetails]:
        if not keys:
            return _NONE
        found: dict[str, KnownDetails] = {}
        for start in range(0, len(keys), _CHUNK):
            found.update(self._known.details(kind, keys[start : start + _CHUNK]))
        return found


def _show_job(
    show: ShowEntry, token: str, reuse: KnownDetails | None, selection: Selection
) -> Callable[[], ItemRead]:
    return lambda: read_show(show, token, reuse, selection)


def _season_job(
    season: SeasonEntry, token: str, reuse: KnownDetails | None, selection: Selection
) -> Callable[[], ItemRead]:
    return lambda: read_season(season, token, reuse, selection)


def _episode_job(
    episode: EpisodeEntry,
    token: str,
    stored: KnownDetails | None,
    selection: Selection,
) -> Callable[[], ItemRead]:
    return lambda: read_episode(episode, token, stored, selection)


def _number_of(season: Any) -> Any:
    return season.get("seasonNumber") if isinstance(season, dict) else None


def _reusable(details: KnownDetails | None, bulk: str | None) -> KnownDetails | None:
    """The stored details, if the server's hash proves that they still hold."""
    if details is None or bulk is None or details.tokens.details.get("bulk") != bulk:
        return None
    return details


def _tokens_of(details: KnownDetails | None) -> KnownTokens | None:
    return None if details is None else details.tokens


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
