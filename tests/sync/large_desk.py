"""The desk over a catalog of three servers, and every page of it that people open."""

from __future__ import annotations

from typing import Final

from django.contrib import admin
from django.urls import reverse

from catalog.models import Item, Server
from sync.models import BulkChange, Conflict, Observation, Quarantine, Run, Scan
from sync.types import ItemRead
from tests.sync import copies, desk
from tests.sync.scripted import Theatre

KINDS: Final = ("movie", "show", "season", "episode")
#: Titles before they are multiplied: films of all three servers, two in conflict among
#: them, and a show with two seasons.
SEEDS: Final = 20
#: A small desk has some of everything, and lists that take more than one page.
_FEW: Final = 4
_CHANGELISTS: Final = (
    *("catalog_movie", "catalog_show", "catalog_season", "catalog_episode"),
    *("catalog_fieldchange", "catalog_problemreport", "catalog_server"),
    *("sync_observation", "sync_quarantine", "sync_conflict", "sync_run"),
    *("sync_scan", "sync_trigger", "sync_schedule", "sync_bulkchange", "sync_audit"),
    *("sync_sender", "sync_webhookdelivery", "accounts_activity", "accounts_user"),
)
_CHANGES: Final = ("happened=set", "from=alpha", "kind=movie", "reason=priority")
_TITLES: Final = ("available=no", "decade=202", "server=alpha", "server=-")
_OBSERVATIONS: Final = ("listed__exact=1", "listed__exact=0", "kind__exact=movie")


def fill(theatre: Theatre) -> None:
    """A hundred titles of three servers, with something of all that the desk shows."""
    desk.fill(theatre, movies=SEEDS - 3)
    said = desk.events_of("gamma", SEEDS - 3, 1)
    theatre.server("gamma", *(e.item for e in said if isinstance(e, ItemRead)))
    theatre.sync("gamma")
    copies.multiply(_FEW)


def grow(titles: int) -> None:
    """Many more of the same."""
    copies.multiply(titles // (SEEDS * (_FEW + 1)))


def lists() -> dict[str, str]:
    """Addresses of the lists, plain, narrowed and searched."""
    found = {}
    for name in _CHANGELISTS:
        found[name] = reverse(f"admin:{name}_changelist")
        model = next(
            m
            for m in admin.site._registry
            if m._meta.label_lower == (name.replace("_", ".", 1))
        )
        if admin.site._registry[model].search_fields:
            found[f"{name} ?q"] = f"{found[name]}?q=movie+1"
    item = Item.objects.filter(kind="movie").order_by("pk")[3]
    of_one = (f"item={item.pk}", f"run={Run.objects.order_by('pk')[0].pk}")
    for name, narrowed in (
        ("catalog_fieldchange", (*_CHANGES, *of_one)),
        ("catalog_movie", _TITLES),
        ("catalog_show", _TITLES),
        ("catalog_episode", _TITLES[:1]),
        ("sync_observation", (*_OBSERVATIONS, "p=2")),
    ):
        for query in narrowed:
            label = query.partition("=")[0] if query in of_one else query
            found[f"{name} ?{label}"] = f"{found[name]}?{query}"
    return found


def titles() -> dict[str, str]:
    """Addresses of a title's page, of each kind."""
    return {f"a {kind}": desk.title_url(item) for kind, item in _one_of_each().items()}


def others() -> dict[str, str]:
    """Addresses of all other pages."""
    order, rule = reverse("admin:catalog_server_order"), reverse("admin-rule")
    missing, covered = reverse("admin-why-missing"), reverse("admin-coverage")
    found = {
        "rules": reverse("admin-rules"),
        "a rule": f"{rule}?field=overview&kind=movie",
        "a rule's preview": f"{rule}?field=overview&kind=movie&order=gamma,beta,alpha",
        "the order": order,
        "the order's preview": f"{order}?order=gamma,beta,alpha",
        "coverage": covered,
        "coverage: nowhere": f"{covered}?kind=movie&missing=tagline",
        "coverage: on one": f"{covered}?kind=movie&only_on=alpha&field=overview",
        "why missing: a text": f"{missing}?text=Show+0",
        "a server": desk.page_url(Server.objects.get(slug="alpha")),
    }
    for label, model in (
        ("a run", Run),
        ("a scan", Scan),
        ("an observation", Observation),
        ("a quarantined item", Quarantine),
        ("a conflict", Conflict),
        ("a bulk change", BulkChange),
    ):
        row = model._default_manager.order_by("pk").first()
        assert row is not None, label
        found[label] = desk.page_url(row)
    for kind, item in _one_of_each().items():
        found[f"edit a {kind}"] = desk.page_of(item, "edit")
        if kind in {"movie", "show"}:
            match = desk.page_of(item, "match")
            found[f"fix match of a {kind}"] = match
            found[f"fix match of a {kind} ?q"] = f"{match}?q={kind}"
        if kind == "movie":
            found["why missing: an id"] = f"{missing}?text={item.public_id}"
    return found


def _one_of_each() -> dict[str, Item]:
    return {
        kind: Item.objects.filter(kind=kind, available=True).order_by("pk")[0]
        for kind in KINDS
    }
