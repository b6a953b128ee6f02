"""What people did, over the API and on the command line."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from accounts import people
from accounts.models import Activity, User
from catalog.management.one_line import BadArgument
from catalog.models import Item
from sync import locks, servers, undoing
from tests.api import client_of
from tests.sync.scripted import Theatre, movie

URL = "/api/v1/activity/"


@pytest.fixture
def fog(theatre: Theatre, carols: Client) -> Item:
    """Carol locked a caption and took it back; the command line added a server."""
    theatre.server("alpha", movie("Fog"))
    theatre.sync()
    item = Item.objects.get()
    carol = User.objects.get(username="carol")
    locks.lock(item, "captions.en:hi", {"url": "http://x/1.srt"}, by=carol)
    undoing.undo(Activity.objects.latest("pk"), by=carol)
    return item


def _said(client: Client, **query: Any) -> list[dict[str, Any]]:
    answer = client.get(URL, query)
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def test_the_api_tells_deeds(fog: Item, carols: Client, olgas: Client) -> None:
    unlocked, locked, added = _said(carols)
    assert (unlocked["verb"], unlocked["by"], unlocked["field"]) == (
        "unlocked",
        "carol",
        "captions.en:hi",
    )
    assert unlocked["undoes"] == locked["id"]
    assert locked["undone_by"] == unlocked["id"]
    assert locked["item"] == str(fog.public_id)
    assert locked["before"] is None
    assert (added["verb"], added["by"], added["server"]) == (
        "server_added",
        None,
        "alpha",
    )
    assert len(_said(carols, by="carol")) == 2
    assert len(_said(carols, field="captions")) == 2
    assert len(_said(carols, item=str(fog.public_id), verb="locked")) == 1
    assert _said(carols, server="alpha") == [added]
    assert _said(carols, since="2999-01-01") == []
    assert carols.get(URL, {"verb": "flown"}).status_code == 400
    people.make_person("ida", "c-Passphrase-9")
    assert len(_said(carols)) == 3
    assert _said(olgas)[0]["about"] == "ida"
    bob = people.make_person("bob", "c-Passphrase-9")
    assert client_of(bob).get(URL).status_code == 403


def _told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    call_command("activity", *arguments)
    return capsys.readouterr().out


def test_the_command_tells_deeds(fog: Item, capsys: pytest.CaptureFixture[str]) -> None:
    lines = _told(capsys, "--by", "Carol").splitlines()
    assert len(lines) == 2
    assert "unlocked Captions en:hi: Fog" in lines[0]
    assert "carol" in lines[0]
    assert "not locked -> http://x/1.srt" in lines[1]
    assert "the command line" in _told(capsys, "--by", "-")
    assert len(_told(capsys, "--item", "movie:Fog").splitlines()) == 2
    assert "--limit 0 shows all" in _told(capsys, "--limit", "1")
    said = json.loads(_told(capsys, "--server", "alpha", "--json"))
    assert [row["verb"] for row in said["activity"]] == ["server_added"]
    assert said["more"] is False


def test_who_is_gone_is_still_found(
    fog: Item, capsys: pytest.CaptureFixture[str]
) -> None:
    people.remove(User.objects.get(username="carol"))
    servers.remove_server(servers.find_server("alpha"))
    assert len(_told(capsys, "--by", "carol").splitlines()) == 2
    assert "took a server out: alpha" in _told(capsys, "--server", "alpha")


@pytest.mark.parametrize(
    "wrong",
    [
        ("--by", "nobody"),
        ("--server", "zeta"),
        ("--item", "movie:None"),
        ("--limit", "-1"),
    ],
)
def test_what_it_cannot_tell(
    wrong: tuple[str, str], fog: Item, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(BadArgument):
        call_command("activity", *wrong)
    assert capsys.readouterr().out == ""
