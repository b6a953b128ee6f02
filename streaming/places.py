"""How many streams at once: each holds a thread of the web server for as long as it
plays, and pages need threads too.

Counted per process, for a thread is of one process.  A stream whose browser has gone
gives its place back as soon as somebody needs it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from django.conf import settings


class Place:
    """One stream's place.  `leave` may be called again."""

    def __init__(
        self, places: Places, person: int, is_gone: Callable[[], bool]
    ) -> None:
        self._places = places
        self.person = person
        self.is_gone = is_gone

    def leave(self) -> None:
        self._places.free(self)


class Places:
    """The places of this process."""

    def __init__(self, all_together: int, each: int) -> None:
        self._all = all_together
        self._each = each
        self._lock = threading.Lock()
        self._taken: list[Place] = []

    def take(self, person: int, is_gone: Callable[[], bool]) -> Place | None:
        """A place for a person's stream; None where all, or theirs, are taken."""
        with self._lock:
            if self._is_full(person):
                # Seeking closes a stream and opens the next before we noticed.
                self._taken = [one for one in self._taken if not one.is_gone()]
            if self._is_full(person):
                return None
            place = Place(self, person, is_gone)
            self._taken.append(place)
            return place

    def free(self, place: Place) -> None:
        with self._lock:
            self._taken = [one for one in self._taken if one is not place]

    def _is_full(self, person: int) -> bool:
        theirs = sum(one.person == person for one in self._taken)
        return len(self._taken) >= self._all or theirs >= self._each


places: Final = Places(settings.MEDIAHUB_STREAMS, settings.MEDIAHUB_STREAMS_PER_PERSON)
