"""What a title's own page shows, prepared: facts, what to play, what the person did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from accounts.models import User
from catalog.continuing import episodes_of_show, next_episode, playable
from catalog.models import Item, MediaFile, Progress, Watchlist
from catalog.site import addresses, facts, words
from catalog.site.cards import Seen, percent
from catalog.site.facts import Person
from catalog.site.filters import Filters

#: Episodes of one season on a page.
_EPISODES: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """What the large button does; an empty address where nothing can be played."""

    label: str = ""
    url: str = ""
    percent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A button that says of titles that they were seen, or takes that back."""

    url: str
    seen: bool
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """The head of a page and the facts below it."""

    item: Item
    name: str
    above: Sequence[tuple[str, str]]
    facts: Sequence[str]
    badges: Sequence[str]
    tagline: str
    overview: str
    genres: Sequence[tuple[str, str]]
    captions: Sequence[str]
    spoken: Sequence[str]
    cast: Sequence[Person]
    makers: Sequence[Person]
    original: str
    desk_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeLine:
    """One episode in the list of its season."""

    item: Item
    number: str
    name: str
    facts: str
    overview: str
    about: str
    play_url: str
    percent: int | None
    seen: bool
    mark: Mark


def about(item: Item, user: User, *, media: Item | None = None) -> About:
    """All facts; `media` speaks for a show or season, which has no file of its own."""
    of = media or item
    title = words.name_of(item)
    original = item.original_title or ""
    return About(
        item=item,
        name=title,
        above=_above(item),
        facts=facts.line(item),
        badges=facts.badges(item, media),
        tagline=(item.tagline or "")[:300],
        overview=item.overview or "",
        genres=_genres(item),
        captions=facts.captions(of),
        spoken=facts.spoken(of),
        cast=facts.cast(item),
        makers=facts.makers(item),
        original="" if original.casefold() == title.casefold() else original[:300],
        desk_url=addresses.desk_of(item) if user.is_staff else "",
    )


def _above(item: Item) -> list[tuple[str, str]]:
    found = []
    above = item.parent
    while above is not None:
        name = words.name_of(above)
        if above.kind == Item.Kind.SEASON:
            name = words.season_name(above)
        found.append((name, addresses.page_of(above)))
        above = above.parent
    return found[::-1]


def _genres(item: Item) -> list[tuple[str, str]]:
    address = reverse("shows" if item.kind == Item.Kind.SHOW else "movies")
    names = facts.genres(item)[:8]
    return [(name, address + Filters(genre=name).query()) for name in names]


def is_listed(item: Item, user: User) -> bool:
    """Whether the title is on the person's list."""
    return Watchlist.objects.filter(user=user, item=item).exists()


def play_movie(item: Item, user: User) -> tuple[Play, Mark]:
    """How a movie or an episode is played, and its mark."""
    row = Progress.objects.filter(user=user, item=item).first()
    mark = mark_of(item, seen=bool(row and row.finished))
    if not MediaFile.objects.filter(item=item).exists():
        return Play(), mark
    url = addresses.player_of(item)
    if row is None or row.finished or not row.position_ms:
        return Play(label="Watch again" if mark.seen else "Play", url=url), mark
    length = row.duration_ms or item.duration_ms or item.runtime_ms
    if not length:
        return Play(label="Resume", url=url), mark
    remaining = words.left(max(length - row.position_ms, 0))
    share = percent(row.position_ms, length)
    return Play(label=f"Resume · {remaining}", url=url, percent=share), mark


def next_up(show: Item, user: User) -> tuple[Item | None, Play]:
    """The episode of a show to play next: the one begun, the one after, the first."""
    latest = (
        Progress.objects.filter(user=user, item__parent__parent=show)
        .select_related("item__parent")
        .order_by("-updated_at", "-item__parent__number", "-item__number")
        .first()
    )
    if latest is not None and latest.finished:
        episode = next_episode(latest.item, user)
        if episode is not None:
            return episode, _play_episode("Play", episode, None)
    elif latest is not None and _is_playable(latest.item):
        verb = "Resume" if latest.position_ms else "Play"
        return latest.item, _play_episode(verb, latest.item, latest)
    episode = _first_episode(show)
    if episode is None:
        return None, Play()
    verb = "Watch again from" if latest is not None else "Play"
    return episode, _play_episode(verb, episode, None)


def play_season(lines: Sequence[EpisodeLine]) -> Play:
    """Which of the listed episodes to play next: the one begun, the first not seen."""
    ready = [line for line in lines if line.play_url]
    unseen = [line for line in ready if not line.seen]
    begun = [line for line in unseen if line.percent]
    for verb, found in (
        ("Resume", begun),
        ("Play", unseen),
        ("Watch again from", ready),
    ):
        for line in found[:1]:
            label = f"{verb} {words.code_of(line.item)}"
            return Play(label=label, url=line.play_url, percent=line.percent)
    return Play()


def _play_episode(verb: str, episode: Item, row: Progress | None) -> Play:
    length = row.duration_ms or episode.runtime_ms if row else None
    begun = row.position_ms if row else 0
    share = percent(begun, length) if begun and length else None
    return Play(
        label=f"{verb} {words.code_of(episode)}",
        url=addresses.player_of(episode),
        percent=share,
    )


def _is_playable(item: Item) -> bool:
    return playable(Item.objects.filter(pk=item.pk)).exists()


def _first_episode(show: Item) -> Item | None:
    """S1 E1 rather than a special."""
    episodes = playable(episodes_of_show(show.pk))
    ordered = episodes.select_related("parent").order_by("parent__number", "number")
    return ordered.filter(parent__number__gt=0).first() or ordered.first()


def mark_of(item: Item, *, seen: bool) -> Mark:
    """The mark of one title or of a whole season."""
    whole = "season " if item.kind == Item.Kind.SEASON else ""
    return Mark(
        url=reverse("watched", args=[item.kind, item.public_id]),
        seen=seen,
        label=f"Mark {whole}as {'not watched' if seen else 'watched'}",
    )


def episodes_of(season: Item) -> list[Item]:
    """The available episodes of a season that came with its show, in order."""
    found = Item.objects.filter(kind="episode", parent=season, available=True)
    rows = list(found.defer("cast", "crew", "chapters").order_by("number")[:_EPISODES])
    for episode in rows:
        episode.parent = season
    return rows


def episode_lines(episodes: Sequence[Item], user: User) -> list[EpisodeLine]:
    """The list of a season; two queries, however many there are."""
    seen = Seen.of(user, episodes)
    files = MediaFile.objects.filter(item__in=[e.pk for e in episodes])
    with_file = set(files.values_list("item_id", flat=True))
    return [
        EpisodeLine(
            item=episode,
            number=str(episode.number),
            name=words.name_of(episode),
            facts=_episode_facts(episode),
            overview=(episode.overview or "")[:400],
            about=addresses.page_of(episode),
            play_url=addresses.player_of(episode) if episode.pk in with_file else "",
            percent=seen.percents.get(episode.pk),
            seen=episode.pk in seen.finished,
            mark=mark_of(episode, seen=episode.pk in seen.finished),
        )
        for episode in episodes
    ]


def _episode_facts(episode: Item) -> str:
    runtime = episode.runtime_ms or episode.duration_ms
    said = [words.length(runtime) if runtime else "", words.day(episode.release_date)]
    return " · ".join(fact for fact in said if fact)
