"""Caption files that people upload for a movie or an episode, for every viewer.

They are what one more server says: a server of its own, which says of a title what
captions it has and nothing else.  So they are merged, explained, locked over, moved in
time and recomputed by the same laws as everything else.  It has no files: no title is
kept available by its captions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, cast

from django.db import transaction

from accounts import activity
from accounts.activity import Verb
from accounts.models import User
from catalog import entered
from catalog.captions import uploads
from catalog.captions.languages import code_of
from catalog.fields import BY_NAME, JSONValue, of_kind
from catalog.models import Item, PriorityRule, Server
from catalog.queries import hold_item
from sync import by_hand, identities, orders, servers
from sync.adapters.registry import CAPTIONS
from sync.models import Observation, Run, Trigger
from sync.said import say
from sync.store import lock_observations
from sync.types import Kind, ObservedItem

_NAME: Final = "Captions by hand"
_FIELD: Final = BY_NAME["captions"]


class CaptionsError(ValueError):
    """Captions that cannot be added or taken out; the text says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploaded:
    """Captions of a title that somebody uploaded."""

    key: str
    name: str
    url: str

    @property
    def digest(self) -> str:
        """What the file is kept under."""
        return uploads.digest_of(self.url) or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What became of it, and the runs that make the catalog follow, if any."""

    key: str
    was: Uploaded | None
    runs: tuple[Run, ...]


def uploaded(item: Item) -> dict[str, Uploaded]:
    """What was uploaded for a title, by key."""
    found: dict[str, Uploaded] = {}
    for row in reversed(_rows(item)):
        for key, entry in sorted((row.captions or {}).items()):
            name, url = str(entry.get("label") or ""), str(entry.get("url"))
            found[key] = Uploaded(key=key, name=name, url=url)
    return found


def key_of(
    language: str, *, forced: bool = False, hearing_impaired: bool = False
) -> str:
    """``en``, ``en:hi``, ``pt-BR:forced``.  Raises CaptionsError."""
    flags = (":hi" if hearing_impaired else "") + (":forced" if forced else "")
    return checked_key(f"{code_of(language)}{flags}")


def checked_key(key: str) -> str:
    """A key as it is stored.  Raises CaptionsError."""
    try:
        return entered.checked_key(_FIELD, key)
    except entered.Unfit as unfit:
        raise CaptionsError(str(unfit)) from None


@transaction.atomic
def add(
    item: Item,
    key: str,
    *,
    name: str,
    body: bytes,
    source: Trigger.Source,
    seen: str | None = None,
    by: User | None = None,
) -> Done:
    """Keep a file and let it be these captions of a title, instead of an earlier one.

    `seen` is the digest of the one that the person saw, or nothing.  Raises
    CaptionsError, and ItemNotFound where the title is gone.
    """
    key, name = checked_key(key), uploads.clean_name(name)
    try:
        uploads.read(name, body)
    except uploads.Refused as refused:
        raise CaptionsError(str(refused)) from None
    entry = _entry(name, uploads.keep(body))
    return _put(item, key, entry, seen=seen, source=source, by=by)


@transaction.atomic
def take_out(
    item: Item,
    key: str,
    *,
    source: Trigger.Source,
    seen: str | None = None,
    by: User | None = None,
) -> Done:
    """Take out what was uploaded.  Raises CaptionsError and ItemNotFound."""
    return _put(item, key, None, seen=seen, source=source, by=by)


@transaction.atomic
def put_back(
    item: Item,
    key: str,
    was: Mapping[str, Any] | None,
    *,
    source: Trigger.Source,
    seen: str,
    by: User | None = None,
) -> Done:
    """What was there, as a deed kept it.  Raises CaptionsError and ItemNotFound."""
    if was is None:
        return _put(item, key, None, seen=seen, source=source, by=by)
    if not uploads.is_kept(was["url"]):
        raise CaptionsError(str(uploads.GoneError()))
    entry = _entry(str(was["name"]), str(was["url"]))
    return _put(item, key, entry, seen=seen, source=source, by=by)


def told(one: Uploaded | None) -> dict[str, str] | None:
    """Uploaded captions as deeds keep them."""
    return None if one is None else {"name": one.name, "url": one.url}


def _put(
    item: Item,
    key: str,
    entry: Mapping[str, JSONValue] | None,
    *,
    source: Trigger.Source,
    seen: str | None = None,
    by: User | None = None,
) -> Done:
    # Before the title, as whoever merges does: else each could wait for the other.
    lock_observations()
    item = hold_item(item)
    if _FIELD not in of_kind(item.kind):
        raise CaptionsError(f"Captions belong to movies and episodes; {item} is none.")
    server, ruled = _server(by)
    was = uploaded(item).get(key)
    if seen is not None and seen != (was.digest if was else ""):
        raise CaptionsError(
            f"Nothing was changed: somebody else has changed the captions {key} since "
            "you opened the page. Look at what is there now, and try again."
        )
    if entry is None and was is None:
        raise CaptionsError(f"Nobody has uploaded captions {key} for {item}.")
    name, url = (str(entry["label"]), str(entry["url"])) if entry else ("", "")
    now = Uploaded(key=key, name=name, url=url) if entry else None
    if now == was:
        return Done(key=key, was=was, runs=ruled)
    if entry is not None:
        items = _with(item, key, entry)
        _bind(server, item, items[0].remote_key, by)
        kept = say(server, items, source, by)
    else:
        items, gone = _without(item, key)
        kept = say(server, items, source, by, gone=gone)
    activity.write(
        Verb.CAPTIONS_ADDED if now else Verb.CAPTIONS_TAKEN_OUT,
        by=by,
        about=item.place,
        item=item.public_id,
        server=server.slug,
        field=f"captions.{key}",
        before=told(was),
        after=told(now),
    )
    runs = (*ruled, kept.run) if kept.run is not None else ruled
    return Done(key=key, was=was, runs=runs)


def _server(by: User | None) -> tuple[Server, tuple[Run, ...]]:
    """The server, locked.  It comes with a rule by which uploaded captions come first.

    A curator may change that rule, or had one before.
    """
    is_first = not Server.objects.filter(kind=CAPTIONS).exists()
    server = servers.own_server(CAPTIONS, name=_NAME, by=by)
    if not server.enabled:
        raise CaptionsError(
            f"The server “{server.name}” is disabled, so nothing of it counts. "
            "Enable it first."
        )
    rules = PriorityRule.objects.filter(field=_FIELD.name, item=None)
    if not is_first or rules.exists():
        return server, ()
    run = orders.set_rule(orders.scope(field=_FIELD.name), [server], by=by).run
    return server, (run,) if run is not None else ()


def _with(item: Item, key: str, entry: Mapping[str, JSONValue]) -> list[ObservedItem]:
    """What the server says of a title that has these captions, what is above it first.

    Of titles above it says nothing but that they are there; which they are is decided
    with the first captions.
    """
    rows = _rows(item)
    holder = next((row for row in rows if key in (row.captions or {})), None)
    if holder is None and rows:
        holder = rows[0]
    if holder is not None:
        stored = by_hand.stored(holder)
        items = [replace(stored, captions={**stored.captions, key: entry})]
    else:
        items = _new(item, {key: entry})
    return items


def _bind(server: Server, item: Item, place: str, by: User | None) -> None:
    """Decide which title it is that something is said of for the first time."""
    *_, top = _above(item)
    key = place.partition("/")[0]
    rows = Observation.objects.filter(server=server, kind=top.kind, remote_key=key)
    if not rows.exists():
        identities.bind(top, (server.slug, key), by=by)


def _new(
    item: Item, captions: Mapping[str, Mapping[str, JSONValue]]
) -> list[ObservedItem]:
    numbers: dict[str, JSONValue] = {}
    items: list[ObservedItem] = []
    for each, place in zip(reversed(_above(item)), _places(item), strict=True):
        if each.number is not None:
            numbers[f"{each.kind}_number"] = each.number
        items.append(
            ObservedItem(
                kind=cast("Kind", each.kind),
                remote_key=place,
                parent_key=items[-1].remote_key if items else None,
                values=dict(numbers),
                captions=captions if each == item else {},
            )
        )
    return items


def _without(item: Item, key: str) -> tuple[list[ObservedItem], list[Observation]]:
    """What the server says of a title without these captions, and what it drops.

    What it drops says nothing any more: else it would name the file for ever.
    """
    items: list[ObservedItem] = []
    gone: list[Observation] = []
    for row in _rows(item):
        stored = by_hand.stored(row)
        if key not in stored.captions:
            continue
        left = {k: entry for k, entry in stored.captions.items() if k != key}
        items.append(replace(stored, captions=left))
        if left:
            continue
        gone.append(row)
        above: Observation | None = row
        while above is not None and (above := _only_for(above, gone)) is not None:
            gone.append(above)
    return items, gone


def _only_for(row: Observation, gone: list[Observation]) -> Observation | None:
    """What stands above it for what is dropped alone."""
    listed = Observation.objects.filter(server=row.server_id, listed=True)
    below = listed.filter(parent_key=row.parent_key)
    if row.parent_key is None or below.exclude(pk__in=[r.pk for r in gone]).exists():
        return None
    return listed.filter(remote_key=row.parent_key).exclude(kind=row.kind).first()


def _rows(item: Item) -> list[Observation]:
    """What the server lists of a title; what was just said is not linked to it yet."""
    rows = Observation.objects.filter(
        server__kind=CAPTIONS, kind=item.kind, listed=True
    )
    # Each by an index of its own.
    linked = list(rows.filter(item=item))
    fresh = list(rows.filter(item=None, remote_key=_places(item)[-1]))
    return sorted(linked + fresh, key=lambda row: row.remote_key)


def _above(item: Item) -> list[Item]:
    """The title and those above it, the nearest first."""
    chain = [item]
    while chain[-1].parent is not None:
        chain.append(chain[-1].parent)
    return chain


def _places(item: Item) -> list[str]:
    """What the server calls a title, after those above it."""
    *below, top = _above(item)
    places = [_top_place(top)]
    for each in reversed(below):
        places.append(f"{places[-1]}/{each.kind.capitalize()} {each.number}")
    return places


def _top_place(top: Item) -> str:
    """By its public id, which never changes.

    What a curator parted from it keeps that name, and is another title's now.
    """
    name = place = str(top.public_id)
    others = Observation.objects.filter(
        server__kind=CAPTIONS, kind=top.kind, remote_key__startswith=name
    )
    taken = set(
        others.exclude(item=None).exclude(item=top).values_list("remote_key", flat=True)
    )
    number = 1
    while place in taken:
        number += 1
        place = f"{name}~{number}"
    return place


def _entry(name: str, url: str) -> dict[str, JSONValue]:
    return {"url": url, "label": name or None, "last_modified": None, "pending": False}
