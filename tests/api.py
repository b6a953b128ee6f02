"""People and requests for the tests of the API."""

from __future__ import annotations

import json
from typing import Any, Final

from django.contrib.auth.models import Permission
from django.db.models import Model, Q
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts import tokens
from accounts.models import User

PROBLEM: Final = "application/problem+json"
#: What stands in for the parts of an address.
NOTHING: Final = "0192f0a0-0000-7000-8000-000000000000"


def curator(name: str = "cora") -> User:
    """She curates: staff with every right over catalog, sync and deeds."""
    cora = User.objects.create_user(name, is_staff=True)
    cora.user_permissions.set(
        Permission.objects.filter(
            Q(content_type__app_label__in=["catalog", "sync"])
            | Q(codename__endswith="_activity")
        )
    )
    return cora


def client_of(user: User | None) -> Client:
    """A browser in which they are logged in."""
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def bearer(user: User, *scopes: str) -> dict[str, Any]:
    """The headers of a call with a new token of theirs."""
    text = tokens.create_token(user, scopes=scopes).text
    return {"headers": {"authorization": f"Bearer {text}"}}


def sent(client: Client, method: str, url: str, body: Any = None, **more: Any) -> Any:
    """A call with a JSON body."""
    raw = body if isinstance(body, bytes) else json.dumps(body)
    return client.generic(
        method, url, raw if body is not None else b"", "application/json", **more
    )


def problem(answer: Any, status: int) -> dict[str, Any]:
    """The problem document an answer must be."""
    assert answer.status_code == status, (answer.status_code, answer.content[:400])
    assert answer["Content-Type"] == PROBLEM, answer["Content-Type"]
    said: dict[str, Any] = answer.json()
    assert said["status"] == status
    assert {"type", "title", "detail"} <= set(said)
    return said


def api_routes() -> dict[str, str]:
    """Every named address of the API, with something in the place of its parts."""
    found: dict[str, str] = {}

    def walk(entries: list[URLPattern | URLResolver], prefix: str) -> None:
        for entry in entries:
            path = prefix + str(entry.pattern)
            if isinstance(entry, URLResolver):
                walk(entry.url_patterns, path)
            elif entry.name != "api-nothing":
                for part, stand_in in (
                    ("<uuid:id>", NOTHING),
                    ("<int:id>", "999999"),
                    ("<slug:id>", "none"),
                    ("<slug:slug>", "none"),
                    ("<str:field>", "none"),
                    ("<str:key>", "none"),
                ):
                    path = path.replace(part, stand_in)
                found[str(entry.name)] = f"/{path}"

    mounted = next(
        entry for entry in get_resolver().url_patterns if str(entry.pattern) == "api/"
    )
    walk([mounted], "")
    return found


def count_rows(*models: type[Model]) -> list[int]:
    """How many rows each has."""
    return [model._default_manager.count() for model in models]
