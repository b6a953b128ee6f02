"""What one server gives: titles with something of each group, and values it wins."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from catalog.models import FieldSource, Server
from sync import given
from sync.given import Given
from tests.sync import desk
from tests.sync.scripted import Theatre, movie, show


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    cache.clear()


def of(slug: str) -> dict[str, Given]:
    server = Server.objects.get(slug=slug)
    return {row.group: row for row in given.given_by(server.pk)}


def titles(slug: str, group: str) -> tuple[int, int]:
    row = of(slug)[group]
    return row.titles_with, row.titles


def test_titles_are_counted_that_could_have_the_group(theatre: Theatre) -> None:
    theatre.server(
        "alpha",
        movie("Fog", duration_ms=60_000, hdr=["sdr"]),
        movie("Rain", duration_ms=60_000),
        *show("Borgen", (1, 1), (1, 2)),
    )
    theatre.sync()
    assert titles("alpha", "metadata") == (6, 6)
    assert titles("alpha", "files") == (4, 4), "shows and seasons have no files"
    assert titles("alpha", "media_info") == (2, 4)
    assert titles("alpha", "media_quality") == (1, 4)
    assert titles("alpha", "captions") == (0, 4)


def test_a_title_of_several_folders_counts_once(theatre: Theatre) -> None:
    ids = {"tmdb": "603"}
    theatre.server(
        "alpha",
        replace(movie("Fog"), external_ids=ids),
        replace(movie("Fog again", duration_ms=60_000), external_ids=ids),
        movie("Rain"),
    )
    theatre.sync()
    assert titles("alpha", "metadata") == (2, 2)
    assert titles("alpha", "media_info") == (1, 2)


def test_values_are_those_the_catalog_takes_from_it(theatre: Theatre) -> None:
    theatre.server("alpha", movie("Fog", overview="a"))
    theatre.server("beta", movie("Fog", overview="b", tagline="b"))
    theatre.sync()
    alpha, beta = of("alpha")["metadata"], of("beta")["metadata"]
    every = FieldSource.objects.filter(field__in=["title", "overview", "tagline"])
    assert alpha.values == beta.values == every.count() == 3
    assert (alpha.values_won, beta.values_won) == (2, 1)
    files = of("alpha")["files"]
    assert (files.values_won, files.values) == (1, 2)


def test_what_is_withdrawn_is_not_counted(theatre: Theatre) -> None:
    theatre.server("alpha", movie("Fog"), movie("Rain"))
    theatre.sync()
    assert titles("alpha", "files") == (2, 2)
    theatre.says("alpha", movie("Fog"))
    theatre.sync()
    assert titles("alpha", "files") == (1, 1), "counted anew when a run has ended"


def test_the_page_says_it_and_asks_few_questions(alice: User, theatre: Theatre) -> None:
    theatre.server("alpha", movie("Fog"), movie("Rain", duration_ms=60_000))
    theatre.sync()
    client = Client()
    client.force_login(alice)
    server = Server.objects.get()
    page = desk.text_of(client, desk.page_url(server))
    part = page.split("<h2>What it gives</h2>")[1].split("</section>")[0]
    assert "1 of 2" in part.split("media_info")[1]
    assert "lists none" not in part
    assert " style=" not in part
    with CaptureQueriesContext(connection) as queries:
        given._counted(server.pk)
    assert len(queries) == 3
    theatre.server("new")
    page = desk.text_of(client, desk.page_url(Server.objects.get(slug="new")))
    assert "lists none" in page
