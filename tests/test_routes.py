"""Every address with everyone: who may come in, and what the others are answered."""

from __future__ import annotations

from typing import Any, Final

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from accounts import people
from accounts.audience import Audience, open_to
from accounts.models import User
from accounts.roles import Role
from catalog.models import Artwork
from mediahub.audiences import audience_of
from tests.api import client_of
from tests.routes import WHOLE, Route, all_routes
from tests.streaming.titles import add_captions, add_file, make_movie, make_server

LOG_IN: Final = "/account/login/"
_FROM_VIEWER: Final = [role.group for role in Role]
#: Whom an audience lets in.
IN: Final = {
    Audience.EVERYONE: {"anonymous", "disabled", *_FROM_VIEWER},
    Audience.PROGRAMS: {"anonymous", "disabled", *_FROM_VIEWER},
    Audience.VIEWERS: set(_FROM_VIEWER),
    Audience.READERS: set(_FROM_VIEWER[1:]),
    Audience.CURATORS: set(_FROM_VIEWER[2:]),
    Audience.OPERATORS: set(_FROM_VIEWER[3:]),
    Audience.OWNERS: set(_FROM_VIEWER[4:]),
}
#: Pages of the desk that show rows only refuse to add, change or delete any.
SHOWS_ONLY: Final = (
    *("_add", "_change", "_delete", "_history", "autocomplete"),
    *("_match", "_bulkchange_import", "_libraries"),
)
#: Log somebody out, or have no page of their own: see tests/accounts/test_log_in.py.
NO_PAGES: Final = ("account_logout", "admin:logout", "admin:login")


@pytest.fixture
def persons(db: None) -> dict[str, Client]:
    """A browser of each kind of person."""
    made = {
        "anonymous": None,
        **{
            role.group: people.make_person(role.group, "a-Passphrase-9", role=role)
            for role in Role
        },
        "disabled": people.make_owner("dora", "a-Passphrase-9"),
    }
    browsers = {who: client_of(person) for who, person in made.items()}
    User.objects.filter(username="dora").update(is_active=False)
    for browser in browsers.values():
        browser.raise_request_exception = False
    return browsers


def test_every_address_says_for_whom_it_is() -> None:
    silent = [str(route) for route in all_routes() if route.audience is None]
    assert not silent, (
        "Say for whom these are, with @open_to(Audience.…) above the view, or, for a "
        f"view of another package, by a line in mediahub/audiences.py: {silent}"
    )


def test_an_address_that_says_nothing_would_be_found() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        raise NotImplementedError

    assert audience_of("somewhere", view) is None
    assert audience_of("x", open_to(Audience.OWNERS)(view)) is Audience.OWNERS


def test_the_walk_finds_what_there_is() -> None:
    names = {route.name for route in all_routes()}
    assert {"account", "account_login", "admin:index", "api-me", "artwork"} <= names
    assert {"admin:accounts_user_change", "media-processor-sync"} <= names
    assert set(WHOLE) <= names


@pytest.mark.parametrize("who", sorted(IN[Audience.EVERYONE]))
def test_everyone_at_every_address(who: str, persons: dict[str, Client]) -> None:
    wrong = []
    for route in all_routes():
        if route.audience is None or route.name in NO_PAGES:
            continue
        if who in IN[route.audience]:
            answer = persons[who].get(route.url)
            fault = _kept_out(route, answer)
        else:
            fault = ""
            for method in ("GET", "POST"):
                answer = persons[who].generic(method, route.url)
                fault = fault or _let_in(route, answer, who)
        if fault:
            wrong.append(f"{route}: {fault}")
    assert not wrong, f"{who}: {wrong}"


def test_everyone_at_what_a_real_title_has(persons: dict[str, Client]) -> None:
    """Bytes, captions and pictures that are there, not only addresses of none."""
    item, server = make_movie(), make_server("http://127.0.0.1:9/")
    add_file(item, server, "http://127.0.0.1:9/1.mp4", key="a")
    add_captions(item, server, "http://127.0.0.1:9/1.srt", key="en")
    Artwork.objects.create(item=item, key="poster", url="http://127.0.0.1:9/1.jpg")
    one = item.public_id
    there = (
        f"/watch/movie/{one}/",
        f"/stream/{one}/a",
        f"/captions/{one}/en.vtt",
        f"/chapters/{one}.vtt",
        f"/artwork/{one}/poster/320.webp",
        f"/api/v1/movies/{one}/",
    )
    for url in there:
        outside = 401 if url.startswith("/api/") else 302
        # The server is down, which only who may ask is told.  That a picture could not
        # be had is remembered: who asks next is told that there is none.
        inside = {200, 502, 503} | ({404} if url.startswith("/artwork/") else set())
        for who, browser in persons.items():
            said = browser.get(url).status_code
            if who in IN[Audience.VIEWERS]:
                assert said in inside, (who, url)
            else:
                assert said == outside, (who, url)


def _kept_out(route: Route, answer: Any) -> str:
    """What is wrong with an answer to somebody whom the address is for."""
    if answer.status_code >= 500:
        return f"is an error of ours, {answer.status_code}"
    if answer.status_code in {301, 302} and LOG_IN in answer["Location"]:
        return "leads to the log-in"
    if answer.status_code == 403 and route.name.startswith("admin:"):
        return "" if route.name.endswith(SHOWS_ONLY) else "is refused"
    if answer.status_code in {401, 403}:
        return f"is refused with {answer.status_code}"
    return ""


def _let_in(route: Route, answer: Any, who: str) -> str:
    """What is wrong with an answer to somebody whom the address is not for."""
    if who in {"anonymous", "disabled"}:
        if route.url.startswith("/api/"):
            return "" if answer.status_code == 401 else f"says {answer.status_code}"
        if answer.status_code != 302 or "/login/?next=" not in answer["Location"]:
            return f"says {answer.status_code} instead of leading to the log-in"
        return ""
    # 405: such a request is nobody's.
    refused = answer.status_code in {403, 405}
    if route.name.endswith("_history") and answer.status_code == 302:
        refused = answer["Location"] == "/admin/"  # of no row, so back to the index
    return "" if refused else f"says {answer.status_code} instead of 403"
