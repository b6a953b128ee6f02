"""Files on a title's page: what each is like, which one plays first, and why."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

import pytest
from django.test import Client

from accounts.models import User
from catalog.models import Item
from sync import choosing, locks, settle
from sync.choosing import Click, Deed
from sync.models import Run
from tests.api import client_of
from tests.sync import desk
from tests.sync.scripted import Theatre, movie

_BADGE = re.compile(r'class="mh-badge">([^<]+)<')
SHARP: Final[dict[str, Any]] = {
    "resolution_label": "4K",
    "hdr": ["dolby_vision", "hdr10"],
    "dolby_vision_profile": "8.1",
    "video_codec": "hevc",
    "bit_depth": 10,
    "bitrate": 24_000_000,
    "duration_ms": 6_060_000,
    "spatial_audio": "Dolby Atmos",
    "audio_tracks": [
        {"codec": "eac3", "channels": 6, "language": "en"},
        {"codec": "aac", "channels": 2, "language": "de"},
    ],
    "subtitle_tracks": [{"language": "fr"}],
}
PLAIN: Final[dict[str, Any]] = {"height": 720, "hdr": ["sdr"], "video_codec": "h264"}


def _caption(name: str) -> dict[str, Any]:
    return {
        "url": f"http://{name}/en.srt",
        "label": None,
        "last_modified": None,
        "pending": False,
    }


@pytest.fixture
def fog(theatre: Theatre) -> Item:
    theatre.server(
        "alpha", replace(movie("Fog", 1, **PLAIN), captions={"en": _caption("alpha")})
    )
    theatre.server("beta", movie("Fog", 2, **SHARP))
    theatre.sync()
    return Item.objects.get()


def row(client: Client, item: Item, key: str) -> str:
    text = desk.text_of(client, desk.title_url(item))
    found = re.search(rf'<tr id="files\.{re.escape(key)}">.*?</tr>', text, re.S)
    assert found, key
    return found[0]


def follow() -> None:
    for pk in Run.objects.filter(finished_at=None).values_list("pk", flat=True):
        settle.resolve_now(pk)


def test_each_file_says_what_its_own_server_says_of_it(fog: Item, alice: User) -> None:
    browser = client_of(alice)
    plain = row(browser, fog, "alpha")
    assert _BADGE.findall(plain)[:3] == ["720p", "SDR", "H.264"]
    assert "plays first" in plain
    assert "first in the order of servers" in plain
    assert "captions beside en" in plain
    sharp = row(browser, fog, "beta")
    assert _BADGE.findall(sharp)[:7] == [
        "4K",
        "Dolby Vision 8.1",
        "HDR10",
        "HEVC",
        "10 bit",
        "EAC3 5.1",
        "Dolby Atmos",
    ]
    for words in ("24.0 Mbit/s", "1 h 41 min", "sound en, de", "captions inside fr"):
        assert words in sharp
    assert "plays first" not in sharp
    # An observation describes its first file alone.
    second = row(browser, fog, "beta%232")
    assert "its server says nothing else of this file" in second


def test_a_rule_moves_what_plays_first_and_says_so(fog: Item, alice: User) -> None:
    choosing.choose(fog, Click("files.beta", Deed.USE, "beta"), by=alice)
    follow()
    found = row(client_of(alice), fog, "beta")
    assert "plays first" in found
    assert "beta" in found.split("plays first")[1]
    assert "4K" in found
    assert "plays first" not in row(client_of(alice), fog, "alpha")


def test_a_hidden_file_says_that_it_is(fog: Item, alice: User) -> None:
    locks.edit(fog, [locks.Edit(name="files.alpha", text="")], by=alice)
    follow()
    browser = client_of(alice)
    assert "hidden: viewers do not get this file" in row(browser, fog, "alpha")
    assert "plays first" in row(browser, fog, "beta")
