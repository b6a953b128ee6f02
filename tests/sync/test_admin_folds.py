"""Runs that changed nothing stand in one line between the others."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from sync.models import Run
from tests.api import client_of
from tests.sync import desk

LIST = desk.list_url(Run)


@pytest.fixture
def alices(alice: User) -> Client:
    client = Client()
    client.force_login(alice)
    return client


def runs(*changed: int, state: str = "succeeded", purpose: str = "sync") -> list[int]:
    """Runs of long ago, the oldest first, by how many values each changed."""
    made = Run.objects.bulk_create(
        Run(state=state, purpose=purpose, updated=n) for n in changed
    )
    Run.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    return [run.pk for run in made]


def lines(page: str) -> list[str]:
    """The rows of the list: ``run 3``, or what a fold says."""
    body = page.split('<table id="result_list">')[1].split("</table>")[0]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", body.split("</thead>")[1], re.DOTALL)
    plain = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]
    return [
        " ".join(row.split()[:2]) if row.startswith("run ") else row for row in plain
    ]


def test_runs_in_a_row_that_changed_nothing_are_one_line(alices: Client) -> None:
    one, *_, last = runs(3, 0, 0, 0, 1, 0, 2, 0, 0)
    assert lines(desk.text_of(alices, LIST)) == [
        "2 runs changed nothing, the last 5 min ago Show them",
        f"run {one + 6}",
        "1 run changed nothing, 5 min ago Show it",
        f"run {one + 4}",
        "3 runs changed nothing, the last 5 min ago Show them",
        f"run {one}",
    ]
    page = desk.text_of(alices, LIST)
    assert f'href="/admin/sync/run/{one + 5}/change/"' in page
    found = re.findall(r'<a href="([^"]+)">Show them</a>', page)
    assert len(found) == 2
    opened = desk.text_of(alices, found[0].replace("&amp;", "&"))
    assert lines(opened) == [f"run {last}", f"run {last - 1}"]


def test_what_went_wrong_goes_on_or_is_a_dry_run_is_never_folded(
    alices: Client,
) -> None:
    shown = [
        *runs(0, state="failed"),
        *runs(0, state="partial"),
        *runs(0, state="held"),
        *runs(0, state="running"),
        *runs(0, purpose="dry_run"),
    ]
    page = lines(desk.text_of(alices, LIST))
    assert page == [f"run {run}" for run in reversed(shown)]


def test_where_nothing_ever_changed_one_line_says_so(alices: Client) -> None:
    runs(0, 0)
    page = desk.text_of(alices, LIST)
    assert lines(page) == ["2 runs changed nothing, the last 5 min ago Show them"]
    assert "No run yet" not in page


def test_pages_hold_as_many_others_as_ever_and_every_fold_once(
    alices: Client,
) -> None:
    pattern = [0, 1, 0, 0] * 60
    first = runs(*pattern)[0]
    first_page = lines(desk.text_of(alices, LIST))
    second_page = lines(desk.text_of(alices, LIST, p=2))
    assert sum(line.startswith("run ") for line in first_page) == 50
    assert sum(line.startswith("run ") for line in second_page) == 10
    shown = [line for line in first_page + second_page if line.startswith("run ")]
    assert shown == [f"run {first + at}" for at in reversed(range(240)) if pattern[at]]
    folded = [
        int(line.split()[0])
        for line in first_page + second_page
        if "changed nothing" in line
    ]
    assert folded == [2, *[3] * 59, 1]


def test_other_filters_hold_for_what_is_folded(alices: Client) -> None:
    runs(1, 0)
    runs(0, 0, purpose="resolve")
    page = lines(desk.text_of(alices, LIST, purpose__exact="resolve"))
    assert page == ["2 runs changed nothing, the last 5 min ago Show them"]
    assert not Run.objects.filter(state="failed").exists()
    assert "Nothing matches" in desk.text_of(alices, LIST, state__exact="failed")


def test_they_are_shown_where_asked_for_or_sorted_otherwise(alices: Client) -> None:
    made = runs(1, 0, 0)
    for query in ({"changed": "all"}, {"o": "2"}):
        page = lines(desk.text_of(alices, LIST, **query))
        assert sorted(page) == sorted(f"run {run}" for run in made)
    alone = lines(desk.text_of(alices, LIST, changed="nothing"))
    assert alone == [f"run {made[2]}", f"run {made[1]}"]


@pytest.mark.parametrize("value", ["x", "-1", "9" * 30, ""])
def test_a_made_up_fold_breaks_nothing(alices: Client, value: str) -> None:
    runs(0, 0)
    answer = alices.get(LIST, {"changed": "nothing", "id__gte": value})
    assert answer.status_code in {200, 302, 400}


def test_the_api_leaves_out_runs_that_changed_nothing(alice: User) -> None:
    busy, *idle = runs(1, 0, 0)
    got = client_of(alice).get("/api/v1/runs/?changed=true").json()["results"]
    assert [row["id"] for row in got] == [busy]
    got = client_of(alice).get("/api/v1/runs/?changed=false").json()["results"]
    assert [row["id"] for row in got] == idle[::-1]
    assert client_of(alice).get("/api/v1/runs/?changed=maybe").status_code == 400
