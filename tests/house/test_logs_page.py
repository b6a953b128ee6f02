"""The desk's page of logs: what is shown, what is hidden, and what cannot be read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts import tokens
from accounts.models import User
from accounts.roles import Role, give_role
from catalog.models import Server
from mediahub.logbook import lines
from tests.api import client_of

SECRET = "open-sesame-4417"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "MEDIAHUB_DATA", tmp_path)
    (tmp_path / "log").mkdir()
    return tmp_path / "log"


def owner(name: str = "olga") -> Client:
    person = User.objects.create_user(name)
    give_role(person, Role.OWNER)
    return client_of(person)


def write(folder: Path, name: str, *said: str) -> None:
    (folder / name).write_text("".join(f"{line}\n" for line in said))


def shown(client: Client, **query: Any) -> str:
    answer = client.get("/admin/logs/", query)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.django_db
def test_the_newest_come_first_and_are_filtered(folder: Path) -> None:
    write(folder, "web.log", "2026-11-28T08:00:01.5Z INFO mediahub.web: first page")
    write(
        folder,
        "worker.log",
        "2026-11-28T08:00:00Z ERROR sync.tasks: it failed",
        "Traceback (most recent call last):",
        "ValueError: <b>odd</b>",
        "2026-11-28T08:00:03Z WARNING sync.tasks: slow",
    )
    write(
        folder,
        "scheduler.log",
        '{"timestamp": "2026-11-28T08:00:02Z", "level": "info", "event": "as JSON"}',
    )
    browser = owner()
    page = shown(browser)
    order = [
        page.index(word) for word in ("slow", "as JSON", "first page", "it failed")
    ]
    assert order == sorted(order)
    assert "&lt;b&gt;odd&lt;/b&gt;" in page
    bad = shown(browser, level="ERROR")
    assert "it failed" in bad
    assert "slow" not in bad
    assert "slow" not in shown(browser, part="web")
    assert "first page" not in shown(browser, text="ODD")
    assert "it failed" in shown(browser, text="ODD")
    late = shown(browser, since="2026-11-28T08:00:02Z")
    assert "slow" in late
    assert "first page" not in late
    assert "is no moment" in shown(browser, since="soon")
    assert "http-equiv" not in page
    assert 'http-equiv="refresh"' in shown(browser, follow="yes")


@pytest.mark.django_db
def test_secrets_are_hidden_and_not_found(folder: Path) -> None:
    Server.objects.create(
        name="Attic",
        slug="attic",
        kind="media-processor",
        api_url="http://127.0.0.1:9",
        secret=SECRET,
        priority=1,
    )
    olga = owner()
    token = tokens.create_token(User.objects.get(), scopes=["read"]).text
    write(
        folder,
        "web.log",
        f"2026-11-28T08:00:00Z INFO a: it said {SECRET} and {token}",
        "2026-11-28T08:00:01Z INFO a: /setup/aaaabbbbccccddddeeeeffff/ password=xyz",
    )
    page = shown(olga)
    for hidden in (SECRET, token, "aaaabbbbcccc", "xyz"):
        assert hidden not in page, hidden
    assert page.count("[hidden]") >= 4
    assert "No line fits" in shown(olga, text="sesame")


@pytest.mark.django_db
def test_nothing_else_can_be_read(folder: Path) -> None:
    outside = folder.parent / "secret.key"
    outside.write_text("2026-11-28T08:00:00Z INFO a: the key itself\n")
    (folder / "worker.log").symlink_to(outside)
    os.mkfifo(folder / "reconciler.log")
    (folder / "scheduler.log").mkdir()
    write(folder, "other.log", "2026-11-28T08:00:00Z INFO a: of no part")
    olga = owner()
    for part in ("", "worker", "../secret.key", "/etc/passwd", "other", "..%2f", "é"):
        page = shown(olga, part=part)
        assert "the key itself" not in page
        assert "of no part" not in page
        assert "root:" not in page


@pytest.mark.django_db
def test_it_is_for_owners(folder: Path, bob: User) -> None:
    write(folder, "web.log", "2026-11-28T08:00:00Z INFO a: something")
    curator = User.objects.create_user("cora")
    give_role(curator, Role.CURATOR)
    for person in (bob, curator):
        assert client_of(person).get("/admin/logs/").status_code == 403
    assert "/admin/logs/" not in client_of(curator).get("/admin/").content.decode()
    assert "/admin/logs/" in owner().get("/admin/").content.decode()
    assert Client().get("/admin/logs/").status_code == 302


def test_a_bounded_end_of_a_file_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = [f"2026-11-28T08:00:00Z INFO a: line {n:05}" for n in range(1000)]
    write(tmp_path, "web.log", *said[500:])
    write(tmp_path, "web.log.1", *said[:500])
    every = lines.entries(tmp_path)
    assert [e.text for e in every] == [f"line {n:05}" for n in reversed(range(1000))]
    monkeypatch.setattr(lines, "MOST_BYTES", 10 * (len(said[0]) + 1) + 7)
    assert [e.text for e in lines.entries(tmp_path)] == [
        f"line {n:05}" for n in range(999, 989, -1)
    ]
    # Entries are cut too.
    write(tmp_path, "worker.log", f"2026-11-28T08:00:00Z INFO a: {'x' * 90_000}")
    monkeypatch.setattr(lines, "MOST_BYTES", 2**20)
    assert len(lines.entries(tmp_path, "worker")[0].text) == 4000
