"""One measured sync in a process of its own, for `sync_against_copy`.

Prints one JSON object: the sync's own report, wall, processor and database seconds,
and the most memory the process held.  With `--inline TITLES` the servers' items come
from a formula instead of the network.  `--profile FILE` writes a cProfile of the
thread that finalizes (a scanning thread) instead of meaningful seconds.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import threading
import time
from collections import deque
from typing import Any

import django

django.setup()

from django.db import transaction  # noqa: E402 - models need the setup above

from catalog.models import Server  # noqa: E402
from sync import execute, settle, triggers  # noqa: E402
from sync.adapters.base import ServerAdapter  # noqa: E402
from sync.models import Trigger  # noqa: E402
from sync.report import report_run  # noqa: E402
from tests.benchmarks.inline_server import InlineServer  # noqa: E402
from tests.benchmarks.meter import Meter, measure_database  # noqa: E402
from tests.benchmarks.peak import peak_mib  # noqa: E402


def main() -> None:
    options = _options()
    adapters_alone = 0.0
    if options.inline:
        adapters_alone = _use_formula(options.inline, options.generation)
    meter = Meter()
    measure_database(meter)
    if options.profile:
        _profile(options.profile, options.what)
    started, used = time.perf_counter(), time.process_time()
    # What the command `sync --json` does, with the run's row at hand.
    with transaction.atomic():
        trigger = triggers.request_sync(source=Trigger.Source.COMMAND, servers=None)
        run = triggers.plan(trigger.pk)
    run = execute.carry_out(run)
    measured: dict[str, Any] = {
        "wall": time.perf_counter() - started,
        "processor": time.process_time() - used,
        "database": meter.seconds,
        "adapters_alone": adapters_alone,
        "peak_mib": peak_mib(),
        "report": report_run(run),
        "changed": {scan.server.slug: scan.changed for scan in run.scans.all()},
    }
    print(json.dumps(measured))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="One measured sync.")
    parser.add_argument("--inline", type=int, default=0, metavar="TITLES")
    parser.add_argument("--generation", type=int, default=0)
    parser.add_argument("--profile", default="", metavar="FILE")
    parser.add_argument("--what", choices=("gather", "finalize"), default="finalize")
    return parser.parse_args()


def _use_formula(titles: int, generation: int) -> float:
    """Let servers be formulas; how long they take by themselves, side by side."""

    def adapter_of(server: Server) -> ServerAdapter:
        return InlineServer(server.priority - 1, titles, generation)

    execute.adapter_of = adapter_of  # type: ignore[attr-defined]
    started = time.perf_counter()
    threads = [
        threading.Thread(target=deque, args=(adapter.items(), 0))
        for adapter in (
            InlineServer(server.priority - 1, titles, generation)
            for server in Server.objects.filter(enabled=True)
        )
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - started


def _profile(file: str, what: str) -> None:
    """Write a profile of one call: a finalize, or the first server's gather."""
    module: Any = execute if what == "gather" else settle
    name = "gather" if what == "gather" else "project_scans"
    original = getattr(module, name)
    lock = threading.Lock()

    def profiled(*args: Any, **kwargs: Any) -> Any:
        if not lock.acquire(blocking=False):
            return original(*args, **kwargs)
        try:
            profile = cProfile.Profile()
            try:
                return profile.runcall(original, *args, **kwargs)
            finally:
                profile.dump_stats(f"{file}.{time.monotonic_ns()}")
        finally:
            lock.release()

    setattr(module, name, profiled)


if __name__ == "__main__":
    main()
