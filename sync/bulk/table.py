"""Titles and values as a table in a file, CSV or JSON: written and read.

A row for each title, a column for each field or entry; the first columns say which
title it is.  Read with caps, and every refusal says which row it is about.  No cell
that is written is a formula to a spreadsheet.  Pure.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from catalog import lines
from catalog.fields import Field, JSONValue
from sync.bulk.refusal import BulkError

#: In a cell: there is to be no value.
EMPTY: Final = "[empty]"
#: Of a file that is read.
MOST_BYTES: Final = 10 * 2**20
MOST_ROWS: Final = 20_000
MOST_CELLS: Final = 100_000
NAMING: Final = ("id", "kind", "path")
_BETWEEN: Final = " / "
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r]")
_GUARDED: Final = re.compile(r"'+[=+\-@\t\r]")
_CELL: Final = 2**20  # characters

Value = str | JSONValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of a file: its number as a spreadsheet shows it, and its cells.

    Empty cells are left out.
    """

    number: int
    id: str
    kind: str
    path: tuple[str, ...]
    cells: Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A file that was read."""

    columns: tuple[str, ...]
    lines: Sequence[Line]


def csv_lines(
    columns: Sequence[str], rows: Iterable[Mapping[str, str]]
) -> Iterator[str]:
    """CSV, line by line; with the mark by which spreadsheets know UTF-8."""
    written = io.StringIO()
    writer = csv.writer(written)
    yield "\ufeff"
    writer.writerow([*NAMING, *columns])
    for each in rows:
        writer.writerow([_guarded(each.get(name, "")) for name in (*NAMING, *columns)])
        yield written.getvalue()
        written.seek(0)
        written.truncate()
    yield written.getvalue()


def json_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """A JSON list with an object for each title, line by line."""
    between = "[\n"
    for row in rows:
        yield between + json.dumps(row, ensure_ascii=False)
        between = ",\n"
    yield "\n]\n" if between != "[\n" else "[]\n"


def path_text(path: Sequence[str | int | None]) -> str:
    """``Borgen / 1 / 2``, as the column says it."""
    return _BETWEEN.join("" if part is None else str(part) for part in path)


def cell(declared: Field, value: JSONValue) -> str:
    """A value as a cell says it, lists line by line."""
    return lines.to_text(declared, value)


def _guarded(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def _bare(text: str) -> str:
    return text[1:] if _GUARDED.match(text) else text


def read(name: str, content: bytes) -> Table:
    """A file of either kind.  Raises BulkError."""
    if len(content) > MOST_BYTES:
        raise BulkError(
            f"The file has more than {MOST_BYTES // 2**20} MiB. Part it, and import "
            "one after the other."
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BulkError(
            "The file is not in UTF-8. In a spreadsheet, save it as \u201cCSV "
            "UTF-8\u201d."
        ) from None
    if "\0" in text:
        raise BulkError("The file is no text: it holds NUL characters.")
    is_json = text.lstrip().startswith(("[", "{")) or name.lower().endswith(".json")
    rows = list(_json_rows(text) if is_json else _csv_rows(text))
    if not rows:
        raise BulkError("The file has no rows.")
    columns = tuple(dict.fromkeys(name for _, row in rows for name in row))
    _check_columns(columns)
    found = [_line(number, row) for number, row in rows]
    if sum(len(line.cells) for line in found) > MOST_CELLS:
        raise BulkError(
            f"The file has more than {MOST_CELLS:,} values. Leave cells empty that are "
            "to stay as they are, or part it."
        )
    return Table(
        columns=tuple(name for name in columns if name not in NAMING), lines=found
    )


def _csv_rows(text: str) -> Iterator[tuple[int, dict[str, Value]]]:
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    csv.field_size_limit(_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        columns = [name.strip() for name in next(reader, [])]
        double = sorted({name for name in columns if columns.count(name) > 1})
        if double:
            raise BulkError(f"The column {double[0]!r} is there twice.")
        for number, row in enumerate(reader, start=2):
            if not any(row):
                continue
            if number > MOST_ROWS + 1:
                raise _too_many()
            if len(row) > len(columns):
                raise BulkError(f"Row {number} has more cells than there are columns.")
            yield (
                number,
                {name: _bare(value) for name, value in zip(columns, row, strict=False)},
            )
    except csv.Error as error:
        raise BulkError(f"Line {reader.line_num} is no CSV: {error}.") from None


def _json_rows(text: str) -> Iterator[tuple[int, dict[str, Value]]]:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BulkError(f"The file is no JSON: {str(error)[:200]}.") from None
    if not isinstance(read, list):
        raise BulkError("The JSON must be a list with an object for each title.")
    if len(read) > MOST_ROWS:
        raise _too_many()
    for number, row in enumerate(read, start=1):
        if not isinstance(row, dict):
            raise BulkError(f"Row {number} is no object.")
        yield number, row


def _too_many() -> BulkError:
    return BulkError(f"The file has more than {MOST_ROWS:,} rows. Part it.")


def _check_columns(columns: Sequence[str]) -> None:
    if "" in columns:
        raise BulkError("A column has no name.")
    if "id" not in columns and not {"kind", "path"} <= set(columns):
        raise BulkError(
            "Which titles? The file needs a column \u201cid\u201d, or the columns "
            "\u201ckind\u201d and \u201cpath\u201d. An export has all three."
        )
    if not set(columns) - set(NAMING):
        raise BulkError("The file has no column of a field, such as overview.")


def _line(number: int, row: Mapping[str, Value]) -> Line:
    path = row.get("path") or ""
    parts = path if isinstance(path, list) else str(path).split(_BETWEEN)
    return Line(
        number=number,
        id=str(row.get("id") or "").strip(),
        kind=str(row.get("kind") or "").strip(),
        path=tuple("" if part is None else str(part).strip() for part in parts),
        cells={
            name: value
            for name, value in row.items()
            if name not in NAMING and value is not None and value != ""
        },
    )
