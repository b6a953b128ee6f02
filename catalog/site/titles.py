"""The pages of a movie, a show, a season and an episode."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

from accounts.audience import Audience, open_to
from accounts.models import User
from catalog.continuing import next_episode
from catalog.listing import LONG
from catalog.models import Item
from catalog.pictures.slots import with_artwork
from catalog.site import about as pages
from catalog.site import addresses, finding, genres, words
from catalog.site.cards import Row, Seen, card_of
from catalog.site.faults import unavailable
from catalog.site.viewer import viewer_of

_ALIKE: Final = 12
_SEASONS: Final = 200


def _found(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead old addresses on, and say so where a title is not to be had."""

    @wraps(view)
    def leading(request: HttpRequest, slug: str, **more: Any) -> HttpResponse:
        try:
            return view(request, slug, **more)
        except finding.Moved as moved:
            kind = "movie" if moved.item.kind == Item.Kind.MOVIE else "show"
            old, new = reverse(kind, args=[slug]), reverse(kind, args=[moved.item.slug])
            there = new + request.get_full_path().removeprefix(old)
            # Asked again next time: a curator may part what became one title.
            return HttpResponsePermanentRedirect(
                there, headers={"Cache-Control": "no-cache"}
            )
        except finding.Unavailable as gone:
            return unavailable(request, gone.item)

    return leading


@open_to(Audience.VIEWERS)
@_found
def movie(request: HttpRequest, slug: str) -> HttpResponse:
    """The page at ``/movies/<slug>/``."""
    user = viewer_of(request)
    item = finding.by_slug("movie", slug)
    play, mark = pages.play_movie(item, user)
    return render(
        request,
        "catalog/movie.html",
        {
            "about": pages.about(item, user),
            "play": play,
            "mark": mark,
            "is_listed": pages.is_listed(item, user),
            "alike": _alike(item, user),
        },
    )


@open_to(Audience.VIEWERS)
@_found
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """The page at ``/shows/<slug>/``, with the season asked for or to go on with."""
    user = viewer_of(request)
    item = finding.by_slug("show", slug)
    episode, play = pages.next_up(item, user)
    seasons = _seasons(item)
    season = _chosen(request, seasons, episode)
    context = _season(season, user) if season else {}
    return render(
        request,
        "catalog/show.html",
        context
        | {
            "about": pages.about(item, user, media=episode),
            "count": words.counted(_regular(seasons), "season"),
            "play": play,
            "is_listed": pages.is_listed(item, user),
            "seasons": _choices(seasons, season),
            "alike": _alike(item, user),
        },
    )


@open_to(Audience.VIEWERS)
@_found
def season(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The page at ``/shows/<slug>/season/<n>/``."""
    user = viewer_of(request)
    item = finding.season_of(finding.by_slug("show", slug), number)
    context = _season(item, user)
    with_artwork([item])
    more = {
        "about": pages.about(item, user),
        "play": pages.play_season(context["lines"]),
    }
    return render(request, "catalog/season.html", context | more)


@open_to(Audience.VIEWERS)
@_found
def episode(
    request: HttpRequest, slug: str, season_number: int, number: int
) -> HttpResponse:
    """The page at ``/shows/<slug>/season/<n>/episode/<m>/``."""
    user = viewer_of(request)
    above = finding.season_of(finding.by_slug("show", slug), season_number)
    item = finding.episode_of(above, number)
    with_artwork([item])
    play, mark = pages.play_movie(item, user)
    after = next_episode(item, user)
    return render(
        request,
        "catalog/episode.html",
        {
            "about": pages.about(item, user),
            "code": words.code_of(item),
            "aired": words.day(item.release_date),
            "play": play,
            "mark": mark,
            "next": card_of(after, Seen.of(user, with_artwork([after])))
            if after
            else None,
        },
    )


def _alike(item: Item, user: User) -> Row | None:
    """Titles of the same genres; the title's own pictures are read along."""
    ranked = genres.most_alike(item, _ALIKE)
    found = Item.objects.defer(*LONG).in_bulk(ranked)
    with_artwork([item, *found.values()])
    if not found:
        return None
    seen = Seen.of(user, found.values())
    cards = [card_of(found[pk], seen) for pk in ranked if pk in found]
    return Row(key="alike", title="More like this", cards=cards)


def _seasons(show: Item) -> list[Item]:
    """Available seasons, specials last."""
    below = Item.objects.filter(kind="season", parent=show, available=True)
    found = list(
        below.defer(*LONG)
        .annotate(episodes=Count("children", filter=Q(children__available=True)))
        .order_by("number")[:_SEASONS]
    )
    for one in found:
        one.parent = show
    return sorted(found, key=lambda one: (one.number == 0, one.number))


def _regular(seasons: list[Item]) -> int:
    return sum(1 for one in seasons if one.number)


def _chosen(
    request: HttpRequest, seasons: list[Item], episode: Item | None
) -> Item | None:
    wanted = request.GET.get("season", "")
    numbers = {str(one.number): one for one in seasons}
    if wanted in numbers:
        return numbers[wanted]
    if episode is not None and episode.parent is not None:
        return numbers.get(str(episode.parent.number))
    return seasons[0] if seasons else None


def _choices(seasons: list[Item], chosen: Item | None) -> list[dict[str, Any]]:
    return [
        {
            "name": words.season_name(one),
            "number": one.number,
            "url": addresses.page_of(one),
            "episodes": words.counted(getattr(one, "episodes", 0), "episode"),
            "chosen": chosen is not None and one.pk == chosen.pk,
        }
        for one in seasons
    ]


def _season(season: Item, user: User) -> dict[str, Any]:
    """The episodes of a season, and its mark."""
    episodes = with_artwork(pages.episodes_of(season))
    lines = pages.episode_lines(episodes, user)
    done = bool(lines) and all(line.seen for line in lines)
    return {
        "season": season,
        "season_name": words.season_name(season),
        "lines": lines,
        "season_mark": pages.mark_of(season, seen=done) if lines else None,
    }
