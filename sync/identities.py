"""A curator's word on what is one title: merge two, split what a server has off one.

Decisions name items of servers, so that they outlive titles and rows; later words take
back earlier ones that say otherwise.  A decision and the request to resolve are one
transaction; the caller then carries the request out (`settle.resolve_now`) or leaves
it to the reconciler.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts import activity
from accounts.activity import Verb
from accounts.models import User
from catalog.models import Item, Server
from sync import triggers
from sync.components import components
from sync.models import IdentityDecision, Observation, Run
from sync.sightings import Pair, Ref

_MERGE: Final = IdentityDecision.Verdict.MERGE
_SPLIT: Final = IdentityDecision.Verdict.SPLIT


class IdentityError(ValueError):
    """A decision that cannot be; its text says why and what to do."""


@transaction.atomic
def merge(one: Item, other: Item, *, by: User | None = None) -> Run:
    """Make two movies or two shows one title, for good.  Raises IdentityError.

    It keeps the older public id.
    """
    run = make_one(one, other, by=by)
    activity.write(
        Verb.MERGED,
        by=by,
        about=f"{one} and {other}",
        item=one.public_id,
        after={"with": str(other.public_id)},
    )
    return run


def make_one(one: Item, other: Item, *, by: User | None = None) -> Run:
    """As `merge`, for another deed that is a trace of its own; in its transaction."""
    check_merge(one, other)
    members = [*_members(one), *_members(other)]
    for row in _decisions(one.kind, members):
        if row.verdict == _SPLIT:
            row.delete()
    _decide(one.kind, _MERGE, _star(members), by)
    return triggers.request_resolve(titles=[one.pk, other.pk], by=by)


@transaction.atomic
def split(item: Item, server: Server, *, by: User | None = None) -> Run:
    """Make what a server has of a movie or show a title of its own, for good.

    Raises IdentityError.
    """
    taken, rest = check_split(item, server)
    members = [*taken, *rest]
    merged = [row for row in _decisions(item.kind, members) if row.verdict == _MERGE]
    # What a merge had made one stays one on either side.
    linked: dict[Hashable, list[Ref]] = {
        row.pk: [_left(row), _right(row)] for row in merged
    }
    IdentityDecision.objects.filter(pk__in=list(linked)).delete()
    for names, _ in components(linked):
        for side in (taken, rest):
            inside = sorted(set(names).intersection(side))
            _decide(item.kind, _MERGE, _star(inside), by)
    _decide(item.kind, _SPLIT, [Pair(a, b) for a in rest for b in taken], by)
    activity.write(
        Verb.SPLIT, by=by, about=item, item=item.public_id, server=server.slug
    )
    return triggers.request_resolve(titles=[item.pk], by=by)


def check_merge(one: Item, other: Item) -> None:
    """Raises IdentityError where these two cannot become one title."""
    _check_kind(one, "merge")
    _check_kind(other, "merge")
    if one.pk == other.pk:
        raise IdentityError(f"Both name one title, {one} ({one.public_id}).")
    if one.kind != other.kind:
        raise IdentityError(
            f"{one} is a {one.kind} and {other} is a {other.kind}; "
            "only two movies or two shows become one title."
        )


def check_split(item: Item, server: Server) -> tuple[list[Ref], list[Ref]]:
    """What the server has of a title, and the rest.  Raises IdentityError."""
    _check_kind(item, "split")
    members = _members(item)
    taken = [ref for ref in members if ref[0] == server.slug]
    rest = [ref for ref in members if ref[0] != server.slug]
    if not taken:
        slugs = {slug for slug, _ in members}
        found = Server.objects.filter(slug__in=slugs).order_by("name")
        names = ", ".join(found.values_list("name", flat=True))
        raise IdentityError(f"{server.name} has nothing of {item}; it is on {names}.")
    if not rest:
        raise IdentityError(
            f"{item} is on {server.name} alone: there is nothing to split it from."
        )
    return taken, rest


def keep_apart(
    one: Item, other: Item, *, against: Collection[str], by: User | None = None
) -> Run:
    """Leave two titles two although evidence of these kinds says they are one.

    To be called in a transaction.
    """
    apart = {
        (_left(row), _right(row)): row
        for row in _decisions(one.kind, [*_members(one), *_members(other)])
        if row.verdict == _SPLIT
    }
    new: list[Pair] = []
    for left in _members(one):
        for right in _members(other):
            row = apart.get((left, right)) or apart.get((right, left))
            if row is None:
                new.append(Pair(left, right, frozenset(against)))
            elif row.against is not None:
                row.against = sorted({*row.against, *against})
                row.save(update_fields=["against"])
    _decide(one.kind, _SPLIT, new, by)
    return triggers.request_resolve(titles=[one.pk, other.pk], by=by)


def _check_kind(item: Item, verb: str) -> None:
    if item.kind not in (Item.Kind.MOVIE, Item.Kind.SHOW):
        raise IdentityError(
            "Seasons and episodes match inside their show by number only: "
            f"{verb} their show, or mend the number on the server."
        )


def bind(item: Item, ref: Ref, *, by: User | None = None) -> None:
    """Let an item of a server that says nothing of itself belong to a movie or show.

    To its best item alone, so that nothing else is decided.  In the transaction that
    says what the server has, and with which the title is resolved.
    """
    others = Observation.objects.filter(item=item, kind=item.kind).exclude(
        server__slug=ref[0]
    )
    best = (
        others.order_by("-listed", "-server__enabled", "server__priority", "pk")
        .values_list("server__slug", "remote_key")
        .first()
    )
    if best is not None:
        _decide(item.kind, _MERGE, _star([best, ref]), by)


def _members(item: Item) -> list[Ref]:
    """The items of servers a title is made of, listed or withdrawn."""
    rows = Observation.objects.filter(item=item, kind=item.kind)
    return sorted(rows.values_list("server__slug", "remote_key"))


def _decisions(kind: str, members: Collection[Ref]) -> list[IdentityDecision]:
    """What was decided so far about pairs of these items."""
    inside = set(members)
    rows = IdentityDecision.objects.filter(
        kind=kind, left_server__in={server for server, _ in inside}
    )
    return [row for row in rows if _left(row) in inside and _right(row) in inside]


def _left(row: IdentityDecision) -> Ref:
    return row.left_server, row.left_key


def _right(row: IdentityDecision) -> Ref:
    return row.right_server, row.right_key


def _star(members: Sequence[Ref]) -> list[Pair]:
    """Pairs that make all of them one, whichever of them come and go."""
    first, *others = sorted(members) or [("", "")]
    return [Pair(first, other) for other in others]


def _decide(kind: str, verdict: str, pairs: Iterable[Pair], by: User | None) -> None:
    now = timezone.now()
    IdentityDecision.objects.bulk_create(
        (
            IdentityDecision(
                kind=kind,
                verdict=verdict,
                left_server=pair.left[0],
                left_key=pair.left[1],
                right_server=pair.right[0],
                right_key=pair.right[1],
                against=None if pair.against is None else sorted(pair.against),
                by=by,
                at=now,
            )
            for pair in pairs
        ),
        ignore_conflicts=True,
    )
