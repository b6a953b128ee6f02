"""`{% picture %}`: what stands in a page for a title's picture, and what it costs."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.template import Context, Template, TemplateSyntaxError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import Artwork, Item, Picture
from catalog.pictures.addresses import key_of
from catalog.pictures.slots import choose, with_artwork
from tests.catalog.gallery import a_picture, a_title

pytestmark = pytest.mark.django_db

TINY = "data:image/png;base64,iVBORw0KGgo="


def html(item: Item, slot: str = "poster", rest: str = 'widths="160 320"') -> str:
    source = f'{{% load pictures %}}{{% picture item "{slot}" {rest} sizes="158px" %}}'
    return Template(source).render(Context({"item": item}))


def a_show() -> tuple[Item, Item, Item]:
    show = a_title("show")
    season = a_title("season", parent=show, number=1)
    return show, season, a_title("episode", parent=season, number=2)


def test_a_picture_has_its_sizes_and_its_room_before_it_is_there() -> None:
    movie = a_title(title="Dune")
    a_picture(movie, placeholder=TINY, focal="left")
    page = html(movie)
    found = re.findall(rf"/artwork/{movie.public_id}/poster/(\d+)\.webp\?v=(\w+)", page)
    assert {width for width, _ in found} == {"160", "320"}
    assert len({version for _, version in found}) == 1
    assert 'sizes="158px" width="320" height="480"' in page
    assert 'loading="lazy"' in page
    assert 'decoding="async"' in page
    assert f'class="picture-placeholder" src="{TINY}"' in page
    assert "picture-focal-left" in page
    assert "style=" not in page
    assert "127.0.0.1" not in page


def test_an_eager_picture_is_asked_for_first() -> None:
    movie = a_title()
    a_picture(movie)
    page = html(movie, rest='widths="160" eager=True')
    assert 'fetchpriority="high"' in page
    assert "loading=" not in page


def test_without_a_picture_its_title_is_drawn_and_escaped() -> None:
    movie = a_title(title="<script>alert(1)</script>")
    page = html(movie, rest='widths="160" alt=item.title')
    assert "<img" not in page
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert 'role="img" aria-label="&lt;script&gt;' in page
    assert re.findall(r"picture-tint-\d", page) == re.findall(
        r"picture-tint-\d", html(movie)
    )


@pytest.mark.parametrize(
    "placeholder",
    [
        "http://127.0.0.1:9/poster.png",
        "data:text/html;base64,PHNjcmlwdD4=",
        'data:image/png;base64,AAAA" onerror="alert(1)',
        "data:image/svg+xml;base64,PHN2Zz4=",
        "data:image/png;base64," + "A" * 7000,
        "LEHV6nWB2yk8pyo0adR*.7kCMdnj",
    ],
)
def test_a_placeholder_that_is_no_small_picture_is_left_out(placeholder: str) -> None:
    movie = a_title()
    a_picture(movie, placeholder=placeholder)
    assert "picture-placeholder" not in html(movie)
    assert "onerror" not in html(movie)


def test_an_unknown_focal_point_is_no_class() -> None:
    movie = a_title()
    a_picture(movie, focal='x" onload="y')
    assert "picture-focal" not in html(movie)


@pytest.mark.parametrize(
    ("slot", "rest"),
    [
        ("poster", 'widths="161"'),
        ("poster", 'widths=""'),
        ("poster", 'widths="160 -1"'),
        ("banner", 'widths="160"'),
    ],
)
def test_what_no_picture_is_drawn_in_is_refused(slot: str, rest: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        html(a_title(), slot, rest)


def test_an_episode_shows_what_its_season_or_show_has() -> None:
    show, season, episode = a_show()
    a_picture(show, "poster")
    chosen = choose(episode, "thumbnail")
    assert chosen is not None
    assert (chosen.item, chosen.artwork.key) == (show, "poster")
    a_picture(show, "backdrop")
    chosen = choose(episode, "thumbnail")
    assert chosen is not None
    assert (chosen.item, chosen.artwork.key) == (show, "backdrop")
    a_picture(season, "poster")
    assert getattr(choose(episode, "poster"), "item", None) == season
    a_picture(episode, "thumbnail")
    chosen = choose(episode, "thumbnail")
    assert chosen is not None
    assert (chosen.item, chosen.artwork.key) == (episode, "thumbnail")
    assert choose(show, "thumbnail") is not None
    assert choose(a_title("show"), "thumbnail") is None


def test_a_picture_in_the_place_of_another_has_widths_of_its_own() -> None:
    show, _, episode = a_show()
    a_picture(show, "backdrop")
    page = html(episode, "thumbnail", 'widths="160 480"')
    assert re.findall(r"/backdrop/(\d+)\.webp\?v=\w+ \d+w", page) == ["320", "640"]
    assert 'width="640" height="360"' in page


def _known(artwork: Artwork, **values: object) -> Picture:
    return Picture.objects.create(
        key=key_of(artwork),
        asked_at=timezone.now(),
        seen_at=timezone.now(),
        **values,
    )


def test_a_picture_that_is_known_to_lack_leaves_its_place_to_the_next() -> None:
    show, season, _ = a_show()
    lacking, fallback = a_picture(season), a_picture(show)
    later = timezone.now() + timedelta(minutes=5)
    known = _known(lacking, failure="not_found", retry_at=later)
    [item] = with_artwork([season])
    chosen = choose(item, "poster")
    assert chosen is not None
    assert chosen.artwork == fallback
    # What is kept is shown whatever the server says now; an old failure counts no more.
    for values in ({"widths": [160]}, {"retry_at": timezone.now()}):
        Picture.objects.filter(pk=known.pk).update(
            **{"widths": [], "retry_at": later, **values}
        )
        [item] = with_artwork([Item.objects.get(pk=season.pk)])
        assert getattr(choose(item, "poster"), "artwork", None) == lacking


def test_a_changed_picture_has_another_address() -> None:
    movie = a_title()
    artwork = a_picture(movie)
    before = html(movie)
    known = _known(artwork)
    [item] = with_artwork([movie])
    assert html(item) == before
    Picture.objects.filter(pk=known.pk).update(revision=1)
    [item] = with_artwork([Item.objects.get(pk=movie.pk)])
    assert html(item) != before


def test_a_logo_has_its_own_shape_once_it_is_known() -> None:
    movie = a_title()
    artwork = a_picture(movie, "logo")
    assert "height=" not in html(movie, "logo", 'widths="320"')
    _known(artwork, width=400, height=100)
    [item] = with_artwork([movie])
    assert 'width="320" height="80"' in html(item, "logo", 'widths="320"')


def test_a_page_of_pictures_costs_two_queries_however_many() -> None:
    for number in range(3):
        show, season, episode = a_show()
        for item, key in ((show, "backdrop"), (season, "poster")):
            _known(a_picture(item, key), placeholder=TINY)
        a_picture(episode, "thumbnail", url=f"http://127.0.0.1:9/{number}.jpg")

    def cost(titles: list[Item]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            for item in with_artwork(titles):
                html(item, "thumbnail")
                html(item)
        return len(queries)

    every = Item.objects.filter(kind="episode").select_related("parent__parent")
    assert cost(list(every[:1])) == 2
    assert cost(list(every)) == 2
    assert cost([]) == 0
