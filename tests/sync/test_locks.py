"""Curators' locks: what they hold, what they refuse, and what they survive."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from catalog.models import FieldChange, FieldLock, Item
from sync import locks, servers, settle
from sync.explain import as_json, explain
from sync.export import export_catalog
from sync.models import Run
from sync.types import ObservedItem
from tests.sync.scripted import Theatre, movie, show

POSTER = {"url": "http://a.example/p.jpg", "placeholder": None, "focal": None}


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def refused(*arguments: str) -> str:
    with pytest.raises(CommandError) as error:
        run(*arguments)
    assert error.value.returncode == 2
    text = str(error.value)
    assert "\n" not in text
    return text


def exported(kind: str = "movie") -> dict[str, Any]:
    """The first title of a kind as the export has it."""
    return next(i for i in export_catalog()["items"] if i["kind"] == kind)


def rich(key: str = "one", **values: Any) -> ObservedItem:
    item = movie(key, **{"overview": f"{key} it is", "year": 2001, **values})
    return ObservedItem(
        **{
            **{name: getattr(item, name) for name in item.__slots__},
            "artwork": {"poster": POSTER},
            "captions": {
                "en:hi": {
                    "url": "http://a.example/en.srt",
                    "label": None,
                    "last_modified": None,
                    "pending": False,
                }
            },
            "external_ids": {"imdb": "tt1"},
        }
    )


def test_a_lock_holds_what_was_typed_and_nothing_else_moves(theatre: Theatre) -> None:
    theatre.server("a", rich())
    theatre.sync()
    before = exported()
    given: list[tuple[str, str, Any]] = [
        ("overview", "  Of  one. ", "Of  one."),
        ("tagline", "7", "7"),
        ("year", "1999", 1999),
        ("rating", "7", 7.0),
        ("release_date", "1999-03-31", "1999-03-31"),
        ("genres", '["Drama", "Film noir"]', ["Drama", "Film noir"]),
        ("languages", '["en-us"]', ["en-US"]),
        ("crew", '[{"name": "Ann"}]', [{"name": "Ann", "job": None}]),
        ("trailer_url", "https://t.example/1", "https://t.example/1"),
        ("bit_depth", "10", 10),
    ]
    for name, text, value in given:
        run("lock", "movie:one", name, text)
        said = exported()["fields"].pop(name)
        assert said == {"value": value, "source": "lock", "reason": "locked"}
    after = exported()
    for name, _, _ in given:
        before["fields"].pop(name, None)
        after["fields"].pop(name)
    before["path"] = after["path"]  # a movie's path has its year
    assert after == before
    run("unlock", "movie:one", "overview")
    assert exported()["fields"]["overview"]["source"] == "a"


def test_entries_by_key_also_those_nobody_offers(theatre: Theatre) -> None:
    theatre.server("a", rich())
    theatre.sync()
    run("lock", "movie:one", "artwork.logo", "https://x.example/logo.png")
    run("lock", "movie:one", "captions.pt-br:forced", '{"url": "https://x.example/c"}')
    run("lock", "movie:one", "captions.en:hi", "--empty")
    run("lock", "movie:one", "external_ids.imdb", "tt2")
    entries = exported()["entries"]
    assert entries["artwork"]["poster"]["source"] == "a"
    assert entries["artwork"]["logo"]["value"] == {
        "url": "https://x.example/logo.png",
        "placeholder": None,
        "focal": None,
    }
    assert entries["captions"]["pt-BR:forced"]["value"]["pending"] is False
    assert entries["captions"]["en:hi"] == {
        "value": None,
        "source": "lock",
        "reason": "locked",
    }
    assert entries["external_ids"]["imdb"]["value"] == "tt2"
    run("unlock", "movie:one", "artwork.logo")
    run("unlock", "movie:one", "captions.en:hi")
    entries = exported()["entries"]
    assert set(entries["artwork"]) == {"poster"}
    assert entries["captions"]["en:hi"]["source"] == "a"


def test_the_present_value_and_nothing(theatre: Theatre) -> None:
    theatre.server("a", rich())
    theatre.sync()
    run("lock", "movie:one", "overview")
    run("lock", "movie:one", "artwork.poster")
    run("lock", "movie:one", "tagline", "--empty")
    theatre.says("a", rich(overview="other", tagline="new"))
    theatre.sync()
    fields = exported()["fields"]
    assert fields["overview"]["value"] == "one it is"
    assert fields["tagline"] == {"value": None, "source": "lock", "reason": "locked"}
    assert exported()["entries"]["artwork"]["poster"]["value"] == POSTER
    assert "no value to lock" in refused("lock", "movie:one", "edition")
    runs = Run.objects.count()
    run("lock", "movie:one", "overview")
    run("lock", "movie:one", "tagline", "--empty")
    assert Run.objects.count() == runs


def test_an_empty_file_is_not_played(theatre: Theatre) -> None:
    theatre.server("a", movie("one", video_codec="h264"))
    theatre.server("b", movie("one", video_codec="hevc"))
    theatre.sync()
    run("lock", "movie:one", "files.a", "--empty")
    said = exported()
    assert said["entries"]["files"]["a"]["value"] is None
    assert said["fields"]["video_codec"]["source"] == "b"
    item = Item.objects.get()
    assert list(item.files.values_list("key", flat=True)) == ["b"]
    run("unlock", "movie:one", "files.a")
    assert exported()["fields"]["video_codec"]["source"] == "a"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("year", "soon", "a whole number from 1870 to 2200"),
        ("year", "1999.5", "a whole number from 1870 to 2200"),
        ("year", "true", "a whole number from 1870 to 2200"),
        ("year", "9" * 5000, "a whole number from 1870 to 2200"),
        ("rating", "11", "a number from 0 to 10"),
        ("rating", "NaN", "a number from 0 to 10"),
        ("release_date", "1999-02-30", "a day such as 1999-03-31"),
        ("genres", "Drama", 'a JSON list such as ["…", "…"]'),
        ("genres", "[]", "a JSON list"),
        ("genres", "[" * 100_000, "a JSON list"),
        ("genres", "[1]", "genres[0] must be a text"),
        ("genres", '["\\ud800"]', "characters that cannot be shown"),
        ("cast", '[{"nom": "x"}]', 'an object such as {"name": …}'),
        ("cast", '[{"name": "x", "age": 3}]', "has no 'age'; it has name"),
        ("chapters", '[{"start_ms": 5, "end_ms": 5}]', "end_ms is after"),
        ("overview", "   ", "lock it as empty"),
        ("title", "a\x00b", "characters that cannot be shown"),
        ("title", "x" * 501, "at most 500 characters"),
        ("trailer_url", "javascript:alert(1)", "starts with http:// or https://"),
        ("artwork.poster", "https://u:p@x.example/", "user name or password"),
        ("artwork.poster", '{"focal": "1"}', 'an object such as {"url": …}'),
        ("artwork.poster", '"x"', 'an object such as {"url": …}'),
        ("artwork.cover", "https://x.example/", "there is poster, backdrop"),
        ("captions.english", "https://x.example/", "a key is a language"),
        ("captions.en:loud", "https://x.example/", "a key is a language"),
        ("captions.en", '{"url": "https://x.example/", "pending": 1}', "true or"),
        ("external_ids.imdb", "t t", "an id without blanks"),
        ("external_ids.IM DB", "1", "no scheme of ids"),
        ("files.nobody", "--empty", "There is a."),
        ("captions", "--empty", "entry by entry: name one, such as captions.en:hi"),
        ("nonsense", "1", "no field named"),
        ("season_number", "1", "A movie has no field"),
        ("title.en", "1", "has no entries"),
    ],
)
def test_what_does_not_fit_is_refused(
    theatre: Theatre, name: str, value: str, expected: str
) -> None:
    theatre.server("a", rich())
    theatre.sync()
    assert expected in refused("lock", "movie:one", name, value)
    assert not FieldLock.objects.exists()


def test_unknown_titles_places_and_locks(theatre: Theatre) -> None:
    theatre.server("a", rich(), *show("tv", (1, 1)))
    theatre.sync()
    assert "No title" in refused("lock", "movie:two", "title", "x")
    assert "not locked" in refused("unlock", "movie:one", "title")
    said = refused("lock", "episode:tv S01E01", "episode_number", "2")
    assert "place in its show" in said


def test_locks_survive(theatre: Theatre, alice: User) -> None:
    """Syncs, a disabled and a removed server, and the title's becoming unavailable."""
    theatre.server("a", rich(overview="a's"))
    theatre.server("b", rich(overview="b's"))
    theatre.sync()
    done = locks.lock(Item.objects.get(), "overview", "Mine.", by=alice)
    assert done.run is not None
    settle.resolve_now(done.run.pk)
    told: Any = as_json(explain(done.item))["fields"]["overview"]
    assert told["locked"]["by"] == "alice"
    assert "locked by alice on 20" in run("explain", "movie:one")
    change = FieldChange.objects.filter(field="overview").latest("pk")
    assert (change.by, change.new_source) == (alice, "lock")

    def holds() -> None:
        said = exported()["fields"]["overview"]
        assert said == {"value": "Mine.", "source": "lock", "reason": "locked"}

    holds()
    theatre.says("a", rich(overview="changed"))
    theatre.sync()
    holds()
    server = servers.find_server("a")
    for changed in (
        servers.change_server(server, enabled=False),
        servers.remove_server(server),
        servers.remove_server(servers.find_server("b")),
    ):
        assert changed.run is not None
        settle.resolve_now(changed.run.pk)
        holds()
    assert exported()["available"] is False


def test_a_lock_on_an_id_groups_nothing(theatre: Theatre) -> None:
    theatre.server("a", rich("one"))
    theatre.server("b", movie("two"))
    theatre.sync()
    run("lock", "movie:two", "external_ids.imdb", "tt1")
    run("lock", "movie:two", "title", "one")
    theatre.sync()
    assert Item.objects.count() == 2


def test_a_lock_on_a_title_that_became_part_of_another(theatre: Theatre) -> None:
    theatre.server("a", rich("one"))
    theatre.sync()
    theatre.server("b", movie("two"))
    theatre.sync()
    one, two = Item.objects.order_by("pk")
    twin = rich("two")
    theatre.says("b", twin)
    theatre.sync()
    assert Item.objects.get() == one
    # The page was opened before they became one.
    done = locks.lock(two, "tagline", "Still mine.")
    assert done.item == one
    assert done.run is not None
    settle.resolve_now(done.run.pk)
    assert exported()["fields"]["tagline"]["value"] == "Still mine."


def test_a_title_that_goes_while_its_lock_waits(theatre: Theatre) -> None:
    theatre.server("a", rich("one"))
    theatre.sync()
    theatre.server("b", movie("two"))
    theatre.sync()
    one, two = Item.objects.order_by("pk")
    done = locks.lock(two, "tagline", "Mine.")
    FieldLock.objects.filter(item=two).update(item=one)
    theatre.says("b", rich("two"))
    theatre.sync()
    assert done.run is not None
    settle.resolve_now(done.run.pk)
    assert exported()["fields"]["tagline"]["value"] == "Mine."


def test_locks_come_along_when_titles_become_one(theatre: Theatre) -> None:
    theatre.server("a", rich("one"))
    theatre.sync()
    theatre.server("b", movie("two"))
    theatre.sync()
    run("lock", "movie:two", "tagline", "Two's.")
    run("lock", "movie:two", "artwork.logo", "--empty")
    theatre.says("b", rich("two"))
    theatre.sync()
    said = exported()
    assert said["fields"]["tagline"]["value"] == "Two's."
    assert said["entries"]["artwork"]["logo"]["source"] == "lock"
    assert {lock.item for lock in FieldLock.objects.all()} == {Item.objects.get()}
