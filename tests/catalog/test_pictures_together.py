"""Many who look at once: one fetch for all, and no server that holds up the others."""

from __future__ import annotations

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from accounts.models import User
from catalog.models import Picture
from catalog.pictures import gate as gates
from catalog.pictures import keeping
from catalog.pictures.addresses import key_of
from catalog.pictures.sources import source_of
from tests.catalog.gallery import a_picture, a_title, a_wall, looks, photo
from tests.faults import answer
from tests.house.running import until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("artwork_folder"),
]


def test_eight_who_look_at_once_cost_one_fetch(bob: User) -> None:
    with a_wall(answer(photo())) as wall:
        paths = [wall.path(width) for width in (160, 240, 320, 640)] * 2
        assert [got.status_code for got in looks(bob, paths)] == [200] * 8
        assert wall.far.connections == 1
        assert wall.kept().claim is None


def test_two_titles_with_the_same_picture_cost_one_fetch(bob: User) -> None:
    with a_wall(answer(photo())) as wall:
        other = a_title()
        a_picture(other, url=wall.artwork.url, server=wall.artwork.server)
        path = wall.path().replace(str(wall.item.public_id), str(other.public_id))
        assert {got.status_code for got in looks(bob, [wall.path(), path])} == {200}
        assert wall.far.connections == 1


def _claimed_elsewhere(key: str, until: timedelta) -> uuid.UUID:
    """As if a process on another machine were fetching it."""
    claim, now = uuid.uuid4(), timezone.now()
    Picture.objects.create(
        key=key, asked_at=now, seen_at=now, claim=claim, claimed_until=now + until
    )
    return claim


def test_a_picture_that_another_process_fetches_is_awaited(
    bobs: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gates, "PATIENCE_SECONDS", 0.2)
    with a_wall(answer(photo())) as wall:
        key = key_of(wall.artwork)
        claim = _claimed_elsewhere(key, timedelta(seconds=30))
        got = bobs.get(wall.path())
        assert (got.status_code, got["Retry-After"]) == (503, "3")
        assert got["Cache-Control"] == "no-store"
        # The other one fails; whoever waited believes it.
        Picture.objects.filter(claim=claim).update(
            claim=None,
            claimed_until=None,
            failure="not_found",
            retry_at=timezone.now() + timedelta(minutes=1),
        )
        keeping.gate.settle()
        assert bobs.get(wall.path()).status_code == 404
        assert wall.far.connections == 0


def test_a_claim_whose_holder_died_is_taken_over(bobs: Client) -> None:
    with a_wall(answer(photo())) as wall:
        _claimed_elsewhere(key_of(wall.artwork), timedelta(seconds=-1))
        assert bobs.get(wall.path()).status_code == 200
        assert wall.kept().claim is None


def test_who_lost_the_claim_writes_nothing(bobs: Client) -> None:
    """A process that slept past its claim: the row stays its new holder's."""
    with a_wall(answer(photo())) as wall:
        key = key_of(wall.artwork)
        theirs = _claimed_elsewhere(key, timedelta(seconds=30))
        source = source_of(wall.artwork, key)
        keeping._ask(source, uuid.uuid4(), None)
        kept = wall.kept()
        assert (kept.claim, kept.digest, kept.widths) == (theirs, "", [])


def test_forty_pictures_of_a_dead_server_leave_room_for_all_else(
    bob: User, bobs: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As long as the server is silent, those who may wait do wait.
    monkeypatch.setattr(gates, "PATIENCE_SECONDS", 30.0)
    go = threading.Event()

    def silent(*_: object) -> None:
        go.wait(60)

    with a_wall(silent) as dead, a_wall(answer(photo())) as alive:
        paths = []
        for _ in range(40):
            item = a_title()
            a_picture(
                item,
                url=f"{dead.far.url}/{item.pk}.jpg",
                server=dead.artwork.server,
            )
            paths.append(f"/artwork/{item.public_id}/poster/160.webp")
        turned_away = threading.Semaphore(0)

        def look(path: str) -> int:
            try:
                client = Client()
                client.force_login(bob)
                status = client.get(path).status_code
                if status == 503:
                    turned_away.release()
                return status
            finally:
                connections.close_all()

        with ThreadPoolExecutor(40) as pool:
            asked = [pool.submit(look, path) for path in paths]
            for _ in range(40 - gates.WAITING_PER_SERVER):
                assert turned_away.acquire(timeout=60)
            try:
                # The rest hold their threads; everybody else is served.
                answered = 40 - gates.WAITING_PER_SERVER
                until(lambda: sum(one.done() for one in asked) == answered, "their end")
                assert dead.far.connections <= gates.RUNNING_PER_SERVER
                assert bobs.get(alive.path()).status_code == 200
                assert bobs.get("/healthz").status_code in {200, 503}
            finally:
                go.set()
            statuses = [one.result() for one in asked]
        assert statuses.count(503) == 40 - gates.WAITING_PER_SERVER
        assert statuses.count(502) == gates.WAITING_PER_SERVER
        # One who found it dead was enough for all who waited behind.
        assert dead.far.connections <= gates.RUNNING_PER_SERVER


def test_a_fetch_goes_on_without_who_asked_for_it(
    bobs: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gates, "PATIENCE_SECONDS", 0.1)
    go = threading.Event()

    def late(*arguments: object) -> None:
        go.wait(60)
        answer(photo())(*arguments)  # type: ignore[arg-type]

    with a_wall(late) as wall:
        assert bobs.get(wall.path()).status_code == 503
        go.set()
        keeping.gate.settle()
        assert bobs.get(wall.path()).status_code == 200
        assert wall.far.connections == 1
