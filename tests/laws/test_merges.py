"""Rules and locks of two titles that become one: they hold from the merge on."""

from __future__ import annotations

import pytest

from catalog.models import Item
from sync.models import Run
from tests.laws import deeds
from tests.sync.conftest import theatre as theatre
from tests.sync.scripted import Theatre, movie


@pytest.fixture
def two(theatre: Theatre) -> list[Item]:
    theatre.server("alpha", movie("One", year=2001, overview="of alpha"))
    theatre.server("beta", movie("Two", year=2002, overview="of beta"))
    theatre.sync()
    return list(Item.objects.order_by("pk"))


def _merge() -> Item:
    deeds.merge(*Item.objects.order_by("pk"))
    return Item.objects.get()


def _nothing_is_left() -> bool:
    """Whether the merge left nothing for a later resolve to write."""
    deeds.resolve_all()
    return Run.objects.latest("pk").writes == 0


def test_a_rule_of_the_absorbed_title_holds_beside_one_of_wider_scope(
    two: list[Item],
) -> None:
    deeds.set_rule(deeds.place_of("", "", two[0]), ["beta"])
    deeds.set_rule(deeds.place_of("", "title", two[1]), ["alpha"])
    one = _merge()
    assert (one.title, one.overview) == ("One", "of beta")
    assert _nothing_is_left()


def test_of_two_rules_of_one_scope_the_survivors_holds(two: list[Item]) -> None:
    deeds.set_rule(deeds.place_of("", "title", two[0]), ["beta"])
    deeds.set_rule(deeds.place_of("", "title", two[1]), ["alpha"])
    assert _merge().title == "Two"
    assert _nothing_is_left()


def test_a_lock_of_the_absorbed_title_holds(two: list[Item]) -> None:
    deeds.lock(two[1], "overview", "", "a curator's")
    assert _merge().overview == "a curator's"
    assert _nothing_is_left()


def test_a_rule_of_a_title_is_no_rule_of_others(theatre: Theatre) -> None:
    for name in ("alpha", "beta"):
        said = [movie(title, overview=f"of {name}") for title in ("One", "Two")]
        theatre.server(name, *said)
    theatre.sync()
    one = Item.objects.get(title="One")
    deeds.set_rule(deeds.place_of("", "overview", one), ["beta"])
    assert Item.objects.get(title="One").overview == "of beta"
    assert Item.objects.get(title="Two").overview == "of alpha"
    # Nor when something else has the other one decided anew.
    theatre.says(
        "alpha",
        movie("One", overview="of alpha"),
        movie("Two", overview="of alpha", tagline="new"),
    )
    theatre.sync("alpha")
    two = Item.objects.get(title="Two")
    assert (two.overview, two.tagline) == ("of alpha", "new")
