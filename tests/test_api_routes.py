"""Every address of the API for everyone who may come, and what each is answered."""

from __future__ import annotations

from typing import Final

import pytest
from django.test import Client

from accounts.models import User
from tests.api import api_routes, bearer, client_of, curator, problem, sent

#: By name of the address: what a viewer and a curator are answered to GET.  The
#: stand-ins for ids exist nowhere: 404 means "you may look, it is not there".
ROUTES: Final = {
    "api-root": (200, 200),
    "api-schema": (200, 200),
    "api-docs": (200, 200),
    "api-me": (200, 200),
    "api-tokens": (200, 200),
    "api-token": (405, 405),
    "api-movies": (200, 200),
    "api-shows": (200, 200),
    "api-seasons": (200, 200),
    "api-episodes": (200, 200),
    "api-movie": (404, 404),
    "api-show": (404, 404),
    "api-season": (404, 404),
    "api-episode": (404, 404),
    "api-search": (400, 400),
    "api-movie-provenance": (403, 404),
    "api-show-provenance": (403, 404),
    "api-season-provenance": (403, 404),
    "api-episode-provenance": (403, 404),
    "api-movie-locks": (403, 404),
    "api-show-locks": (403, 404),
    "api-season-locks": (403, 404),
    "api-episode-locks": (403, 404),
    "api-movie-lock": (405, 405),
    "api-show-lock": (405, 405),
    "api-season-lock": (405, 405),
    "api-episode-lock": (405, 405),
    "api-movie-captions": (405, 405),
    "api-episode-captions": (405, 405),
    "api-movie-caption": (405, 405),
    "api-episode-caption": (405, 405),
    "api-movie-caption-shift": (405, 405),
    "api-episode-caption-shift": (405, 405),
    "api-rules": (403, 200),
    "api-rule": (405, 405),
    "api-rule-preview": (403, 400),
    "api-order-apply": (405, 405),
    "api-order-preview": (403, 400),
    "api-playback": (405, 405),
    "api-problems": (200, 200),
    "api-progress": (200, 200),
    "api-progress-of": (404, 404),
    "api-watchlists": (200, 200),
    "api-watchlist": (405, 405),
    "api-changes": (403, 200),
    "api-change-revert": (405, 405),
    "api-activity": (403, 200),
    "api-audits": (403, 200),
    "api-bulk-changes": (403, 200),
    "api-bulk-change": (403, 404),
    "api-bulk-apply": (405, 405),
    "api-bulk-stop": (405, 405),
    "api-bulk-undo": (405, 405),
    "api-bulk-export": (403, 400),
    "api-bulk-import": (405, 405),
    "api-conflicts": (403, 200),
    "api-quarantine": (403, 200),
    "api-quarantine-retry": (405, 405),
    "api-quarantine-dismiss": (405, 405),
    "api-coverage": (403, 200),
    "api-coverage-titles": (403, 400),
    "api-conflict": (403, 404),
    "api-movie-merge": (405, 405),
    "api-movie-split": (405, 405),
    "api-show-merge": (405, 405),
    "api-show-split": (405, 405),
    "api-servers": (403, 200),
    "api-server": (403, 404),
    "api-libraries-preview": (403, 404),
    "api-held-scan": (403, 404),
    "api-held-scan-accept": (405, 405),
    "api-held-scan-discard": (405, 405),
    "api-runs": (403, 200),
    "api-run": (403, 404),
    "api-run-events": (403, 404),
    "api-run-retry": (405, 405),
    "api-triggers": (403, 200),
    "api-why-missing": (403, 400),
    "api-trigger": (403, 404),
    "api-webhooks": (403, 200),
    "api-webhook": (403, 404),
    "api-webhook-rotate": (405, 405),
}
#: What a viewer may send; all else that changes something is refused to them.
VIEWERS_MAY: Final = {
    ("POST", "api-tokens"),
    ("DELETE", "api-token"),
    ("PATCH", "api-me"),
    ("POST", "api-playback"),
    ("POST", "api-problems"),
    ("PUT", "api-progress-of"),
    ("DELETE", "api-progress-of"),
    ("PUT", "api-watchlist"),
    ("DELETE", "api-watchlist"),
}
CHANGING: Final = ("POST", "PUT", "PATCH", "DELETE")


def test_every_route_is_in_the_table() -> None:
    assert set(api_routes()) == set(ROUTES)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ROUTES)
def test_who_may_read(name: str, alice: User, bob: User) -> None:
    url = api_routes()[name]
    viewer, curates = ROUTES[name]
    assert client_of(bob).get(url).status_code == viewer
    assert client_of(curator()).get(url).status_code == curates
    assert client_of(alice).get(url).status_code == curates
    answer = Client().get(url)
    problem(answer, 401)
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.django_db
def test_a_browser_at_the_docs_is_led_to_the_log_in(bob: User) -> None:
    docs, html = "/api/docs/", {"accept": "text/html,*/*;q=0.8"}
    answer = Client().get(docs, headers=html)
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/account/login/?next={docs}",
    )
    assert client_of(bob).get(docs, headers=html).status_code == 200
    # The rest of the API leads nobody anywhere.
    problem(Client().get("/api/v1/me/", headers=html), 401)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ROUTES)
def test_a_disabled_account_is_nobody(name: str, alice: User) -> None:
    url = api_routes()[name]
    with_token = bearer(alice, "read", "sync")
    browser = client_of(alice)
    assert browser.get(url).status_code == ROUTES[name][1]
    assert Client().get(url, **with_token).status_code == ROUTES[name][1]
    User.objects.filter(pk=alice.pk).update(is_active=False)
    problem(browser.get(url), 401)
    problem(Client().get(url, **with_token), 401)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ROUTES)
def test_a_viewer_changes_nothing(name: str, bob: User) -> None:
    url = api_routes()[name]
    browser, token = client_of(bob), bearer(bob, "read")
    for method in CHANGING:
        problem(sent(Client(), method, url, {}), 401)
        said = sent(browser, method, url, {}).status_code
        if (method, name) in VIEWERS_MAY:
            assert said in {400, 404}
        else:
            assert said in {403, 405}, (method, url, said)
        assert sent(Client(), method, url, {}, **token).status_code in {403, 405}


@pytest.mark.django_db
def test_a_form_of_another_site_changes_nothing(alice: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)
    assert (
        "CSRF" in problem(sent(browser, "POST", "/api/v1/triggers/", {}), 403)["detail"]
    )
