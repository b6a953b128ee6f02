"""Scripts and styles go out packed, and whole whatever becomes of the packed copies."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from tests.installation import ROOT

SITE = "/static/css/site.css"
PLAIN = (ROOT / "static/css/site.css").read_bytes()


@pytest.fixture
def data(tmp_path: Path, settings: Settings) -> Path:
    settings.MEDIAHUB_DATA = tmp_path
    return tmp_path


def get(client: Client, url: str, accept: str = "gzip, deflate, br") -> Any:
    response = client.get(url, headers={"Accept-Encoding": accept})
    assert response.status_code == 200
    return response


def test_a_style_is_sent_packed_to_who_can_unpack(data: Path) -> None:
    client = Client()
    packed = get(client, SITE)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert packed.headers["Content-Type"].startswith("text/css")
    body = packed.getvalue()
    assert int(packed.headers["Content-Length"]) == len(body) < len(PLAIN) / 2
    assert gzip.decompress(body) == PLAIN
    plain = get(client, SITE, "identity")
    assert "Content-Encoding" not in plain.headers
    assert plain.getvalue() == PLAIN
    again = client.get(SITE, headers={"If-None-Match": packed.headers["ETag"]})
    assert again.status_code == 304


def test_what_gains_nothing_is_sent_as_it_is(data: Path) -> None:
    small = get(Client(), "/static/js/setup/time-zone.js")
    assert "Content-Encoding" not in small.headers


def test_packed_copies_may_be_thrown_away_at_any_time(data: Path) -> None:
    client = Client()
    assert get(client, SITE).headers["Content-Encoding"] == "gzip"
    for copy in (data / "cache" / "static").iterdir():
        copy.unlink()
    plain = get(client, SITE)
    assert "Content-Encoding" not in plain.headers
    assert plain.getvalue() == PLAIN


def test_without_a_place_for_copies_files_are_sent_as_they_are(data: Path) -> None:
    (data / "cache").write_text("a file where the folder would be")
    assert get(Client(), SITE).getvalue() == PLAIN


def test_a_copy_is_made_once_and_nothing_half_written_stays(data: Path) -> None:
    get(Client(), SITE)
    folder = data / "cache" / "static"
    made = {copy.name: copy.stat().st_mtime_ns for copy in folder.iterdir()}
    assert made
    assert all(name.endswith(".gz") for name in made)
    get(Client(), SITE)
    assert made == {copy.name: copy.stat().st_mtime_ns for copy in folder.iterdir()}
