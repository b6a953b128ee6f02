"""Every page of the admin: who may see it, what it must never show, what it costs."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from catalog.models import Episode, Item, Server
from sync.admin.titles import ExplainedEpisodeAdmin as EpisodeAdmin
from sync.models import Conflict, Quarantine, Run, Schedule, Sender
from tests.sync import desk
from tests.sync.scripted import Theatre

#: A script of the page itself, which a strict content security policy refuses.
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>")
EMPTY = {
    "schedule": "Nothing is scheduled.",
    "server": "No server yet. Add one",
    "audit": "No audit yet. One runs every night",
    "bulkchange": "No bulk change yet.",
    "movie": "No title yet.",
    "run": "No run yet. Add a server, then sync it.",
    "scan": "No scan yet.",
    "quarantine": "No item is in quarantine",
    "conflict": "No conflict",
    "observation": "Sync one first.",
    "fieldchange": "Nothing has changed yet.",
    "trigger": "Nothing has been asked for yet.",
    "sender": "No webhook yet. Add one",
    "webhookdelivery": "Nothing was delivered",
    "problemreport": "Nobody has reported a problem.",
}


@pytest.fixture
def alices(alice: User) -> Client:
    client = Client()
    client.force_login(alice)
    return client


@pytest.fixture
def bobs(bob: User) -> Client:
    client = Client()
    client.force_login(bob)
    return client


def all_urls() -> list[str]:
    """Lists, and one page of every model that has a row."""
    urls = [reverse("admin:index"), reverse("admin:catalog_server_add")]
    for model in desk.our_models():
        urls.append(desk.list_url(model))
        row = model._default_manager.order_by("pk").first()
        if row is not None:
            urls += [desk.page_url(row), desk.page_url(row, "history")]
    for server in Server.objects.all():
        urls.append(desk.page_url(server, "delete"))
    for item in Item.objects.all():
        urls.append(desk.title_url(item))
    for run in Run.objects.all():
        urls.append(desk.page_url(run))
    return urls


def test_every_page_answers_on_an_empty_installation(alices: Client) -> None:
    Schedule.objects.all().delete()
    pages = {url: desk.text_of(alices, url) for url in all_urls()}
    assert "No server yet." in pages[reverse("admin:index")]
    for model in desk.our_models():
        name = model._meta.model_name or ""
        assert EMPTY.get(name, "No title yet.") in pages[desk.list_url(model)]


def test_every_page_answers_with_data_and_keeps_the_secrets(
    alices: Client, theatre: Theatre
) -> None:
    desk.fill(theatre)
    assert Conflict.objects.exists()
    assert Quarantine.objects.exists()
    assert all(desk.SECRET in str(s.secret) for s in Server.objects.all())
    assert "no good answer since" in desk.text_of(alices, reverse("admin:index"))
    for url in all_urls():
        text = desk.text_of(alices, url)
        assert desk.SECRET not in text, url
        assert "<script>alert" not in text, url
        assert 'href="javascript:' not in text, url
        assert " style=" not in text, url
        assert "<style" not in text, url
        assert " onclick=" not in text, url
        assert not INLINE_SCRIPT.search(text), url


def test_what_a_server_says_is_shown_escaped(alices: Client, theatre: Theatre) -> None:
    desk.fill(theatre)
    item = Item.objects.get(title=desk.EVIL)
    shown = "&lt;script&gt;alert"
    assert shown in desk.text_of(alices, desk.title_url(item))
    assert shown in desk.text_of(alices, reverse("admin:catalog_movie_changelist"))
    for row in (Quarantine.objects.first(), Run.objects.last()):
        assert row is not None
        assert shown in desk.text_of(alices, desk.page_url(row))


def test_viewers_and_strangers_are_turned_away(bobs: Client, theatre: Theatre) -> None:
    desk.fill(theatre)
    stranger = Client()
    for url in all_urls():
        for client in (bobs, stranger):
            answer = client.get(url)
            assert answer.status_code in {302, 403}, url
            if answer.status_code == 302:
                assert "/login/?next=" in answer["Location"]


def test_a_colleague_sees_what_is_allowed_and_no_more(
    bobs: Client, bob: User, theatre: Theatre
) -> None:
    desk.fill(theatre)
    bob.is_staff = True
    bob.save()
    bob.user_permissions.set(Permission.objects.filter(codename="view_server"))
    server = Server.objects.get(name="alpha")
    assert bobs.get(reverse("admin:catalog_movie_changelist")).status_code == 403
    listed = desk.text_of(bobs, reverse("admin:catalog_server_changelist"))
    assert "mh-button" not in listed
    page = desk.text_of(bobs, desk.page_url(server))
    assert 'name="secret"' not in page
    assert 'name="priority"' not in page
    assert desk.SECRET not in page
    for view in ("sync", "test", "switch"):
        assert bobs.post(desk.page_url(server, view)).status_code == 403
    assert bobs.post(reverse("admin:sync_run_sync_all")).status_code == 403
    assert bobs.post(desk.page_url(server, "delete")).status_code == 403


def test_nothing_synced_can_be_added_changed_or_deleted(
    alices: Client, theatre: Theatre
) -> None:
    desk.fill(theatre)
    for model in desk.our_models():
        if model in {Server, Schedule, Sender}:
            continue
        row = model._default_manager.order_by("pk").first()
        assert row is not None, model
        add = desk.list_url(model) + "add/"
        assert alices.get(add).status_code in {302, 403, 404}
        assert alices.post(desk.page_url(row, "delete")).status_code == 403
        alices.post(desk.page_url(row), {"title": "Mine", "state": "failed"})
        assert model._default_manager.filter(pk=row.pk).exists()
    assert not Item.objects.filter(title="Mine").exists()


def test_filters_and_searches_answer_whatever_they_are_given(
    alices: Client, theatre: Theatre
) -> None:
    desk.fill(theatre)
    movies = reverse("admin:catalog_movie_changelist")
    assert "Movie 1" in desk.text_of(alices, movies, q="movie 1")
    assert "Movie 1" not in desk.text_of(alices, movies, q="movie 2")
    assert "Twin A" in desk.text_of(alices, movies, q="tmdb:77")
    assert "Movie 1" not in desk.text_of(alices, movies, q="tmdb:77")
    assert "Movie 1" in desk.text_of(alices, movies, decade="202")
    assert "Movie 1" not in desk.text_of(alices, movies, decade="195")
    assert "Movie 1" in desk.text_of(alices, movies, server="beta")
    for kind in ("movie", "show", "season", "episode"):
        url = reverse(f"admin:catalog_{kind}_changelist")
        for query in (
            {"server": "beta"},
            {"server": "-"},
            {"server": "nobody"},
            {"available": "no"},
            {"available": "<b>"},
            {"decade": "none"},
            {"decade": "²"},
            {"decade": "9" * 40},
            {"q": '"\x00%_'},
        ):
            answer = alices.get(url, query)
            assert answer.status_code in {200, 302}, (url, query)
    for query in ({"run": "1"}, {"run": "x"}, {"run": "9" * 30}, {"item": "-1"}):
        answer = alices.get(reverse("admin:catalog_fieldchange_changelist"), query)
        assert answer.status_code in {200, 302, 400}, query


def test_an_address_of_no_row_leads_back(alices: Client) -> None:
    for model in desk.our_models():
        for key in ("999999", "nonsense"):
            answer = alices.get(f"{desk.list_url(model)}{key}/change/")
            assert answer.status_code == 302


def test_a_page_costs_the_same_queries_in_a_larger_catalog(
    alices: Client, theatre: Theatre
) -> None:
    """No list and no page asks once more per row: `tests/query_budgets.json`."""
    desk.fill(theatre, movies=2, shows=1)
    small = _queries(alices)
    for name in ("alpha", "beta"):
        theatre.plays(name, *desk.events_of(name, 25, 6))
    theatre.sync()
    large = _queries(alices)
    assert small == large
    assert Item.objects.count() > 40
    budgets = desk.budgets()
    assert set(budgets) == set(large)
    over = {name: n for name, n in large.items() if n > budgets[name]}
    assert not over, f"more queries than tests/query_budgets.json allows: {over}"


def test_the_budget_notices_a_query_per_row(
    alices: Client, theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a list that forgets its parents asks more in a larger catalog."""
    monkeypatch.setattr(
        EpisodeAdmin, "get_queryset", lambda self, request: Episode.objects.all()
    )
    url = reverse("admin:catalog_episode_changelist")
    desk.fill(theatre, movies=1, shows=1)
    small = _cost(alices, url)
    theatre.plays("alpha", *desk.events_of("alpha", 1, 3))
    theatre.sync("alpha")
    assert _cost(alices, url) > small


def _queries(client: Client) -> dict[str, int]:
    found: dict[str, int] = {}
    for model in desk.our_models():
        found[f"{model._meta.model_name} list"] = _cost(client, desk.list_url(model))
    first = {
        kind: Item.objects.filter(kind=kind).order_by("title", "pk").last()
        for kind in ("movie", "show", "season", "episode")
    }
    for kind, item in first.items():
        assert item is not None
        found[f"{kind} page"] = _cost(client, desk.title_url(item))
    run = Run.objects.order_by("-created", "-updated", "pk").first()
    assert run is not None
    found["run page"] = _cost(client, desk.page_url(run))
    return found


def _cost(client: Client, url: str) -> int:
    client.get(url)  # what is cached per process is cached now
    with CaptureQueriesContext(connection) as queries:
        desk.text_of(client, url)
    return len(queries)


def test_a_nul_in_the_address_of_a_list_leads_back_to_the_list(alices: Client) -> None:
    """PostgreSQL has no such text; Django's own lookups are led back the same way."""
    for model in desk.our_models():
        url = desk.list_url(model)
        for query in ("q=%00", "q=a%00b", "source=%00", "x%00=1", "o=1&o=%00", "e=%00"):
            answer = alices.get(f"{url}?{query}")
            assert answer.status_code == 302, (url, query)
            assert answer.headers["Location"] == f"{url}?e=1"
        assert alices.get(f"{url}?q=%F0%9F%92%A9").status_code == 200
