"""The law of the merge, case by case."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations

import pytest

from catalog.fields import JSONValue
from sync.resolve import (
    Choice,
    Locks,
    Observed,
    Order,
    Place,
    Resolution,
    Rule,
    resolve_item,
)

A = Place("a", 1, enabled=True, has_files=True)
B = Place("b", 2, enabled=True, has_files=True)
C = Place("c", 3, enabled=True, has_files=True)


def says(
    server: str,
    key: str = "x",
    *,
    listed: bool = True,
    entries: Mapping[str, Mapping[str, JSONValue]] | None = None,
    files: int = 0,
    **values: JSONValue,
) -> Observed:
    return Observed(
        server,
        key,
        listed,
        values,
        entries or {},
        [{"url": f"http://{server}/{key}/{n}"} for n in range(files)],
    )


def resolved(
    *observations: Observed,
    places: tuple[Place, ...] = (A, B, C),
    rules: tuple[Rule, ...] = (),
    locks: Locks | None = None,
    kind: str = "movie",
    lineage: tuple[int, ...] = (),
) -> Resolution:
    return resolve_item(
        kind, observations, Order(places, rules), lineage=lineage, locks=locks or {}
    )


def title(resolution: Resolution) -> Choice:
    return resolution.fields["title"]


def test_the_lower_number_wins() -> None:
    assert title(resolved(says("b", title="B"), says("a", title="A"))) == Choice(
        "A", "a", "priority"
    )


@pytest.mark.parametrize("nothing", [None, "", "   ", [], {}])
def test_no_value_never_displaces_a_value(nothing: JSONValue) -> None:
    outcome = resolved(says("a", genres=nothing), says("b", genres=["Drama"]))
    assert outcome.fields["genres"] == Choice(["Drama"], "b", "only_source")


@pytest.mark.parametrize("value", [0, 0.0, False])
def test_zero_and_false_are_values(value: JSONValue) -> None:
    outcome = resolved(says("a", rating=value), says("b", rating=9.0))
    assert outcome.fields["rating"] == Choice(value, "a", "priority")


def test_fallback_says_that_a_better_server_has_none() -> None:
    outcome = resolved(says("a"), says("b", title="B"), says("c", title="C"))
    assert title(outcome) == Choice("B", "b", "fallback")


def test_fallback_also_where_the_better_server_does_not_list_the_title() -> None:
    outcome = resolved(says("b", title="B"), says("c", title="C"))
    assert title(outcome) == Choice("B", "b", "fallback")


def test_a_field_nobody_has_is_absent() -> None:
    assert "overview" not in resolved(says("a", title="A")).fields


def test_each_field_by_itself() -> None:
    outcome = resolved(says("a", title="A"), says("b", title="B", overview="O"))
    assert outcome.fields["title"].server == "a"
    assert outcome.fields["overview"].server == "b"


def test_two_folders_of_one_server_by_remote_key() -> None:
    outcome = resolved(says("a", "z", title="Z"), says("a", "b", title="B"))
    assert title(outcome) == Choice("B", "a", "only_source")


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (Rule(7, ("b",), item=5), "item_rule"),
        (Rule(7, ("b",), item=5, field="title"), "item_rule"),
        (Rule(7, ("b",), item=4), "item_rule"),
        (Rule(7, ("b",), field="title"), "field_rule"),
        (Rule(7, ("b",), kind="movie", field="title"), "field_rule"),
        (Rule(7, ("b",), kind="movie"), "kind_rule"),
    ],
)
def test_a_rule_goes_before_priority_and_is_named(rule: Rule, reason: str) -> None:
    outcome = resolved(
        says("a", title="A"), says("b", title="B"), rules=(rule,), lineage=(5, 4)
    )
    assert title(outcome) == Choice("B", "b", reason, 7)


@pytest.mark.parametrize(
    "rule",
    [
        Rule(7, ("b",), kind="show"),
        Rule(7, ("b",), field="overview"),
        Rule(7, ("b",), item=6),
    ],
)
def test_a_rule_of_another_scope_does_nothing(rule: Rule) -> None:
    outcome = resolved(
        says("a", title="A"), says("b", title="B"), rules=(rule,), lineage=(5, 4)
    )
    assert title(outcome) == Choice("A", "a", "priority")


def test_the_nearer_rule_wins() -> None:
    rules = (
        Rule(1, ("c",), kind="movie"),
        Rule(2, ("b",), field="title"),
        Rule(3, ("a",), item=4),
        Rule(4, ("c",), item=5),
    )
    says_all = (says("a", title="A"), says("b", title="B"), says("c", title="C"))
    for left_out, server in ((0, "c"), (1, "a"), (2, "b"), (3, "c")):
        kept = rules[: len(rules) - left_out]
        assert title(resolved(*says_all, rules=kept, lineage=(5, 4))).server == server


def test_servers_a_rule_omits_follow_by_priority() -> None:
    rule = Rule(7, ("c",), field="title")
    outcome = resolved(says("b", title="B"), says("a", title="A"), rules=(rule,))
    assert title(outcome) == Choice("A", "a", "fallback")


def test_a_rule_that_names_only_absent_servers_leaves_priority() -> None:
    gone = C._replace(enabled=False)
    outcome = resolved(
        says("a", title="A"),
        says("b", title="B"),
        places=(A, B, gone),
        rules=(Rule(7, ("c",), field="title"),),
    )
    assert title(outcome) == Choice("A", "a", "priority")


def test_a_lock_beats_everybody() -> None:
    outcome = resolved(says("a", title="A"), locks={("title", ""): "Mine"})
    assert title(outcome) == Choice("Mine", None, "locked")


def test_a_lock_may_hold_nothing() -> None:
    outcome = resolved(
        says("a", entries={"captions": {"en": {"url": "u"}}}, overview="O"),
        locks={("overview", ""): None, ("captions", "en"): None},
    )
    assert outcome.fields["overview"] == Choice(None, None, "locked")
    assert outcome.entries["captions"]["en"] == Choice(None, None, "locked")


def test_entries_are_decided_one_by_one() -> None:
    outcome = resolved(
        says("a", entries={"captions": {"en": {"url": "a-en"}}}),
        says("b", entries={"captions": {"en": {"url": "b-en"}, "fr": {"url": "fr"}}}),
    )
    assert outcome.entries["captions"] == {
        "en": Choice({"url": "a-en"}, "a", "priority"),
        "fr": Choice({"url": "fr"}, "b", "only_source"),
    }


def test_a_pending_caption_never_displaces_a_finished_one() -> None:
    pending: JSONValue = {"url": "a-en", "pending": True}
    outcome = resolved(
        says("a", entries={"captions": {"en": pending, "de": pending}}),
        says("b", entries={"captions": {"en": {"url": "b-en", "pending": False}}}),
    )
    assert outcome.entries["captions"]["en"].server == "b"
    assert outcome.entries["captions"]["de"].value == pending


def test_all_files_are_kept_in_the_order_of_play() -> None:
    outcome = resolved(
        says("b", "q", files=1), says("a", "z", files=1), says("a", "m", files=2)
    )
    assert [(k, c.value["url"]) for k, c in outcome.entries["files"].items()] == [  # type: ignore[call-overload,index]
        ("a", "http://a/m/0"),
        ("a#2", "http://a/m/1"),
        ("a#3", "http://a/z/0"),
        ("b", "http://b/q/0"),
    ]


def test_media_info_comes_whole_from_the_file_that_plays_first() -> None:
    outcome = resolved(
        says("a", files=1, width=320), says("b", files=1, width=640, height=360)
    )
    assert outcome.fields["width"] == Choice(320, "a", "priority")
    assert "height" not in outcome.fields


def test_a_rule_on_files_moves_the_description_along() -> None:
    outcome = resolved(
        says("a", files=1, width=320),
        says("b", files=1, width=640),
        rules=(Rule(3, ("b",), field="files"), Rule(4, ("a",), field="width")),
    )
    assert outcome.fields["width"] == Choice(640, "b", "field_rule", 3)


def test_a_better_server_without_a_file_describes_nothing() -> None:
    outcome = resolved(says("a", width=1), says("b", files=1, width=640))
    assert outcome.fields["width"] == Choice(640, "b", "only_source")


def test_a_file_locked_as_empty_is_not_the_one_that_plays() -> None:
    outcome = resolved(
        says("a", files=1, width=320),
        says("b", files=1, width=640),
        locks={("files", "a"): None},
    )
    assert outcome.fields["width"].value == 640


def test_withdrawn_and_disabled_say_nothing_while_the_title_is_available() -> None:
    outcome = resolved(
        says("a", title="A", listed=False),
        says("b", title="B"),
        says("c", title="C", overview="O"),
        places=(A, B, C._replace(enabled=False)),
    )
    assert outcome.available
    assert title(outcome) == Choice("B", "b", "only_source")
    assert "overview" not in outcome.fields


def test_an_unavailable_title_keeps_the_values_of_all_by_the_same_order() -> None:
    outcome = resolved(
        says("a", title="A", listed=False),
        says("b", title="B", overview="O"),
        places=(A, B._replace(enabled=False)),
    )
    assert not outcome.available
    assert title(outcome).value == "A"
    assert outcome.fields["overview"].value == "O"


def test_a_describer_neither_makes_nor_keeps_a_title_available() -> None:
    describer = B._replace(has_files=False)
    described = says("b", overview="O")
    gone = says("a", title="A", listed=False)
    assert not resolved(gone, described, places=(A, describer)).available
    here = gone._replace(listed=True)
    outcome = resolved(here, described, places=(A, describer))
    assert outcome.available
    assert outcome.fields["overview"].value == "O"


def test_the_order_of_arrival_is_no_input() -> None:
    observations = (
        says("a", "q", title="A", files=1),
        says("a", "b", title="A2", entries={"artwork": {"poster": {"url": "p"}}}),
        says("b", title="B", files=2, width=5),
        says("c", overview="C", listed=False),
    )
    outcomes = [resolved(*order) for order in permutations(observations)]
    assert all(outcome == outcomes[0] for outcome in outcomes)
