"""A moment as people write it, in UTC, so that every database can look for it."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime


def moment(text: str) -> datetime:
    """What an ISO 8601 day or moment says; the local zone where it names none.

    Raises ValueError, also for what UTC has no year for.  PostgreSQL knows no zone
    sixteen hours away, and SQLite's rows are in UTC: neither is asked for another.
    """
    found = parse_datetime(text)
    if found is None:
        raise ValueError("neither a day nor a moment")
    try:
        if timezone.is_naive(found):
            found = timezone.make_aware(found)
        return found.astimezone(UTC)
    except OverflowError:
        raise ValueError("out of all calendars") from None
