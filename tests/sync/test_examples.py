"""Which of the values that would move are shown."""

from __future__ import annotations

from sync.examples import Examples, Move


def test_examples_show_every_field_first_then_other_titles() -> None:
    one, two = Move("overview", "", "a", "b"), Move("captions", "en", "a", "b")
    found = Examples(4)
    for title in range(100):
        found.offer([one], [title, 1000 + title])
    found.offer([one, two], [7000])
    assert found.chosen() == {0: [one], 1: [one], 2: [one], 7000: [two]}
    assert Examples(0).chosen() == {}
