"""Every field of the table has samples, and they are of its type."""

from __future__ import annotations

from itertools import combinations

import pytest

from catalog.fields import (
    FIELDS,
    KEYED,
    SINGLE,
    Field,
    Type,
    fitting,
    fitting_entry,
    has_value,
)
from tests.fields.cases import ALL_CASES, Case
from tests.fields.samples import ENTRY_VALUES, SINGLE_VALUES


def test_every_field_has_samples() -> None:
    """A new field of the table is named here until it has good values."""
    assert {f.name for f in SINGLE} - SINGLE_VALUES.keys() == set()
    assert {f.name for f in KEYED} - ENTRY_VALUES.keys() == set()
    assert {*SINGLE_VALUES, *ENTRY_VALUES} - {f.name for f in FIELDS} == set()


def test_every_field_and_kind_is_a_case() -> None:
    found = {(case.field.name, case.kind) for case in ALL_CASES}
    assert found == {(f.name, kind) for f in FIELDS for kind in f.kinds}


@pytest.mark.parametrize("field", SINGLE, ids=lambda f: f.name)
def test_samples_are_of_their_type(field: Field) -> None:
    values = SINGLE_VALUES[field.name]
    for value in values:
        assert has_value(value)
        assert fitting(field, value) == value
    for one, other in combinations(values, 2):
        assert one != other


@pytest.mark.parametrize("case", [c for c in ALL_CASES if c.key], ids=str)
def test_samples_of_entries_are_whole(case: Case) -> None:
    values = [v for v in case.good if v is not None]
    assert len(values) == (2 if case.is_file else 3)
    for value in values:
        assert fitting_entry(case.field.name, case.key, value) == value
    for one, other in combinations(values, 2):
        assert one != other


@pytest.mark.parametrize("field", SINGLE, ids=lambda f: f.name)
def test_only_lists_can_hold_false(field: Field) -> None:
    """False is a value where it can be held, and never becomes 0."""
    assert fitting(field, False) is None
    if field.type is Type.LIST:
        assert fitting(field, [False]) == [False]
