"""The desk's first page: what waits leads somewhere, and what is there is shown."""

from __future__ import annotations

import re
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from catalog.models import Server
from sync import servers
from sync.models import Audit, Scan
from tests.sync import desk
from tests.sync.scripted import Theatre, movie

_TASK = re.compile(r'<a class="mh-card" href="([^"]+)"><strong>(\d+)</strong> ([^<]+)')
_BAR = re.compile(r"<rect[^>]*><title>([^<]+)</title>")


def first_page(client: Client) -> str:
    return desk.text_of(client, "/admin/")


def test_an_empty_house_says_what_to_do(olgas: Client) -> None:
    page = first_page(olgas)
    assert "Nothing waits for you" in page
    assert "No server yet" in page
    assert "Add a server" in page
    assert "free for MediaHub" in page


def test_what_waits_is_counted_and_leads_to_it(olgas: Client, theatre: Theatre) -> None:
    desk.fill(theatre)
    films = [movie(f"Film {n}") for n in range(40)]
    theatre.server("gamma", *films)
    theatre.sync("gamma")
    theatre.says("gamma", films[0])
    theatre.sync("gamma")
    Audit.objects.create(at=timezone.now(), differences=3)
    found = {
        words.strip(): (url, int(n))
        for url, n, words in _TASK.findall(first_page(olgas))
    }
    counts = {words: count for words, (_, count) in found.items()}
    assert counts == {
        "scan is held": 1,
        "conflict": 1,
        "items in quarantine": 2,
        "problem that a viewer reported": 1,
        "sender’s webhooks refused today": 1,
        "differences found by the self-audit": 3,
    }
    for url, _ in found.values():
        assert olgas.get(url).status_code == 200
    held = desk.text_of(olgas, found["scan is held"][0])
    assert "1 scan" in held


def test_each_server_has_its_share_of_what_there_is_now(
    olgas: Client, theatre: Theatre
) -> None:
    theatre.server("alpha", movie("Fog", overview="x"))
    theatre.server("beta", movie("Tin", files=1))
    assert first_page(olgas).count("no values yet") == 2
    theatre.sync()
    page = " ".join(re.sub(r"<[^>]+>", " ", first_page(olgas)).split())
    # Right after the run, not a minute later.
    shares = [int(n) for n in re.findall(r"(\d+) % of values", page)]
    assert len(shares) == 2
    assert 99 <= sum(shares) <= 101
    assert shares[0] > shares[1] > 0
    servers.remove_server(servers.find_server("beta"))
    assert "beta" not in re.findall(r'scope="row">.*?</th>', first_page(olgas), re.S)


def test_the_chart_says_what_each_server_changed_on_each_day(
    olgas: Client, theatre: Theatre
) -> None:
    theatre.server("alpha", movie("Fog"), movie("Tin"))
    theatre.server("beta", movie("Fog"))
    theatre.sync()
    now = timezone.now()
    old = Scan.objects.get(server__slug="beta")
    Scan.objects.filter(pk=old.pk).update(adopted_at=now - timedelta(days=3))
    bars = _BAR.findall(first_page(olgas))
    day = timezone.localdate() - timedelta(days=3)
    assert bars[0] == f"{day.day} {day:%b}: beta 1"
    assert bars[1].endswith(": alpha 2")
    Scan.objects.update(adopted_at=now - timedelta(days=20))
    assert "No server has changed anything in two weeks" in first_page(olgas)
    # What was tried only is no change.
    Scan.objects.update(adopted_at=now, dry_run=True)
    assert "No server has changed anything in two weeks" in first_page(olgas)


def test_nobody_sees_queues_they_may_not_open(theatre: Theatre) -> None:
    desk.fill(theatre)
    page = first_page(desk.permitted("vic", "view_conflict"))
    assert [words.strip() for _, _, words in _TASK.findall(page)] == ["conflict"]
    assert "Servers, best first" not in page
    assert Server.objects.exists()
