"""Addresses that an app's own player opens: a pass for one title, as long as it may."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_httpserver import HTTPServer

from accounts.models import ApiToken, User
from catalog.models import Item
from streaming import passes
from tests.api import bearer, sent
from tests.streaming.titles import add_captions, add_file, make_movie, make_server

pytestmark = pytest.mark.django_db
FILM = b"0123456789" * 100
CUES = "1\n00:00:01,000 --> 00:00:02,000\nHello\n"


@pytest.fixture
def item(httpserver: HTTPServer) -> Item:
    """A title on a server that is really asked."""
    httpserver.expect_request("/film.mp4").respond_with_data(
        FILM, content_type="video/mp4", headers={"ETag": '"1"'}
    )
    httpserver.expect_request("/en.srt").respond_with_data(CUES)
    server = make_server(httpserver.url_for(""))
    made = make_movie()
    add_file(made, server, httpserver.url_for("/film.mp4"), container="mp4")
    add_captions(made, server, httpserver.url_for("/en.srt"))
    return made


def asked(user: User, item: Item) -> dict[str, Any]:
    """What an app with a token is answered."""
    body = {"item": str(item.public_id)}
    answer = sent(Client(), "POST", "/api/v1/playback/", body, **bearer(user, "watch"))
    assert answer.status_code == 200, answer.content
    said: dict[str, Any] = answer.json()
    return said


def opens(url: str) -> bool:
    """Whether somebody without a session gets bytes there."""
    answer = Client().get(url)
    if answer.status_code == 302:
        assert answer["Location"].startswith("/account/login/")
        return False
    assert answer.status_code in {200, 206}, answer.content
    return True


def test_an_app_plays_what_it_was_given(bob: User, item: Item) -> None:
    said = asked(bob, item)
    answer = Client().get(said["url"])
    assert b"".join(answer) == FILM
    assert b"Hello" in Client().get(said["captions"][0]["url"]).content
    assert not opens(said["url"].partition("?")[0])


def test_a_pass_is_for_one_title(bob: User, item: Item) -> None:
    said = asked(bob, item)
    other = make_movie("Night Ferry")
    add_file(other, item.files.get().server, item.files.get().url, container="mp4")
    assert not opens(said["url"].replace(str(item.public_id), str(other.public_id)))


def test_a_pass_ends_with_its_token(bob: User, item: Item) -> None:
    said = asked(bob, item)
    bearer(bob, "watch")
    ApiToken.objects.order_by("created")[0].delete()
    assert not opens(said["url"]), "another token of the same person is not this one"


def test_a_pass_ends_with_the_account(bob: User, item: Item) -> None:
    said = asked(bob, item)
    User.objects.filter(pk=bob.pk).update(is_active=False)
    assert not opens(said["url"])


def test_a_pass_ends_by_itself(
    bob: User, item: Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = asked(bob, item)
    assert opens(said["url"])
    monkeypatch.setattr(passes, "SECONDS", -1)
    assert not opens(said["url"])


@pytest.mark.parametrize("made_up", ["", "x", "a:b:c", "\x00", "é" * 5000])
def test_made_up_passes_open_nothing(item: Item, made_up: str) -> None:
    answer = Client().get(f"/stream/{item.public_id}/attic", {"pass": made_up})
    assert answer.status_code == 302


def test_a_changed_pass_opens_nothing(bob: User, item: Item) -> None:
    said = asked(bob, item)
    assert not opens(said["url"][:-3] + "abc")
