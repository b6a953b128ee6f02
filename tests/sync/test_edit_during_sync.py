"""A person edits a title while its server says something else: in every order of the
commits of both, the edit is kept, and nothing is locked that nobody meant.

An edit opens a page, is sent, and is resolved; a sync is adopted and projected.  The
two meet in every order that their steps can have, twice a sync, for each kind of edit:
210 ways in the large tier, 12 of them in every run.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Final

import pytest
from django.test import Client

from catalog.models import FieldLock, Item, Server
from sync import audit, execute, leases, locks, settle, triggers
from sync.models import Run, Scan, Trigger
from tests.sync import desk
from tests.sync.scripted import Theatre, movie
from tests.tiers import Tier

#: What the server says of the overview, after none, one and two of its syncs.
_SAYS: Final = ("It says one.", "It says two.", "It says three.")
_MINE: Final = "A person says so."
_SEEN: Final = re.compile(r'name="seen" value="([^"]*)"')
_DEED: Final = re.compile(r'name="deed" value="([^"]*)"')
_FORM: Final = re.compile(r'<form id="choose-overview".*?</form>', re.S)
_BOX: Final = re.compile(
    r'<textarea[^>]*name="(value-[^"]*)"[^>]*>\n?(.*?)</textarea>', re.S
)
DEEDS: Final = ("write", "clear", "touch nothing", "lock", "empty", "unlock")
#: Adopt, project, adopt, project; among them the page is opened, sent and resolved.
_EDIT_STEPS: Final = 3
_SYNC_STEPS: Final = 4


def orders() -> Iterator[tuple[str, ...]]:
    """Every order of the two, each in its own: 35 of them."""
    steps = _EDIT_STEPS + _SYNC_STEPS
    for places in combinations(range(steps), _EDIT_STEPS):
        yield tuple("edit" if at in places else "sync" for at in range(steps))


@dataclass
class Edit:
    """One person's edit of one title, step by step."""

    client: Client
    item: Item
    deed: str
    page: str = ""
    shown: str | None = None
    refused: bool = False
    steps: list[Callable[[], None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.steps = [self.open, self.send, self.resolve]

    @property
    def url(self) -> str:
        return desk.title_url(self.item)

    def open(self) -> None:
        in_form = self.deed in {"write", "clear", "touch nothing"}
        url = self.url.replace("/change/", "/edit/") if in_form else self.url
        self.page = desk.text_of(self.client, url)
        self.item.refresh_from_db()
        self.shown = self.item.overview

    def send(self) -> None:
        if self.deed in {"write", "clear", "touch nothing"}:
            url, sent = self.url.replace("/change/", "/edit/"), self._form()
        else:
            url, sent = self.url.replace("/change/", "/choose/"), self._click()
        answer = self.client.post(url, sent, follow=True)
        text = answer.content.decode()
        self.refused = "Look again" in text or answer.status_code == 422
        assert answer.status_code in {200, 422}

    def _form(self) -> dict[str, str]:
        sent = {name: html.unescape(text) for name, text in _BOX.findall(self.page)}
        assert sent["value-overview"] == (self.shown or "")
        if self.deed != "touch nothing":
            sent["value-overview"] = _MINE if self.deed == "write" else ""
        return {**sent, "seen": html.unescape(_SEEN.findall(self.page)[0])}

    def _click(self) -> dict[str, str]:
        form = _FORM.findall(self.page)[0]
        deeds = [html.unescape(found) for found in _DEED.findall(form)]
        wanted = {"lock": "lock:", "empty": "empty", "unlock": "unlock"}[self.deed]
        deed = next(each for each in deeds if each.startswith(wanted))
        seen = html.unescape(_SEEN.findall(form)[0])
        return {"name": "overview", "deed": deed, "seen": seen}

    def resolve(self) -> None:
        resolve_all()


def resolve_all() -> None:
    runs = Run.objects.filter(finished_at=None, purpose=Run.Purpose.RESOLVE)
    for pk in runs.values_list("pk", flat=True):
        settle.resolve_now(pk)


class Sync:
    """Two syncs of the server, each in its two commits."""

    def __init__(self, theatre: Theatre, name: str) -> None:
        self._theatre, self._name = theatre, name
        self._server = Server.objects.get(slug="alpha")
        self._said = 0
        self.steps = [self.adopt, self.project] * 2

    def adopt(self) -> None:
        self._said += 1
        says(self._theatre, self._name, self._said)
        trigger = triggers.request_sync(source=Trigger.Source.SCHEDULE)
        triggers.plan(trigger.pk)
        held = leases.take(execute.server_lease(self._server.pk))
        assert held is not None
        with held:
            scan = execute._claim(self._server.pk, held)
            assert scan is not None
            execute.read(scan, held)
        scan.refresh_from_db()
        assert (scan.state, scan.changed) == ("complete", 1)

    def project(self) -> None:
        settle.finalize_now(
            lambda: (
                not Scan.objects.filter(
                    adopted_at__isnull=False, finalized_at=None
                ).exists()
            )
        )
        settle.close_runs()


def says(theatre: Theatre, name: str, times: int) -> None:
    """The server's film says the so-manyth thing; its tagline moves with it."""
    film = movie(name, overview=_SAYS[times], tagline=f"Tag {times}")
    theatre.says("alpha", film)


def meet(edit: Edit, sync: Sync, order: Sequence[str]) -> None:
    waiting: dict[str, list[Any]] = {"edit": [*edit.steps], "sync": [*sync.steps]}
    for whose in order:
        waiting[whose].pop(0)()
    # What the background would do in its own time.
    resolve_all()
    sync.project()


@pytest.mark.parametrize("deed", DEEDS)
def test_in_every_order_the_edit_is_kept_and_nothing_else(
    deed: str, carols: Client, theatre: Theatre, tier: Tier
) -> None:
    theatre.server("alpha")
    told: list[str] = []
    every = list(orders())
    assert len(every) == 35
    # Others with each deed; all with all in the large tier.
    first = tier.of(DEEDS.index(deed), 0)
    for number, order in enumerate(every[first :: tier.of(18, 1)]):
        name = f"Film {number}"
        says(theatre, name, 0)
        theatre.sync()
        item = Item.objects.get(title=name)
        if deed == "unlock":
            locks.lock(item, "overview", "Locked before.")
            resolve_all()
        edit = Edit(carols, item, deed)
        meet(edit, Sync(theatre, name), order)
        item.refresh_from_db()
        held = {
            (lock.field, lock.key): lock.value
            for lock in FieldLock.objects.filter(item=item)
        }
        wanted = _expected(edit)
        locked = {} if wanted is None else {("overview", ""): wanted[0]}
        shown = _SAYS[2] if wanted is None else wanted[0]
        if held != locked or (item.overview, item.tagline) != (shown, "Tag 2"):
            told.append(f"{' '.join(order)}: {held} {item.overview} {item.tagline}")
        if edit.refused:
            assert deed == "lock", "only what is another by now may be refused"
    assert told == []
    assert audit.verify().differences == 0


def _expected(edit: Edit) -> tuple[str | None] | None:
    """What must be locked in the end; None where nothing is."""
    match edit.deed:
        case "write":
            return (_MINE,)
        case "clear" | "empty":
            return (None,)
        case "lock":
            # What was shown, or nothing and a word of it.
            return None if edit.refused else (edit.shown,)
    return None


def test_a_title_that_is_gone_meanwhile_is_said(
    carols: Client, theatre: Theatre
) -> None:
    """It went to sleep, or became part of another, between the page and the click."""
    theatre.server("alpha", movie("Fog", overview="One."), movie("Ice"))
    theatre.sync()
    item = Item.objects.get(title="Fog")
    edit = Edit(carols, item, "write")
    edit.open()
    theatre.says("alpha", movie("Ice"))
    theatre.sync()
    edit.send()
    edit.resolve()
    item.refresh_from_db()
    # Nobody lists it any more; what was written is kept for when it is back.
    assert (item.available, item.overview, edit.refused) == (False, _MINE, False)
    theatre.says("alpha", movie("Fog", overview="Two."), movie("Ice"))
    theatre.sync()
    item.refresh_from_db()
    assert (item.available, item.overview) == (True, _MINE)
    assert audit.verify().differences == 0
