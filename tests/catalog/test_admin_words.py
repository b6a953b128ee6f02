"""Values in words: what a curator reads in the admin."""

from datetime import UTC, datetime, timedelta

import pytest

from catalog.admin import words
from catalog.admin.offers import picture_of
from catalog.fields import JSONValue
from catalog.models import Server

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("milliseconds", "said"),
    [
        (6_060_000, "1 h 41 min"),
        (90_000, "1 min 30 s"),
        (120_000, "2 min"),
        (7_000, "7 s"),
        (0, "0 s"),
    ],
)
def test_durations(milliseconds: int, said: str) -> None:
    assert words.duration(milliseconds) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1_400_000_000, "1.4 GB"),
        (5e15, "5000.0 TB"),
    ],
)
def test_sizes(number: float, said: str) -> None:
    assert words.size(int(number)) == said


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", None, []),
        ("rating", 0, ["0"]),
        ("genres", ["Drama", "War"], ["Drama, War"]),
        ("runtime_ms", 60_000, ["1 min"]),
        ("bitrate", 8_200_000, ["8.2 Mbit/s"]),
        ("cast", [{"name": "Ana", "character": "Mia"}], ["Ana (Mia)"]),
        ("crew", [{"name": "Bo", "job": None}], ["Bo"]),
        ("chapters", [{"start_ms": 3_723_000, "title": "Late"}], ["1:02:03  Late"]),
        ("audio_tracks", [{"codec": "aac", "language": None}], ["codec: aac"]),
        ("captions", {"url": "http://x/a", "pending": True}, None),
    ],
)
def test_lines_of_values(field: str, value: JSONValue, said: list[str] | None) -> None:
    expected = said if said is not None else ["url: http://x/a", "pending: yes"]
    assert words.lines(field, value) == expected


def test_short_cuts_what_is_long_and_names_what_is_not_there() -> None:
    assert words.short("overview", "x" * 500, 20) == "x" * 19 + "…"
    assert words.short("overview", None) == "—"
    assert words.short("artwork", {"url": "http://x/p.jpg", "focal": "left"}) == (
        "http://x/p.jpg"
    )


@pytest.mark.parametrize(
    ("health", "enabled", "seen", "mark", "said"),
    [
        ("ok", True, None, "good", "answers"),
        ("ok", False, None, "off", "disabled"),
        ("unknown", True, None, "none", "not asked yet"),
        ("auth_failed", True, None, "bad", "refuses our secret"),
        ("needs_credentials", True, None, "bad", "needs its secret again"),
        ("degraded", True, None, "bad", "has not answered well yet"),
        ("degraded", True, 9, "bad", "no good answer since 03:00"),
        ("degraded", True, 57, "bad", "no good answer since 2 Mar 2026, 03:00"),
    ],
)
def test_health_in_words(
    health: str, enabled: bool, seen: int | None, mark: str, said: str
) -> None:
    last = NOW - timedelta(hours=seen) if seen is not None else None
    server = Server(health=health, enabled=enabled, last_ok_at=last)
    assert words.health(server, NOW) == (mark, said)


@pytest.mark.parametrize(
    "placeholder",
    [
        "javascript:alert(1)",
        "data:text/html;base64,PGI+",
        "data:image/svg+xml;base64,PGI+",
        'data:image/png;base64,AA" onerror="x',
        "http://elsewhere/pixel.png",
        None,
        7,
    ],
)
def test_only_inline_pictures_are_shown(placeholder: JSONValue) -> None:
    assert picture_of(placeholder) == ""
    assert picture_of("data:image/png;base64,AA==") == "data:image/png;base64,AA=="
