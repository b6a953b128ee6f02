"""Rules in the admin: which servers come first for what, as a table and one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.audience import Audience, open_to
from catalog.admin import marks, words
from catalog.fields import FIELDS, PLACES, Field, Merge
from catalog.models import Item, PriorityRule, Server
from catalog.queries import ItemNotFound, find_item
from sync import orders
from sync.admin import ordering
from sync.admin.asking import who
from sync.admin.deciding import FOLLOWS
from sync.types import KINDS

#: Rules of single titles that are shown; list_rules has all.
_SHOWN: Final = 200
#: Fields that a rule may be for.
_FIELDS: Final[tuple[Field, ...]] = tuple(
    declared
    for declared in FIELDS
    if declared.merge is not Merge.PLAYING_FILE and declared.name not in PLACES
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One place of the table: the servers a rule names there, and the way to it."""

    url: str
    servers: list[tuple[str, str]]  # colour and name
    is_for: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A field, or all of them, with a cell for each kind; None where it has none."""

    label: str
    cells: list[Cell | None]


@open_to(Audience.READERS)
def rules(request: HttpRequest) -> HttpResponse:
    """All rules: those of kinds and fields as a table, those of titles as a list."""
    if not request.user.has_perm("catalog.view_priorityrule"):
        raise PermissionDenied
    names = _names()
    held = PriorityRule.objects.filter(item=None)
    by_scope = {(rule.kind, rule.field): rule for rule in held}
    of_titles = PriorityRule.objects.exclude(item=None).order_by("-pk")
    newest = list(of_titles.select_related("item__parent__parent")[: _SHOWN + 1])
    context = {
        **admin.site.each_context(request),
        "title": "Rules",
        "kinds": KINDS,
        "rows": [_row("", "Everything", KINDS, by_scope, names)]
        + [_row(f.name, f.label, f.kinds, by_scope, names) for f in _FIELDS],
        "of_titles": [
            {
                "title": marks.item_link(rule.item),
                "cell": _cell(rule.kind, rule.field, rule, names, rule.item),
            }
            for rule in newest[:_SHOWN]
            if rule.item is not None
        ],
        "are_more": len(newest) > _SHOWN,
        "most": _SHOWN,
        "may_change": request.user.has_perm("catalog.change_priorityrule"),
    }
    return TemplateResponse(request, "admin/rules.html", context)


def _row(
    name: str,
    label: str,
    kinds: tuple[str, ...],
    held: Mapping[tuple[str, str], PriorityRule],
    names: Mapping[str, tuple[str, str]],
) -> Row:
    def cell(kind: str) -> Cell | None:
        if (kind and kind not in kinds) or not (kind or name):
            return None
        return _cell(kind, name, held.get((kind, name)), names)

    return Row(label=label, cells=[cell(""), *(cell(kind) for kind in KINDS)])


def _cell(
    kind: str,
    field: str,
    rule: PriorityRule | None,
    names: Mapping[str, tuple[str, str]],
    item: Item | None = None,
) -> Cell:
    asked = {"field": field, "kind": kind, "item": str(item.public_id) if item else ""}
    query = urlencode({name: value for name, value in asked.items() if value})
    return Cell(
        url=f"{reverse('admin-rule')}?{query}",
        servers=[names.get(s, ("mh-c-none", s)) for s in rule.servers] if rule else [],
        is_for=_words(field, kind, None),
    )


def _names() -> dict[str, tuple[str, str]]:
    rows = Server.objects.values_list("pk", "slug", "name", "removed_at")
    return {
        slug: (marks.colour(pk), f"{name} (removed)" if removed else name)
        for pk, slug, name, removed in rows
    }


@open_to(Audience.CURATORS)
def rule(request: HttpRequest) -> HttpResponse:
    """The rule of ``?field=&kind=&item=``: what an order would change; POST sets it.

    ``first=`` tries the present order with that server before all others.
    """
    may = "catalog.change_priorityrule"
    if not request.user.has_perm(may):
        raise PermissionDenied
    back = reverse("admin-rules")
    asked = {n: request.GET.get(n, "") for n in ("field", "kind", "item")}
    asked = {name: value for name, value in asked.items() if value}
    try:
        item = find_item(asked["item"]) if "item" in asked else None
        place = orders.scope(
            kind=asked.get("kind", ""), field=asked.get("field", ""), item=item
        )
    except (orders.RuleError, ItemNotFound) as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(back)
    held = _held(place)
    now = _in_order(held)
    shown = _shown(place, asked, held)
    sent = request.POST if request.method == "POST" else request.GET
    try:
        if request.method == "GET" and (first := sent.get("first", "")):
            return HttpResponseRedirect(shown.trying(ordering.first(now, first)))
        then = ordering.tried(now, sent.get("order", ""))
        if request.method == "POST":
            return _done(request, place, then, back)
    except (orders.RuleError, ItemNotFound) as error:
        messages.error(request, f"{error} Look again.")
        return HttpResponseRedirect(shown.as_it_is)
    found = None
    if then != now or (held is None and sent.get("order")):
        found = orders.preview_rule(place, then, examples=ordering.LOOKED_AT)
    return ordering.page(request, shown, now, then, found, may_clear=held is not None)


def _done(
    request: HttpRequest, place: orders.Scope, then: list[Server], back: str
) -> HttpResponse:
    if "clear" in request.POST:
        done = orders.clear_rule(place, by=who(request))
        said = f"Taken away: {done.words}."
    else:
        done = orders.set_rule(place, _to_name(then), by=who(request))
        said = f"{done.words}."
    if done.run is None:
        messages.info(request, "That is the order already.")
    else:
        messages.success(request, f"{said} {FOLLOWS}")
    return HttpResponseRedirect(back)


def _held(place: orders.Scope) -> PriorityRule | None:
    try:
        return orders.rule_at(place)
    except orders.RuleError:
        return None


def _in_order(held: PriorityRule | None) -> list[Server]:
    """All servers: those the rule names in its order, the others by priority."""
    present = ordering.present()
    named = {slug: place for place, slug in enumerate(held.servers if held else ())}
    return sorted(present, key=lambda s: named.get(s.slug, len(named)))


def _to_name(then: Sequence[Server]) -> list[Server]:
    """As few of the first ones as make this order: the others follow by priority."""
    for length in range(1, len(then)):
        rest = then[length:]
        if list(rest) == sorted(rest, key=lambda s: (s.priority, s.pk)):
            return list(then[:length])
    return list(then)


def _shown(
    place: orders.Scope, asked: Mapping[str, str], held: PriorityRule | None
) -> ordering.Place:
    stands = (
        "This rule holds now."
        if held is not None
        else "There is no such rule now: what you see is the order by priority."
    )
    return ordering.Place(
        title=f"Who comes first for {_words(place.field, place.kind, place.item)}?",
        note=f"{stands} For each value the first server counts that has one. Move a "
        "server: before anything is changed you see what that would mean.",
        above=reverse("admin-rules"),
        above_words="Rules",
        here=reverse("admin-rule"),
        asked=asked,
    )


def _words(field: str, kind: str, item: Item | None) -> str:
    """``overview of movies``, ``everything of episodes``, ``artwork of Borgen``."""
    parts = [words.field_name(field).lower() if field else "everything"]
    if kind:
        parts.append(f"{kind}s")
    if item is not None:
        parts.append(item.place)
    return " of ".join(parts)
