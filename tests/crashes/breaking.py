"""Guards taken away on purpose: one transaction becomes two, and is caught at it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.db import connection


def _scan_is_closed_apart() -> None:
    """What a scan read is adopted, and the scan closed in a transaction of its own."""
    from sync import store

    vars(store)["adopt"] = _committing(vars(store)["adopt"])


def _request_is_apart() -> None:
    """Servers change, and the request to resolve is in a transaction of its own."""
    from sync import triggers

    vars(triggers)["request_resolve"] = _committing(
        vars(triggers)["request_resolve"], before=True
    )


def _batch_is_apart() -> None:
    """Many titles are locked, and that they are is kept in another transaction."""
    from sync.bulk import applying

    vars(applying)["_do"] = _committing(vars(applying)["_do"])


def _committing(real: Any, *, before: bool = False) -> Any:
    def broken(*args: Any, **kwargs: Any) -> Any:
        if before:
            _commit()
        outcome = real(*args, **kwargs)
        if not before:
            _commit()
        return outcome

    return broken


def _commit() -> None:
    """End the transaction, and go on in another as if it were the same."""
    with connection.cursor() as cursor:
        cursor.execute("COMMIT")
        cursor.execute("BEGIN")


BREAKS: Final[Mapping[str, Callable[[], None]]] = {
    "scan-closed-apart": _scan_is_closed_apart,
    "request-apart": _request_is_apart,
    "batch-apart": _batch_is_apart,
}
