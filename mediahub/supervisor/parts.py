"""The long-running parts of MediaHub, each as the command that starts it.

`hub up` starts them as children; containers start one each (`manage.py run_part`).
Nothing here needs to know which of the two it is.
"""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings

WEB_THREADS = 32
WORKER_THREADS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    inherit: Sequence[int] = ()
    # The broker goes last, so that the others can say goodbye to it.
    ends_last: bool = False


def _python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]


def web(bind: str, *, reload: bool = False) -> list[str]:
    """gunicorn with threads: pages, the API and byte ranges from the same process."""
    options = [
        *("--config", "python:mediahub.web_server"),
        *("--bind", bind),
        *("--worker-class", "gthread"),
        *("--workers", str(min(2, os.cpu_count() or 1))),
        *("--threads", str(WEB_THREADS)),
        *("--graceful-timeout", "10"),
        *("--log-level", "warning"),
        "--no-control-socket",
    ]
    # Loaded once and shared by all workers, or loaded anew whenever it changes.
    options.append("--reload" if reload else "--preload")
    return _python("-m", "gunicorn", *options, "mediahub.wsgi:application")


def worker() -> list[str]:
    return _python(
        *("-m", "celery", "--app", "mediahub", "worker"),
        *("--pool", "threads", "--concurrency", str(WORKER_THREADS)),
        *("--queues", "gather,finalize,celery"),
        *("--without-gossip", "--without-mingle", "--loglevel", "INFO"),
    )


def beat() -> list[str]:
    # An empty pid file: the data folder's lock, or the container, is the guard.
    return _python(
        *("-m", "celery", "--app", "mediahub", "beat"),
        *("--pidfile", "", "--loglevel", "INFO"),
    )


def reconciler() -> list[str]:
    return _python(str(settings.BASE_DIR / "manage.py"), "reconcile")


COMMANDS: Mapping[str, Callable[[], list[str]]] = {
    "web": lambda: web(settings.MEDIAHUB_WEB_BIND),
    "worker": worker,
    "beat": beat,
    "reconciler": reconciler,
}
