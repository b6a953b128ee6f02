"""Captions that people upload live by the laws of everything that a server says."""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Activity, User
from catalog.captions import uploads
from catalog.models import (
    Caption,
    CaptionFile,
    FieldChange,
    FieldSource,
    Item,
    PriorityRule,
    Server,
)
from sync import (
    audit,
    captions_by_hand,
    execute,
    identities,
    locks,
    retention,
    servers,
    settle,
    store,
    triggers,
    undoing,
)
from sync.adapters.registry import CAPTIONS
from sync.captions_by_hand import CaptionsError, Done
from sync.connect import adapter_of
from sync.models import IdentityDecision, Observation, Run, Scan, Trigger
from sync.types import ObservedItem
from tests.sync.scripted import Theatre, movie, show

SRT: Final = b"1\n00:00:01,000 --> 00:00:02,000\nHello\n"
OTHER: Final = SRT.replace(b"Hello", b"Other")
COMMAND: Final = Trigger.Source.COMMAND


def add(item: Item, key: str = "en", body: bytes = SRT, name: str = "a.srt") -> Done:
    return settled(
        captions_by_hand.add(item, key, name=name, body=body, source=COMMAND)
    )


def take_out(item: Item, key: str = "en") -> Done:
    return settled(captions_by_hand.take_out(item, key, source=COMMAND))


def settled(done: Done) -> Done:
    follow()
    assert audit.verify().differences == 0
    return done


def follow() -> None:
    """What the catalog's follower does in its own time, done now."""
    settle.finalize_now(
        lambda: (
            not Scan.objects.filter(
                adopted_at__isnull=False, finalized_at=None
            ).exists()
        )
    )
    settle.close_runs()
    for pk in Run.objects.filter(finished_at=None).values_list("pk", flat=True):
        settle.resolve_now(pk)


def captioned(key: str, **urls: str) -> ObservedItem:
    entry = {"label": None, "last_modified": None, "pending": False}
    return replace(
        movie(key, year=1980),
        captions={key: {"url": url, **entry} for key, url in urls.items()},
    )


def served(item: Item, key: str = "en") -> str:
    """Whose captions viewers get."""
    row = Caption.objects.select_related("server").get(item=item, key=key)
    return row.server.slug if row.server else "lock"


def sources(item: Item) -> dict[tuple[str, str], tuple[str, str]]:
    rows = FieldSource.objects.filter(item=item)
    return {
        (field, key): (server, reason)
        for field, key, server, reason in rows.values_list(
            "field", "key", "server__slug", "reason"
        )
    }


def givers(item: Item) -> dict[tuple[str, str], str]:
    return {name: server for name, (server, _) in sources(item).items()}


@pytest.fixture
def film(theatre: Theatre) -> Item:
    theatre.server("alpha", captioned("Fog", en="http://alpha.example/en.srt"))
    theatre.sync()
    return Item.objects.get()


def test_uploaded_captions_come_first_and_nothing_else_moves(film: Item) -> None:
    before = sources(film)
    add(film)
    add(film, "de")
    assert served(film) == served(film, "de") == "captions-by-hand"
    after = sources(film)
    assert after.pop(("captions", "de")) == ("captions-by-hand", "only_source")
    assert after.pop(("captions", "en")) == ("captions-by-hand", "field_rule")
    before.pop(("captions", "en"))
    assert after == before
    assert Item.objects.count() == 1
    row = Observation.objects.get(server__kind=CAPTIONS)
    assert (row.item_id, row.title, row.year, row.external_ids) == (
        film.pk,
        None,
        None,
        None,
    )
    caption = Caption.objects.get(key="en")
    assert caption.label == "a.srt"
    assert uploads.body_of(uploads.digest_of(caption.url) or "") == SRT
    change = FieldChange.objects.filter(field="captions", key="en").order_by("-pk")[0]
    assert (change.old_source, change.new_source) == ("alpha", "captions-by-hand")


def test_taken_out_the_next_server_has_its_turn(film: Item) -> None:
    add(film)
    add(film, "de")
    take_out(film)
    assert served(film) == "alpha"
    take_out(film, "de")
    assert not Caption.objects.filter(key="de").exists()
    row = Observation.objects.get(server__kind=CAPTIONS)
    assert (row.listed, row.captions) == (False, None)
    with pytest.raises(CaptionsError, match="Nobody has uploaded captions de"):
        take_out(film, "de")
    add(film, "de")
    assert served(film, "de") == "captions-by-hand"
    assert Observation.objects.filter(server__kind=CAPTIONS).count() == 1


def test_replaced_by_another_file_and_by_the_same(film: Item) -> None:
    add(film)
    same = add(film)
    assert same.runs == ()
    done = add(film, body=OTHER, name="b.vtt")
    assert done.was is not None
    assert done.was.name == "a.srt"
    caption = Caption.objects.get(key="en")
    assert uploads.body_of(uploads.digest_of(caption.url) or "") == OTHER


def test_who_saw_something_else_is_told(film: Item) -> None:
    def late(seen: str) -> None:
        captions_by_hand.add(
            film, "en", name="a.srt", body=OTHER, source=COMMAND, seen=seen
        )

    add(film)
    with pytest.raises(CaptionsError, match="somebody else has changed"):
        late("")
    seen = captions_by_hand.uploaded(film)["en"].digest
    take_out(film)
    with pytest.raises(CaptionsError, match="somebody else has changed"):
        late(seen)
    assert served(film) == "alpha"


def test_an_episode_gets_its_own(theatre: Theatre) -> None:
    theatre.server("alpha", *show("Fjord", (1, 1), (1, 2)))
    theatre.sync()
    first, second = Item.objects.filter(kind="episode").order_by("number")
    before = {item.pk: givers(item) for item in Item.objects.all()}
    add(first)
    add(second)
    after = {item.pk: givers(item) for item in Item.objects.all()}
    for item in (first, second):
        assert after[item.pk].pop(("captions", "en")) == "captions-by-hand"
    assert after == before
    assert Item.objects.count() == 4
    take_out(first)
    rows = Observation.objects.filter(server__kind=CAPTIONS, listed=True)
    assert sorted(rows.values_list("kind", flat=True)) == ["episode", "season", "show"]
    take_out(second)
    assert not rows.exists()
    assert Item.objects.filter(available=True).count() == 4
    season = Item.objects.get(kind="season")
    with pytest.raises(CaptionsError, match="movies and episodes"):
        add(season)


def test_two_films_of_one_name_are_not_mistaken(theatre: Theatre) -> None:
    twins = [
        replace(movie(f"Fog {n}", year=1980), values={"title": "Fog", "year": 1980})
        for n in (1, 2)
    ]
    theatre.server("alpha", *twins)
    theatre.sync()
    one, two = Item.objects.order_by("pk")
    add(two)
    assert not Caption.objects.filter(item=one).exists()
    assert served(two) == "captions-by-hand"
    assert Item.objects.count() == 2
    add(one, body=OTHER)
    assert Item.objects.count() == 2
    # Another server's film of that name still meets neither, as without captions.
    theatre.server("beta", movie("Fog", year=1980))
    theatre.sync()
    assert Item.objects.count() == 3


def test_captions_keep_no_title_available(theatre: Theatre, film: Item) -> None:
    add(film)
    theatre.server("beta", movie("Ice"))
    theatre.sync()
    servers.remove_server(Server.objects.get(slug="alpha"))
    follow()
    film.refresh_from_db()
    assert not film.available
    assert film.title == "Fog"
    assert audit.verify().differences == 0


def test_it_stays_where_the_folder_is_renamed_and_the_title_too(
    theatre: Theatre, film: Item
) -> None:
    add(film)
    theatre.says("alpha", replace(movie("The Fog", year=1980), remote_key="Fog"))
    theatre.sync()
    film.refresh_from_db()
    assert (film.title, served(film)) == ("The Fog", "captions-by-hand")
    moved = replace(movie("x", year=1980), values={"title": "The Fog", "year": 1980})
    theatre.says("alpha", moved)
    theatre.sync()
    assert [item.pk for item in Item.objects.filter(available=True)] == [film.pk]
    assert served(film) == "captions-by-hand"
    assert audit.verify().differences == 0


def test_a_contradiction_is_seen_as_without_captions(theatre: Theatre) -> None:
    ids = {"tmdb": "77"}
    theatre.server("alpha", replace(movie("Fog", year=1980), external_ids=ids))
    theatre.sync()
    add(Item.objects.get())
    theatre.server("beta", replace(movie("Ice", year=2001), external_ids=ids))
    theatre.sync()
    assert Item.objects.filter(available=True).count() == 2
    assert audit.verify().differences == 0


def test_they_follow_a_merge_and_its_parting(theatre: Theatre, film: Item) -> None:
    theatre.server("beta", movie("Mist", year=1981))
    theatre.sync()
    mist = Item.objects.get(title="Mist")
    add(mist, "de")
    run = identities.merge(film, mist)
    settle.resolve_now(run.pk)
    assert audit.verify().differences == 0
    assert served(film, "de") == "captions-by-hand"
    add(film, "de", body=OTHER)
    assert Observation.objects.filter(server__kind=CAPTIONS).count() == 1
    run = identities.split(film, Server.objects.get(slug="beta"))
    settle.resolve_now(run.pk)
    assert audit.verify().differences == 0
    assert Item.objects.filter(available=True).count() == 2


def test_what_was_parted_from_its_title_stays_so_beside_new_ones(film: Item) -> None:
    add(film)
    own = Server.objects.get(kind=CAPTIONS)
    settle.resolve_now(identities.split(film, own).pk)
    assert served(film) == "alpha"
    # What has captions alone is no title for viewers.
    assert [item.pk for item in Item.objects.filter(available=True)] == [film.pk]
    add(film, "de")
    assert served(film) == "alpha"
    assert served(film, "de") == "captions-by-hand"
    assert list(captions_by_hand.uploaded(film)) == ["de"]
    assert Observation.objects.filter(server__kind=CAPTIONS, listed=True).count() == 2
    add(film)
    assert served(film) == "captions-by-hand"
    assert Observation.objects.filter(server__kind=CAPTIONS).count() == 2


def test_a_lock_stands_above_it_and_keeps_its_file(film: Item) -> None:
    add(film)
    done = locks.lock_present(film, "captions.en")
    assert done.run is not None
    settle.resolve_now(done.run.pk)
    take_out(film)
    Activity.objects.all().delete()
    sweep_later()
    caption = Caption.objects.get(key="en")
    assert served(film) == "lock"
    assert uploads.is_kept(caption.url)


def sweep_later() -> None:
    CaptionFile.objects.update(kept_at=timezone.now() - timedelta(days=2))
    retention.trim()


def test_files_go_when_nothing_names_them(film: Item) -> None:
    add(film)
    add(film, body=OTHER)
    sweep_later()
    assert CaptionFile.objects.count() == 2, "an undo would bring it back"
    Activity.objects.all().delete()
    retention.trim()
    assert CaptionFile.objects.count() == 1
    take_out(film)
    Activity.objects.all().delete()
    retention.trim()
    assert not CaptionFile.objects.exists()


def test_what_was_just_uploaded_is_never_let_go(film: Item) -> None:
    uploads.keep(SRT)
    retention.trim()
    assert CaptionFile.objects.count() == 1


def test_every_deed_is_kept_and_undone(film: Item, carol: User) -> None:
    add(film)
    settled(
        captions_by_hand.add(
            film, "en", name="b.srt", body=OTHER, source=COMMAND, by=carol
        )
    )
    replaced = Activity.objects.get(by=carol)
    assert (replaced.verb, replaced.field) == ("captions_added", "captions.en")
    assert replaced.before
    assert replaced.after
    assert (replaced.before["name"], replaced.after["name"]) == ("a.srt", "b.srt")
    undone(replaced)
    assert captions_by_hand.uploaded(film)["en"].name == "a.srt"
    take_out(film)
    assert served(film) == "alpha"
    last = Activity.objects.order_by("-pk")[0]
    assert last.verb == "captions_taken_out"
    undone(last)
    assert served(film) == "captions-by-hand"
    with pytest.raises(undoing.UndoError, match="undone already"):
        undoing.undo(last)
    first = Activity.objects.filter(verb="captions_added").order_by("pk")[0]
    take_out(film)
    with pytest.raises(undoing.UndoError, match="not as the command line left it"):
        undoing.undo(first)


def undone(row: Activity) -> None:
    undoing.undo(row)
    follow()
    assert audit.verify().differences == 0


def test_a_curators_own_rule_is_left_alone(theatre: Theatre, film: Item) -> None:
    alpha = Server.objects.get(slug="alpha")
    PriorityRule.objects.create(field="captions", servers=[alpha.slug])
    add(film)
    assert PriorityRule.objects.get().servers == ["alpha"]
    assert served(film) == "alpha"


def test_the_server_comes_once_and_is_asked_for_nothing(
    theatre: Theatre, film: Item
) -> None:
    add(film)
    own = Server.objects.get(kind=CAPTIONS)
    assert (own.name, own.api_url) == ("Captions by hand", "")
    assert [s.server.slug for s in theatre.sync().scans.all()] == ["alpha"]
    theatre.scripts[own.slug] = adapter_of(own).scan
    assert theatre.sync(own.slug).scans.get().state == "unchanged"
    assert served(film) == "captions-by-hand"
    done = servers.change_server(own, enabled=False)
    assert done.run is not None
    follow()
    assert served(film) == "alpha"
    with pytest.raises(CaptionsError, match="is disabled"):
        add(film, "de")
    assert not CaptionFile.objects.filter(size_bytes=0).exists()


def test_an_upload_while_a_sync_is_at_it_loses_nothing(
    theatre: Theatre, film: Item
) -> None:
    """It comes between what a scan has read and its end."""
    events = list(theatre.scripts["alpha"](None, None))  # type: ignore[arg-type]

    def script(request: object, known: object):  # type: ignore[no-untyped-def]
        yield events[0]
        captions_by_hand.add(film, "de", name="a.srt", body=SRT, source=COMMAND)
        yield from events[1:]

    theatre.scripts["alpha"] = script
    trigger = triggers.request_sync(source=COMMAND, servers=["alpha"], force=True)
    run = execute.carry_out(triggers.plan(trigger.pk))
    assert run.state == "succeeded"
    follow()
    assert served(film, "de") == "captions-by-hand"
    assert Caption.objects.filter(item=film, key="en").exists()
    assert audit.verify().differences == 0
    # The second sync of unchanged servers writes nothing.
    theatre.says("alpha", captioned("Fog", en="http://alpha.example/en.srt"))
    assert theatre.sync().writes == 0


def test_one_decision_binds_and_no_more(film: Item) -> None:
    # The catalog has not even followed when the next one comes.
    for key in ("en", "fr"):
        captions_by_hand.add(film, key, name="a.srt", body=SRT, source=COMMAND)
    assert list(captions_by_hand.uploaded(film)) == ["en", "fr"]
    follow()
    take_out(film, "fr")
    add(film, "de")
    take_out(film)
    take_out(film, "de")
    add(film)
    row = IdentityDecision.objects.get()
    assert {row.left_server, row.right_server} == {"alpha", "captions-by-hand"}


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="on SQLite one transaction writes"
)
def test_it_waits_for_a_merge_and_never_each_for_the_other(film: Item) -> None:
    begun = threading.Event()

    def merge() -> None:
        with closing(connection), transaction.atomic():
            store.lock_observations()
            begun.set()
            while not _waits_for_a_lock():
                pass
            Item.objects.select_for_update().get(pk=film.pk)

    merging = threading.Thread(target=merge)
    merging.start()
    begun.wait(30)
    add(film)
    merging.join(30)
    assert served(film) == "captions-by-hand"


def _waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted AND pid IN"
            " (SELECT pid FROM pg_stat_activity WHERE datname = current_database()))"
        )
        return bool(cursor.fetchone()[0])
