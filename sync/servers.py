"""Add, change and remove servers; whatever moves the merge is resolved anew.

A change and the request to resolve are one transaction; the caller then carries the
request out (`settle.resolve_now`) or leaves it to the reconciler.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import slugify

from accounts import activity
from accounts.activity import Verb
from accounts.models import User
from catalog.history import OTHER_SOURCES
from catalog.models import Server
from catalog.models.secret import secret_digest
from sync import holding, triggers
from sync.adapters.registry import BY_HAND, KINDS, OWN, UnknownKindError, check_kind
from sync.libraries import LibraryError, asked_as, left_out_by, others
from sync.models import Run, Trigger

HIGHEST: Final = 1_000_000


class ServerError(ValueError):
    """A change of servers that cannot be done; its text says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A server after a change, the run that has to resolve because of it, and the sync
    that follows from another choice of libraries.
    """

    server: Server
    run: Run | None
    sync: Run | None = None


def find_server(name: str) -> Server:
    """The server of this name or slug.  Raises ServerError for an unknown one."""
    present = Server.objects.present()
    server = present.filter(name=name).first() or present.filter(slug=name).first()
    if server is None:
        known = ", ".join(present.order_by("priority").values_list("name", flat=True))
        raise ServerError(
            f"There is no server named {name!r}. "
            + (f"Known servers: {known}." if known else "No server is configured yet.")
        )
    return server


@transaction.atomic
def add_server(
    *,
    name: str,
    kind: str,
    api_url: str,
    media_url: str = "",
    prefix: str = "",
    secret: str = "",
    priority: int | None = None,
    enabled: bool = True,
    libraries: Sequence[str] | None = None,
    by: User | None = None,
) -> Changed:
    """Add a server; it need not be reachable.

    A removed server of the same name and kind comes back with what it once said.
    `libraries` are those of it that are read; None: all.
    """
    name = checked_name(name)
    _check_kind(kind)
    if Server.objects.present().filter(name=name).exists():
        raise ServerError(
            f"A server named {name!r} exists already. "
            "Choose another name, or change that one with set_server."
        )
    before = (
        Server.objects.filter(name=name, removed_at__isnull=False)
        .order_by("-removed_at")
        .first()
    )
    if before is not None and before.kind != kind:
        raise ServerError(
            f"A removed server named {name!r} was of kind {before.kind}. "
            "Choose another name."
        )
    server = before or Server(name=name, slug=free_slug(name, Server.objects.all()))
    server.kind = kind
    server.api_url = _api_url(kind, api_url)
    server.media_url = checked_url(media_url) if media_url else ""
    server.prefix = checked_prefix(prefix)
    server.keep_secret(checked_secret(secret))
    server.priority = checked_priority(priority, server)
    server.enabled = enabled
    server.left_out = (
        checked_libraries(kind, libraries) if libraries is not None else ""
    )
    server.removed_at = None
    server.health = Server.Health.UNKNOWN
    server.health_message = ""
    server.save()
    _trace(
        Verb.SERVER_ADDED,
        server,
        by,
        after={
            "kind": kind,
            **_addresses(server),
            "priority": server.priority,
            "enabled": enabled,
            "secret": "given" if secret else "none",
            **(_libraries(server.left_out) if server.left_out else {}),
        },
    )
    # A new server has said nothing yet; but one that is better than another makes that
    # one's values a fallback, and one that returns has something to say.
    is_better = Server.objects.enabled().filter(priority__gt=server.priority).exists()
    moves = before is not None or (enabled and is_better)
    back = before is not None
    return Changed(
        server=server,
        run=_resolve(by) if moves else None,
        sync=_sync(server, server.left_out, was_enabled=False, by=by) if back else None,
    )


@transaction.atomic
def change_server(
    server: Server,
    *,
    api_url: str | None = None,
    media_url: str | None = None,
    prefix: str | None = None,
    secret: str | None = None,
    priority: int | None = None,
    enabled: bool | None = None,
    libraries: Sequence[str] | None = None,
    by: User | None = None,
) -> Changed:
    """Change what is given, leave the rest.  `libraries` are those that are read."""
    server = Server.objects.select_for_update().get(pk=server.pk)
    before = (server.priority, server.enabled)
    left_out = server.left_out
    addresses = _addresses(server)
    if api_url is not None:
        server.api_url = _api_url(server.kind, api_url)
    if media_url is not None:
        server.media_url = checked_url(media_url) if media_url else ""
    if prefix is not None:
        server.prefix = checked_prefix(prefix)
    if priority is not None:
        server.priority = checked_priority(priority, server)
    if enabled is not None:
        server.enabled = enabled
    if libraries is not None:
        server.left_out = checked_libraries(server.kind, libraries)
    fields = ["api_url", "media_url", "prefix", "priority", "enabled", "left_out"]
    has_new_secret = secret is not None and (
        server.secret_is_lost or secret != server.secret
    )
    if secret is not None:
        # Only a secret that is given is written: one that cannot be read stays.
        server.keep_secret(checked_secret(secret))
        fields += ["secret", "secret_digest"]
    server.save(update_fields=fields)
    _trace_change(server, addresses, before, by)
    if has_new_secret:
        _trace(Verb.SERVER_SECRET, server, by)
    if server.left_out != left_out:
        _trace(
            Verb.SERVER_LIBRARIES,
            server,
            by,
            before=_libraries(left_out),
            after=_libraries(server.left_out),
        )
    moved = before != (server.priority, server.enabled)
    return Changed(
        server=server,
        run=_resolve(by) if moved else None,
        sync=_sync(server, left_out, was_enabled=before[1], by=by),
    )


@transaction.atomic
def remove_server(server: Server, *, by: User | None = None) -> Changed:
    """Take a server out for good; its name stays in history, its titles stay known."""
    present = Server.objects.present().filter(pk=server.pk)
    if present.update(enabled=False, removed_at=timezone.now()):
        _trace(Verb.SERVER_REMOVED, server, by)
    with suppress(holding.CannotDecide):
        holding.discard(server, by=by)
    server.refresh_from_db()
    return Changed(server=server, run=_resolve(by))


def own_server(
    kind: str = BY_HAND, *, name: str = "By hand", by: User | None = None
) -> Server:
    """The one server of what is added by hand, locked; it comes with the first of it.

    To be called in a transaction.
    """
    rows = Server.objects.filter(kind=kind).select_for_update().order_by("pk")
    if (server := rows.present().first()) is not None:
        return server
    removed = rows.first()
    name = removed.name if removed else free_name(name)
    return add_server(name=name, kind=kind, api_url="", by=by).server


def free_name(wanted: str) -> str:
    """A name that no server has or had: the wanted one, or with a number."""
    name, number = wanted, 1
    while Server.objects.filter(name=name).exists():
        number += 1
        name = f"{wanted} {number}"
    return name


def _addresses(server: Server) -> dict[str, str]:
    names = ("api_url", "media_url", "prefix")
    return {name: getattr(server, name) for name in names}


def _trace_change(
    server: Server, addresses: dict[str, str], place: tuple[int, bool], by: User | None
) -> None:
    """A deed for each kind of change, so that each can be undone by itself."""
    new = _addresses(server)
    if changed := [name for name, old in addresses.items() if new[name] != old]:
        _trace(
            Verb.SERVER_CHANGED,
            server,
            by,
            before={name: addresses[name] for name in changed},
            after={name: new[name] for name in changed},
        )
    priority, enabled = place
    if server.priority != priority:
        _trace(
            Verb.ORDER_CHANGED,
            server,
            by,
            before={server.slug: priority},
            after={server.slug: server.priority},
        )
    if server.enabled != enabled:
        _trace(
            Verb.SERVER_ENABLED if server.enabled else Verb.SERVER_DISABLED,
            server,
            by,
            before={"enabled": enabled},
            after={"enabled": server.enabled},
        )


def _trace(verb: Verb, server: Server, by: User | None, **what: Any) -> None:
    activity.write(verb, by=by, about=server.name, server=server.slug, **what)


def renew_digests() -> None:
    """Digest the stored secrets anew where SECRET_KEY is another than it was.

    Without this, webhooks would be refused after a restore onto a new machine.
    """
    for server in Server.objects.present().exclude(secret=""):
        digest = secret_digest(server.secret)
        if digest and digest != server.secret_digest:
            # Nothing where the secret itself was replaced meanwhile.
            Server.objects.filter(
                pk=server.pk, secret_digest=server.secret_digest
            ).update(secret_digest=digest)


def _resolve(by: User | None) -> Run:
    return triggers.request_resolve(by=by)


def _sync(
    server: Server, left_out: str, *, was_enabled: bool, by: User | None
) -> Run | None:
    """A sync of what was left out or chosen again.

    Of a disabled server nothing is read, so of one that takes part again nothing of
    what is left out may stay.
    """
    moved = {left_out, server.left_out} if server.left_out != left_out else set()
    if not was_enabled:
        moved.add(server.left_out)
    if not server.enabled or not moved - {""}:
        return None
    trigger = triggers.request_sync(
        source=Trigger.Source.SETTINGS,
        servers=[server.slug],
        kinds=asked_as(moved),
        by=by,
    )
    return triggers.plan(trigger.pk)


def _libraries(left_out: str) -> dict[str, list[str]]:
    return {"libraries": others(left_out)}


def _check_kind(kind: str) -> None:
    try:
        check_kind(kind)
    except UnknownKindError as error:
        raise ServerError(str(error)) from None


def _api_url(kind: str, url: str) -> str:
    if kind not in OWN:
        return checked_url(url)
    if url:
        raise ServerError(
            "What is added by hand has no API address; its server comes with the first "
            "of it (add_title, add_captions)."
        )
    return ""


def checked_name(name: str) -> str:
    """A name people can type; raises ServerError."""
    clean = " ".join(name.split())
    if not clean or len(clean) > 100 or not clean.isprintable():
        raise ServerError("A name has 1 to 100 printable characters.")
    if slugify(clean) in OTHER_SOURCES:
        raise ServerError(
            f"{clean!r} is what history calls values that no server gave; choose "
            "another name."
        )
    return clean


def checked_url(url: str) -> str:
    """An http or https address without credentials; raises ServerError."""
    clean = url.strip()
    try:
        parts = urlsplit(clean)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ServerError(f"{_shown(clean)} is not an address.") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise ServerError(
            f"{_shown(clean)} is not an address starting with http:// or https://."
        )
    if parts.username or parts.password:
        raise ServerError(
            "An address must not hold a user name or password; "
            "give the secret by itself."
        )
    if parts.query or parts.fragment or not clean.isprintable() or " " in clean:
        raise ServerError("An address must end with its path: no ?, # or blanks.")
    if port == 0 or len(clean) > 500:
        raise ServerError(f"{_shown(clean)} is not an address.")
    return clean.rstrip("/")


def _shown(url: str) -> str:
    """An address as it may be repeated: short, and without what could be a secret."""
    return repr(url.rpartition("@")[2][:100])


def checked_prefix(prefix: str) -> str:
    """``/media`` or nothing; raises ServerError."""
    clean = prefix.strip().strip("/")
    if not clean:
        return ""
    if (
        len(clean) > 190
        or not clean.isprintable()
        or any(c in clean for c in "?#\\ ")
        or ".." in clean
    ):
        raise ServerError("A prefix is a plain path such as /media.")
    return f"/{clean}"


def checked_libraries(kind: str, chosen: Sequence[str]) -> str:
    """The library that is left out where these are read; raises ServerError."""
    if kind in OWN:
        raise ServerError("Titles that are added by hand are in no library to choose.")
    try:
        return left_out_by(chosen)
    except LibraryError as error:
        raise ServerError(str(error)) from None


def checked_secret(secret: str) -> str:
    """A secret that fits into a header; raises ServerError."""
    if len(secret) > 1000 or (secret and not secret.isprintable()):
        raise ServerError("A secret has at most 1000 printable characters.")
    try:
        secret.encode("latin-1")
    except UnicodeEncodeError:
        raise ServerError("A secret may hold Latin characters only.") from None
    return secret


def checked_priority(priority: int | None, server: Server) -> int:
    """A free priority, or the last + 1; raises ServerError naming who holds it."""
    others = Server.objects.present().exclude(pk=server.pk)
    if priority is None:
        last = others.order_by("-priority").values_list("priority", flat=True).first()
        return 1 if last is None else last + 1
    if not 0 <= priority <= HIGHEST:
        raise ServerError(f"A priority is a number from 0 to {HIGHEST}.")
    holder = others.filter(priority=priority).first()
    if holder is not None:
        raise ServerError(f"Priority {priority} is taken by {holder.name}.")
    return priority


def free_slug(name: str, rows: QuerySet[Any]) -> str:
    """What these rows may call one of this name in an address."""
    base = slugify(name)[:80] or rows.model._meta.model_name or "one"
    slug, number = base, 1
    while rows.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug


__all__ = [
    "KINDS",
    "Changed",
    "ServerError",
    "add_server",
    "change_server",
    "find_server",
    "free_name",
    "free_slug",
    "own_server",
    "remove_server",
    "renew_digests",
]
