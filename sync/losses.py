"""What a scan would take away, counted from its staged rows and withdrawals.

A few queries over whole sets, and none that reads values.  A scan that takes nothing
away pays for two that find nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from django.db import connection

from catalog.fields import FIELDS
from sync.brake import FEW, Reason, Titles, Values
from sync.models import Observation, Scan, StagedObservation, Withdrawal

#: Titles named to the person who is asked, for each reason.
_EXAMPLES: Final = 20

#: What a vanished show takes with it is not counted by itself.  SQLite keeps the order
#: of a cross join: from the few rows of the scan to what is stored.
_BELOW: Final = """
WITH gone AS (
  SELECT o.id, o.kind, o.remote_key, o.present, o.keys
  FROM {withdrawal} w CROSS JOIN {stored} o
  WHERE w.scan_id = %(scan)s AND o.id = w.observation_id AND o.listed
), seasons AS (
  SELECT id, remote_key FROM {stored}
  WHERE server_id = %(server)s AND kind = 'season'
  AND parent_key IN (SELECT remote_key FROM gone WHERE kind = 'show')
), below AS (
  SELECT id FROM seasons UNION ALL
  SELECT id FROM {stored}
  WHERE server_id = %(server)s AND kind = 'episode'
  AND parent_key IN (SELECT remote_key FROM seasons)
)
"""
_WITHDRAWN: Final = """
SELECT kind, COUNT(*) FROM gone WHERE id NOT IN (SELECT id FROM below) GROUP BY kind
"""
_LISTED: Final = """
SELECT kind, COUNT(*) FROM {stored}
WHERE server_id = %(server)s AND listed AND id NOT IN (SELECT id FROM below)
GROUP BY kind
"""
_LOSING: Final = """
SELECT o.kind, o.present, o.keys, s.present, s.keys, COUNT(*)
FROM {staged} s CROSS JOIN {stored} o
WHERE s.scan_id = %(scan)s AND s.epoch = %(epoch)s AND o.server_id = %(server)s
AND o.kind = s.kind AND o.remote_key = s.remote_key AND o.listed
AND o.id NOT IN (SELECT id FROM below)
AND ((o.present & ~s.present) <> 0 OR o.keys <> s.keys)
GROUP BY o.kind, o.present, o.keys, s.present, s.keys
UNION ALL
SELECT kind, present, keys, 0, '', COUNT(*) FROM gone
WHERE id NOT IN (SELECT id FROM below) GROUP BY kind, present, keys
"""
_GIVEN: Final = """
SELECT kind, present, keys, COUNT(*) FROM {stored}
WHERE server_id = %(server)s AND listed AND id NOT IN (SELECT id FROM below)
GROUP BY kind, present, keys
"""
_NAMED: Final = """
SELECT {title} FROM {stored} o WHERE server_id = %(server)s AND listed
AND kind = %(kind)s AND id NOT IN (SELECT id FROM below) AND {which}
ORDER BY remote_key LIMIT %(most)s
"""


def titles(scan: Scan) -> list[Titles]:
    """Of each kind of which a title would be withdrawn: how many, and of how many."""
    withdrawn = dict(_rows(scan, _WITHDRAWN))
    if not withdrawn:
        return []
    listed = dict(_rows(scan, _LISTED))
    return [
        Titles(kind=kind, listed=listed[kind], withdrawn=count)
        for kind, count in sorted(withdrawn.items())
    ]


def values(scan: Scan) -> list[Values]:
    """Of each field that more than a few titles would lose: how many had it."""
    lost: Counter[tuple[str, str]] = Counter()
    for kind, present, keys, left, left_keys, count in _rows(scan, _LOSING):
        for name in _fields(present, keys) - _fields(left, left_keys):
            lost[kind, name] += count
    many = {place for place, count in lost.items() if count > FEW}
    if not many:
        return []
    given: Counter[tuple[str, str]] = Counter()
    listed: Counter[str] = Counter()
    for kind, present, keys, count in _rows(scan, _GIVEN):
        listed[kind] += count
        for name in _fields(present, keys):
            if (kind, name) in many:
                given[kind, name] += count
    return [
        Values(
            kind=kind,
            field=name,
            listed=listed[kind],
            given=given[kind, name],
            withdrawn=lost[kind, name],
        )
        for kind, name in sorted(many)
    ]


def examples(scan: Scan, reason: Reason) -> list[str]:
    """Some of the titles a reason speaks of, by name."""
    field = reason.field
    which: dict[str, Any] = {}
    if not field:
        condition = "id IN (SELECT id FROM gone)"
    elif "." in field:
        condition = r"keys LIKE %(entry)s ESCAPE '\'"
        which["entry"] = f"%|{_literally(field)}|%"
    else:
        condition = "(present & %(bit)s) <> 0"
        which["bit"] = next(1 << f.bit for f in FIELDS if f.name == field)
    # Seasons and episodes are named by their place; their titles say little.
    title = "COALESCE(title, remote_key)"
    if reason.kind in {"season", "episode"}:
        title = "remote_key"
    query = _NAMED.replace("{title}", title).replace("{which}", condition)
    found = _rows(scan, query, kind=reason.kind, most=_EXAMPLES, **which)
    return [str(name)[:200] for (name,) in found]


def _literally(text: str) -> str:
    for special in ("\\", "%", "_"):
        text = text.replace(special, f"\\{special}")
    return text


def _fields(present: int, keys: str) -> frozenset[str]:
    """The fields and entries behind an observation's `present` and `keys`."""
    return _singles(present) | _entries(keys)


@lru_cache(4096)
def _singles(present: int) -> frozenset[str]:
    return frozenset(f.name for f in FIELDS if present & 1 << f.bit)


@lru_cache(4096)
def _entries(keys: str) -> frozenset[str]:
    # That a caption is pending is no value: once it is made, nothing is lost.
    names = keys.strip("|").split("|") if keys else ()
    return frozenset(name for name in names if not name.startswith("pending."))


def _rows(scan: Scan, query: str, **more: Any) -> Iterator[tuple[Any, ...]]:
    quote = connection.ops.quote_name
    text = (_BELOW + query).format(
        stored=quote(Observation._meta.db_table),
        staged=quote(StagedObservation._meta.db_table),
        withdrawal=quote(Withdrawal._meta.db_table),
    )
    names = {"scan": scan.pk, "epoch": scan.epoch, "server": scan.server_id}
    # A listing may have as many different sets of captions as it has titles.
    with connection.chunked_cursor() as cursor:
        cursor.execute(text, {**names, **more})
        yield from cursor
