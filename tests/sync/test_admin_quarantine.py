"""A quarantined item's page: the bad place marked, tried again or let rest there."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client

from sync.adapters.media_processor import excerpts
from sync.adapters.media_processor.faults import BadItemError
from sync.adapters.media_processor.payloads import Movie, typed
from sync.admin.bad_place import marked
from sync.models import Quarantine, Run
from tests.sync import desk
from tests.sync.scripted import Theatre

_SEEN = re.compile(r'name="seen" value="([^"]*)"')


def refusal(raw: Any) -> BadItemError:
    with pytest.raises(BadItemError) as caught:
        typed(raw, Movie)
    return caught.value


def test_a_wrong_type_is_marked_where_it_stands() -> None:
    raw = {f"extra{n}": n for n in range(30)} | {"_id": {"a": 1}, "apiToken": "hush"}
    error = refusal(raw)
    found = marked(error.problem.code, error.problem.message, error.sample)
    assert found.path == "$._id"
    assert found.bad == '  "_id": {…}'
    assert (found.line, found.column) == (8, 1)
    assert "hush" not in error.sample
    assert '"[hidden]"' in error.sample
    assert found.before + found.bad + found.after == error.sample
    assert len(error.sample.splitlines()) < 16


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("$.a.b[3].c", '{\n  "c": 1\n}'),
        ("$.a.b[3]", "[1]: 1\n[2]: 2\n[3]: {…}"),
        ("$.a[...]", '{\n  "a": {…}\n}'),
        ("$.nothing", '{\n  "a": {…}\n}'),
        ("$.a.b[9]", '{\n  "b": […]\n}'),
        ("$", None),
        ("nonsense", None),
    ],
)
def test_what_holds_a_path(path: str, expected: str | None) -> None:
    shown = excerpts.at_path({"a": {"b": [0, 1, 2, {"c": 1}]}}, path)
    assert shown if expected is None else shown == expected


def test_a_key_given_twice_and_no_number_are_marked() -> None:
    text = '{\n"x": 1,\n"y": 2,\n"x": 3}'
    found = marked("bad_document", "It holds the key 'x' twice.", text)
    assert (found.bad, found.line, found.column) == ('"x"', 4, 1)
    found = marked("bad_document", "an impossible number", '{"x": NaN}')
    assert (found.bad, found.column) == ("NaN", 7)
    assert marked("bad_number", "The season number 9.", "9").bad == "9"
    assert marked("bad_item", "It is odd.", "{}").bad == ""


def test_the_page_marks_escapes_and_acts(olgas: Client, theatre: Theatre) -> None:
    desk.fill(theatre)
    row = Quarantine.objects.filter(stage="reading").order_by("pk")[0]
    Quarantine.objects.filter(pk=row.pk).update(
        message="The item has a wrong type: Expected `int` - at `$.year`.",
        sample=f'{{\n  "title": "{desk.EVIL}"\n  "year": "{desk.EVIL}"\n}}',
    )
    page = desk.text_of(olgas, desk.page_url(row))
    evil = html.escape(f'  "year": "{desk.EVIL}"')
    assert f"<mark>{evil}</mark>" in page
    assert desk.EVIL not in page
    found = _SEEN.search(page)
    assert found
    url, form = desk.page_url(row, "decide"), {"seen": html.unescape(found[1])}
    assert olgas.get(url).status_code == 405
    looks = desk.permitted("looks", "view_quarantine")
    assert looks.post(url, form).status_code == 403
    assert "Try again now" not in desk.text_of(looks, desk.page_url(row))
    old = olgas.post(url, {"seen": "then", "deed": "rest"}, follow=True)
    assert "the reason is another since" in old.content.decode()
    olgas.post(url, {**form, "deed": "rest"})
    row.refresh_from_db()
    assert row.dismissed_at is not None
    runs = Run.objects.count()
    olgas.post(url, {**form, "deed": "retry"})
    assert Run.objects.count() == runs + 1
    row.delete()
    gone = olgas.post(url, {**form, "deed": "retry"}, follow=True)
    assert "no longer in quarantine" in gone.content.decode()
