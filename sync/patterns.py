"""Titles by what servers have of them: those that are alike are looked at once.

Of a hundred thousand titles most are like some others in what each server has of them.
The database puts these together, so that one row per pattern is read.  Refuses to say
anything of values: patterns know presence alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

import msgspec
from django.db import connection
from django.db.models import Aggregate, Func, QuerySet, TextField

from sync.models import Observation
from sync.winners import Has

_AT_ONCE: Final = 500


class _Texts(Aggregate):
    """An aggregate of texts; which one, its template says."""


class Pattern(NamedTuple):
    """What servers have of some titles of a kind, and the titles, oldest first."""

    kind: str
    has: tuple[Has, ...]
    titles: list[int]


#: A row as a JSON array, and those of a group as the text of one.  Never as jsonb, that
#: takes four times as long; aggregates of SQLite know no order, and another order is
#: just another pattern.
_ON_POSTGRESQL: Final = (
    "JSON_BUILD_ARRAY",
    "(JSON_AGG(%(expressions)s ORDER BY server_id))::text",
)
_ON_SQLITE: Final = ("JSON_ARRAY", "JSON_GROUP_ARRAY(JSON(%(expressions)s))")
_MEMBERS: Final = ("kind", "server_id", "listed", "present", "keys")


def patterns(
    observations: QuerySet[Observation], slugs: Mapping[int, str]
) -> Iterator[Pattern]:
    """The titles of these observations by pattern; `slugs` names servers by key."""
    is_sqlite = connection.vendor == "sqlite"
    array, arrays = _ON_SQLITE if is_sqlite else _ON_POSTGRESQL
    text = TextField()
    row = Func(*_MEMBERS, function=array, output_field=text)
    # Grouped by the number alone: to sort by texts as well would take longer than all
    # the rest.
    titles = (
        observations.order_by()
        .values("item_id")
        .annotate(said=_Texts(row, template=arrays, output_field=text))
    )
    inner, params = titles.query.sql_with_params()
    numbers = "json_group_array(item_id)" if is_sqlite else "json_agg(item_id)::text"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT said, {numbers} FROM ({inner}) AS titles"
            " GROUP BY said ORDER BY MIN(item_id)",
            params,
        )
        while rows := cursor.fetchmany(_AT_ONCE):
            for told, items in rows:
                found = msgspec.json.decode(told)
                yield Pattern(
                    kind=found[0][0],
                    has=tuple(
                        Has(slugs[server], bool(listed), present, keys)
                        for _, server, listed, present, keys in found
                    ),
                    titles=sorted(msgspec.json.decode(items)),
                )
