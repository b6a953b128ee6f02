"""The same items in diffsync, beside ours: in memory, each server into a target.

    python -m tests.benchmarks.one_diffsync TITLES SERVERS

diffsync compares one source with one target; it knows no order of servers, keeps no
reasons and writes to no database, so that it does less.  Sources are loaded before the
clock starts.  Prints one JSON object: seconds of a first sync, of one without changes,
of one with one title in a hundred changed, and the most memory the process held; only
``{"missing": true}`` where diffsync is not installed (``pip install diffsync``).
"""

from __future__ import annotations

import importlib.util
import json
import logging
import sys
import time
from typing import Any

from tests.benchmarks.inline_server import InlineServer
from tests.benchmarks.peak import peak_mib


def main(titles: int, servers: int) -> None:
    if importlib.util.find_spec("diffsync") is None:
        print(json.dumps({"missing": True}))
        return
    import structlog
    from diffsync import Adapter, DiffSyncModel
    from diffsync.enum import DiffSyncFlags

    # It would print a line for every item, which takes longer than the item.
    quiet = structlog.make_filtering_bound_logger(logging.CRITICAL)
    structlog.configure(wrapper_class=quiet)

    class Item(DiffSyncModel):  # type: ignore[misc]
        _modelname = "item"
        _identifiers = ("kind", "key")
        _attributes = ("parent", "values", "ids", "artwork", "captions", "files")

        kind: str
        key: str
        parent: str | None
        values: dict[str, Any]
        ids: dict[str, Any]
        artwork: dict[str, Any]
        captions: dict[str, Any]
        files: list[Any]

    class Side(Adapter):  # type: ignore[misc]
        item = Item
        top_level = ("item",)

    def loaded(server: int, generation: int) -> Any:
        side = Side()
        for one in InlineServer(server, titles, generation).items():
            side.add(
                Item(
                    kind=one.kind,
                    key=one.remote_key,
                    parent=one.parent_key,
                    values=dict(one.values),
                    ids=dict(one.external_ids),
                    artwork=dict(one.artwork),
                    captions=dict(one.captions),
                    files=list(one.files),
                )
            )
        return side

    sources = [loaded(number, 0) for number in range(servers)]
    targets = [Side() for _ in sources]

    def sync() -> float:
        started = time.perf_counter()
        for source, target in zip(sources, targets, strict=True):
            target.sync_from(source, flags=DiffSyncFlags.SKIP_UNMATCHED_DST)
        return time.perf_counter() - started

    first, unchanged = sync(), sync()
    sources = [loaded(number, 1) for number in range(servers)]
    print(
        json.dumps(
            {
                "first": first,
                "unchanged": unchanged,
                "1 % changed": sync(),
                "peak_mib": peak_mib(),
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
