"""Values as a curator reads them: durations, sizes, lists, in words.

Returns plain text; escaping is the template's.  The clock is handed in.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from catalog.fields import BY_NAME, JSONValue
from catalog.models import FieldSource, Server

#: Lists longer than this are folded on a page.
SHOWN_LINES: Final = 8
NOTHING: Final = "—"


def duration(milliseconds: int) -> str:
    """``1 h 41 min``; seconds only below an hour."""
    seconds = round(milliseconds / 1000)
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    if hours:
        return f"{hours} h {minutes} min"
    if minutes:
        return f"{minutes} min {seconds} s" if seconds else f"{minutes} min"
    return f"{seconds} s"


def clock(milliseconds: int) -> str:
    """``1:02:03``, a place in a film."""
    hours, rest = divmod(milliseconds // 1000, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"


def shift(milliseconds: int) -> str:
    """``1.5 s later`` or ``0.1 s earlier``."""
    return (
        f"{abs(milliseconds) / 1000:g} s {'later' if milliseconds > 0 else 'earlier'}"
    )


def size(number: int) -> str:
    """``1.4 GB``."""
    amount = float(number)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} TB"


def lines(field: str, value: JSONValue) -> list[str]:
    """A value of a field as lines of text; a value that is none has no lines."""
    if value is None:
        return []
    declared = BY_NAME.get(field)
    name = declared.name if declared else field
    if isinstance(value, Mapping):
        return _members(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        if all(isinstance(member, str) for member in value):
            return [", ".join(str(member) for member in value)]
        say = _MEMBER.get(name, _member)
        return [say(member) for member in value]
    return [_single(name, value)]


def short(field: str, value: JSONValue, length: int = 120) -> str:
    """A value in one line, cut where it is long."""
    if value is None:
        return NOTHING
    if isinstance(value, Mapping) and value.get("url"):
        text = str(value["url"])
    else:
        text = "; ".join(lines(field, value))
    return text if len(text) <= length else f"{text[: length - 1]}…"


def raw(value: JSONValue) -> str:
    """A stored value as it is, readable."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, indent=2)


def field_name(field: str, key: str = "") -> str:
    """``Captions en:hi`` for a field and the key of its entry."""
    declared = BY_NAME.get(field)
    label = declared.label if declared else field
    return f"{label} {key}".strip()


def reason(
    code: str | None, rule: str | None = None, locked_by: str | None = None
) -> str:
    """Why a value was chosen."""
    if not code:
        return ""
    if locked_by:
        return f"locked by {locked_by}"
    words = str(dict(FieldSource.Reason.choices).get(code, code))
    return f"{words}: {rule}" if rule else words


def ago(at: datetime | None, now: datetime) -> str:
    """``3 min ago``; ``never`` where there is no moment."""
    if at is None:
        return "never"
    seconds = (now - at).total_seconds()
    if seconds < 60:
        return "just now"
    if seconds < 3600:
        return f"{seconds / 60:.0f} min ago"
    if seconds < 36 * 3600:
        return f"{seconds / 3600:.0f} h ago"
    return f"{seconds / 86400:.0f} days ago"


def moment(at: datetime) -> str:
    """``3 Nov 2026, 03:00`` on the installation's own clock."""
    local = timezone.localtime(at)
    return f"{local.day} {local:%b %Y, %H:%M}"


def since(at: datetime, now: datetime) -> str:
    """``03:00`` within a day, else with its date."""
    if now - at < timedelta(hours=20):
        return f"{timezone.localtime(at):%H:%M}"
    return moment(at)


def health(server: Server, now: datetime) -> tuple[str, str]:
    """A server's health: a mark (``good``, ``bad``, ``off``, ``none``), and words."""
    if not server.enabled:
        return "off", "disabled"
    match server.health:
        case Server.Health.OK:
            return "good", "answers"
        case Server.Health.UNKNOWN:
            return "none", "not asked yet"
        case Server.Health.AUTH_FAILED:
            return "bad", "refuses our secret"
        case Server.Health.NEEDS_CREDENTIALS:
            return "bad", "needs its secret again"
    if server.last_ok_at is None:
        return "bad", "has not answered well yet"
    return "bad", f"no good answer since {since(server.last_ok_at, now)}"


def _single(name: str, value: JSONValue) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        if name.endswith("_ms"):
            return duration(value)
        if name == "size_bytes":
            return size(value)
        if name == "bitrate":
            return f"{value / 1_000_000:.1f} Mbit/s"
    return str(value)


def _members(value: Mapping[str, JSONValue]) -> list[str]:
    return [
        f"{name}: {_single(name, member)}"
        for name, member in value.items()
        if member is not None
    ]


def _member(member: JSONValue) -> str:
    if isinstance(member, Mapping):
        return ", ".join(_members(member))
    return str(member)


def _person(member: JSONValue) -> str:
    if not isinstance(member, Mapping):
        return str(member)
    part = member.get("character") or member.get("job")
    return f"{member.get('name')} ({part})" if part else str(member.get("name"))


def _chapter(member: JSONValue) -> str:
    if not isinstance(member, Mapping):
        return str(member)
    start = member.get("start_ms")
    at = clock(start) if isinstance(start, int) else "?"
    return f"{at}  {member.get('title') or 'without a name'}"


_MEMBER: Final[Mapping[str, Callable[[JSONValue], str]]] = {
    "cast": _person,
    "crew": _person,
    "chapters": _chapter,
}
