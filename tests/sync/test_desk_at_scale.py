"""The desk's pages ask as much of 5,000 titles of three servers as of a hundred, and
in the large tier as much of 20,000.

On PostgreSQL no page reads all of what servers said, or all provenance, but those that
are for it.  Each page is asked for a second time: what is counted once after each run
(who gives how much) has been counted then.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog.models import FieldSource, Item
from sync.models import Observation
from tests.api import client_of
from tests.sync import copies, large_desk
from tests.sync.scripted import Theatre
from tests.tiers import Tier

FIRST_PAGE: Final = 15
A_LIST: Final = 12
A_TITLE: Final = 25
#: Another page that acts on one thing; `tests/every_page_query_budgets.json` is closer.
ANOTHER: Final = 25
_LARGE: Final = {Observation._meta.db_table, FieldSource._meta.db_table}
_TEXTS: Final = "a word may stand anywhere in what servers call things"
_EVERYTHING: Final = "it is about every title there is"
#: Pages that may read a large table whole, and why.
READS_ALL: Final = {
    "sync_observation ?q": _TEXTS,
    "why missing: a text": _TEXTS,
    "coverage": _EVERYTHING,
    "coverage: nowhere": _EVERYTHING,
    "coverage: on one": _EVERYTHING,
    "a rule's preview": _EVERYTHING,
    "the order's preview": _EVERYTHING,
}


class Query(NamedTuple):
    """One statement as a page asked it."""

    sql: str
    params: Any


@pytest.fixture
def browser(theatre: Theatre, alice: User) -> Iterator[Client]:
    large_desk.fill(theatre)
    yield client_of(alice)
    copies.empty()


@pytest.mark.skipif(
    connection.vendor != "postgresql",
    reason="plans are PostgreSQL's; test_every_page_costs counts queries on both",
)
def test_pages_do_not_grow_and_read_no_large_table_whole(
    browser: Client, tier: Tier
) -> None:
    titles_in_all = tier.of(5_000, 20_000)
    first = {"first page": reverse("admin:index")}
    lists, titles = large_desk.lists(), large_desk.titles()
    pages = {**first, **lists, **titles, **large_desk.others()}
    assert set(pages) >= set(READS_ALL)
    for url in pages.values():
        browser.get(url)
    small = {name: len(_asked(browser, url)) for name, url in pages.items()}
    large_desk.grow(titles_in_all)
    assert Item.objects.filter(kind__in=["movie", "show"]).count() >= titles_in_all
    large = {name: _asked(browser, url) for name, url in pages.items()}

    grown = {n: (small[n], len(large[n])) for n in pages if len(large[n]) > small[n]}
    assert not grown, f"queries before and after: {grown}"
    for names, most in ((first, FIRST_PAGE), (lists, A_LIST), (titles, A_TITLE)):
        over = {n: len(large[n]) for n in names if len(large[n]) > most}
        assert not over, f"more than {most} queries: {over}"
    read = {name: _read_whole(asked) for name, asked in large.items()}
    found = {n: tables for n, tables in read.items() if tables and n not in READS_ALL}
    assert not found, f"read whole by pages that are not for it: {found}"
    # Without indexes the same pages are seen to read all of both.
    with connection.cursor() as cursor:
        for how in ("indexscan", "indexonlyscan", "bitmapscan"):
            cursor.execute(f"SET enable_{how} = off")
        try:
            blind = _read_whole(large["a movie"])
        finally:
            for how in ("indexscan", "indexonlyscan", "bitmapscan"):
                cursor.execute(f"RESET enable_{how}")
    assert set(blind) == _LARGE


def _asked(browser: Client, url: str) -> list[Query]:
    """What a page asks of the database."""
    asked: list[Query] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(Query(sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        answer = browser.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return asked


def _read_whole(asked: Iterable[Query]) -> dict[str, str]:
    """Which of the large tables PostgreSQL would read from end to end, and for what."""
    found = {}
    for sql, params in asked:
        if not sql.lstrip("( ").startswith(("SELECT", "WITH")):
            continue
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
            (plans,) = cursor.fetchone()
        plans = json.loads(plans) if isinstance(plans, str) else plans
        for table in _scanned(plans[0]["Plan"]):
            found[table] = sql
    return found


def _scanned(plan: dict[str, Any]) -> Iterator[str]:
    if plan["Node Type"] == "Seq Scan" and plan["Relation Name"] in _LARGE:
        yield plan["Relation Name"]
    for below in plan.get("Plans", ()):
        yield from _scanned(below)
