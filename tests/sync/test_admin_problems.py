"""The queue of problems: read, answered, closed, and a file hidden from there."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from accounts.models import User
from catalog import problems
from catalog.fields import JSONValue
from catalog.models import FieldLock, Item, MediaFile, ProblemReport, Server
from catalog.problems import Told
from streaming.evidence import evidence
from sync import identities, settle
from sync.models import Run
from tests.sync import desk
from tests.sync.scripted import Theatre, movie

_SEEN = re.compile(r'name="seen" value="([^"]*)"')


def reported(theatre: Theatre, user: User, **more: Any) -> ProblemReport:
    files: dict[str, JSONValue] = {
        "url": "http://a/f.mkv",
        "container": "mkv",
        "size_bytes": 9,
    }
    told = replace(
        movie("Solar"), files=({**files, "modified_at": None, "fingerprint": None},)
    )
    theatre.server("alpha", told)
    theatre.sync()
    return tell(user, Item.objects.get(), **more)


def tell(user: User, item: Item, kind: str = "sound", text: str = "") -> ProblemReport:
    return problems.report(
        user=user,
        item=item,
        kind=kind,
        told=Told(text=text, position_ms=3_723_000, evidence=evidence(item, user)),
        at=timezone.now(),
    )


def decided(client: Client, row: ProblemReport, deed: str, **more: str) -> Any:
    page = desk.text_of(client, desk.page_url(row))
    found = _SEEN.search(page)
    assert found
    form = {"deed": deed, "seen": html.unescape(found[1]), **more}
    return client.post(desk.page_url(row, "decide"), form, follow=True)


def test_the_page_shows_what_was_said_and_what_was_known(
    olgas: Client, theatre: Theatre, bob: User
) -> None:
    row = reported(theatre, bob, text=desk.EVIL)
    page = desk.text_of(olgas, desk.page_url(row))
    assert desk.EVIL not in page
    assert html.escape(desk.EVIL) in page
    for words in ("1:02:03", "files.alpha", "a Matroska file", "bob", "the sound"):
        assert words in page, words
    assert desk.title_url(row.item) in page
    assert f"/admin/catalog/server/{MediaFile.objects.get().server_id}/" in page
    assert "files.alpha of alpha plays" in page
    listed = desk.text_of(olgas, f"{desk.list_url(ProblemReport)}?state__exact=open")
    assert "1 problem" in listed
    assert "problem that a viewer reported" in desk.text_of(olgas, "/admin/")


def test_it_is_answered_closed_and_opened_again(
    olgas: Client, theatre: Theatre, bob: User
) -> None:
    row = reported(theatre, bob)
    said = decided(olgas, row, "answer", answer="  Mended.\r\nSorry.  ")
    assert "Answered." in said.content.decode()
    row.refresh_from_db()
    assert (row.state, row.answer) == ("answered", "Mended.\nSorry.")
    assert row.answered_by is not None
    decided(olgas, row, "close")
    row.refresh_from_db()
    assert (row.state, row.answer) == ("closed", "Mended.\nSorry.")
    decided(olgas, row, "reopen")
    row.refresh_from_db()
    assert row.state == "open"
    empty = decided(olgas, row, "answer", answer=" ")
    assert "Write an answer" in empty.content.decode()


def test_an_old_page_decides_nothing_and_loses_no_answer(
    olgas: Client, theatre: Theatre, bob: User
) -> None:
    row = reported(theatre, bob)
    page = desk.text_of(olgas, desk.page_url(row))
    found = _SEEN.search(page)
    assert found
    tell(bob, row.item, text="still")
    form = {"deed": "answer", "seen": html.unescape(found[1]), "answer": "My long text"}
    answer = olgas.post(desk.page_url(row, "decide"), form)
    shown = answer.content.decode()
    assert "is another since you opened the page" in shown
    assert "My long text" in shown
    row.refresh_from_db()
    assert (row.state, row.answer) == ("open", "")


def test_the_file_is_hidden_by_a_lock(
    olgas: Client, theatre: Theatre, bob: User
) -> None:
    row = reported(theatre, bob)
    answer = decided(olgas, row, "hide")
    assert "The file is hidden" in answer.content.decode()
    lock = FieldLock.objects.get()
    assert (str(lock), lock.value) == ("files.alpha", None)
    assert Run.objects.filter(purpose="resolve").exists()
    assert 'value="hide"' not in desk.text_of(olgas, desk.page_url(row))


def test_another_file_under_the_same_key_is_not_hidden(
    olgas: Client, theatre: Theatre, bob: User
) -> None:
    row = reported(theatre, bob)
    page = desk.text_of(olgas, desk.page_url(row))
    found = _SEEN.search(page)
    assert found
    MediaFile.objects.update(url="http://a/another.mkv")
    form = {"deed": "hide", "seen": html.unescape(found[1])}
    answer = olgas.post(desk.page_url(row, "decide"), form, follow=True)
    assert "means another one now" in answer.content.decode()
    assert not FieldLock.objects.exists()


def test_each_deed_needs_its_permission(theatre: Theatre, bob: User) -> None:
    row = reported(theatre, bob)
    looks = desk.permitted("looks", "view_problemreport")
    page = desk.text_of(looks, desk.page_url(row))
    assert 'value="answer"' not in page
    assert 'value="hide"' not in page
    for deed in ("answer", "close", "reopen", "hide"):
        url = desk.page_url(row, "decide")
        assert looks.post(url, {"deed": deed}).status_code == 403
        assert looks.get(url).status_code == 405
    stranger = desk.permitted("stranger", "view_movie")
    assert stranger.get(desk.page_url(row)).status_code == 403
    hides = desk.permitted("hides", "view_problemreport", "change_fieldlock")
    decided(hides, row, "hide")
    assert FieldLock.objects.exists()


def test_many_are_closed_at_once(olgas: Client, theatre: Theatre, bob: User) -> None:
    row = reported(theatre, bob)
    other = tell(bob, row.item, kind="picture")
    form = {"action": "close_these", "_selected_action": [row.pk, other.pk]}
    olgas.post(desk.list_url(ProblemReport), form)
    states = ProblemReport.objects.values_list("state", flat=True)
    assert set(states) == {"closed"}


def test_a_report_follows_its_title_and_goes_back_with_it(
    theatre: Theatre, bob: User
) -> None:
    theatre.server("alpha", movie("One"))
    theatre.server("beta", movie("Two", year=1999))
    theatre.sync()
    elder, younger = Item.objects.order_by("pk")
    mine, theirs = tell(bob, elder), tell(bob, younger)
    settle.resolve_now(identities.merge(elder, younger).pk)
    assert Item.objects.count() == 1
    assert {row.item_id for row in ProblemReport.objects.all()} == {elder.pk}
    # What is said of the one title now is added, not doubled.
    tell(bob, elder, text="still")
    assert ProblemReport.objects.count() == 2
    beta = Server.objects.get(slug="beta")
    settle.resolve_now(identities.split(Item.objects.get(), beta).pk)
    assert Item.objects.count() == 2
    theirs.refresh_from_db()
    mine.refresh_from_db()
    assert (mine.item_id, theirs.item_id) == (elder.pk, younger.pk)
    assert theirs.former is None


@pytest.mark.django_db
def test_the_database_holds_one_open_one(bob: User) -> None:
    item = Item.objects.create(kind="movie", slug="x", created_at=timezone.now())
    row = tell(bob, item)
    row.pk = None
    with pytest.raises(IntegrityError):
        row.save(force_insert=True)
