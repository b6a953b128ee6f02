"""What the body of a generic webhook may say, and how far the sender's word reaches.

All of it is optional.  What a body names beyond the sender's scope is refused, not
left out: a sender that thinks it syncs a server must not be told that it does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from catalog.fields import JSONValue
from catalog.queries import ItemNotFound, find_item
from sync import servers
from sync.deliveries import Wanted
from sync.models import Sender
from sync.scope import ScopeError, scope_of
from sync.webhooks.body import BodyError

#: No control characters: PostgreSQL stores no NUL, and no name has the others.
_PLAIN: Final = r"\A[^\x00-\x1f\x7f]*\Z"
Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=_PLAIN)]
Names = Annotated[list[Name], Meta(min_length=1, max_length=100)]
Number = Annotated[int, Meta(ge=0, le=100_000)]


class Hint(msgspec.Struct):
    """A title that the sender knows of, by what it is called elsewhere."""

    kind: Literal["movie", "show", "season", "episode"] | None = None
    title: Annotated[str, Meta(max_length=500, pattern=_PLAIN)] | None = None
    year: Number | None = None
    season: Number | None = None
    episode: Number | None = None
    path: Annotated[str, Meta(max_length=2000, pattern=_PLAIN)] | None = None
    external_ids: Annotated[dict[Name, Name | int], Meta(max_length=20)] | None = None


class Asked(msgspec.Struct):
    """What a sync is asked for; members that are not named here are ignored."""

    servers: Names | None = None
    kinds: Names | None = None
    groups: Names | None = None
    item: Annotated[str, Meta(max_length=600, pattern=_PLAIN)] | None = None
    hint: Hint | None = None


# Looked up here, where one thread is alone: see `media_processor.payloads`.
msgspec.json.Decoder(Asked)


def wanted(asked: Asked, sender: Sender) -> Wanted:
    """The request that a body makes, within the sender's scope.  Raises BodyError."""
    kinds, groups = asked.kinds or sender.kinds, asked.groups or sender.groups
    try:
        within = scope_of(kinds=sender.kinds, groups=sender.groups)
        if not within.covers(scope_of(kinds=kinds, groups=groups)):
            raise BodyError(
                403, f"This webhook may ask for {within.words()} and no more."
            )
        item = find_item(asked.item).public_id if asked.item else None
    except ScopeError as error:
        raise BodyError(400, error.message) from None
    except ItemNotFound as error:
        raise BodyError(400, str(error)) from None
    return Wanted(
        servers=_servers(asked.servers, sender.servers),
        kinds=kinds,
        groups=groups,
        item=item,
        hint=_hint(asked.hint),
    )


def _servers(
    named: Sequence[str] | None, allowed: Sequence[str] | None
) -> Sequence[str] | None:
    if named is None:
        return allowed
    slugs = set()
    for name in named:
        try:
            server = servers.find_server(name)
        except servers.ServerError:
            raise BodyError(400, f"There is no server {name!r}.") from None
        if allowed is not None and server.slug not in allowed:
            raise BodyError(403, f"This webhook may not ask for the server {name!r}.")
        slugs.add(server.slug)
    return sorted(slugs)


def _hint(hint: Hint | None) -> dict[str, JSONValue] | None:
    """What is known of the title, without what is not."""
    said: dict[str, JSONValue] = msgspec.to_builtins(hint) if hint else {}
    return {name: value for name, value in said.items() if value is not None}
