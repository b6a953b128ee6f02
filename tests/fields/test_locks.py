"""A curator's lock beats both servers, outlives their values, and ends when removed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import timezone

from catalog.fields import JSONValue
from catalog.models import FieldLock, FieldSource, Item
from sync import settle, triggers
from sync.types import ObservedItem
from tests.fields.cases import CASES, Case
from tests.fields.library import (
    ALPHA,
    BETA,
    LATER,
    NEVER,
    NOTHING,
    Library,
    Seen,
    Source,
    Told,
    by_name,
)
from tests.fields.test_choice import chosen
from tests.sync.scripted import Theatre, movie


@pytest.mark.parametrize("empty", [False, True], ids=["a value", "nothing"])
def test_a_lock_holds_until_it_is_removed(library: Library, empty: bool) -> None:
    library.sync()
    library.news()
    locks: dict[Case, JSONValue] = {
        case: None if empty else case.good.later for case in CASES
    }
    library.lock(locks)
    acts = [("locked", library.seen())]
    made = library.news()
    for what, alpha, beta in (
        ("another value", LATER, BETA),
        ("both withdraw", NOTHING, NOTHING),
        ("both again", ALPHA, BETA),
    ):
        library.says("alpha", alpha)
        library.says("beta", beta)
        library.sync()
        acts.append((what, library.seen()))
    assert not any(library.news().values()), "a lock is told once"
    library.unlock()
    freed, ended = library.seen(), library.news()
    for what, seen in acts:
        assert by_name(CASES, seen.__getitem__) == by_name(
            CASES, lambda case: Seen(locks[case], Source("lock", "locked"))
        ), what
    assert by_name(CASES, freed.__getitem__) == by_name(CASES, chosen)
    action = "cleared" if empty else "updated"
    assert by_name(CASES, lambda case: (made[case], ended[case])) == by_name(
        CASES,
        lambda case: (
            [Told(action, case.good.alpha, locks[case], "alpha", "lock")],
            [Told("updated", locks[case], case.good.alpha, "lock", "alpha")],
        ),
    )


def test_without_any_server_an_ended_lock_leaves_nothing(library: Library) -> None:
    library.sync()
    library.lock({case: case.good.later for case in CASES})
    library.says("alpha", NOTHING)
    library.says("beta", NOTHING)
    library.sync()
    library.unlock()
    assert by_name(CASES, library.seen().__getitem__) == by_name(
        CASES, lambda case: NEVER
    )


def test_a_lock_touches_nothing_else(library: Library) -> None:
    library.sync()
    before = library.seen()
    locked = CASES[::3]
    library.lock({case: case.good.later for case in locked})
    after = library.seen()
    # A locked file plays first: what describes it is no longer the server's to say.
    assert {c for c in before if before[c] != after[c]} == set(locked)


def test_a_locked_entry_leaves_its_neighbours(theatre: Theatre) -> None:
    """Captions of one title: one language is a curator's, the others the servers'."""

    def speaks(server: str, *languages: str) -> ObservedItem:
        captions = {
            language: {
                "url": f"http://{server}/{language}.srt",
                "label": None,
                "last_modified": None,
                "pending": False,
            }
            for language in languages
        }
        return replace(movie("one"), captions=captions)

    theatre.server("alpha", speaks("alpha", "de", "en"))
    theatre.server("beta", speaks("beta", "de", "en", "fr"))
    theatre.sync()
    item = Item.objects.get()
    FieldLock.objects.create(
        item=item, field="captions", key="en", value=None, at=timezone.now()
    )
    settle.resolve_now(triggers.request_resolve(titles=[item.pk], regroup=False).pk)

    def seen() -> dict[str, str]:
        return dict(item.captions.values_list("key", "url"))

    assert seen() == {"de": "http://alpha/de.srt", "fr": "http://beta/fr.srt"}
    theatre.says("alpha", speaks("alpha", "en", "it"))
    theatre.sync()
    assert seen() == {
        "de": "http://beta/de.srt",
        "fr": "http://beta/fr.srt",
        "it": "http://alpha/it.srt",
    }
    lock = FieldSource.objects.get(item=item, field="captions", key="en")
    assert (lock.origin, lock.reason) == ("lock", "locked")
