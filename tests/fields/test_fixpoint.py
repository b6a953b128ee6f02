"""A second sync of unchanged servers writes nothing, whatever was decided before."""

from __future__ import annotations

from tests.fields.cases import CASES
from tests.fields.library import LATER, Library
from tests.flows.row_writes import RowWrites, counted_rows


def test_a_second_sync_writes_no_row(library: Library) -> None:
    library.sync()
    with counted_rows() as rows:
        _nothing_is_written(library, rows)
        # The control: one value of every title changes, and the counters see it.
        before = sum(rows.now().values())
        library.says("alpha", LATER)
        run = library.sync()
        assert sum(rows.now().values()) - before >= run.writes >= len(CASES)
        _nothing_is_written(library, rows)


def test_neither_locks_nor_rules_are_written_twice(library: Library) -> None:
    library.sync()
    library.lock({case: case.good.later for case in CASES[::2]})
    library.lock(dict.fromkeys(CASES[1::4]))
    for field in sorted({case.ruled_by for case in CASES}):
        library.rule("beta", field=field)
    library.resolve()
    with counted_rows() as rows:
        _nothing_is_written(library, rows)


def _nothing_is_written(library: Library, rows: RowWrites) -> None:
    """Not by both servers, by one of them in any order, nor by resolving it all."""
    written = rows.now()
    for servers in ((), ("beta",), ("alpha",), ("beta",)):
        run = library.sync(*servers)
        assert (run.writes, run.updated, run.cleared) == (0, 0, 0), servers
        assert {scan.writes for scan in run.scans.all()} == {0}
        assert library.resolve().writes == 0
    assert rows.now() == written
