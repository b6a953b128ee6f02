"""The buttons beside a title's values: each is one click, and does what it says."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import Any, Final

import pytest
from django.test import Client

from catalog.models import FieldLock, Item, PriorityRule
from sync import locks, orders, settle
from sync.explain import explain
from sync.models import Run
from tests.sync import desk
from tests.sync.scripted import Theatre, movie, show

_FORM: Final = re.compile(r'<form id="choose-([^"]+)".*?</form>', re.S)
_SEEN: Final = re.compile(r'name="seen" value="([^"]*)"')
_BUTTON: Final = re.compile(
    r'<button class="mh-button[^"]*"(?: form="choose-([^"]+)")? name="deed"'
    r' value="([^"]*)"'
)


@pytest.fixture
def fog(theatre: Theatre) -> Item:
    """Two servers differ in its overview, its poster and its captions."""
    for name in ("alpha", "beta", "gamma"):
        theatre.server(name, _film(name), *_show(name))
    theatre.sync()
    return Item.objects.get(title="Fog", kind="movie")


def _show(name: str) -> list[Any]:
    return [
        replace(item, values={**item.values, "overview": name})
        for item in show("Fjord", (1, 1))
    ]


def _film(name: str) -> Any:
    return replace(
        movie("Fog", overview=f"{name}'s words"),
        artwork={
            "poster": {
                "url": f"http://{name}/p.jpg",
                "placeholder": None,
                "focal": None,
            }
        },
    )


class Page:
    """A title's page, read as a browser reads it."""

    def __init__(self, client: Client, item: Item) -> None:
        self._client = client
        self._url = desk.title_url(item)
        text = desk.text_of(client, self._url)
        self.buttons: dict[str, list[str]] = {}
        self.seen: dict[str, str] = {}
        for found in _FORM.finditer(text):
            self.seen[found[1]] = html.unescape(_SEEN.findall(found[0])[0])
            self.buttons[found[1]] = [v for _, v in _BUTTON.findall(found[0])]
        for row, value in _BUTTON.findall(text):
            if row:
                self.buttons[row].append(html.unescape(value))

    def click(self, row: str, deed: str, number: int = 0) -> str:
        """Press the so-manyth button of a deed beside a row; the page that follows."""
        fitting = [b for b in self.buttons[row] if b.startswith(deed)]
        sent = {"name": row, "seen": self.seen[row], "deed": fitting[number]}
        url = self._url.replace("/change/", "/choose/")
        answer = self._client.post(url, sent, follow=True)
        assert answer.status_code == 200
        return str(answer.content.decode())


def _follow_up() -> None:
    for pk in Run.objects.filter(finished_at=None).values_list("pk", flat=True):
        settle.resolve_now(pk)


def test_a_value_is_locked_emptied_and_unlocked(carols: Client, fog: Item) -> None:
    assert "is locked as it is" in Page(carols, fog).click("overview", "lock")
    _follow_up()
    assert FieldLock.objects.get().value == "alpha's words"
    page = Page(carols, fog)
    assert not [b for b in page.buttons["overview"] if b.startswith("lock")]
    assert "locked as empty" in page.click("overview", "empty")
    _follow_up()
    fog.refresh_from_db()
    assert (fog.overview, FieldLock.objects.get().value) == (None, None)
    assert "the servers decide again" in Page(carols, fog).click("overview", "unlock")
    _follow_up()
    fog.refresh_from_db()
    assert (fog.overview, FieldLock.objects.count()) == ("alpha's words", 0)


def test_another_server_is_used_and_the_usual_order_comes_back(
    carols: Client, fog: Item
) -> None:
    page = Page(carols, fog)
    assert [b for b in page.buttons["overview"] if b.startswith("use")] == [
        "use:beta",
        "use:gamma",
    ]
    assert "usual" not in page.buttons["overview"]
    assert "For Overview, gamma comes first here" in page.click("overview", "use", 1)
    _follow_up()
    assert Item.objects.get(pk=fog.pk).overview == "gamma's words"
    Page(carols, fog).click("overview", "use:beta")
    _follow_up()
    assert Item.objects.get(pk=fog.pk).overview == "beta's words"
    # The one chosen before stays ahead of those that never were.
    assert PriorityRule.objects.get().servers == ["beta", "gamma"]
    Page(carols, fog).click("overview", "usual")
    _follow_up()
    assert Item.objects.get(pk=fog.pk).overview == "alpha's words"
    assert not PriorityRule.objects.exists()


def test_a_server_is_used_though_the_value_is_locked(carols: Client, fog: Item) -> None:
    locks.lock(fog, "overview", "Mine")
    _follow_up()
    Page(carols, fog).click("overview", "use:beta")
    _follow_up()
    assert Item.objects.get(pk=fog.pk).overview == "beta's words"
    assert not FieldLock.objects.exists()


def test_a_picture_is_chosen_by_itself(carols: Client, fog: Item) -> None:
    Page(carols, fog).click("artwork.poster", "take", 1)
    _follow_up()
    assert fog.artwork.get(key="poster").url == "http://gamma/p.jpg"
    assert not PriorityRule.objects.exists()


def test_a_file_is_played_first(carols: Client, fog: Item) -> None:
    page = Page(carols, fog)
    assert [b for b in page.buttons["files.alpha"] if b.startswith("use")] == []
    page.click("files.gamma", "use")
    _follow_up()
    plays = fog.files.order_by("position").values_list("key", flat=True)
    assert list(plays) == ["gamma", "alpha", "beta"]


def test_a_rule_for_a_show_leaves_what_is_below_it(carols: Client, fog: Item) -> None:
    shown = Item.objects.get(kind="show")
    Page(carols, shown).click("overview", "use:beta")
    _follow_up()
    found = dict(Item.objects.exclude(kind="movie").values_list("kind", "overview"))
    assert found["show"] == "beta"
    assert found["episode"] != "beta"


def test_a_rule_for_all_below_is_not_taken_away_beside_one_value(
    carols: Client, fog: Item
) -> None:
    shown = Item.objects.get(kind="show")
    wide = orders.scope(field="overview", item=shown)
    orders.set_rule(wide, orders.servers_named(["beta"]))
    _follow_up()
    page = Page(carols, shown)
    assert "usual" not in page.buttons["overview"]
    page.click("overview", "use:gamma")
    _follow_up()
    assert Item.objects.get(kind="show").overview == "gamma"
    Page(carols, shown).click("overview", "usual")
    _follow_up()
    found = dict(Item.objects.exclude(kind="movie").values_list("kind", "overview"))
    assert found["show"] == found["episode"] == "beta"


def test_what_is_seen_no_more_is_not_locked(
    carols: Client, fog: Item, theatre: Theatre
) -> None:
    page = Page(carols, fog)
    theatre.says("alpha", replace(_film("alpha"), values={"title": "Fog"}))
    theatre.sync("alpha")
    assert Item.objects.get(pk=fog.pk).overview == "beta's words"
    assert "is another since you opened the page" in page.click("overview", "lock")
    theatre.says("gamma", movie("Fog", overview="new"))
    theatre.sync("gamma")
    assert "offers that" in page.click("artwork.poster", "take", 1)
    assert not FieldLock.objects.exists()


def test_whoever_locked_meanwhile_is_not_overruled(carols: Client, fog: Item) -> None:
    page = Page(carols, fog)
    locks.lock(fog, "overview", "Dora's")
    for deed in ("lock", "empty", "use:beta"):
        assert "Look again" in page.click("overview", deed)
    assert FieldLock.objects.get().value == "Dora's"
    assert not PriorityRule.objects.exists()


def test_a_place_in_a_show_has_no_buttons(carols: Client, fog: Item) -> None:
    page = Page(carols, Item.objects.get(kind="episode"))
    assert "season_number" not in page.buttons
    assert "title" in page.buttons


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"name": "overview", "deed": "shred"},
        {"name": "overview", "deed": "lock:x", "seen": "yesterday"},
        {"name": "colour", "deed": "empty"},
        {"name": "overview", "deed": "use:nobody"},
        {"name": "width", "deed": "use:beta"},
        {"name": "overview", "deed": "take:abc"},
        {"name": "artwork.logo", "deed": "take:abc"},
        {"name": "overview", "deed": "usual"},
        {"name": "season_number", "deed": "empty"},
    ],
)
def test_a_click_our_page_has_not_made(
    carols: Client, fog: Item, sent: dict[str, str]
) -> None:
    url = desk.title_url(fog).replace("/change/", "/choose/")
    answer = carols.post(url, sent, follow=True)
    assert answer.status_code == 200
    assert 'class="error"' in answer.content.decode()
    assert not FieldLock.objects.exists()
    assert not PriorityRule.objects.exists()


def test_the_page_waits_for_the_run_and_only_while_it_runs(
    carols: Client, fog: Item
) -> None:
    assert 'data-run="/api/v1/runs/' in Page(carols, fog).click("overview", "empty")
    (run,) = Run.objects.filter(finished_at=None)
    _follow_up()
    for number in (str(run.pk), "9" * 30, "-1", "x"):
        page = desk.text_of(carols, desk.title_url(fog), run=number)
        assert "data-run" not in page


def test_a_run_that_ends_while_the_page_is_made_is_still_waited_for(
    carols: Client, fog: Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the page would go on showing what was before it."""
    Page(carols, fog).click("overview", "empty")
    (run,) = Run.objects.filter(finished_at=None)

    def then_over(item: Item) -> Any:
        found = explain(item)
        _follow_up()
        return found

    monkeypatch.setattr("sync.admin.explaining.explain", then_over)
    page = desk.text_of(carols, desk.title_url(fog), run=str(run.pk))
    assert not Run.objects.filter(finished_at=None).exists()
    assert "data-run" in page


def test_who_may_only_look_has_no_buttons(fog: Item) -> None:
    client = desk.permitted("vic", "view_movie")
    assert Page(client, fog).buttons == {}
    url = desk.title_url(fog).replace("/change/", "/choose/")
    sent = {"name": "overview", "deed": "empty", "seen": ""}
    assert client.post(url, sent).status_code == 403
    assert client.get(url).status_code == 405
    assert not FieldLock.objects.exists()


def test_whoever_may_lock_and_not_rule(carols: Client, fog: Item) -> None:
    client = desk.permitted("lou", "view_movie", "change_fieldlock")
    page = Page(client, fog)
    assert not [b for b in page.buttons["overview"] if b.startswith("use")]
    url = desk.title_url(fog).replace("/change/", "/choose/")
    sent = {"name": "overview", "deed": "use:beta", "seen": ""}
    assert client.post(url, sent).status_code == 403
    assert not PriorityRule.objects.exists()


def test_orders_of_others_are_left(carols: Client, fog: Item) -> None:
    everywhere = orders.scope(field="overview")
    orders.set_rule(everywhere, orders.servers_named(["beta"]))
    _follow_up()
    Page(carols, fog).click("overview", "use:gamma")
    _follow_up()
    Page(carols, fog).click("overview", "usual")
    _follow_up()
    assert PriorityRule.objects.get().field == "overview"
    assert Item.objects.get(pk=fog.pk).overview == "beta's words"
