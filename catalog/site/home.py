"""The first page: a title worth showing, what to go on with, what is new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.audience import Audience, open_to
from accounts.models import User
from catalog.continuing import Continued, continue_watching
from catalog.listing import LONG, newest
from catalog.models import Item, Server, Watchlist
from catalog.pictures.slots import choose, with_artwork
from catalog.site import addresses, facts, genres, words
from catalog.site.about import Play, next_up, play_movie
from catalog.site.cards import Card, Row, Seen, card_of, card_to_continue
from catalog.site.viewer import viewer_of

_IN_A_ROW: Final = 18
_GENRE_ROWS: Final = 5
#: A genre of fewer titles makes no row worth scrolling.
_LEAST_OF_GENRE: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Hero:
    """The title at the top of the page."""

    #: The title whose wide picture is shown: the show's, rather than an episode's.
    backdrop: Item
    eyebrow: str
    name: str
    episode: str
    facts: Sequence[str]
    badges: Sequence[str]
    overview: str
    play: Play
    about: str


@open_to(Audience.VIEWERS)
def home(request: HttpRequest) -> HttpResponse:
    """The page at ``/``."""
    user = viewer_of(request)
    continued = continue_watching(user)
    movies = list(newest("movie")[:_IN_A_ROW])
    shows = list(newest("show")[:_IN_A_ROW])
    if not movies and not shows:
        return render(request, "catalog/empty.html", _how_to_begin(user))
    mine = _my_list(user)
    by_genre = _by_genre()
    every = [
        *(found.item for found in continued),
        *movies,
        *shows,
        *mine,
        *(item for _, items in by_genre for item in items),
    ]
    with_artwork(every)
    seen = Seen.of(user, every)
    return render(
        request,
        "catalog/home.html",
        {
            "hero": _hero(user, continued, [*movies[:6], *shows[:6]]),
            "continued": _continued(continued),
            "rows": _rows(movies, shows, mine, by_genre, seen),
        },
    )


def _how_to_begin(user: User) -> dict[str, object]:
    """What an empty catalog says: an owner can do something about it."""
    return {
        "may_begin": user.has_perm("catalog.add_server"),
        "has_server": Server.objects.filter(removed_at__isnull=True).exists(),
    }


def _my_list(user: User) -> list[Item]:
    listed = Watchlist.objects.filter(user=user, item__available=True)
    rows = listed.select_related("item").order_by("-added_at", "-pk")[:_IN_A_ROW]
    return [row.item for row in rows]


def _by_genre() -> list[tuple[str, list[Item]]]:
    """The most frequent genres with their newest titles, movies and shows mixed."""
    known = genres.newest_known("movie", "show")
    names = genres.most_frequent(known, _GENRE_ROWS, least=_LEAST_OF_GENRE)
    picked = {
        name: [title.pk for title in known if name in title.genres][:_IN_A_ROW]
        for name in names
    }
    wanted = {pk for pks in picked.values() for pk in pks}
    items = Item.objects.defer(*LONG).in_bulk(wanted)
    return [
        (name, [items[pk] for pk in pks if pk in items]) for name, pks in picked.items()
    ]


def _continued(continued: Sequence[Continued]) -> Row:
    cards = [
        card_to_continue(found, reverse("put_aside", args=[found.item.public_id]))
        for found in continued
    ]
    return Row(key="continue", title="Continue watching", cards=cards, wide=True)


def _rows(
    movies: Sequence[Item],
    shows: Sequence[Item],
    mine: Sequence[Item],
    by_genre: Sequence[tuple[str, Sequence[Item]]],
    seen: Seen,
) -> list[Row]:
    def cards(items: Sequence[Item]) -> list[Card]:
        return [card_of(item, seen) for item in items]

    found = [
        Row(
            key="movies",
            title="New movies",
            cards=cards(movies),
            more_url=reverse("movies"),
            more="All movies",
        ),
        Row(
            key="shows",
            title="New shows",
            cards=cards(shows),
            more_url=reverse("shows"),
            more="All shows",
        ),
        Row(
            key="list",
            title="My list",
            cards=cards(mine),
            more_url=reverse("watchlist"),
            more="Whole list",
        ),
    ]
    for number, (name, items) in enumerate(by_genre):
        found.append(Row(key=f"genre-{number}", title=name, cards=cards(items)))
    return [row for row in found if row.cards]


def _hero(
    user: User, continued: Sequence[Continued], newcomers: Sequence[Item]
) -> Hero | None:
    """What the person is in the middle of, else the newest with a wide picture."""
    for found in continued[:1]:
        return _hero_of(found.item, "", _going_on(found))
    pictured = [item for item in newcomers if choose(item, "backdrop")]
    pictured.sort(key=lambda item: item.created_at, reverse=True)
    for item in [*pictured, *newcomers][:1]:
        if item.kind == Item.Kind.SHOW:
            return _hero_of(item, "New", next_up(item, user)[1])
        return _hero_of(item, "New", play_movie(item, user)[0])
    return None


def _going_on(found: Continued) -> Play:
    verb = "Play" if found.is_next else "Continue"
    if found.item.kind == Item.Kind.EPISODE:
        label = f"{verb} {words.code_of(found.item)}"
    else:
        remaining = words.left(found.left_ms)
        label = f"{verb} · {remaining}" if remaining else verb
    return Play(label=label, url=addresses.player_of(found.item))


def _hero_of(item: Item, eyebrow: str, play: Play) -> Hero:
    top = item.parent.parent if item.parent and item.parent.parent else item
    code = words.code_of(item) if item.kind == Item.Kind.EPISODE else ""
    return Hero(
        backdrop=top if choose(top, "backdrop") else item,
        eyebrow=eyebrow,
        name=words.name_of(top),
        episode=f"{code} · {words.name_of(item)}" if code else "",
        facts=facts.line(top),
        badges=facts.badges(top, item),
        overview=(item.overview or top.overview or "")[:600],
        play=play,
        about=addresses.page_of(top),
    )
