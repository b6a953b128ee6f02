"""Work with other people's servers, in threads of its own; no page waits long for it.

A request hands its fetch in and waits for a moment; whoever asks for the same picture
meanwhile shares the work.  What takes longer goes on without the request.  Only so
many requests may wait and so many fetches run, fewer of them for one server, and a
server that did not answer is left alone for a while: so neither a dead nor a slow one
takes the threads, or the connections of a browser, that pages need.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, Generic, TypeVar

from django.db import connections

from catalog.pictures.failures import Busy, PictureFailed

#: Requests that wait; the web server has 32 threads in each process.
WAITING: Final = 12
WAITING_PER_SERVER: Final = 8
RUNNING: Final = 8
RUNNING_PER_SERVER: Final = 3
PATIENCE_SECONDS: Final = 4.0
REST_SECONDS: Final = 30.0

_log = logging.getLogger(__name__)
Outcome = TypeVar("Outcome")


class _Job(Generic[Outcome]):
    """One piece of work under way, and what came of it."""

    def __init__(self) -> None:
        self.is_done = False
        self.outcome: Outcome | None = None
        self.error: Exception | None = None


class Gate(Generic[Outcome]):
    """The fetches of this process, counted by server."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._jobs: dict[str, _Job[Outcome]] = {}
        self._running: Counter[int] = Counter()
        self._waiting: Counter[int] = Counter()
        self._rests: dict[int, float] = {}

    def wait_for(
        self, server: int, name: str, work: Callable[[], Outcome]
    ) -> Outcome | None:
        """What the work of this name gives, or raises: done once for all who ask.

        Raises Busy where that takes longer than a page may wait, and PictureFailed
        for a server that is left alone.
        """
        end = time.monotonic() + PATIENCE_SECONDS
        with self._waits(server):
            job: _Job[Outcome] | None = None
            while True:
                job = job or self._jobs.get(name) or self._start(server, name, work)
                if job is not None and job.is_done:
                    break
                left = end - time.monotonic()
                if left <= 0:
                    raise Busy
                self._changed.wait(left)
                if job is None:
                    self._check(server)
        if job.error is not None:
            raise job.error
        return job.outcome

    def offer(self, server: int, name: str, work: Callable[[], Outcome]) -> None:
        """Do this work if there is room for it right now; nobody waits for it."""
        with self._changed:
            if name not in self._jobs and not self._is_resting(server):
                self._start(server, name, work)

    def rest(self, server: int) -> None:
        """Leave a server alone for a while; who waits for it goes away now."""
        with self._changed:
            self._rests[server] = time.monotonic() + REST_SECONDS
            self._changed.notify_all()

    def settle(self) -> None:
        """Wait until nothing is under way, and ask every server again."""
        with self._changed:
            self._changed.wait_for(lambda: not self._jobs)
            self._rests.clear()

    @contextmanager
    def _waits(self, server: int) -> Iterator[None]:
        """A place among those who wait, with the lock held."""
        with self._changed:
            self._check(server)
            if (
                self._waiting.total() >= WAITING
                or self._waiting[server] >= WAITING_PER_SERVER
            ):
                raise Busy
            self._waiting[server] += 1
            try:
                yield
            finally:
                self._waiting[server] -= 1

    def _start(
        self, server: int, name: str, work: Callable[[], Outcome]
    ) -> _Job[Outcome] | None:
        if (
            self._running.total() >= RUNNING
            or self._running[server] >= RUNNING_PER_SERVER
        ):
            return None
        job: _Job[Outcome] = _Job()
        thread = threading.Thread(
            target=self._run,
            args=(job, server, name, work),
            name="picture",
            # An end of the process does not wait for other people's servers.
            daemon=True,
        )
        thread.start()
        self._jobs[name] = job
        self._running[server] += 1
        return job

    def _run(
        self, job: _Job[Outcome], server: int, name: str, work: Callable[[], Outcome]
    ) -> None:
        try:
            job.outcome = work()
        except (PictureFailed, Busy) as error:
            job.error = error
        except Exception as error:  # raised where somebody waits
            _log.warning("A picture was given up: %s", type(error).__name__)
            job.error = error
        finally:
            connections.close_all()
            with self._changed:
                job.is_done = True
                self._jobs.pop(name, None)
                self._running[server] -= 1
                self._changed.notify_all()

    def _check(self, server: int) -> None:
        if self._is_resting(server):
            raise PictureFailed("server_rests", is_connection=True)

    def _is_resting(self, server: int) -> bool:
        return self._rests.get(server, 0.0) > time.monotonic()
