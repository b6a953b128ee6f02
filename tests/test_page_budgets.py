"""What the pages of people, set-up, backups and watching ask of the database.

`tests/page_query_budgets.json` says how much; a larger household and a longer title
ask for no more.  The site's lists and the desk's catalog have budgets of their own.
"""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import people
from accounts.models import Invitation, User
from accounts.roles import Role
from catalog.models import Item, Server
from tests.api import bearer, client_of
from tests.streaming.titles import add_captions, add_file, make_movie, make_server

BUDGETS: Final = Path(__file__).parent / "page_query_budgets.json"
STRANGERS: Final = {"/account/login/", "/account/signup/"}


def grow(olga: User, item: Item, server: Server, round_: int) -> None:
    """More of everything that the pages list."""
    for number in range(round_ * 12, round_ * 12 + 12):
        row = Invitation.objects.create(
            digest=f"{number}",
            made_by=olga,
            expires_at=timezone.now() + timedelta(days=1),
        )
        person = people.make_person(f"p{number}", "a-Passphrase-9", role=Role.CURATOR)
        User.objects.filter(pk=person.pk).update(invitation=row)
        bearer(person, "read")
        bearer(olga, "read")
        Client().force_login(olga)
        add_file(item, server, f"http://a.test/{number}.mp4", key=f"a#{number}")
        add_captions(item, server, f"http://a.test/{number}.srt", key=f"en-x-{number}")


def asked(olga: User, item: Item) -> dict[str, int]:
    """How many queries each page takes, the second time it is asked for."""
    browser = client_of(olga)
    found = {}
    for name in json.loads(BUDGETS.read_text()):
        url = {
            "watch": f"/watch/movie/{item.public_id}/",
            "a person": f"/admin/accounts/user/{olga.pk}/change/",
        }.get(name, name)
        client = Client() if name in STRANGERS else browser
        client.get(url, follow=True)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(url, follow=True)
        assert answer.status_code == 200, (url, answer.status_code)
        found[name] = len(queries)
    return found


@pytest.mark.django_db
def test_every_page_keeps_to_its_budget() -> None:
    olga = people.make_owner("olga", "o-Passphrase-9")
    item, server = make_movie(), make_server("http://a.test/")
    grow(olga, item, server, 0)
    small = asked(olga, item)
    for round_ in (1, 2):
        grow(olga, item, server, round_)
    assert asked(olga, item) == small
    budgets = json.loads(BUDGETS.read_text())
    over = {name: n for name, n in small.items() if n > budgets[name]}
    assert not over, f"more queries than {BUDGETS.name} allows: {over}"
