"""One measured deed on a benchmark's catalog, in a process of its own.

    python -m tests.benchmarks.one_deed preview|swap|verify|coverage

`preview` says what swapping the two best servers would change, `swap` does it and
merges the catalog anew, `verify` recomputes all of it, `coverage` counts who has what.
Prints one JSON object like `one_sync`, with what the deed said of itself.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any, Final

import django

django.setup()

from django.db import connection  # noqa: E402 - models need the setup above

from catalog.models import Server  # noqa: E402
from sync import audit, coverage, orders, settle  # noqa: E402
from tests.benchmarks.meter import Meter, measure_database  # noqa: E402
from tests.benchmarks.peak import peak_mib  # noqa: E402


def preview() -> dict[str, Any]:
    found = orders.preview_priorities(_swapped())
    return {"titles": found.titles, "updated": found.updated}


def swap() -> dict[str, Any]:
    run = orders.set_priorities(_swapped()).run
    assert run is not None
    settle.resolve_now(run.pk)
    run.refresh_from_db()
    return {"updated": run.updated, "writes": run.writes}


def verify() -> dict[str, Any]:
    verdict = audit.verify(None, patience=60)
    return {"titles": verdict.titles, "differences": verdict.differences}


def count() -> dict[str, Any]:
    return {"fields": len(coverage.coverage().places)}


DEEDS: Final[dict[str, Callable[[], dict[str, Any]]]] = {
    "preview": preview,
    "swap": swap,
    "verify": verify,
    "coverage": count,
}


def _swapped() -> list[Server]:
    best = list(Server.objects.present().order_by("priority")[:2])
    return best[::-1]


def main(name: str) -> None:
    meter = Meter()
    measure_database(meter)
    # Not the deed's: the first connection, and what is compiled at the first query.
    connection.ensure_connection()
    started, used = time.perf_counter(), time.process_time()
    said = DEEDS[name]()
    measured = {
        "wall": time.perf_counter() - started,
        "processor": time.process_time() - used,
        "database": meter.seconds,
        "peak_mib": peak_mib(),
        "said": said,
    }
    print(json.dumps(measured))


if __name__ == "__main__":
    main(sys.argv[1])
