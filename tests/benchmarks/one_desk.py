"""The measured part of `desk_pages`, in a process of its own on its own database.

Prints a line for each page: its queries, milliseconds, and how many bare pages that is.
"""

from __future__ import annotations

import statistics
import sys
import time
from typing import Any, Final

import django

django.setup()

import pytest  # noqa: E402 - models need the setup above
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402

from accounts.models import User  # noqa: E402
from catalog.models import FieldChange, FieldSource, Item  # noqa: E402
from sync.models import Observation  # noqa: E402
from tests.sync import large_desk  # noqa: E402
from tests.sync.scripted import Theatre  # noqa: E402

TIMES: Final = 5


def main(titles: int) -> None:
    setup_test_environment()
    with pytest.MonkeyPatch.context() as patched:
        large_desk.fill(Theatre(patched))
    large_desk.grow(titles)
    measure()


def measure() -> None:
    """Print what is there, and a line for each page."""
    counted = {
        "movies and shows": Item.objects.filter(kind__in=["movie", "show"]),
        "observations": Observation.objects.all(),
        "sources": FieldSource.objects.all(),
        "changes": FieldChange.objects.all(),
    }
    said = (f"{rows.count():,} {name}" for name, rows in counted.items())
    print(f"{connection.vendor}: {', '.join(said)}")
    # Without anybody, every page leads to the first steps.
    person = User.objects.create_superuser("alice", "alice@example.org", "a-Word-9-9")
    bare = _Measured(Client(), reverse("account_login"))
    print(f"a bare page: {bare.seconds * 1000:.1f} ms, {bare.queries} queries")
    browser = Client()
    browser.force_login(person)
    pages = {
        "first page": reverse("admin:index"),
        **large_desk.lists(),
        **large_desk.titles(),
        **large_desk.others(),
    }
    for name, url in pages.items():
        page = _Measured(browser, url)
        print(
            f"{name:<42}{page.queries:>5}{page.seconds * 1000:>9.0f} ms"
            f"{page.seconds / bare.seconds:>8.1f}   first {page.first * 1000:.0f} ms"
        )


class _Measured:
    """One page: the first time, and the median of several times after it."""

    def __init__(self, browser: Client, url: str) -> None:
        self.queries = 0
        self.first = self._once(browser, url)
        self.queries = 0
        with connection.execute_wrapper(self._count):
            self._once(browser, url)
        self.seconds = statistics.median(self._once(browser, url) for _ in range(TIMES))

    def _count(self, execute: Any, *asked: Any) -> Any:
        self.queries += 1
        return execute(*asked)

    @staticmethod
    def _once(browser: Client, url: str) -> float:
        started = time.perf_counter()
        answer = browser.get(url)
        taken = time.perf_counter() - started
        assert answer.status_code == 200, (url, answer.status_code)
        return taken


if __name__ == "__main__":
    main(int(sys.argv[1]))
