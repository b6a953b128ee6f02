"""The four caps of the gate, each with what happens where it is missing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from catalog.pictures import gate as gates
from catalog.pictures.failures import Busy
from catalog.pictures.gate import Gate

MANY = 1000
#: As many as the web server has in a process.
THREADS = 32
DEAD = 1
ALIVE = 2

capped = pytest.mark.parametrize("is_capped", [True, False], ids=["cap", "no cap"])


class House:
    """A gate, dead servers that answer only at the end, and people who look."""

    def __init__(self) -> None:
        self.gate: Gate[str] = Gate()
        self.over = threading.Event()
        self.running = 0
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(THREADS)

    def silent(self) -> str:
        with self._lock:
            self.running += 1
        self.over.wait(60)
        return "late"

    def looks(self, server: int, name: str) -> Future[str | None]:
        """Somebody's request, in a thread of the web server."""
        return self._pool.submit(self.gate.wait_for, server, name, self.silent)

    def has_room_for_a_page(self) -> bool:
        """Whether a page without pictures finds a thread."""
        page = self._pool.submit(lambda: None)
        try:
            page.result(timeout=1)
        except TimeoutError:
            return False
        return True

    def settle(self) -> None:
        self.over.set()
        self._pool.shutdown()
        self.gate.settle()


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr(gates, "PATIENCE_SECONDS", 60.0)
    # Its threads have no business with the database.
    monkeypatch.setattr("catalog.pictures.gate.connections.close_all", lambda: None)
    made = House()
    yield made
    made.settle()


def until(is_so: Callable[[], bool]) -> None:
    """Wait for other threads to get there."""
    end = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.005)


@contextmanager
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One who looks and has to have a place at once."""
    with monkeypatch.context() as patched:
        patched.setattr(gates, "PATIENCE_SECONDS", 0.3)
        yield


def lift(monkeypatch: pytest.MonkeyPatch, name: str, is_capped: bool) -> None:
    if not is_capped:
        monkeypatch.setattr(gates, name, MANY)


@capped
def test_a_process_fetches_only_so_many_at_once(
    house: House, monkeypatch: pytest.MonkeyPatch, is_capped: bool
) -> None:
    """Else every server that hangs costs three more threads and sockets."""
    lift(monkeypatch, "RUNNING", is_capped)
    for number in range(60):
        house.gate.offer(number % 20, f"{number}", house.silent)
    most = 8 if is_capped else 60
    until(lambda: house.running == most)


@capped
def test_one_server_does_not_take_all_fetches(
    house: House, monkeypatch: pytest.MonkeyPatch, is_capped: bool
) -> None:
    """Else a dead server takes every place, and the pictures of others wait for it."""
    lift(monkeypatch, "RUNNING_PER_SERVER", is_capped)
    for number in range(20):
        house.gate.offer(DEAD, f"{number}", house.silent)
    until(lambda: house.running == (3 if is_capped else 8))
    if is_capped:
        assert house.gate.wait_for(ALIVE, "poster", lambda: "here") == "here"
        return
    with impatient(monkeypatch), pytest.raises(Busy):
        house.gate.wait_for(ALIVE, "poster", lambda: "here")


@capped
def test_those_who_wait_leave_threads_for_pages(
    house: House, monkeypatch: pytest.MonkeyPatch, is_capped: bool
) -> None:
    """Else a few servers that hang hold all threads of the web server."""
    lift(monkeypatch, "WAITING", is_capped)
    asked = [house.looks(number % 5, f"{number}") for number in range(THREADS)]
    waiting = 12 if is_capped else THREADS
    until(lambda: house.gate._waiting.total() == waiting)
    until(lambda: sum(one.done() for one in asked) == THREADS - waiting)
    assert house.has_room_for_a_page() == is_capped


@capped
def test_those_who_wait_for_one_server_leave_places_for_others(
    house: House, monkeypatch: pytest.MonkeyPatch, is_capped: bool
) -> None:
    """Else who looks at a dead server's pictures sends away who looks at another's."""
    lift(monkeypatch, "WAITING_PER_SERVER", is_capped)
    for number in range(20):
        house.looks(DEAD, f"{number}")
    until(lambda: house.gate._waiting.total() == (8 if is_capped else 12))
    if is_capped:
        assert house.gate.wait_for(ALIVE, "poster", lambda: "here") == "here"
        return
    with pytest.raises(Busy):
        house.gate.wait_for(ALIVE, "poster", lambda: "here")
