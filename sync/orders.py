"""Curators' orders of servers, by rule and by priority: set, cleared, listed.

A rule and the request to resolve what it can touch are one transaction; the caller
then carries the request out (`settle.resolve_now`) or leaves it to the reconciler.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, Final

from django.db import transaction

from accounts import activity
from accounts.activity import Verb
from accounts.models import User
from catalog.fields import BY_NAME, Merge
from catalog.models import Item, PriorityRule, Server
from catalog.models.provenance import in_words, scope_in_words
from catalog.queries import hold_item
from sync import triggers
from sync.models import Run
from sync.preview import EXAMPLES, Extent, Preview, preview
from sync.resolve import Order, Rule
from sync.rules import load_order
from sync.servers import ServerError, find_server
from sync.types import KINDS

#: What is below a title of each kind, and itself.
_BELOW: Final = {
    "movie": ("movie",),
    "show": ("show", "season", "episode"),
    "season": ("season", "episode"),
    "episode": ("episode",),
}


class RuleError(ValueError):
    """A rule that cannot be; its text says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a rule is for; nothing given means "any"."""

    kind: str = ""
    field: str = ""
    item: Item | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of titles whose values it can move."""
        kinds = _BELOW[self.item.kind] if self.item else KINDS
        if self.kind:
            kinds = (self.kind,)
        if self.field:
            of_field = BY_NAME[self.field].kinds
            kinds = tuple(kind for kind in kinds if kind in of_field)
        return kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """A rule after it was set or cleared, in words, and the run that has to resolve.

    There is none where nothing had to change.
    """

    words: str
    run: Run | None


def scope(*, kind: str = "", field: str = "", item: Item | None = None) -> Scope:
    """What a rule is to be for, checked.  Raises RuleError."""
    if not (kind or field or item):
        raise RuleError(
            "A rule needs a field, a kind or a title; for all of them, give the "
            "servers other priorities."
        )
    if kind and kind not in KINDS:
        raise RuleError(f"There is no kind {kind!r}; there is {', '.join(KINDS)}.")
    if item and kind and kind not in _BELOW[item.kind]:
        below = ", ".join(_BELOW[item.kind])
        raise RuleError(
            f"A rule on a {item.kind} holds for {below} alone, never for a {kind}."
        )
    if field:
        _check_field(field)
    found = Scope(kind=kind, field=field, item=item)
    if not found.kinds:
        whose = kind or (item.kind if item else "")
        are_more = not kind and len(_BELOW[whose]) > 1
        has = "and those below it have" if are_more else "has"
        raise RuleError(f"A {whose} {has} no field {field!r}.")
    return found


def _check_field(name: str) -> None:
    declared = BY_NAME.get(name)
    if declared is None:
        whole = name.partition(".")[0]
        if whole in BY_NAME and "." in name:
            raise RuleError(
                f"Rules are for whole fields: set one on {whole!r}, or lock {name!r}."
            )
        raise RuleError(f"There is no field named {name!r}.")
    if declared.merge is Merge.PLAYING_FILE:
        raise RuleError(
            f"{name!r} describes the file that plays first: rules on it are set on "
            "files."
        )


def servers_named(names: Sequence[str]) -> list[Server]:
    """Servers in the order given, each once.  Raises RuleError."""
    if not names:
        raise RuleError("Name at least one server.")
    try:
        found = [find_server(name) for name in names]
    except ServerError as error:
        raise RuleError(str(error)) from None
    for index, server in enumerate(found):
        if server in found[:index]:
            raise RuleError(f"{server.name} is named twice.")
    return found


@transaction.atomic
def set_rule(
    place: Scope, servers: Sequence[Server], *, by: User | None = None
) -> Ruled:
    """These servers come first here, in this order; the others follow by priority.

    Raises ItemNotFound where the title is gone.
    """
    place = _held(place)
    slugs = [server.slug for server in servers]
    rule, is_new = PriorityRule.objects.select_for_update().get_or_create(
        kind=place.kind,
        field=place.field,
        item=place.item,
        defaults={"servers": slugs},
    )
    if not is_new and rule.servers == slugs:
        return Ruled(words=in_words(rule, server_names()), run=None)
    before = None if is_new else rule.servers
    rule.servers = slugs
    rule.save(update_fields=["servers"])
    _trace(Verb.RULE_SET, rule, before, slugs, by)
    return Ruled(words=in_words(rule, server_names()), run=_resolve(place, by))


@transaction.atomic
def clear_rule(place: Scope, *, by: User | None = None) -> Ruled:
    """Take a rule away.  Raises RuleError where there is none for exactly this."""
    place = _held(place)
    rule = rule_at(place, PriorityRule.objects.select_for_update())
    words = in_words(rule, server_names())
    _trace(Verb.RULE_CLEARED, rule, rule.servers, None, by)
    rule.delete()
    return Ruled(words=words, run=_resolve(place, by))


def write_many(write: Sequence[PriorityRule], lift: Sequence[PriorityRule]) -> None:
    """Write rules of single titles and take others away, in few statements.

    The caller holds the titles' rows, and asks for them to be resolved.
    """
    rules = PriorityRule.objects
    rules.bulk_create([rule for rule in write if rule._state.adding])
    rules.bulk_update([r for r in write if not r._state.adding], ["servers"])
    rules.filter(pk__in=[rule.pk for rule in lift]).delete()


def _trace(
    verb: Verb,
    rule: PriorityRule,
    before: list[str] | None,
    after: list[str] | None,
    by: User | None,
) -> None:
    activity.write(
        verb,
        by=by,
        about=scope_in_words(rule),
        item=rule.item.public_id if rule.item else None,
        field=rule.field,
        before={"kind": rule.kind, "servers": before},
        after={"kind": rule.kind, "servers": after},
    )


def preview_rule(
    place: Scope, servers: Sequence[Server], *, examples: int = EXAMPLES
) -> Preview:
    """What `set_rule` would change; nothing is written."""
    now = load_order()
    slugs = tuple(server.slug for server in servers)
    item = place.item.pk if place.item else None
    # A new rule has no id yet; no stored one has this.
    rule = Rule(0, slugs, place.kind, place.field, item)
    then = Order(now.places, [*_others(now, place), rule])
    return preview(now, then, _extent(place), examples=examples)


def preview_clear(place: Scope, *, examples: int = EXAMPLES) -> Preview:
    """What `clear_rule` would change.  Raises RuleError where there is no rule."""
    rule_at(place)
    now = load_order()
    then = Order(now.places, _others(now, place))
    return preview(now, then, _extent(place), examples=examples)


def preview_priorities(
    servers: Sequence[Server], *, examples: int = EXAMPLES
) -> Preview:
    """What would change if these servers shared out their priorities in this order."""
    now = load_order()
    places = {place.slug: place for place in now.places}
    numbers = sorted(places[server.slug].priority for server in servers)
    for server, number in zip(servers, numbers, strict=True):
        places[server.slug] = places[server.slug]._replace(priority=number)
    then = Order(list(places.values()), now.rules)
    return preview(now, then, Extent(kinds=KINDS), examples=examples)


@transaction.atomic
def set_priorities(servers: Sequence[Server], *, by: User | None = None) -> Ruled:
    """Let these servers share out the priorities they have, in this order.

    Raises RuleError where one was removed meanwhile.
    """
    rows = {row.pk: row for row in Server.objects.select_for_update().order_by("pk")}
    there = [rows[server.pk] for server in servers if server.pk in rows]
    if len(there) < len(servers) or any(server.removed_at for server in there):
        raise RuleError("One of these servers has been removed.")
    words = ", then ".join(server.name for server in there)
    numbers = sorted(server.priority for server in there)
    if numbers == [server.priority for server in there]:
        return Ruled(words=words, run=None)
    taken = {row.priority for row in rows.values()}
    free = (number for number in count() if number not in taken)
    # No two may have one number, not even for a moment.
    for wanted in (free, numbers):
        for server, number in zip(there, wanted, strict=False):
            Server.objects.filter(pk=server.pk).update(priority=number)
    activity.write(
        Verb.ORDER_CHANGED,
        by=by,
        about=words,
        before={server.slug: server.priority for server in there},
        after={s.slug: number for s, number in zip(there, numbers, strict=True)},
    )
    return Ruled(words=words, run=triggers.request_resolve(regroup=False, by=by))


def _others(order: Order, place: Scope) -> list[Rule]:
    scope = (place.kind, place.field, place.item.pk if place.item else None)
    return [r for r in order.rules if (r.kind, r.field, r.item) != scope]


def _extent(place: Scope) -> Extent:
    return Extent(kinds=place.kinds, item=place.item.pk if place.item else None)


def rule_at(place: Scope, rules: Any = PriorityRule.objects) -> PriorityRule:
    """The rule for exactly this scope.  Raises RuleError."""
    found: PriorityRule | None = rules.filter(
        kind=place.kind, field=place.field, item=place.item
    ).first()
    if found is None:
        others = PriorityRule.objects.count()
        raise RuleError(
            "There is no rule for exactly this. "
            + ("list_rules shows those there are." if others else "There is none yet.")
        )
    return found


def server_names() -> dict[str, str]:
    """Names of servers by slug; removed ones say so."""
    return {
        slug: f"{name} (removed)" if removed else name
        for slug, name, removed in Server.objects.values_list(
            "slug", "name", "removed_at"
        )
    }


def listed() -> list[dict[str, Any]]:
    """All rules, the widest first, as the command and the API print them."""
    names = server_names()
    rules = PriorityRule.objects.select_related("item__parent__parent")
    return [
        {
            "id": rule.pk,
            "kind": rule.kind or None,
            "field": rule.field or None,
            "item": (
                {
                    "id": str(rule.item.public_id),
                    "kind": rule.item.kind,
                    "name": rule.item.place,
                }
                if rule.item
                else None
            ),
            "servers": [names.get(slug, slug) for slug in rule.servers],
            "words": in_words(rule, names),
        }
        for rule in sorted(
            rules,
            key=lambda r: (r.item_id is not None, r.kind, r.field, r.item_id or 0),
        )
    ]


def _held(place: Scope) -> Scope:
    """The same, its title kept from becoming part of another, or the one it is now."""
    if place.item is None:
        return place
    return replace(place, item=hold_item(place.item))


def _resolve(place: Scope, by: User | None) -> Run:
    """Those it can touch: a title and those below it, or all of some kinds."""
    if place.item:
        return triggers.request_resolve(titles=[place.item.pk], regroup=False, by=by)
    return triggers.request_resolve(kinds=place.kinds, regroup=False, by=by)
