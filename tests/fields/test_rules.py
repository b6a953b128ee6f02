"""A rule on a field is obeyed by every field, and provenance names it."""

from __future__ import annotations

from sync.finalize.current import load_current
from tests.fields.cases import CASES, RIVALLED
from tests.fields.library import BETA, NOTHING, Library, Seen, Source, Told, by_name
from tests.fields.test_choice import chosen


def test_beta_first_for_each_field(library: Library) -> None:
    library.sync()
    library.news()
    rules = [
        library.rule("beta", field=field)
        for field in sorted({case.ruled_by for case in CASES})
    ]
    library.resolve()
    ruled, told = library.seen(), library.news()
    library.says("beta", NOTHING)
    library.sync()
    without = library.seen()
    library.says("beta", BETA)
    library.sync()
    assert library.seen() == ruled
    for rule in rules:
        rule.delete()
    library.resolve()
    after = library.seen()
    assert by_name(RIVALLED, lambda case: (ruled[case], told[case])) == by_name(
        RIVALLED,
        lambda case: (
            Seen(case.good.beta, Source("beta", "field_rule", case.ruled_by)),
            [Told("updated", case.good.alpha, case.good.beta, "alpha", "beta")],
        ),
    )
    # Who has none is passed over, whatever the rule says.
    assert by_name(RIVALLED, without.__getitem__) == by_name(
        RIVALLED, lambda case: Seen(case.good.alpha, Source("alpha", "only_source"))
    )
    assert by_name(RIVALLED, after.__getitem__) == by_name(RIVALLED, chosen)


def test_beta_first_for_each_kind(library: Library) -> None:
    library.sync()
    for kind in sorted({case.kind for case in CASES}):
        library.rule("beta", kind=kind)
    library.resolve()
    assert by_name(RIVALLED, library.seen().__getitem__) == by_name(
        RIVALLED, lambda case: Seen(case.good.beta, Source("beta", "kind_rule", ""))
    )


def test_a_rule_on_files_is_the_order_of_play(library: Library) -> None:
    library.sync()
    item = next(item for case, item in library.items().items() if case.is_playing)

    def order() -> list[str]:
        files = load_current([item], {1: "", 2: ""})[item].entries["files"]
        return sorted(files, key=lambda key: files[key].position)

    assert order() == ["alpha", "beta"]
    rule = library.rule("beta", field="files")
    library.resolve()
    assert order() == ["beta", "alpha"]
    rule.delete()
    library.resolve()
    assert order() == ["alpha", "beta"]


def test_a_rule_on_another_field_changes_nothing(library: Library) -> None:
    """The control: what a rule does not name stays as it was."""
    library.sync()
    before = library.seen()
    library.rule("beta", field="overview")
    library.resolve()
    after = library.seen()
    assert {str(c) for c in before if before[c] != after[c]} == {
        f"{kind} overview" for kind in ("movie", "show", "season", "episode")
    }
