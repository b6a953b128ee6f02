"""The API asked everything its own description allows, over real HTTP.

Schemathesis makes the calls from `/api/schema/`, right and wrong ones; no answer may
be a server's error, and none may show how MediaHub is built.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
import schemathesis
from django.conf import settings
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from hypothesis import HealthCheck, Phase, given
from hypothesis import seed as drawn_from
from hypothesis import settings as examined
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from catalog.models import Item, Server
from sync.models import BulkChange, Conflict, Run
from tests.sync import desk
from tests.sync.scripted import Theatre
from tests.tiers import Tier

#: Calls per operation and seed, in every run and in the large tier.
EXAMPLES: Final = (3, 8)
#: Answers to these are without an end: a test of their own reads them.
STREAMS: Final = ("/events/",)
#: Nobody listens there: made-up servers are refused at once, on this machine.
NOBODY: Final = "http://127.0.0.1:9"
TRACES: Final = ("Traceback", 'File "/', "django.db.utils")


def session_of(user: User) -> dict[str, str]:
    """The headers of a browser in which somebody is logged in."""
    browser = Client()
    browser.force_login(user)
    session = browser.cookies[settings.SESSION_COOKIE_NAME].value
    request = RequestFactory().get("/")
    token = get_token(request)
    cookie = request.META["CSRF_COOKIE"]
    return {
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; "
        f"{settings.CSRF_COOKIE_NAME}={cookie}",
        "X-CSRFToken": token,
    }


def ids_that_exist() -> dict[str, list[str]]:
    """What may stand in an address, by its first part."""
    titles = {
        f"{kind}s": [
            str(pk)
            for pk in Item.objects.filter(kind=kind).values_list("public_id", flat=True)
        ]
        for kind in ("movie", "show", "season", "episode")
    }
    rows = {
        "runs": Run.objects.values_list("pk", flat=True),
        "conflicts": Conflict.objects.values_list("pk", flat=True),
        "bulk-changes": BulkChange.objects.values_list("pk", flat=True),
        "servers": Server.objects.values_list("slug", flat=True),
    }
    watched = titles["movies"] + titles["episodes"]
    return {
        **titles,
        **{name: [str(pk) for pk in found] for name, found in rows.items()},
        **dict.fromkeys(("progress", "watchlists"), watched),
    }


def kept_near(body: Any) -> Any:
    """The same body, but no made-up server lies on somebody's network."""
    if not isinstance(body, dict):
        return body
    return {
        name: NOBODY if isinstance(value, str) and _host(value) else value
        for name, value in body.items()
    }


def _host(text: str) -> str | None:
    try:
        return urlsplit(text.strip()).hostname
    except ValueError:
        return None


@pytest.mark.parametrize("who", ["owner", "viewer"])
def test_no_call_is_a_servers_error(
    who: str,
    transactional_db: None,
    live_server: LiveServer,
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
    tier: Tier,
) -> None:
    examples = tier.of(*EXAMPLES)
    answered, wrong = all_asked(who, live_server.url, monkeypatch, seed, examples)
    assert wrong == [], f"seed {seed}"
    # Calls that all fail at the door would prove nothing.
    assert answered[200] > 3 * examples, answered
    assert answered[400] > examples, answered


def test_a_broken_view_would_be_seen(
    transactional_db: None,
    live_server: LiveServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("catalog.listing.search_titles", broken)
    _, wrong = all_asked("owner", live_server.url, monkeypatch, 1, 8, only="/search/")
    assert wrong
    assert all(call.startswith("500 GET") for call in wrong)


def all_asked(
    who: str,
    url: str,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    examples: int,
    only: str = "",
) -> tuple[Counter[int], list[str]]:
    """How often each status was answered, and the calls answered wrongly."""
    with monkeypatch.context() as on_stage:
        desk.fill(Theatre(on_stage))
    user = (
        User.objects.create_superuser(who)
        if who == "owner"
        else User.objects.create_user(who)
    )
    headers = session_of(user)
    schema = schemathesis.openapi.from_url(f"{url}/api/schema/", headers=headers)
    there = ids_that_exist()
    chance = random.Random(number)
    wrong: list[str] = []
    answered: Counter[int] = Counter()
    for found in schema.get_all_operations():
        operation = found.ok()  # type: ignore[union-attr]  # raises what is wrong
        if only not in operation.path or operation.path.endswith(STREAMS):
            continue

        @drawn_from(number)
        @examined(
            max_examples=examples,
            deadline=None,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case: schemathesis.Case[Any]) -> None:
            case.body = kept_near(case.body)
            if chance.random() < 0.9:
                # Made-up passwords would end most calls at the door.
                case.cookies.clear()
                case.headers.pop("Authorization", None)
            kind = case.path.removeprefix("/api/v1/").partition("/")[0]
            if "id" in case.path_parameters and chance.random() < 0.7:
                case.path_parameters["id"] = chance.choice(there.get(kind) or ["1"])
            answer = case.call(base_url=url, headers=headers, timeout=20)
            answered[answer.status_code] += 1
            text = answer.content[:20_000].decode(errors="replace")
            if answer.status_code >= 500 or any(trace in text for trace in TRACES):
                wrong.append(
                    f"{answer.status_code} {case.method} {answer.request.url} "
                    f"{case.body!r:.300} -> {text[:300]}"
                )

        ask()
    return answered, wrong
