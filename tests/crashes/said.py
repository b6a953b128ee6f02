"""What there is before a deed, and what the servers say during it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from catalog import viewing
from catalog.models import FieldChange, Item, Server
from sync import bulk, by_hand, senders, servers, triggers
from sync.bulk import applying
from sync.models import BulkChange, Conflict, Scan, Trigger
from sync.types import (
    KINDS,
    ItemRead,
    ItemRejected,
    ListingFailed,
    ListingRead,
    Problem,
)
from tests.api import bearer, client_of
from tests.crashes import aftermath
from tests.crashes.world import POISON, World, library
from tests.replay import PREFIXES, SECRETS
from tests.sync.scripted import movie, show

#: What alpha shows when it calls.
SECRET: Final = "the-word-of-alpha"
#: What a program with a webhook of its own signs with.
WEBHOOK_SECRET: Final = "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo="


def two_say(world: World) -> None:
    """Two servers that share a few titles."""
    world.says("alpha", *library("alpha's", "Amber", "Birch", "Cedar", "Dune"))
    world.says("beta", *library("beta's", "Birch", "Cedar", "Dune", "Elder"))


def two_added(world: World) -> None:
    """They are known and were never asked, and somebody owns the house."""
    two_say(world)
    for slug, secret in (("alpha", SECRET), ("beta", "")):
        url = f"http://{slug}.example"
        servers.add_server(
            name=slug, kind="media-processor", api_url=url, secret=secret
        )
    owner = User.objects.create_superuser("olga", "olga@example.org")
    world.kept["token"] = bearer(owner, "sync")["headers"]["authorization"]
    cookie = client_of(owner).cookies[settings.SESSION_COOKIE_NAME]
    world.kept["session"] = cookie.OutputString([])


def two_servers(world: World) -> None:
    """They were synced, too."""
    two_added(world)
    aftermath.synced()
    olga = User.objects.get()
    birch = Item.objects.get(kind="movie", title="Birch")
    world.kept["birch"], world.kept["birch_pk"] = str(birch.public_id), str(birch.pk)
    viewing.mark_watched(user=olga, items=[birch], at=timezone.now())


def recorded(world: World) -> None:
    """Two recorded media-processors, which are asked over HTTP."""
    for name in "ab":
        servers.add_server(
            name=name,
            kind="media-processor",
            api_url=world.kept[name],
            prefix=PREFIXES[name],
            secret=SECRETS[name],
        )


def nothing_said(world: World) -> None:
    """Whoever is asked answers for itself."""


def alpha_changes(world: World) -> None:
    """New words for two titles, one title gone, one new, other episodes."""
    two_say(world)
    world.says(
        "alpha",
        *(
            movie(title, year=2001, overview=f"{words} {title}", tagline="New")
            for title, words in (
                ("Amber", "other"),
                ("Birch", "alpha's"),
                ("Cedar", "other"),
                ("Fern", "first"),
            )
        ),
        *show("Serial", (1, 1), (2, 1), (2, 2)),
    )


def both_change(world: World) -> None:
    """Alpha as above, and beta has a new title too."""
    alpha_changes(world)
    world.says("beta", *library("beta's own", "Birch", "Cedar", "Elder", "Ginger"))


def alpha_breaks_off(world: World) -> None:
    """Movies come whole and one is no good; shows break off."""
    two_say(world)
    down = Problem(code="unreachable", message="It broke off.")
    bad = Problem(code="bad_item", message="It is none.")
    world.plays(
        "alpha",
        ItemRead(item=movie("Amber", year=2001, overview="other Amber")),
        ItemRead(item=movie("Birch", year=2001, overview="other Birch")),
        ItemRejected(kind="movie", remote_key="Cedar", problem=bad),
        ListingRead(kinds=("movie",), token="movies"),
        *(ItemRead(item=item) for item in show("Serial", (1, 1), (3, 1))),
        ListingFailed(kinds=("show", "season", "episode"), problem=down),
    )


def alpha_is_down(world: World) -> None:
    """Nothing comes from it."""
    two_say(world)
    down = Problem(code="unreachable", message="It does not answer.")
    world.plays("alpha", ListingFailed(kinds=KINDS, problem=down))


def alpha_with_poison(world: World) -> None:
    """One of its titles cannot be merged while the world is poisonous."""
    two_say(world)
    poison = movie(POISON, year=2001)
    world.says("alpha", *library("alpha's", "Amber", "Birch", "Cedar", "Dune"), poison)


def meets_poison(world: World) -> None:
    """And it is poisonous."""
    alpha_with_poison(world)
    world.is_poisonous = True


def with_poison(world: World) -> None:
    """It was met, and lies in quarantine."""
    two_servers(world)
    meets_poison(world)
    aftermath.synced()
    world.is_poisonous = False


def gamma_too(world: World) -> None:
    """A third server."""
    two_say(world)
    world.says("gamma", *library("gamma's", "Dune", "Elder", "Fern"))


def alpha_has_no_movies(world: World) -> None:
    """It lists shows and new words for them, and no movie any more."""
    two_say(world)
    world.says("alpha", *show("Serial", (1, 1), (1, 2), (2, 1), (2, 2)))


def held(world: World) -> None:
    """A scan of alpha is held for that."""
    two_servers(world)
    alpha_has_no_movies(world)
    aftermath.synced()
    scan = Scan.objects.get(state=Scan.State.HELD)
    world.kept["scan"] = str(scan.pk)


def with_webhook(world: World) -> None:
    """A program may call."""
    two_servers(world)
    senders.add_sender(name="lamp", secret=WEBHOOK_SECRET)


def two_alike(world: World) -> None:
    """Titles that are one and were named differently."""
    two_say(world)
    world.says(
        "beta",
        *library("beta's", "Birch", "Cedar", "Elder"),
        movie("Dune Part One", year=2001, overview="beta's Dune"),
    )


def alike_and_synced(world: World) -> None:
    """They were synced so."""
    two_added(world)
    two_alike(world)
    aftermath.synced()
    olga = User.objects.get()
    viewed = Item.objects.filter(kind="movie", title__startswith="Dune")
    viewing.mark_watched(user=olga, items=list(viewed), at=timezone.now())
    for item in viewed:
        viewing.add_to_watchlist(user=olga, item=item, at=timezone.now())


def in_conflict(world: World) -> None:
    """Titles of which one id says that they are one, and all else that they are not."""
    two_say(world)
    ids = {"tmdb": "7"}
    for slug, title, year in (("alpha", "North", 1990), ("beta", "South", 2005)):
        items = library(f"{slug}'s", "Birch", "Cedar")
        odd = movie(title, year=year, overview=f"{slug}'s {title}")
        world.says(slug, *items, replace(odd, external_ids=ids))


def conflict(world: World) -> None:
    """They were synced, and a curator is asked."""
    two_added(world)
    in_conflict(world)
    aftermath.synced()
    world.kept["conflict"] = str(Conflict.objects.get().pk)


def locked(world: World) -> None:
    """A curator has said something about one title."""
    two_servers(world)
    call_command("lock", "movie:Birch (2001)", "overview", "A curator's Birch")
    call_command("set_rule", "--field", "overview", "beta", "alpha")
    change = FieldChange.objects.filter(item__title="Birch", field="overview").last()
    assert change is not None
    world.kept["change"] = str(change.pk)


def asked(world: World) -> None:
    """A program has called, and nobody has looked yet."""
    two_servers(world)
    triggers.request_sync(source=Trigger.Source.WEBHOOK, servers=["alpha"])


def hinted(world: World) -> None:
    """It called about a title that alpha does not list yet."""
    two_servers(world)
    called = triggers.request_sync(
        source=Trigger.Source.WEBHOOK,
        servers=["alpha"],
        hint={"kind": "movie", "title": "Zebra", "year": 1999},
    )
    # Its next tries count from here: none comes due while deaths are died.
    called.created_at = timezone.now() + timedelta(days=1)
    called.save()


def moved(world: World) -> None:
    """Beta became the better one, and nothing was resolved yet."""
    two_servers(world)
    servers.change_server(Server.objects.get(slug="beta"), priority=0)


def in_small_batches(world: World) -> None:
    """What many titles get comes to few of them at once."""
    two_say(world)
    vars(applying)["_BATCH"] = 2


def previewed(world: World) -> None:
    """A lock for all movies, one of which is locked, and a rule: seen, not applied."""
    locked(world)
    movies = list(Item.objects.filter(kind="movie").values_list("pk", flat=True))
    for name, deed, choice in (
        ("bulk", BulkChange.Deed.LOCK, bulk.Choice(name="overview", text="Mine")),
        ("bulk_use", BulkChange.Deed.USE, bulk.Choice(name="title", server="beta")),
    ):
        change = bulk.draft(deed, "movie", movies, choice, by=None)
        world.kept[name] = str(change.pk)


def written_down(world: World) -> None:
    """A curator added a title that no server lists."""
    two_servers(world)
    call_command("add_title", "movie", "title=Hazel", "year=2003")
    row = by_hand.present().get(kind="movie")
    world.kept["hazel"], world.kept["hazel_seen"] = str(row.pk), row.content_hash
