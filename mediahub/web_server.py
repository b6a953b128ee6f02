"""gunicorn's configuration file: what cannot be said on its command line."""

import logging
from typing import Any

from doors.leash import die_with_parent

# gunicorn would believe every peer on this machine, and every one of a local socket.
# Whose word counts is decided once, by mediahub.proxies.
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}
forwarder_headers = ""


def post_fork(_server: Any, worker: Any) -> None:
    """A worker dies with the master, however the master dies."""
    die_with_parent(worker.ppid)
    logging.getLogger("gunicorn.error").addFilter(_is_worth_a_line)


def _is_worth_a_line(record: logging.LogRecord) -> bool:
    """A player that was paused for long is cut off: no fault, and no traceback."""
    kind = record.exc_info[0] if record.exc_info else None
    return kind is None or not issubclass(kind, TimeoutError)
