"""The API's description and its page: complete, valid, and from this machine alone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from accounts.models import User
from tests.api import api_routes, client_of

#: Which are not described: the description itself and its page.
UNDESCRIBED = {"api-schema", "api-docs"}


@pytest.fixture
def schema() -> dict[str, Any]:
    found: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return found


def test_everything_is_described_without_a_warning(schema: dict[str, Any]) -> None:
    validate_schema(schema)  # type: ignore[no-untyped-call]
    assert not GENERATOR_STATS
    paths = {re.sub(r"\{\w+\}", "*", path) for path in schema["paths"]}
    named = api_routes()
    known = {
        re.sub(r"/(none|999999|0192f0a0[-0-9a]*)/", "/*/", url)
        for name, url in named.items()
        if name not in UNDESCRIBED
    }
    assert paths == known


def test_filters_and_pages_are_described(schema: dict[str, Any]) -> None:
    asked = schema["paths"]["/api/v1/episodes/"]["get"]["parameters"]
    assert {p["name"] for p in asked} == {
        "available",
        "cursor",
        "genre",
        "number",
        "page_size",
        "season",
        "show",
        "sort",
        "year",
        "year_max",
        "year_min",
    }


def test_a_secret_is_only_taken(schema: dict[str, Any]) -> None:
    models = schema["components"]["schemas"]
    holders = {n for n, m in models.items() if "secret" in m.get("properties", {})}
    assert holders
    # Of a webhook, one made here is shown to who makes it, once.
    holders -= {"Proofs"}
    assert all(models[n]["properties"]["secret"]["writeOnly"] for n in holders)


@pytest.mark.django_db
def test_the_page_asks_no_third_party(bob: User) -> None:
    browser = client_of(bob)
    page = browser.get("/api/docs/").content.decode()
    script = browser.get("/api/docs/?script=").content.decode()
    assert "swagger-ui-bundle.js" in page
    assert re.findall(r"""(?:src|href)=["']?(?:https?:)?//""", page) == []
    assert not re.search(r"https?://(?!testserver)", script), script
    # No script in the page itself: each is an address.
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []


@pytest.mark.django_db
def test_the_served_description(bob: User) -> None:
    answer = client_of(bob).get("/api/schema/")
    assert answer.status_code == 200
    assert b"/api/v1/movies/{id}/provenance/" in answer.content
