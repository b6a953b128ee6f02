"""Curators' merges and splits: what they write, and that they hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import User
from catalog import viewing
from catalog.models import (
    Alias,
    CaptionShift,
    FieldLock,
    Item,
    PriorityRule,
    Progress,
    Server,
    Watchlist,
)
from sync import identities, servers, settle
from sync.identities import IdentityError
from sync.models import Conflict, IdentityDecision, Observation
from tests.flows.hub import Hub
from tests.sync.scripted import Theatre, movie, show

Groups = list[list[str]]
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def groups() -> Groups:
    """Titles as the server/key of what they are made of, movies and shows."""
    found: dict[int, list[str]] = {}
    rows = Observation.objects.filter(kind__in=["movie", "show"], listed=True)
    for item, server, key in rows.values_list("item", "server__slug", "remote_key"):
        found.setdefault(item or 0, []).append(f"{server}/{key}")
    return sorted(sorted(members) for members in found.values())


def title(key: str, server: str = "") -> Item:
    rows = Observation.objects.filter(remote_key=key, item__isnull=False)
    if server:
        rows = rows.filter(server__slug=server)
    return Item.objects.get(pk=rows.order_by("-pk").values("item")[:1])


def merge(one: str, other: str) -> None:
    settle.resolve_now(identities.merge(title(one), title(other)).pk)


def split(key: str, server: str) -> None:
    run = identities.split(title(key), Server.objects.get(slug=server))
    settle.resolve_now(run.pk)


def assert_sticks(theatre: Theatre, expected: Groups) -> None:
    """Synced again, with other priorities, without a server and with it again."""
    assert groups() == expected
    assert theatre.sync().writes == 0
    everything = list(Server.objects.order_by("pk"))
    for server in everything:
        for change in (
            {"priority": server.priority + 50},
            {"enabled": False},
            {"enabled": True},
        ):
            changed = servers.change_server(server, **change)
            assert changed.run is not None
            settle.resolve_now(changed.run.pk)
            assert groups() == expected, change
    assert not Conflict.objects.exists()


@pytest.fixture
def three(theatre: Theatre) -> Theatre:
    """One movie on each of three servers, with nothing in common."""
    for name, key in (("a", "one"), ("b", "two"), ("c", "three")):
        item = movie(key, year=1990 + len(key))
        theatre.server(name, replace(item, external_ids={"tmdb": key}))
        theatre.sync(name)
    return theatre


def test_a_merge_holds_and_keeps_the_older_public_id(three: Theatre) -> None:
    older, younger = title("one"), title("two")
    merge("two", "one")
    assert title("two").public_id == older.public_id
    assert Alias.objects.get(public_id=younger.public_id).item_id == older.pk
    assert_sticks(three, [["a/one", "b/two"], ["c/three"]])


def test_a_split_takes_a_merge_back_and_the_public_id_with_it(three: Theatre) -> None:
    before = {key: title(key) for key in ("one", "two", "three")}
    merge("one", "two")
    merge("three", "two")
    assert groups() == [["a/one", "b/two", "c/three"]]
    split("one", "a")
    assert groups() == [["a/one"], ["b/two", "c/three"]]
    assert title("one").pk == before["one"].pk
    assert title("three").pk == before["two"].pk
    split("two", "c")
    assert_sticks(three, [["a/one"], ["b/two"], ["c/three"]])
    for key, item in before.items():
        now = title(key)
        assert (now.pk, now.public_id, now.slug, now.created_at) == (
            item.pk,
            item.public_id,
            item.slug,
            item.created_at,
        )
    assert not Alias.objects.exists()


def test_a_merge_takes_a_split_back(theatre: Theatre) -> None:
    item = replace(movie("one"), external_ids={"tmdb": "1"})
    theatre.server("a", item)
    theatre.server("b", item)
    theatre.sync()
    whole = title("one")
    split("one", "b")
    assert_sticks(theatre, [["a/one"], ["b/one"]])
    assert title("one", "a").pk == whole.pk
    settle.resolve_now(identities.merge(title("one", "a"), title("one", "b")).pk)
    assert_sticks(theatre, [["a/one", "b/one"]])
    assert not IdentityDecision.objects.filter(verdict="split").exists()


@pytest.mark.parametrize("which", ["one", "two"])
def test_a_renamed_folder_stays_merged(three: Theatre, which: str) -> None:
    merge("one", "two")
    slug = "a" if which == "one" else "b"
    renamed = movie("renamed", year=1990 + len(which), title=which)
    three.says(slug, replace(renamed, external_ids={"tmdb": which}))
    three.sync()
    expected = [["a/renamed", "b/two"], ["c/three"]]
    if which == "two":
        expected = [["a/one", "b/renamed"], ["c/three"]]
    assert_sticks(three, expected)


@pytest.mark.parametrize("by", ["id", "fingerprint", "title"])
@pytest.mark.parametrize("slug", ["a", "b"])
def test_a_renamed_folder_stays_split(theatre: Theatre, by: str, slug: str) -> None:
    def named(key: str) -> object:
        item = movie(key, title="one", year=2000)
        if by == "id":
            item = replace(item, external_ids={"tmdb": "1"})
        if by == "fingerprint":
            item = replace(item, fingerprint="f")
        return item

    theatre.server("a", named("one"))  # type: ignore[arg-type]
    theatre.server("b", named("one"))  # type: ignore[arg-type]
    theatre.sync()
    split("one", "b")
    assert groups() == [["a/one"], ["b/one"]]
    before = title("one", slug).pk
    theatre.says(slug, named("other"))  # type: ignore[arg-type]
    theatre.sync()
    assert title("other", slug).pk == before
    assert_sticks(
        theatre,
        sorted([["a/one"], ["b/other"]] if slug == "b" else [["a/other"], ["b/one"]]),
    )


def test_what_left_and_came_back_is_merged_still(three: Theatre) -> None:
    merge("one", "two")
    whole = title("one").pk
    three.says("a")
    three.sync()
    assert groups() == [["b/two"], ["c/three"]]
    one = movie("one", year=1993)
    three.says("a", replace(one, external_ids={"tmdb": "one"}))
    three.sync()
    assert title("one").pk == title("two").pk == whole
    assert_sticks(three, [["a/one", "b/two"], ["c/three"]])


def test_what_cannot_be_decided_says_why(theatre: Theatre) -> None:
    theatre.server("a", movie("one"), *show("tv", (1, 1)))
    theatre.server("b", movie("two"))
    theatre.sync()
    one, tv = title("one"), title("tv")
    season = Item.objects.get(kind="season")
    a, b = Server.objects.order_by("slug")
    cases: list[tuple[Callable[[], object], str]] = [
        (lambda: identities.merge(one, one), "one title"),
        (lambda: identities.merge(one, tv), "is a movie and"),
        (lambda: identities.merge(one, season), "by number only"),
        (lambda: identities.split(season, a), "by number only"),
        (lambda: identities.split(one, b), "has nothing of"),
        (lambda: identities.split(one, a), "alone"),
    ]
    for attempt, words in cases:
        with pytest.raises(IdentityError, match=words):
            attempt()
    assert not IdentityDecision.objects.exists()


def test_what_viewers_did_is_parted_again(
    three: Theatre, alice: User, bob: User
) -> None:
    one, two = title("one"), title("two")

    def watch(user: User, item: Item, position: int, at: datetime) -> None:
        viewing.keep_progress(
            user=user, item=item, position_ms=position, duration_ms=None, at=at
        )

    watch(bob, one, 1, NOON)
    watch(bob, two, 2, NOON + HOUR)
    watch(alice, two, 3, NOON)
    carol = User.objects.create_user("carol")
    watch(carol, one, 4, NOON + HOUR)
    watch(carol, two, 5, NOON)
    dave = User.objects.create_user("dave")
    watch(dave, two, 6, NOON)
    viewing.add_to_watchlist(user=bob, item=two, at=NOON)
    viewing.add_to_watchlist(user=alice, item=one, at=NOON)
    viewing.add_to_watchlist(user=carol, item=two, at=NOON)
    merge("one", "two")
    # Meanwhile alice goes on, dave forgets it, carol takes it off her list.
    whole = title("one")
    now = datetime.now(UTC) + HOUR
    watch(alice, whole, 7, now)
    viewing.forget_progress(user=dave, item=whole)
    viewing.remove_from_watchlist(user=carol, item=whole)
    split("one", "b")
    rows = Progress.objects.values_list("user__username", "item", "position_ms")
    assert set(rows) == {
        ("bob", one.pk, 1),
        ("bob", two.pk, 2),
        ("alice", one.pk, 7),
        ("alice", two.pk, 7),
        ("carol", one.pk, 4),
        ("carol", two.pk, 5),
    }
    listed = Watchlist.objects.values_list("user__username", "item")
    assert set(listed) == {("bob", two.pk), ("alice", one.pk)}


def test_locks_and_rules_go_back_where_they_came_from(three: Theatre) -> None:
    one, two = title("one"), title("two")
    now = datetime.now(UTC)

    def lock(item: Item, field: str, value: str) -> None:
        FieldLock.objects.create(item=item, field=field, value=value, at=now)

    lock(one, "overview", "ours")
    lock(two, "overview", "theirs")
    lock(two, "tagline", "moves")
    PriorityRule.objects.create(item=two, servers=["b", "a"])
    merge("one", "two")
    whole = title("one")
    assert (whole.overview, whole.tagline) == ("ours", "moves")
    conflict = Conflict.objects.get()
    assert (conflict.reason, conflict.evidence) == ("locks_differ", "overview")
    assert conflict.left == whole
    assert conflict.lock is not None
    assert conflict.lock.value == "theirs"
    assert three.sync().writes == 0
    assert Conflict.objects.get() == conflict
    split("one", "b")
    assert not Conflict.objects.exists()
    one, two = title("one"), title("two")
    assert (one.overview, one.tagline) == ("ours", None)
    assert (two.overview, two.tagline) == ("theirs", "moves")
    assert PriorityRule.objects.get().item == two


def test_shifts_of_captions_go_back_where_they_came_from(three: Theatre) -> None:
    one, two = title("one"), title("two")
    server = Server.objects.get(slug="b")

    def shift(item: Item, key: str, ms: int) -> None:
        CaptionShift.objects.create(
            item=item, key=key, ms=ms, url=f"http://{key}", server=server, at=NOON
        )

    shift(one, "en", 1000)
    shift(two, "en", 2000)
    shift(two, "de", 3000)
    merge("one", "two")
    whole = title("one")
    rows = CaptionShift.objects.order_by("ms").values_list("item", "key", "ms")
    assert list(rows.all()) == [(whole.pk, "en", 1000), (whole.pk, "de", 3000)]
    CaptionShift.objects.filter(key="de").update(ms=3100)
    split("one", "b")
    one, two = title("one"), title("two")
    assert list(rows.all()) == [
        (one.pk, "en", 1000),
        (two.pk, "en", 2000),
        (two.pk, "de", 3100),
    ]
    back = CaptionShift.objects.get(item=two, key="en")
    assert (back.url, back.server, back.at) == ("http://en", server, NOON)


def test_shows_part_with_all_below_them(theatre: Theatre, bob: User) -> None:
    def named(server: str, *numbers: tuple[int, int]) -> None:
        tree = show(f"tv {server}", *numbers)
        theatre.server(server, *tree)

    named("a", (1, 1), (1, 2))
    named("b", (1, 2), (1, 3), (2, 1))
    theatre.sync()
    before = {
        (o.server.slug, o.kind, o.remote_key): o.item_id
        for o in Observation.objects.select_related("server")
    }
    ids = dict(Item.objects.values_list("pk", "public_id"))
    for episode in Item.objects.filter(kind="episode"):
        viewing.keep_progress(
            user=bob, item=episode, position_ms=episode.pk, duration_ms=None, at=NOON
        )
    merge("tv a", "tv b")
    assert Item.objects.filter(kind="episode").count() == 4
    assert Item.objects.filter(kind="season").count() == 2
    assert theatre.sync().writes == 0
    split("tv a", "b")
    after = {
        (o.server.slug, o.kind, o.remote_key): o.item_id
        for o in Observation.objects.select_related("server")
    }
    assert after == before
    assert dict(Item.objects.values_list("pk", "public_id")) == ids
    rows = Progress.objects.values_list("item", "position_ms")
    assert sorted(rows) == sorted(
        (pk, pk) for (_, kind, _), pk in before.items() if kind == "episode"
    )
    assert not Alias.objects.exists()
    assert theatre.sync().writes == 0


def test_the_commands_refuse_in_one_line(theatre: Theatre) -> None:
    theatre.server("a", movie("one"), *show("tv", (1, 1)))
    theatre.sync()
    hub = Hub()
    for arguments, words in (
        (("merge", "movie:one", "show:tv"), "is a movie and"),
        (("merge", "movie:one", "movie:one"), "one title"),
        (("merge", "movie:one", "movie:two"), "No title answers"),
        (("merge", "season:tv S01", "show:tv"), "merge their show"),
        (("split", "episode:tv S01E01", "a"), "split their show"),
        (("split", "movie:one", "a"), "alone"),
        (("split", "movie:one", "b"), "no server named"),
        (("resolve_conflict", "7", "--merge"), "no open conflict"),
    ):
        done = hub.run(*arguments)
        assert (done.code, done.out) == (2, ""), arguments
        assert words in done.err
        assert done.err.count("\n") == 1
