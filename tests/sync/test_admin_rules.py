"""Rules in the admin: found in a table, tried before they are set, taken away again."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from catalog.fields import FIELDS
from catalog.models import Item, PriorityRule, Server
from sync import orders, settle
from sync.models import Run
from tests.sync import desk
from tests.sync.scripted import Theatre, movie, show

_LINK = re.compile(r'href="([^"]+)" aria-label="(?:Set|Change) the rule for ([^"]+)"')
_MOVE = re.compile(r'href="([^"]+)" aria-label="([^"]+ one (?:up|down))"')
_ORDER = re.compile(r'name="order" value="([^"]*)"')


@pytest.fixture
def fog(theatre: Theatre) -> Item:
    for name in ("alpha", "beta", "gamma"):
        theatre.server(name, movie("Fog", overview=name), *show("Fjord", (1, 1)))
    theatre.sync()
    return Item.objects.get(title="Fog")


def _links(client: Client) -> dict[str, str]:
    page = desk.text_of(client, reverse("admin-rules"))
    return {words: html.unescape(url) for url, words in _LINK.findall(page)}


def _opened(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return str(answer.content.decode())


def _arrows(page: str) -> dict[str, str]:
    return {words: html.unescape(url) for url, words in _MOVE.findall(page)}


def _apply(client: Client, url: str, page: str) -> str:
    sent = {"order": _ORDER.findall(page)[0]}
    return str(client.post(url, sent, follow=True).content.decode())


def _follow_up() -> None:
    for pk in Run.objects.filter(finished_at=None).values_list("pk", flat=True):
        settle.resolve_now(pk)


def test_a_rule_is_tried_set_changed_and_taken_away(carols: Client, fog: Item) -> None:
    url = _links(carols)["overview of movies"]
    page = _opened(carols, url)
    assert "There is no such rule now" in page
    assert "Take this rule away" not in page
    tried = _arrows(page)["gamma one up"]
    tried = _arrows(_opened(carols, tried))["gamma one up"]
    page = _opened(carols, tried)
    assert "1 value of 1 title would come from another server" in page
    assert not PriorityRule.objects.exists()
    assert "Overview of movies: gamma" in _apply(carols, url, page)
    _follow_up()
    assert Item.objects.get(pk=fog.pk).overview == "gamma"
    # As few names as make the order: the others follow by priority.
    assert PriorityRule.objects.get().servers == ["gamma"]

    listed = desk.text_of(carols, reverse("admin-rules"))
    assert "Change the rule for overview of movies" in listed
    page = _opened(carols, url)
    assert "This rule holds now" in page
    _apply(carols, url, _opened(carols, _arrows(page)["beta one up"]))
    assert PriorityRule.objects.get().servers == ["gamma", "beta"]
    done = carols.post(url, {"clear": "yes"}, follow=True).content.decode()
    assert "Taken away: overview of movies" in done
    _follow_up()
    assert Item.objects.get(pk=fog.pk).overview == "alpha"
    assert not PriorityRule.objects.exists()


def test_every_field_a_rule_may_be_for_has_its_place_and_no_other(
    carols: Client, fog: Item
) -> None:
    links = _links(carols)
    for words, url in links.items():
        assert "Who comes first for" in _opened(carols, url), words
    for field in FIELDS:
        for kind in ("movie", "show", "season", "episode"):
            name = f"{field.label.lower()} of {kind}s"
            try:
                orders.scope(kind=kind, field=field.name)
                may = field.name not in {"season_number", "episode_number"}
            except orders.RuleError:
                may = False
            assert (name in links) is may, name
    assert "everything of movies" in links
    assert "everything" not in links


def test_rules_of_titles_are_listed_and_lead_to_their_page(
    carols: Client, fog: Item
) -> None:
    place = orders.scope(field="overview", item=fog)
    orders.set_rule(place, orders.servers_named(["beta"]))
    page = desk.text_of(carols, reverse("admin-rules"))
    below = page.partition("Of single titles")[2]
    assert "Fog" in below
    (url,) = re.findall(r'href="([^"]+)">change<', below)
    page = _opened(carols, html.unescape(url))
    assert "overview of Fog" in page
    assert "This rule holds now" in page
    carols.post(html.unescape(url), {"clear": "yes"})
    assert not PriorityRule.objects.exists()
    assert "No title has a rule" in desk.text_of(carols, reverse("admin-rules"))


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"field": "colour"},
        {"field": "width"},
        {"field": "tagline", "kind": "episode"},
        {"kind": "film"},
        {"field": "title", "item": "nothing"},
    ],
)
def test_a_rule_that_cannot_be_leads_back(
    carols: Client, fog: Item, asked: dict[str, Any]
) -> None:
    answer = carols.get(reverse("admin-rule"), asked, follow=True)
    assert answer.redirect_chain[0][0] == reverse("admin-rules")
    assert 'class="error"' in answer.content.decode()


def test_an_order_of_other_servers_is_refused(carols: Client, fog: Item) -> None:
    url = _links(carols)["overview of movies"]
    for answer in (
        carols.get(f"{url}&order=alpha,zeta", follow=True),
        carols.post(url, {"order": "alpha"}, follow=True),
        carols.post(url, {"clear": "yes"}, follow=True),
    ):
        assert "Look again" in answer.content.decode()
    assert not PriorityRule.objects.exists()


def test_a_server_is_put_first_for_a_group_from_its_own_page(
    olgas: Client, fog: Item
) -> None:
    page = reverse("admin:catalog_server_change", args=[_pk("gamma")])
    text = desk.text_of(olgas, page)
    links = re.findall(r'href="([^"]+)">Put it first for ([a-z_]+)<', text)
    assert [group for _, group in links] == ["artwork", "captions", "files", "chapters"]
    answer = olgas.get(html.unescape(links[2][0]), follow=True)
    text = answer.content.decode()
    assert _ORDER.findall(text)[0] == "gamma,alpha,beta"
    assert not PriorityRule.objects.exists()
    url = f"{reverse('admin-rule')}?field=files"
    assert "gamma" in _apply(olgas, url, text)
    assert PriorityRule.objects.get().servers == ["gamma"]
    # One that was taken out meanwhile.
    answer = olgas.get(f"{url}&first=delta", follow=True)
    assert "no such server any more" in answer.content.decode()


def _pk(slug: str) -> int:
    return Server.objects.get(slug=slug).pk


def test_who_may_only_look_sets_none(fog: Item) -> None:
    nobody = desk.permitted("nora")
    assert nobody.get(reverse("admin-rules")).status_code == 403
    client = desk.permitted("vic", "view_priorityrule")
    assert _links(client) == {}
    url = f"{reverse('admin-rule')}?field=overview&kind=movie"
    assert client.get(url).status_code == 403
    assert client.post(url, {"order": "beta,alpha,gamma"}).status_code == 403
    assert not PriorityRule.objects.exists()
