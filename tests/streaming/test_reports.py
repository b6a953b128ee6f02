"""Problems as viewers report them: on the site, from the player, over the API."""

from __future__ import annotations

import re
import threading

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import attempts, people
from accounts.models import User
from catalog import problems
from catalog.models import Item, ProblemReport
from catalog.problems import Told
from streaming.models import Playing
from tests.api import bearer, client_of, curator, problem, sent
from tests.streaming.titles import add_file, make_movie, make_server

API = "/api/v1/problems/"


def film() -> Item:
    """A film of two files, the first of which nobody can reach."""
    item = make_movie(
        duration_ms=5_000_000, video_codec="hevc", audio_tracks=[{"codec": "dts"}]
    )
    attic = make_server("http://127.0.0.1:9", "Attic", 1)
    cellar = make_server("http://127.0.0.1:9", "Cellar", 2)
    add_file(item, attic, "http://127.0.0.1:9/a.mkv", container="mkv")
    add_file(item, cellar, "http://127.0.0.1:9/c.mp4", container="mp4")
    return item


def form_url(item: Item) -> str:
    return f"/report/{item.kind}/{item.public_id}/"


@pytest.mark.django_db
def test_a_viewer_reports_and_sees_what_becomes_of_it(bob: User, alice: User) -> None:
    item, browser = film(), client_of(bob)
    page = browser.get(f"/movies/{item.slug}/").content.decode()
    assert form_url(item) in page
    assert (
        form_url(item)
        in browser.get(f"/watch/movie/{item.public_id}/").content.decode()
    )
    said = {"kind": "sound", "text": "Only <b>hiss</b>.", "at": "61000", "said": "x"}
    browser.get(form_url(item))
    answer = browser.post(form_url(item), said, headers={"user-agent": "Netscape 4"})
    assert (answer.status_code, answer["Location"]) == (303, f"/movies/{item.slug}/")
    row = ProblemReport.objects.get()
    assert (row.user, row.item, row.kind, row.state) == (bob, item, "sound", "open")
    assert (row.position_ms, row.player_said, row.agent) == (61_000, "x", "Netscape 4")
    file = row.evidence["file"]
    assert (file["key"], file["server"], file["video"], file["audio"]) == (
        "attic",
        "Attic",
        "hevc",
        ["dts"],
    )
    assert row.evidence["decision"]["file"] == "attic"
    assert "127.0.0.1" not in str(row.evidence), "no address of a server"
    problems.answer(row, "Thanks, <i>mended</i>.", by=alice, at=timezone.now())
    for url in ("/account/", form_url(item)):
        shown = browser.get(url).content.decode()
        assert "answered" in shown
        assert "Thanks, &lt;i&gt;mended&lt;/i&gt;." in shown
    assert "mended" not in client_of(alice).get("/account/").content.decode()


@pytest.mark.django_db
def test_more_of_the_same_is_added_while_it_is_open(bob: User, alice: User) -> None:
    item, browser = film(), client_of(bob)
    browser.post(form_url(item), {"kind": "sound", "text": "one", "at": "7"})
    browser.post(form_url(item), {"kind": "sound", "text": "two"})
    browser.post(form_url(item), {"kind": "picture"})
    client_of(alice).post(form_url(item), {"kind": "sound"})
    rows = ProblemReport.objects.order_by("pk").values_list("kind", "times", "text")
    assert list(rows) == [
        ("sound", 2, "one\n\ntwo"),
        ("picture", 1, ""),
        ("sound", 1, ""),
    ]
    first = ProblemReport.objects.order_by("pk")[0]
    assert first.position_ms == 7, "a word from the title's page keeps the player's"
    problems.close(first)
    browser.post(form_url(item), {"kind": "sound", "text": "again"})
    assert ProblemReport.objects.filter(user=bob, kind="sound").count() == 2
    with pytest.raises(problems.ProblemError, match="reported the same again"):
        problems.reopen(first)


@pytest.mark.django_db(transaction=True)
def test_the_same_at_once_is_one(bob: User) -> None:
    item = film()
    start = threading.Barrier(4)

    def tell() -> None:
        start.wait()
        try:
            problems.report(
                user=bob, item=item, kind="sound", told=Told(), at=timezone.now()
            )
        finally:
            connection.close()

    all_of_them = [threading.Thread(target=tell) for _ in range(4)]
    for one in all_of_them:
        one.start()
    for one in all_of_them:
        one.join()
    assert ProblemReport.objects.get().times == 4


@pytest.mark.django_db
@pytest.mark.parametrize(
    "said",
    [
        {},
        {"kind": "none such"},
        {"kind": "sound", "text": "x" * 1001},
        {"kind": "sound", "text": "\0"},
    ],
)
def test_a_form_that_is_not_right_is_shown_again(
    bob: User, said: dict[str, str]
) -> None:
    answer = client_of(bob).post(form_url(film()), said)
    assert answer.status_code == 422
    assert 'class="fault"' in answer.content.decode()
    assert not ProblemReport.objects.exists()


@pytest.mark.django_db
def test_what_the_player_sends_keeps_nobody_from_being_heard(bob: User) -> None:
    item = film()
    said = {"kind": "playback", "at": "9" * 40, "said": "y" * 900, "file": "no\0ne"}
    assert client_of(bob).post(form_url(item), said).status_code == 303
    row = ProblemReport.objects.get()
    assert (row.position_ms, len(row.player_said)) == (None, 500)
    assert row.evidence["file"]["key"] == "attic"
    address = f"{form_url(item)}?at=61000&said=error+4&file=cellar&kind=playback"
    page = client_of(bob).get(address).content.decode()
    assert re.search(r'name="at" value="61000"', page)
    assert re.search(r'value="playback"[^>]* checked', page)
    assert client_of(bob).get(f"{form_url(item)}?at=%00&said=%00").status_code == 200


@pytest.mark.django_db
def test_the_player_names_one_of_the_titles_files_at_most(bob: User) -> None:
    item = film()
    told = {"kind": "sound", "file": "cellar"}
    client_of(bob).post(form_url(item), told)
    row = ProblemReport.objects.get()
    assert (row.evidence["file"]["key"], row.evidence["known_by"]) == (
        "cellar",
        "player",
    )


@pytest.mark.django_db(transaction=True)
def test_what_the_server_gave_counts_before_what_the_player_says(bob: User) -> None:
    item, browser = film(), client_of(bob)
    assert browser.get(f"/stream/{item.public_id}/cellar").status_code == 502
    browser.post(form_url(item), {"kind": "playback", "file": "attic"})
    row = ProblemReport.objects.get()
    assert row.evidence["file"]["key"] == "cellar"
    assert (row.evidence["known_by"], row.evidence["status"]) == ("given", 502)


@pytest.mark.django_db(transaction=True)
def test_the_decision_is_the_one_that_was_made_for_their_player(bob: User) -> None:
    item, token = film(), bearer(bob, "watch")
    client = {"containers": ["mp4"], "video": [{"codec": "hevc"}], "hls": False}
    asked = {"item": str(item.public_id), "client": client}
    sent(Client(), "POST", "/api/v1/playback/", asked, **token)
    told = {"item": str(item.public_id), "kind": "playback", "text": "no"}
    said = sent(Client(), "POST", API, told, **token)
    assert said.status_code == 201, said.content
    decision = ProblemReport.objects.get().evidence["decision"]
    assert (decision["asked"], decision["file"]) == (True, "cellar")
    assert decision["reasons"] == {"attic": ["container_not_supported"]}
    noted = Playing.objects.get().decision
    assert noted
    assert noted["file"] == "cellar"
    bob.delete()
    row = ProblemReport.objects.get()
    assert row.user is None, "what was wrong stays, without a name"
    assert not Playing.objects.exists()


@pytest.mark.django_db
def test_a_show_has_no_file(bob: User) -> None:
    show = Item.objects.create(
        kind="show", slug="s", title="S", created_at=timezone.now()
    )
    client_of(bob).post(form_url(show), {"kind": "description"})
    assert ProblemReport.objects.get().evidence == {}


@pytest.mark.django_db
def test_who_reports_without_end_is_told_to_wait(
    bob: User, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    item, browser = film(), client_of(bob)
    for _ in range(attempts.PROBLEM.tries):
        assert browser.post(form_url(item), {"kind": "sound"}).status_code == 303
    refused = browser.post(form_url(item), {"kind": "sound"})
    assert (refused.status_code, "Retry-After" in refused) == (429, True)
    assert "You reported much" in refused.content.decode()
    body = {"item": str(item.public_id), "kind": "sound"}
    assert "Retry-After" in sent(browser, "POST", API, body)
    problem(sent(browser, "POST", API, body), 429)
    assert ProblemReport.objects.get().times == attempts.PROBLEM.tries
    assert client_of(alice).post(form_url(item), {"kind": "sound"}).status_code == 303


@pytest.mark.django_db
def test_the_api_shows_ones_own_and_all_to_who_curates(bob: User, alice: User) -> None:
    item, cora = film(), curator()
    for person in (bob, cora):
        body = {"item": str(item.public_id), "kind": "sound", "position_ms": 5}
        assert sent(client_of(person), "POST", API, body).status_code == 201
    own = client_of(bob).get(API).json()["results"]
    assert [(row["by"], row["evidence"], row["position_ms"]) for row in own] == [
        (None, None, 5)
    ]
    everyone = client_of(cora).get(API).json()["results"]
    assert [row["by"] for row in everyone] == ["cora", "bob"]
    assert everyone[0]["evidence"]["file"]["key"] == "attic"
    # A token that only watches does not show what others said.
    assert len(Client().get(API, **bearer(cora, "watch")).json()["results"]) == 1
    assert len(Client().get(API, **bearer(cora, "read")).json()["results"]) == 2
    assert client_of(cora).get(f"{API}?state=closed").json()["results"] == []
    problem(client_of(bob).get(f"{API}?state=never"), 400)
    for wrong in (
        {"item": str(item.public_id), "kind": "smell"},
        {"item": str(item.public_id), "kind": "sound", "server": "mine"},
        {"kind": "sound"},
    ):
        problem(sent(client_of(bob), "POST", API, wrong), 400)


@pytest.mark.django_db
def test_a_token_that_reads_reports_nothing(bob: User) -> None:
    body = {"item": str(film().public_id), "kind": "sound"}
    problem(sent(Client(), "POST", API, body, **bearer(bob, "read")), 403)


@pytest.mark.django_db
def test_a_removed_person_leaves_their_report(bob: User) -> None:
    problems.report(
        user=bob, item=film(), kind="sound", told=Told(text="x"), at=timezone.now()
    )
    people.remove(bob)
    assert ProblemReport.objects.get().user is None
