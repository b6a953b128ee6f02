"""Which chapters may be skipped."""

from __future__ import annotations

import pytest

from accounts.models import User
from streaming.skipping import skipped
from tests.api import client_of, sent
from tests.streaming.titles import make_movie


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Intro", "intro"),
        ("OPENING", "intro"),
        ("Intro 1", "intro"),
        (" - Opening Credits - ", "intro"),
        ("Vorspann", "intro"),
        ("Générique de début", "intro"),
        ("Générique d’ouverture", "intro"),
        ("Créditos iniciales", "intro"),
        ("Recap", "recap"),
        ("Previously on Harbor Lights…", "recap"),
        ("Rückblick", "recap"),
        ("Was bisher geschah", "recap"),
        ("Précédemment", "recap"),
        ("Anteriormente", "recap"),
        ("End Credits", "credits"),
        ("Abspann", "credits"),
        ("Générique de fin", "credits"),
        ("Créditos finales", "credits"),
        ("The opening of the tomb", None),
        ("Introduction to algebra", None),
        ("Chapter 1", None),
        ("01", None),
        ("", None),
        ("Вступление", None),
    ],
)
def test_by_their_names(title: str, kind: str | None) -> None:
    assert skipped(title, 60_000) == kind


def test_a_long_one_is_no_intro() -> None:
    assert skipped("Opening", 300_000) == "intro"
    assert skipped("Opening", 300_001) is None
    assert skipped("Credits", 600_000) == "credits"


@pytest.mark.django_db
def test_players_are_told(bob: User) -> None:
    chapters = [
        {"start_ms": 0, "end_ms": 30_000, "title": "Intro"},
        {"start_ms": 30_000, "end_ms": 60_000, "title": "The harbour"},
    ]
    item = make_movie(chapters=chapters)
    said = sent(
        client_of(bob), "POST", "/api/v1/playback/", {"item": str(item.public_id)}
    ).json()
    assert [one["skip"] for one in said["chapters"]] == ["intro", None]
