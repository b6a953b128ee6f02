"""`progress`, `watchlists`, `playback`: one's own rows, in a session or by a token."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from catalog.models import Alias, Item, Progress, Watchlist
from tests.api import NOTHING, bearer, client_of, problem, sent
from tests.streaming.titles import add_captions, add_file, make_movie, make_server

pytestmark = pytest.mark.django_db
API = "/api/v1"


def test_progress_is_kept_read_and_forgotten(bob: User, alice: User) -> None:
    item = make_movie()
    url = f"{API}/progress/{item.public_id}/"
    browser = client_of(bob)
    said = sent(browser, "PUT", url, {"position_ms": 30_000, "duration_ms": 60_000})
    assert said.json()["finished"] is False
    assert browser.get(url).json()["position_ms"] == 30_000
    assert client_of(alice).get(url).status_code == 404, "nobody else's"
    sent(browser, "PUT", url, {"position_ms": 57_000, "duration_ms": 60_000})
    rows = browser.get(f"{API}/progress/").json()["results"]
    assert [(r["item"]["id"], r["finished"]) for r in rows] == [
        (str(item.public_id), True)
    ]
    assert sent(browser, "DELETE", url).status_code == 204
    assert Progress.objects.count() == 0


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"position_ms": -1},
        {"position_ms": "soon"},
        {"position_ms": 1, "duration_ms": 0},
        {"position_ms": 2**63},
        [],
    ],
)
def test_progress_that_makes_no_sense(bob: User, body: object) -> None:
    url = f"{API}/progress/{make_movie().public_id}/"
    problem(sent(client_of(bob), "PUT", url, body), 400)
    assert Progress.objects.count() == 0


def test_progress_newest_first_in_pages(bob: User) -> None:
    browser = client_of(bob)
    ids: list[str] = []
    for number in range(5):
        item = make_movie(f"Film {number}")
        ids.insert(0, str(item.public_id))
        sent(browser, "PUT", f"{API}/progress/{item.public_id}/", {"position_ms": 1})
    page = browser.get(f"{API}/progress/?page_size=3").json()
    rest = browser.get(page["next"]).json()
    seen = [row["item"]["id"] for row in page["results"] + rest["results"]]
    assert seen == ids
    assert rest["next"] is None


def test_watchlists(bob: User) -> None:
    browser, item = client_of(bob), make_movie()
    old = Alias.objects.create(
        public_id=NOTHING, item=item, kind="movie", created_at=timezone.now()
    )
    url = f"{API}/watchlists/{old.public_id}/"
    assert [sent(browser, "PUT", url).status_code for _ in range(2)] == [204, 204]
    rows = browser.get(f"{API}/watchlists/").json()["results"]
    assert [row["item"]["id"] for row in rows] == [str(item.public_id)]
    assert sent(browser, "DELETE", url).status_code == 204
    assert Watchlist.objects.count() == 0


def test_what_a_token_may(bob: User) -> None:
    url = f"{API}/progress/{make_movie().public_id}/"
    body = {"position_ms": 1}
    asked = Client()
    assert sent(asked, "PUT", url, body, **bearer(bob, "watch")).status_code == 200
    assert sent(asked, "PUT", url, body, **bearer(bob, "read")).status_code == 403
    assert sent(asked, "PUT", url, body, **bearer(bob, "sync")).status_code == 403
    assert asked.get(url, **bearer(bob, "read")).status_code == 200
    watch = bearer(bob, "watch")
    assert asked.get(f"{API}/movies/", **watch).status_code == 403
    assert sent(asked, "POST", f"{API}/triggers/", {}, **watch).status_code == 403
    assert sent(asked, "DELETE", f"{API}/tokens/1/", **watch).status_code == 403


def test_a_report_of_another_site_is_refused(bob: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(bob)
    url = f"{API}/progress/{make_movie().public_id}/"
    problem(sent(browser, "PUT", url, {"position_ms": 1}), 403)


@pytest.mark.parametrize(
    ("captions", "status"),
    [("en", 200), ("pt-BR:forced", 200), ("off", 200), ("", 200), ("<b>", 400)],
)
def test_captions_are_remembered(bob: User, captions: str, status: int) -> None:
    said = sent(client_of(bob), "PATCH", f"{API}/me/", {"captions": captions})
    assert said.status_code == status
    bob.refresh_from_db()
    assert bob.captions == (captions if status == 200 else "")


def playable() -> Item:
    item = make_movie(
        duration_ms=60_000,
        video_codec="h264",
        audio_tracks=[{"codec": "aac"}],
        chapters=[{"start_ms": 0, "end_ms": 9, "title": "One"}],
    )
    attic, cellar = (
        make_server("http://attic.example", "Attic", 1),
        make_server("http://cellar.example", "Cellar", 2),
    )
    add_file(
        item, attic, "http://attic.example/f.mp4", container="mp4", fingerprint="f"
    )
    add_file(
        item, cellar, "http://cellar.example/f.mp4", fingerprint="f", key="cellar#2"
    )
    add_captions(item, attic, "http://attic.example/en.srt")
    add_captions(item, attic, "http://attic.example/de.srt", "de", pending=True)
    return item


def test_playback_in_the_shape_that_is_promised(bob: User) -> None:
    item = playable()
    body = {
        "item": str(item.public_id),
        "client": {
            "containers": ["mp4"],
            "video": [{"codec": "h264"}],
            "audio": ["aac"],
        },
    }
    said = sent(client_of(bob), "POST", f"{API}/playback/", body).json()
    assert set(said) == {
        *("decision", "reasons", "url", "server", "tracks", "captions", "chapters"),
        *("trickplay", "resume_at_ms", "fallbacks", "file", "how"),
    }
    assert (said["decision"], said["server"]) == ("direct", "Attic")
    assert said["url"] == f"/stream/{item.public_id}/attic"
    assert said["how"] == "Playing the original from Attic."
    assert said["trickplay"] is None
    assert [c["key"] for c in said["captions"]] == ["en"]
    assert said["fallbacks"] == [
        {
            "decision": way,
            "file": key,
            "url": url,
            "server": server,
            "how": "Playing the original from Cellar."
            if way == "direct"
            else f"Playing from {server}. Repacked: it does not play as it is.",
            "same_cut": True,
        }
        for way, key, server, url in (
            (
                "remux",
                "attic",
                "Attic",
                f"/hls/{item.public_id}/attic/master.m3u8?audio=aac",
            ),
            ("direct", "cellar#2", "Cellar", f"/stream/{item.public_id}/cellar%232"),
            (
                "remux",
                "cellar#2",
                "Cellar",
                f"/hls/{item.public_id}/cellar%232/master.m3u8?audio=aac",
            ),
            *(
                (
                    "transcode",
                    key,
                    server,
                    f"/hls/{item.public_id}/{path}/master.m3u8?audio=aac&video=h264",
                )
                for key, path, server in (
                    ("attic", "attic", "Attic"),
                    ("cellar#2", "cellar%232", "Cellar"),
                )
            ),
        )
    ]
    assert "example" not in str(said)


def test_a_server_that_failed_this_player_comes_last(bob: User) -> None:
    item = playable()
    body = {"item": str(item.public_id), "avoid": ["Attic", "of no such name"]}
    said = sent(client_of(bob), "POST", f"{API}/playback/", body).json()
    assert said["server"] == "Cellar"
    # All that costs less comes before, but not what a failed server would have to give.
    assert [(one["server"], one["decision"]) for one in said["fallbacks"]] == [
        ("Cellar", "remux"),
        ("Cellar", "transcode"),
        ("Attic", "direct"),
        ("Attic", "remux"),
        ("Attic", "transcode"),
    ]
    assert said["reasons"] == {"attic": ["server_not_answering"]}
    too_many = {**body, "avoid": ["Attic"] * 51}
    assert sent(client_of(bob), "POST", f"{API}/playback/", too_many).status_code == 400


def test_playback_says_why_not(bob: User) -> None:
    item = playable()
    client = {"video": [{"codec": "vp9"}], "hls": False}
    body = {"item": str(item.public_id), "client": client}
    said = sent(client_of(bob), "POST", f"{API}/playback/", body).json()
    assert (said["decision"], said["url"]) == ("refused", None)
    assert said["reasons"]["attic"] == ["video_codec_not_supported"]


def test_playback_converts_within_the_players_limits(bob: User) -> None:
    item = playable()
    client = {"video": [{"codec": "vp9"}], "max_height": 720, "max_bitrate": 9_000_000}
    body = {"item": str(item.public_id), "client": client}
    said = sent(client_of(bob), "POST", f"{API}/playback/", body).json()
    assert said["decision"] == "transcode"
    assert said["reasons"]["attic"][0] == "video_codec_not_supported"
    assert said["url"] == (
        f"/hls/{item.public_id}/attic/master.m3u8?video=h264&height=720&bitrate=9000000"
    )


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"item": 1},
        {"item": NOTHING, "client": {"video": "h264"}},
        {"item": NOTHING},
    ],
)
def test_playback_of_nothing(bob: User, body: object) -> None:
    answer = sent(client_of(bob), "POST", f"{API}/playback/", body)
    assert answer.status_code in {400, 404}
