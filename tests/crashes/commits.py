"""The commits of a process: counted, and one of them its last.

A commit is the end of a transaction, or a statement that writes outside of one.  A
death inside a transaction is a death before its commit: the database forgets it.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

ROOT: Final = str(Path(__file__).resolve().parents[2])
_WRITES: Final = frozenset({"COMMIT", "DELETE", "INSERT", "REPLACE", "UPDATE"})
#: Where commits come from that nobody wants to be told of.
_BETWEEN: Final = ("/tests/", "/.venv/", "/sync/leases.py", "/catalog/bulk.py")

When = Literal["before", "after"]


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """Before or after the n-th commit, counted from 0."""

    commit: int
    when: When

    def __str__(self) -> str:
        return f"{self.when} commit {self.commit}"


@dataclass(slots=True)
class Commits:
    """The commits of this process from `watched` on, each by the line that made it."""

    last: Point | None = None
    is_counting: bool = False
    places: list[str] = field(default_factory=list)
    _numbers: Any = field(default_factory=itertools.count)

    def watched(self) -> None:
        """Count, in every thread, whenever `is_counting` from now on."""
        commits = self
        base: Any = BaseDatabaseWrapper
        cursor: Any = CursorWrapper
        commit, execute, many = base._commit, cursor._execute, cursor._executemany

        def committed(link: Any) -> Any:
            return commits._at(lambda: commit(link))

        def executed(self: Any, sql: Any, params: Any, *more: Any) -> Any:
            if self.db.in_atomic_block and str(sql) != "COMMIT":
                return execute(self, sql, params, *more)
            if str(sql).lstrip().partition(" ")[0].upper() not in _WRITES:
                return execute(self, sql, params, *more)
            if self.db.vendor == "sqlite" and " RETURNING " in str(sql):
                # Committed when its row is read.
                number = commits._begin()
                outcome = execute(self, sql, params, *more)
                self.commits_when_read = number
                return outcome
            return commits._at(lambda: execute(self, sql, params, *more))

        def executed_many(self: Any, sql: Any, params: Any, *more: Any) -> Any:
            if self.db.in_atomic_block:
                return many(self, sql, params, *more)
            return commits._at(lambda: many(self, sql, params, *more))

        base._commit = committed
        cursor._execute, cursor._executemany = executed, executed_many
        operations = type(connection.ops)
        for name in ("fetch_returned_insert_columns", "fetch_returned_insert_rows"):
            setattr(operations, name, self._read(getattr(operations, name)))

    def _read(self, real: Any) -> Any:
        def read(operations: Any, cursor: Any, *more: Any) -> Any:
            rows = real(operations, cursor, *more)
            number = vars(cursor).pop("commits_when_read", None)
            if number is not None:
                self._end(number)
            return rows

        return read

    def _at(self, commit: Any) -> Any:
        number = self._begin()
        outcome = commit()
        self._end(number)
        return outcome

    def _begin(self) -> int:
        if not self.is_counting:
            return -1
        number: int = next(self._numbers)
        self._die_at(Point(number, "before"))
        if self.last is None:
            self.places.append(_place())
        return number

    def _end(self, number: int) -> None:
        self._die_at(Point(number, "after"))

    def _die_at(self, point: Point) -> None:
        if point == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


def _place() -> str:
    """The innermost line of MediaHub that commits, and what it belongs to."""
    frame: Any = sys._getframe(3)
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(ROOT) and not any(part in name for part in _BETWEEN):
            return f"{name.removeprefix(ROOT)[1:]}:{frame.f_code.co_name}"
        frame = frame.f_back
    return "elsewhere"
