"""How the database would carry out the queries of a block: what it would sort whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection

#: PostgreSQL guesses rows: a sort of more than this is one of the whole catalog.
_MANY = 1_000
#: SQLite names its way: all titles, or all of a kind.
_WHOLE = re.compile(
    r"SCAN catalog_item|"
    r"SEARCH catalog_item USING INDEX \w+ \(kind=\?( AND available=\?)?\)$"
)


class Plans:
    """The statements of the block that read a table, each with its plan."""

    def __init__(self) -> None:
        self.statements: list[tuple[str, Any]] = []

    def sorted_whole(self) -> list[str]:
        """Statements that read the table from end to end and then sort it."""
        return [found for found in map(_judged, self.statements) if found]


def _judged(found: tuple[str, Any]) -> str:
    """The statement and its plan where it sorts, or reads, a whole table."""
    statement, plan = found
    if connection.vendor == "sqlite":
        lines = [str(row[3]) for row in plan]
        scans = any(_WHOLE.match(line) for line in lines)
        sorts = any("USE TEMP B-TREE FOR ORDER BY" in line for line in lines)
        return f"{statement}\n{lines}" if scans and sorts else ""
    return f"{statement}\n{plan}" if _sorts_many(plan) else ""


def _sorts_many(plan: Any) -> bool:
    root = json.loads(plan) if isinstance(plan, str) else plan
    nodes = [entry["Plan"] for entry in root]
    while nodes:
        node = nodes.pop()
        below = node.get("Plans", [])
        if node["Node Type"] == "Sort" and any(
            child["Plan Rows"] > _MANY for child in below
        ):
            return True
        nodes += below
    return False


@contextmanager
def plans_of(table: str) -> Iterator[Plans]:
    """Collect what the block asks of the table, then have each explained."""
    found: list[tuple[str, Sequence[Any] | None]] = []

    def note(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        if sql.startswith("SELECT") and f'"{table}"' in sql:
            found.append((sql, params))
        return execute(sql, params, many, context)

    plans = Plans()
    with connection.execute_wrapper(note):
        yield plans
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")
        for sql, params in found:
            if connection.vendor == "sqlite":
                cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
                plans.statements.append((sql, cursor.fetchall()))
            else:
                cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
                plans.statements.append((sql, cursor.fetchone()[0]))
