"""Titles that were kept apart, when what kept them apart has gone."""

from __future__ import annotations

from catalog.models import Item
from sync.models import Conflict
from tests.sync.conftest import theatre as theatre
from tests.sync.scripted import Theatre, movie
from tests.sync.test_finalize import with_ids


def test_a_twin_that_is_called_something_else_lets_the_others_match(
    theatre: Theatre,
) -> None:
    theatre.server("a", movie("k", title="Blue"), movie("l", title="Blue"))
    theatre.server("b", movie("m", title="Blue"))
    theatre.sync()
    assert Item.objects.count() == 3
    theatre.says("a", movie("k", title="Blue"), movie("l", title="Red"))
    theatre.sync()
    assert Item.objects.count() == 2
    assert {*Item.objects.values_list("title", flat=True)} == {"Blue", "Red"}


def test_an_id_that_is_given_up_is_no_contradiction_any_more(
    theatre: Theatre,
) -> None:
    one, two = (movie(key, title="Blue") for key in "kl")
    theatre.server("a", with_ids(one, tmdb="1"))
    theatre.server("b", with_ids(two, tmdb="2"))
    theatre.server("c", movie("m", title="Blue"))
    theatre.sync()
    assert Conflict.objects.exists()
    theatre.says("a", with_ids(movie("k", title="Red"), tmdb="1"))
    theatre.sync()
    assert not Conflict.objects.exists()
    assert Item.objects.count() == 2
    assert {*Item.objects.values_list("title", flat=True)} == {"Blue", "Red"}
