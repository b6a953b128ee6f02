"""Changes are narrowed by what happened, from whom, to whom and why; lists are
downloaded as CSV, whole, in pieces, and harmless to a spreadsheet.
"""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from catalog import sheets
from catalog.models import FieldChange, Item
from sync import locks, settle
from tests.api import client_of
from tests.catalog import shelf
from tests.sync import desk
from tests.sync.scripted import Theatre, movie, show

LIST = desk.list_url(FieldChange)
SHEET = "admin:catalog_fieldchange_export"


@pytest.fixture
def alices(alice: User) -> Client:
    client = Client()
    client.force_login(alice)
    return client


@pytest.fixture
def house(theatre: Theatre) -> Theatre:
    """Fog's tagline is set, changed, falls to beta, and is cleared."""
    theatre.server("alpha", movie("Fog", overview="old"), *show("Borgen", (1, 1)))
    theatre.server("beta", movie("Fog"))
    theatre.sync()
    for ours, theirs in (
        ("first", None),
        ("second", None),
        (None, "of beta"),
        (None, None),
    ):
        theatre.says(
            "alpha", movie("Fog", overview="old", tagline=ours), *show("Borgen", (1, 1))
        )
        theatre.says("beta", movie("Fog", tagline=theirs))
        # One after the other: side by side, either may be merged first.
        theatre.sync("beta")
        theatre.sync("alpha")
    return theatre


def read(client: Client, url: str, **query: Any) -> list[dict[str, str]]:
    """A sheet as a program reads it."""
    answer = client.get(url, query)
    assert answer.status_code == 200, answer.status_code
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    text = answer.getvalue().decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def taglines(client: Client, **query: str) -> list[str]:
    rows = read(client, reverse(SHEET), field="tagline", **query)
    return [f"{row['was']}>{row['became']}" for row in rows]


def test_changes_are_narrowed_alike_in_the_admin_and_the_api(
    alice: User, house: Theatre
) -> None:
    browser = client_of(alice)
    for happened, said in {
        "set": [">first"],
        "changed": ["second>of beta", "first>second"],
        "cleared": ["of beta>"],
        "created": [],
    }.items():
        assert taglines(browser, happened=happened) == said
        url = f"/api/v1/changes/?field=tagline&happened={happened}"
        got = browser.get(url).json()["results"]
        assert [f"{c['old'] or ''}>{c['new'] or ''}" for c in got] == said
    assert taglines(browser, **{"from": "alpha", "to": "beta"}) == ["second>of beta"]
    got = browser.get("/api/v1/changes/?from_server=alpha&to_server=beta").json()
    assert [c["new"] for c in got["results"]] == ["of beta"]
    reasons = FieldChange.objects.filter(field="tagline").values_list("new", "reason")
    for became, reason in reasons:
        if reason:
            found = taglines(browser, reason=reason)
            assert any(said.endswith(f">{became}") for said in found)
            got = browser.get(f"/api/v1/changes/?field=tagline&reason={reason}").json()
            assert len(got["results"]) == len(found) < 4
    for kind in ("movie", "show", "season", "episode"):
        rows = read(browser, reverse(SHEET), kind=kind)
        assert {row["kind"] for row in rows} == {kind}
        got = browser.get(f"/api/v1/changes/?kind={kind}").json()["results"]
        assert [str(c["id"]) for c in got] == [row["change"] for row in rows]
    for wrong in ("happened=vanished", "kind=film", "reason=whim"):
        assert browser.get(f"/api/v1/changes/?{wrong}").status_code == 400


def test_filters_add_up_and_hold_for_one_run(alices: Client, house: Theatre) -> None:
    changed = FieldChange.objects.get(new="of beta")
    query = {"run": changed.run, "to": "beta", "happened": "changed"}
    page = desk.text_of(alices, LIST, **query)
    assert "1 change" in page
    assert "of beta" in page
    link = f"{reverse(SHEET)}?run={changed.run}&amp;to=beta&amp;happened=changed"
    assert f'href="{link}"' in page
    assert [row["became"] for row in read(alices, reverse(SHEET), **query)] == [
        "of beta"
    ]
    assert "of beta" in desk.text_of(alices, LIST, reason="nonsense")


def test_what_a_curator_locked_is_found_by_lock(alices: Client, house: Theatre) -> None:
    fog = Item.objects.get(title="Fog")
    run = locks.lock(fog, "tagline", "ours").run
    assert run is not None
    settle.resolve_now(run.pk)
    rows = read(alices, reverse(SHEET), to="lock")
    assert [row["became"] for row in rows] == ["ours"]


@pytest.mark.parametrize(
    "evil",
    [
        '=HYPERLINK("http://evil.example","click")',
        "+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "＝1",
    ],
)
def test_no_cell_is_a_formula(evil: str) -> None:
    cell = sheets.harmless(evil)
    assert cell == f"'{evil}"


def test_texts_and_numbers_stay_what_they_are() -> None:
    for cell in ("Fog", "a=b", "", "1-2", -5, 0, 2.5, None):
        assert sheets.harmless(cell) == cell


def test_a_title_that_is_a_formula_is_text_in_every_sheet(
    alices: Client, theatre: Theatre
) -> None:
    name = '=cmd|"/c calc"!A1, "quoted"\nÄ 映画'
    theatre.server("alpha", movie(name, tagline="+tag"))
    theatre.sync()
    theatre.says("alpha", movie(name, tagline="@tag", genres=["=a", "b"]))
    theatre.sync()
    titles = read(alices, reverse("admin:catalog_movie_export"))
    title = Item.objects.get().title or ""
    assert title.startswith("=")
    assert [row["title"] for row in titles] == [f"'{title}"]
    rows = read(alices, reverse(SHEET))
    assert all(row["title"].startswith("'=") for row in rows)
    [tag] = [row for row in rows if row["field"] == "tagline"]
    assert (tag["was"], tag["became"]) == ("'+tag", "'@tag")
    [genres] = [row for row in rows if row["field"] == "genres"]
    assert genres["became"] == '["=a", "b"]'
    coverage = reverse("admin-coverage-sheet")
    lacking = read(alices, coverage, kind="movie", missing="overview")
    assert all(row["title"].startswith("'=") for row in lacking)
    assert len(lacking) == 1


def test_lists_of_titles_are_downloaded_as_they_are_filtered(
    alices: Client, house: Theatre
) -> None:
    house.says("beta", movie("Rain", year=1999))
    house.sync("beta")
    url = reverse("admin:catalog_movie_export")
    assert [row["title"] for row in read(alices, url)] == ["Fog", "Rain"]
    assert [r["title"] for r in read(alices, url, server="alpha")] == ["Fog"]
    assert [r["title"] for r in read(alices, url, q="rai")] == ["Rain"]
    [episode] = read(alices, reverse("admin:catalog_episode_export"))
    assert episode["place"] == "Borgen › Season 1"
    for kind in ("show", "season"):
        assert len(read(alices, reverse(f"admin:catalog_{kind}_export"))) == 1


def test_coverage_is_downloaded_whole(alices: Client, house: Theatre) -> None:
    sheet = reverse("admin-coverage-sheet")
    house.says("beta", movie("Fog", tagline="t"), movie("Rain"))
    house.sync()
    lacking = read(alices, sheet, kind="movie", missing="overview")
    assert [row["title"] for row in lacking] == ["Rain"]
    alone = {"kind": "movie", "only_on": "beta", "field": "tagline"}
    assert [row["title"] for row in read(alices, sheet, **alone)] == ["Fog"]
    page = desk.text_of(alices, reverse("admin-coverage"), **alone)
    assert "beta alone offers Tagline for 1 movie." in page
    assert f"{sheet}?kind=movie&amp;only_on=beta&amp;field=tagline" in page
    empty = desk.text_of(
        alices, reverse("admin-coverage"), **{**alone, "only_on": "alpha"}
    )
    assert "from alpha alone" in empty


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"missing": "nonsense"},
        {"only_on": "alpha"},
        {"only_on": "nobody", "field": "title"},
    ],
)
def test_a_sheet_of_nothing_is_refused_in_words(
    alices: Client, house: Theatre, query: dict[str, str]
) -> None:
    answer = alices.get(reverse("admin-coverage-sheet"), query)
    assert answer.status_code == 400
    assert len(answer.content) > 10
    assert alices.get(reverse("admin-coverage"), query).status_code == 200


def test_who_may_not_see_may_not_download(house: Theatre) -> None:
    nobody = desk.permitted("vera", "view_server")
    assert nobody.get(reverse(SHEET)).status_code == 403
    assert nobody.get(reverse("admin:catalog_movie_export")).status_code == 403
    lacking = {"missing": "tagline"}
    assert nobody.get(reverse("admin-coverage-sheet"), lacking).status_code == 403
    looks = desk.permitted("walt", "view_fieldchange")
    assert looks.get(reverse(SHEET)).status_code == 200
    assert Client().get(reverse(SHEET)).status_code == 302


def test_a_long_list_is_sent_in_pieces_of_few_queries(alices: Client, db: None) -> None:
    shelf.many_movies(1_201)
    item = Item.objects.order_by("pk")[0]
    FieldChange.objects.bulk_create(
        FieldChange(
            item=item, action="updated", field="tagline", new=n, at=timezone.now()
        )
        for n in range(1_201)
    )
    for name, least in ((SHEET, 1_201), ("admin:catalog_movie_export", 1_201)):
        answer: Any = alices.get(reverse(name))
        assert answer.streaming
        with CaptureQueriesContext(connection) as first:
            lines = iter(answer.streaming_content)
            next(lines), next(lines)
        assert len(first) <= 2, "a piece is read when it is sent, not all before"
        with CaptureQueriesContext(connection) as queries:
            rest = list(lines)
        assert len(rest) + 1 >= least
        assert len(queries) <= 6


def test_made_up_filters_lead_back_to_the_list(alices: Client, house: Theatre) -> None:
    answer = alices.get(reverse(SHEET), {"item__nonsense": "1"})
    assert answer.status_code in {302, 400}
