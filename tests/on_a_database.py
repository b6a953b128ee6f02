"""`--on-a-database`: only the tests that a database has to do with.

For a second run on another database: what reads no row came out the same in the first.
"""

from __future__ import annotations

from typing import Final

import pytest

#: Who asks for one of these has a database, or starts a program that has.
_ITS: Final = frozenset({"db", "transactional_db", "installation_template"})


def add_option(parser: pytest.Parser) -> None:
    parser.getgroup("mediahub").addoption(
        "--on-a-database",
        action="store_true",
        help="only the tests that a database has to do with",
    )


def keep(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With the option, leave out all others; pytest says how many."""
    if not config.getoption("--on-a-database"):
        return
    others = [item for item in items if not _has_one(item)]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if _has_one(item)]


def _has_one(item: pytest.Item) -> bool:
    if item.get_closest_marker("django_db") is not None:
        return True
    return not _ITS.isdisjoint(getattr(item, "fixturenames", ()))
