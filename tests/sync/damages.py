"""Damages done to a catalog behind everyone's back, for what has to find them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.utils import timezone

from catalog.models import (
    Alias,
    Artwork,
    Caption,
    ExternalId,
    FieldLock,
    FieldSource,
    Item,
    MediaFile,
    Server,
)
from sync.models import Conflict, IdentityDecision, Observation

Damage = Callable[[], Any]


def overwrite(model: Any, values: dict[str, Any], **where: Any) -> None:
    """By one UPDATE, past every writer; it must hit something."""
    assert model.objects.filter(**where).update(**values)


def stored(values: dict[str, Any], **where: Any) -> None:
    """The same, of what servers said."""
    overwrite(Observation, values, **where)


def film() -> Item:
    return Item.objects.get(title="Movie 0")


def _episode() -> Observation:
    return Observation.objects.filter(kind="episode").order_by("pk")[0]


def _other_title(kind: str) -> Item:
    return Item.objects.filter(kind=kind).order_by("-pk")[0]


def _part(**where: Any) -> None:
    """Link one server's item of a title to another title."""
    row = Observation.objects.filter(**where).order_by("pk")[0]
    other = Item.objects.filter(kind=row.kind).exclude(pk=row.item_id or 0)[0]
    Observation.objects.filter(pk=row.pk).update(item=other)


def _conflict_of_nothing() -> None:
    movies = Item.objects.filter(kind="movie").order_by("pk")
    Conflict.objects.create(
        kind="movie",
        reason="ids_differ",
        evidence="tmdb:1",
        left=movies[0],
        right=movies[1],
        found_at=timezone.now(),
    )


def _alias_of_a_title() -> None:
    films = Item.objects.filter(kind="movie").order_by("pk")
    Alias.objects.create(
        public_id=films[0].public_id,
        item=films[1],
        kind="movie",
        created_at=timezone.now(),
    )


def _source(**more: Any) -> FieldSource:
    return FieldSource.objects.create(
        **{
            "item": film(),
            "server": Server.objects.get(slug="alpha"),
            "reason": "priority",
            "since": timezone.now(),
            **more,
        }
    )


def _lock(**more: Any) -> FieldLock:
    return FieldLock.objects.create(item=film(), at=timezone.now(), **more)


def _orphan() -> None:
    """A title nothing is linked to, shown all the same."""
    Item.objects.create(
        kind="movie", slug="orphan", title="Orphan", created_at=timezone.now()
    )


#: What is done behind everyone's back, and how the line about it begins.
DAMAGES: Final[dict[str, tuple[Damage, str]]] = {
    "a value": (
        lambda: overwrite(Item, {"overview": "forged"}, pk=film().pk),
        "value of movie Movie 0",
    ),
    "a value gone": (
        lambda: overwrite(Item, {"overview": None}, pk=film().pk),
        "value of movie Movie 0",
    ),
    "a value of nobody": (
        lambda: overwrite(Item, {"tagline": "forged"}, pk=film().pk),
        "value of movie Movie 0",
    ),
    "a number": (
        lambda: overwrite(Item, {"runtime_ms": 1}, pk=film().pk),
        "value of movie Movie 0",
    ),
    "availability": (
        lambda: overwrite(Item, {"available": False}, pk=film().pk),
        "availability of movie Movie 0",
    ),
    "an entry's member": (
        lambda: overwrite(Caption, {"label": "forged"}, item=film(), key="en"),
        "entry of movie Movie 0",
    ),
    "an entry's server": (
        lambda: overwrite(
            Artwork, {"server": Server.objects.get(slug="beta")}, item=film()
        ),
        "entry of movie Movie 0",
    ),
    "an entry gone": (
        lambda: MediaFile.objects.filter(item=film(), key="beta").delete(),
        "entry of movie Movie 0",
    ),
    "an entry of nobody": (
        lambda: Artwork.objects.create(
            item=film(), key="logo", url="http://x", server=Server.objects.all()[0]
        ),
        "entry of movie Movie 0",
    ),
    "the order of play": (
        lambda: overwrite(MediaFile, {"position": 7}, item=film(), key="beta"),
        "entry of movie Movie 0",
    ),
    "an id": (
        lambda: overwrite(ExternalId, {"value": "78"}, item__title="Twin A"),
        "entry of movie Twin A",
    ),
    "the source's server": (
        lambda: overwrite(
            FieldSource,
            {"server": Server.objects.get(slug="beta")},
            item=film(),
            field="overview",
        ),
        "source of movie Movie 0",
    ),
    "the source's reason": (
        lambda: overwrite(
            FieldSource, {"reason": "fallback"}, item=film(), field="overview"
        ),
        "source of movie Movie 0",
    ),
    "a source gone": (
        lambda: FieldSource.objects.filter(item=film(), field="year").delete(),
        "source of movie Movie 0",
    ),
    "a source of no value": (
        lambda: _source(field="tagline"),
        "source of movie Movie 0",
    ),
    "a lock without effect": (
        lambda: _lock(field="overview", value="locked"),
        "value of movie Movie 0",
    ),
    "a lock on what a movie has not": (
        lambda: _lock(field="episode_number", value=1),
        "lock of movie Movie 0",
    ),
    "a lock on no field": (
        lambda: _lock(field="colour", value="red"),
        "lock of movie Movie 0",
    ),
    "a title without a server": (_orphan, "availability of movie Orphan"),
    "one film in two titles": (
        lambda: _part(kind="movie", remote_key="Movie 0", server__slug="beta"),
        "group of movie",
    ),
    "a film in no title": (
        lambda: stored({"item": None}, remote_key="Movie 0"),
        "group of movie",
    ),
    "two films in one title": (
        lambda: stored({"item": film()}, remote_key="Movie 1"),
        "group of movie Movie 0",
    ),
    "an item in a title of another kind": (
        lambda: stored({"item": _other_title("show")}, remote_key="Movie 1"),
        "link of show",
    ),
    "a split that nobody obeyed": (
        lambda: IdentityDecision.objects.create(
            kind="movie",
            verdict="split",
            left_server="alpha",
            left_key="Movie 0",
            right_server="beta",
            right_key="Movie 0",
            at=timezone.now(),
        ),
        "group of movie Movie 0",
    ),
    "an episode elsewhere": (
        lambda: _part(kind="episode"),
        "place of episode",
    ),
    "a season elsewhere": (lambda: _part(kind="season"), "place of season"),
    "an episode's number": (
        lambda: overwrite(Item, {"number": 77}, pk=_episode().item_id),
        "place of episode",
    ),
    "an episode below a show": (
        lambda: overwrite(
            Item,
            {"parent": _other_title("show"), "number": 9},
            pk=_episode().item_id,
        ),
        "place of episode",
    ),
    "a conflict of nothing": (_conflict_of_nothing, "conflict of movie"),
    "a conflict gone": (lambda: Conflict.objects.all().delete(), "conflict of movie"),
    "an alias that is a title's own id": (_alias_of_a_title, "alias of movie"),
    "presence bits": (
        lambda: stored({"present": 1}, remote_key="Movie 0"),
        "mark of movie Movie 0",
    ),
    "entry keys": (
        lambda: stored({"keys": "|captions.de|"}, remote_key="Movie 0"),
        "mark of movie Movie 0",
    ),
    "a content hash": (
        lambda: stored({"content_hash": "0" * 32}, remote_key="Movie 0"),
        "mark of movie Movie 0",
    ),
    "an identity hash": (
        lambda: stored({"identity_hash": "0" * 32}, remote_key="Movie 0"),
        "mark of movie Movie 0",
    ),
    "a compared title": (
        lambda: stored({"title_key": "x"}, remote_key="Movie 0"),
        "mark of movie Movie 0",
    ),
    "what a server said": (
        lambda: stored(
            {"overview": "forged"},
            remote_key="Movie 0",
            server__slug="alpha",
        ),
        "mark of movie Movie 0",
    ),
}
