"""What a page of the site costs: queries, whatever the catalog's size, and bytes."""

from __future__ import annotations

import gzip
import json
import re
from datetime import timedelta
from pathlib import Path

from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from catalog import viewing
from catalog.models import Item
from catalog.site.addresses import page_of
from tests.catalog import shelf
from tests.catalog.plans import plans_of
from tests.tiers import Tier

BUDGETS = Path(__file__).parent.parent / "site_query_budgets.json"
#: Of our own scripts and styles, compressed, for one page.
MOST_BYTES = 60_000
#: The player also goes on with another server, and offers sounds and parts to skip;
#: what puts pieces together (hls.js) is loaded only where a film plays so.
MOST_BYTES_OF_PLAYER = 70_000
_STATIC = re.compile(r'(?:src|href)="/static/([^"?]+\.(?:js|css))"')
#: Scripts load others.
_IMPORT = re.compile(r'^import [^"]*"\./([^"]+)"', re.MULTILINE)


def _stage(user: User) -> dict[str, str]:
    """Addresses of every kind of page, with something on each of them."""
    movie = shelf.movie("Asked for", genres=["Genre 1", "Genre 2"])
    show = shelf.show(seasons={1: 3, 2: 2}, genres=["Genre 1"])
    for item in (movie, show):
        viewing.add_to_watchlist(user=user, item=item, at=shelf.NOW)
        shelf.add_picture(item)
        shelf.add_picture(item, "backdrop")
    episode = shelf.at(show, 1, 1)
    for item, done in ((episode, True), (movie, False)):
        viewing.keep_progress(
            user=user,
            item=item,
            position_ms=9,
            duration_ms=99,
            at=shelf.NOW,
            finished=done,
        )
    return {
        "home": reverse("home"),
        "movies": reverse("movies"),
        "movies narrowed": "/movies/?genre=Genre+1&decade=1990&unwatched=1&sort=title",
        "shows": reverse("shows"),
        "movie": page_of(movie),
        "show": page_of(show),
        "season": page_of(shelf.at(show, 1, 1).parent or show),
        "episode": page_of(episode),
        "search": "/search/?q=movie",
        "search empty": "/search/",
        "watchlist": reverse("watchlist"),
    }


def _cost(client: Client, pages: dict[str, str]) -> dict[str, int]:
    found = {}
    for name, url in pages.items():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        # Who asks, and what the household is called, is remembered for a while.
        found[name] = sum('"catalog_' in query["sql"] for query in asked)
    return found


def _many_shows(how_many: int) -> None:
    Item.objects.bulk_create(
        (
            Item(
                kind="show",
                title=f"Series {n:05}",
                slug=f"many-shows-{n}",
                year=1960 + n % 60,
                genres=[f"Genre {n % 9}"],
                created_at=shelf.NOW - timedelta(minutes=n),
            )
            for n in range(how_many)
        ),
        batch_size=400,
    )


def test_a_page_asks_as_much_of_many_titles_as_of_100(
    bobs: Client, bob: User, tier: Tier
) -> None:
    """`tests/site_query_budgets.json` says how much; and nothing is sorted whole."""
    shelf.many_movies(80)
    _many_shows(20)
    pages = _stage(bob)
    client = bobs
    small = _cost(client, pages)
    shelf.many_movies(tier.of(2_900, 17_900))
    Item.objects.filter(kind="show", slug__startswith="many-shows-").delete()
    _many_shows(tier.of(400, 2_000))
    large = _cost(client, pages)
    assert small == large
    budgets = json.loads(BUDGETS.read_text())
    assert set(budgets) == set(large)
    over = {name: n for name, n in large.items() if n > budgets[name]}
    assert not over, f"more queries than {BUDGETS.name} allows: {over}"
    for name in ("home", "movies", "shows", "movie", "show", "watchlist"):
        with plans_of("catalog_item") as plans:
            client.get(pages[name])
        assert plans.statements
        assert plans.sorted_whole() == [], name


def _weight(text: str) -> tuple[int, set[str]]:
    """Bytes of all scripts and styles of a page, packed, and their names."""
    left, files, total = _STATIC.findall(text), set(), 0
    while left:
        file = left.pop()
        if file in files:
            continue
        files.add(file)
        path = finders.find(file)
        assert isinstance(path, str), file
        whole = Path(path).read_bytes()
        total += len(gzip.compress(whole))
        folder = file.rpartition("/")[0]
        left += [f"{folder}/{name}" for name in _IMPORT.findall(whole.decode())]
    return total, files


def test_a_page_weighs_little(bobs: Client, bob: User) -> None:
    for name, url in _stage(bob).items():
        total, files = _weight(bobs.get(url).content.decode())
        assert {"css/site.css", "js/site.js"} <= files
        assert total <= MOST_BYTES, (name, total)


def test_the_page_of_the_player_weighs_little_too(bobs: Client, bob: User) -> None:
    movie = shelf.movie("Asked for")
    text = bobs.get(reverse("watch", args=["movie", movie.public_id])).content.decode()
    total, files = _weight(text)
    assert "js/player-files.js" in files
    assert any("media-chrome" in file for file in files)
    assert total <= MOST_BYTES_OF_PLAYER, total


def test_every_picture_keeps_its_place(bobs: Client, bob: User) -> None:
    """Room is left before a picture loads, by its own numbers or its frame's shape."""
    for url in _stage(bob).values():
        for tag in re.findall(r"<img[^>]*>", bobs.get(url).content.decode()):
            placeholder = "picture-placeholder" in tag
            assert placeholder or re.search(r'width="\d+" height="\d+"', tag), tag
