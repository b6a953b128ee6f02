"""What nginx is told to send: only names and addresses that cannot mean another."""

from __future__ import annotations

import pytest

from doors.front import artwork_headers, film_headers


def test_a_drawing_is_named_below_its_folder() -> None:
    headers = artwork_headers("ab/cdef/0123-320.webp")
    assert headers == {"X-Accel-Redirect": "/_internal/artwork/ab/cdef/0123-320.webp"}


@pytest.mark.parametrize(
    "name",
    [
        "../secret.key",
        "ab/../../secret.key.webp",
        "/etc/passwd",
        "ab//c.webp",
        "ab/c.webp\r\nX-Accel-Redirect: /_internal/film",
        "ab/c.webp\n",
        "ab/%2e%2e/c.webp",
        "c.png",
        "",
    ],
)
def test_what_is_no_drawing_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not the name"):
        artwork_headers(name)


def test_a_film_is_asked_for_by_number_under_its_own_name() -> None:
    headers = film_headers(
        "http://nas:3000/Films/A%20b/ü.mp4?x=1&y=ä", "192.168.1.9", "bytes=0-9"
    )
    assert headers == {
        "X-Accel-Redirect": "/_internal/film",
        "X-MediaHub-Film": "http://192.168.1.9:3000/Films/A%20b/%C3%BC.mp4?x=1&y=%C3%A4",
        "X-MediaHub-Film-Host": "nas:3000",
        "X-MediaHub-Film-Range": "bytes=0-9",
    }
    six = film_headers("http://nas/", "fd00::9")
    assert six["X-MediaHub-Film"] == "http://[fd00::9]:80/"
    assert "X-MediaHub-Film-Range" not in six


@pytest.mark.parametrize(
    ("url", "address", "wanted"),
    [
        ("https://nas/a.mp4", "192.168.1.9", None),
        ("file:///etc/passwd", "192.168.1.9", None),
        ("http://alice:word@nas/a.mp4", "192.168.1.9", None),
        ("http:///a.mp4", "192.168.1.9", None),
        ("http://nas/a.mp4", "nas", None),
        ("http://nas/a.mp4", "192.168.1.9/x", None),
        ("http://nas/a.mp4", "192.168.1.9", "bytes=0-9\r\nHost: evil"),
        ("http://nas evil/a.mp4", "192.168.1.9", None),
        ("http://näs/a.mp4", "192.168.1.9", None),
    ],
)
def test_what_could_mean_another_place_is_refused(
    url: str, address: str, wanted: str | None
) -> None:
    with pytest.raises(ValueError, match="address"):
        film_headers(url, address, wanted)


def test_a_line_break_in_an_address_is_packed_away() -> None:
    headers = film_headers("http://nas/a\r\nX-Evil: 1.mp4", "192.168.1.9")
    assert not [value for value in headers.values() if "\r" in value or "\n" in value]
