"""Nothing different, nothing written; everything different, written and told."""

from __future__ import annotations

from sync.changes import Current, Entry, History, Source, SourceChange, diff_item
from sync.resolve import Choice, Resolution


def decided(
    *,
    available: bool = True,
    entries: dict[str, dict[str, Choice]] | None = None,
    **fields: Choice,
) -> Resolution:
    return Resolution(available=available, fields=fields, entries=entries or {})


A_TITLE = Choice("A", "a", "priority")
AS_STORED = Current(
    values={"title": "A"},
    sources={("title", ""): Source("a", "server", "priority", None)},
)


def test_the_same_again_changes_nothing() -> None:
    assert not diff_item(AS_STORED, decided(title=A_TITLE))


def test_a_created_title_is_one_row_of_history() -> None:
    changes = diff_item(Current(), decided(title=A_TITLE), created=True)
    assert changes.history == [History("created")]
    assert changes.values == {"title": "A"}
    assert [c.fresh for c in changes.sources] == [True]


def test_a_new_value_is_written_and_told() -> None:
    changes = diff_item(AS_STORED, decided(title=Choice("B", "b", "only_source")))
    assert changes.values == {"title": "B"}
    assert changes.history == [
        History("updated", "title", "", "A", "B", "a", "b", "only_source")
    ]


def test_a_reason_alone_writes_provenance_and_no_history() -> None:
    changes = diff_item(AS_STORED, decided(title=Choice("A", "a", "only_source")))
    assert changes.values == {}
    assert changes.history == []
    assert changes.sources == [
        SourceChange("title", "", Source("a", "server", "only_source", None), False)
    ]


def test_another_source_of_the_same_value_is_told() -> None:
    changes = diff_item(AS_STORED, decided(title=Choice("A", "b", "priority")))
    assert changes.values == {}
    assert [(h.old_source, h.new_source) for h in changes.history] == [("a", "b")]
    assert [c.fresh for c in changes.sources] == [True]


def test_a_value_nobody_has_any_more_is_cleared_with_its_source() -> None:
    changes = diff_item(AS_STORED, decided())
    assert changes.values == {"title": None}
    assert changes.removed_sources == [("title", "")]
    assert changes.history == [History("cleared", "title", "", "A", None, "a")]


def test_a_lock_as_empty_clears_and_keeps_a_source() -> None:
    changes = diff_item(AS_STORED, decided(title=Choice(None, None, "locked")))
    assert changes.values == {"title": None}
    assert changes.sources == [
        SourceChange("title", "", Source(None, "lock", "locked", None), True)
    ]
    assert [h.action for h in changes.history] == ["cleared"]


def test_entries_are_written_and_removed_one_by_one() -> None:
    en, fr = {"url": "en"}, {"url": "fr"}
    current = Current(
        entries={"captions": {"en": Entry(en, "a"), "fr": Entry(fr, "a")}},
        sources={
            ("captions", "en"): Source("a", "server", "only_source", None),
            ("captions", "fr"): Source("a", "server", "only_source", None),
        },
    )
    moved = Choice({"url": "new"}, "a", "only_source")
    changes = diff_item(current, decided(entries={"captions": {"en": moved}}))
    assert changes.entries == [("captions", "en", Entry({"url": "new"}, "a"))]
    assert changes.removed_entries == [("captions", "fr")]
    assert [(h.action, h.key) for h in changes.history] == [
        ("updated", "en"),
        ("cleared", "fr"),
    ]


def test_the_order_of_play_is_written_without_history() -> None:
    one, two = {"url": "1"}, {"url": "2"}
    source = Source("a", "server", "only_source", None)
    other = Source("b", "server", "only_source", None)
    current = Current(
        entries={"files": {"a": Entry(one, "a", 0), "b": Entry(two, "b", 1)}},
        sources={("files", "a"): source, ("files", "b"): other},
    )
    files = {
        "b": Choice(two, "b", "only_source"),
        "a": Choice(one, "a", "only_source"),
    }
    changes = diff_item(current, decided(entries={"files": files}))
    assert changes.entries == [
        ("files", "b", Entry(two, "b", 0)),
        ("files", "a", Entry(one, "a", 1)),
    ]
    assert changes.history == []


def test_hiding_and_bringing_back() -> None:
    hidden = diff_item(AS_STORED, decided(available=False, title=A_TITLE))
    assert (hidden.available, [h.action for h in hidden.history]) == (
        False,
        ["unavailable"],
    )
    gone = Current(available=False, values=AS_STORED.values, sources=AS_STORED.sources)
    back = diff_item(gone, decided(title=A_TITLE))
    assert (back.available, [h.action for h in back.history]) == (True, ["restored"])


def test_true_is_not_one_but_seven_is_seven_point_nought() -> None:
    source = {("rating", ""): Source("a", "server", "only_source", None)}
    current = Current(values={"rating": 7.0}, sources=source)
    same = decided(rating=Choice(7, "a", "only_source"))
    assert not diff_item(current, same)
    one = Current(values={"rating": 1}, sources=source)
    other = decided(rating=Choice(True, "a", "only_source"))
    assert diff_item(one, other).values == {"rating": True}
