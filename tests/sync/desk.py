"""A full catalog and an alphabet of admin pages, for the tests of the admin."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from catalog import caption_shifts
from catalog.models import Caption, Item, ProblemReport, Server
from streaming.captions import shelf
from sync import audit, bulk, captions_by_hand, deliveries, senders, servers
from sync.deliveries import Wanted
from sync.management.following import follow
from sync.models import BulkChange, Trigger
from sync.types import (
    KINDS,
    ItemRead,
    ItemRejected,
    ListingFailed,
    ListingRead,
    ObservedItem,
    Problem,
)
from tests import faults
from tests.sync.scripted import Theatre, movie, show

SECRET: Final = "never-in-a-page-7731"
EVIL: Final = '<script>alert("x")</script>'
PICTURE: Final = "data:image/png;base64,iVBORw0KGgo="
OUR_APPS: Final = {"catalog", "sync"}


def permitted(name: str, *permissions: str) -> Client:
    """A browser of somebody at the desk who may do these things alone."""
    person = User.objects.create_user(name, f"{name}@example.org", "v-Passphrase-9")
    person.is_staff = True
    person.save()
    person.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(person)
    return client


def our_models() -> list[type[Model]]:
    """Every model of ours with a page in the admin."""
    admin.autodiscover()  # as the site's addresses do, when they are first asked for
    return [m for m in admin.site._registry if m._meta.app_label in OUR_APPS]


def list_url(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def page_url(row: Model, view: str = "change") -> str:
    meta = row._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{view}", args=[row.pk])


def title_url(item: Item) -> str:
    return reverse(f"admin:catalog_{item.kind}_change", args=[item.pk])


def page_of(item: Item, view: str) -> str:
    """One of the pages below a title's."""
    return reverse(f"admin:catalog_{item.kind}_{view}", args=[item.pk])


def captions_page(item: Item) -> str:
    """The page of captions that a server has given, and a curator has moved."""
    said = "\n\n".join(
        f"00:0{n // 10}:0{n % 10},000 --> 00:0{n // 10}:0{n % 10},900\n{'Words ' * n}x"
        for n in range(60)
    )
    with faults.Faulty(faults.answer(said.encode())) as peer:
        row = item.captions.get(key="en")
        row.url = f"{peer.url}/en.srt"
        row.save()
        assert row.server_id is not None
        # Its server is there just this once: what it gave is kept.
        server = Server.objects.filter(pk=row.server_id)
        was = server.get().api_url
        server.update(api_url=peer.url)
        shelf.captions_of(Caption.objects.get(pk=row.pk))
        server.update(api_url=was)
    caption_shifts.set_shift(item, "en", 1500)
    return reverse("admin-caption", args=[item.public_id, "en"])


def uploads_page(item: Item) -> str:
    """The page of captions that people uploaded: two, and one of them is shown."""
    said = "\n\n".join(
        f"00:00:{n:02},000 --> 00:00:{n:02},900\n{EVIL} {'Words ' * n}"
        for n in range(1, 40)
    )
    for key in ("de", "pt-BR:hi:forced"):
        done = captions_by_hand.add(
            item,
            key,
            name=f"{EVIL} {'long ' * 20}.srt",
            body=said.encode(),
            source=Trigger.Source.ADMIN,
        )
        follow(done.runs)
    url = reverse("admin-captions-by-hand", args=[item.public_id])
    return f"{url}?show=de"


def text_of(client: Client, url: str, **query: Any) -> str:
    """The HTML of a page that must be there."""
    answer = client.get(url, query)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


def fill(theatre: Theatre, *, movies: int = 3, shows: int = 1) -> None:
    """Two servers that agree on some titles, fight over others, and fail a little."""
    for name in ("alpha", "beta"):
        server = theatre.server(name)
        servers.change_server(server, secret=f"{SECRET}-{name}")
        theatre.plays(name, *events_of(name, movies, shows))
    theatre.sync()
    theatre.plays(
        "beta",
        ListingFailed(
            kinds=KINDS,
            problem=Problem(code="timeout", message=f"It went silent {EVIL}."),
        ),
    )
    theatre.sync("beta")
    audit.audit_now(patience=0)
    films = Item.objects.filter(kind="movie").order_by("pk")[:2]
    drafted = bulk.begin(
        BulkChange.Deed.LOCK, "movie", [film.pk for film in films], by=None
    )
    bulk.preview(drafted, bulk.Choice(name="overview", text=EVIL))
    ProblemReport.objects.create(
        item=Item.objects.filter(kind="movie").order_by("pk")[0],
        kind="playback",
        text=f"It stops {EVIL}.",
        player_said=EVIL,
        agent=EVIL,
        evidence={"file": {"key": EVIL, "mark": "", "server": EVIL, "what": EVIL}},
        reported_at=timezone.now(),
        last_at=timezone.now(),
    )
    lamp = senders.add_sender(name=f"Lamp {EVIL}", reach=senders.Reach(kinds=["tv"]))
    deliveries.take(lamp.sender, Wanted(kinds=["tv"]), delivery_id="a", body=b"{}")
    deliveries.refuse(lamp.sender, status=400, reason=f"Not {EVIL}.")


def events_of(name: str, movies: int, shows: int) -> list[Any]:
    other = name == "beta"
    items: list[ObservedItem] = [
        _rich(f"Movie {n}", name, overview=f"{name} says {n}") for n in range(movies)
    ]
    items.append(_rich(EVIL, name, overview=EVIL, genres=[EVIL]))
    # The same id, another title and another year: a conflict.
    items.append(
        replace(
            movie("Twin B" if other else "Twin A", year=1950 if other else 2020),
            external_ids={"tmdb": "77"},
        )
    )
    for n in range(shows):
        items += show(f"Show {n}", (0, 1), (1, 1), (1, 2))
    return [
        *(ItemRead(item=item) for item in items),
        ItemRejected(
            kind="movie",
            remote_key=f"bad {EVIL}",
            problem=Problem(code="bad_item", message=f"Not readable: {EVIL}"),
            sample=f'{{"title": "{EVIL}"}}',
        ),
        ListingRead(kinds=KINDS, token=None),
    ]


def _rich(key: str, name: str, **values: Any) -> ObservedItem:
    return replace(
        movie(
            key,
            year=2020,
            runtime_ms=6_060_000,
            cast=[{"name": f"{EVIL} {n}", "character": "Hero"} for n in range(12)],
            **values,
        ),
        artwork={
            "poster": {
                "url": "javascript:alert(1)" if name == "beta" else "http://a/p.jpg",
                "placeholder": PICTURE,
                "focal": None,
            }
        },
        captions={
            "en": {
                "url": f"http://{name}/en.srt",
                "label": EVIL,
                "last_modified": None,
                "pending": name == "beta",
            }
        },
    )


def budgets() -> dict[str, int]:
    """How many queries each page may ask, at most."""
    text = (Path(__file__).parent.parent / "query_budgets.json").read_text()
    found: dict[str, int] = json.loads(text)
    return found
