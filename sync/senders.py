"""Add, change and remove the senders of webhooks; their secrets are shown once.

A rotation gives a new secret and a new token, and lets the ones before hold for a
while.  Refuses a secret that is no secret of Standard Webhooks.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts import activity
from accounts.activity import Verb
from accounts.models import User
from sync import servers
from sync.models import Sender
from sync.scope import ScopeError, scope_of
from sync.servers import ServerError, checked_name, free_slug

PREFIX: Final = "whsec_"
#: How long the secret and the token before a rotation hold, unless said otherwise.
HOURS: Final = 24
LONGEST_HOURS: Final = 24 * 30
_BYTES: Final = 32
#: What Standard Webhooks allows.
_SHORTEST, _LONGEST = 24, 64


class SenderError(ValueError):
    """A change of senders that cannot be done; its text says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proofs:
    """A sender with what it proves itself with, to be shown this once."""

    sender: Sender
    secret: str = field(repr=False)
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far a sender's word reaches, by names; nothing named: as far as there is."""

    servers: Sequence[str] | None = None
    kinds: Sequence[str] | None = None
    groups: Sequence[str] | None = None


EVERYTHING: Final = Reach()


def find_sender(name: str) -> Sender:
    """The sender of this name or slug.  Raises SenderError for an unknown one."""
    rows = Sender.objects.all()
    found = rows.filter(name=name).first() or rows.filter(slug=name).first()
    if found is None:
        known = ", ".join(rows.values_list("name", flat=True))
        raise SenderError(
            f"There is no webhook named {name!r}. "
            + (f"Known are: {known}." if known else "Add one with add_webhook.")
        )
    return found


def add_sender(
    *,
    name: str,
    reach: Reach = EVERYTHING,
    secret: str = "",
    enabled: bool = True,
    by: User | None = None,
) -> Proofs:
    """A new sender; a secret is made where none is given.  Raises SenderError."""
    name = checked_label(name)
    given = checked_secret(secret) if secret else _new_secret()
    token = secrets.token_urlsafe(_BYTES)
    sender = Sender(
        name=name,
        slug=free_slug(name, Sender.objects.all()),
        secret=given,
        token_digest=token_digest(token),
        enabled=enabled,
    )
    _keep_reach(sender, reach)
    try:
        with transaction.atomic():
            sender.save()
            _trace(Verb.WEBHOOK_ADDED, sender, by, after=_said(sender))
    except IntegrityError:
        raise SenderError(
            f"A webhook named {name!r} exists already. "
            "Choose another name, or change that one with set_webhook."
        ) from None
    return Proofs(sender=sender, secret=given, token=token)


@transaction.atomic
def change_sender(
    sender: Sender,
    *,
    enabled: bool | None = None,
    reach: Reach | None = None,
    by: User | None = None,
) -> Sender:
    """Change what is given, leave the rest.  Raises SenderError."""
    row = Sender.objects.select_for_update().filter(pk=sender.pk).first()
    if row is None:
        raise SenderError(f"{sender.name} has been removed meanwhile.")
    before = _said(row)
    fields = []
    if enabled is not None:
        sender.enabled = enabled
        fields.append("enabled")
    if reach is not None:
        _keep_reach(sender, reach)
        fields += ["servers", "kinds", "groups"]
    sender.save(update_fields=fields)
    after = {name: value for name, value in _said(sender).items() if name in fields}
    if any(before[name] != value for name, value in after.items()):
        before = {name: before[name] for name in after}
        _trace(Verb.WEBHOOK_CHANGED, sender, by, before=before, after=after)
    return sender


def _said(sender: Sender) -> dict[str, Any]:
    """What of it may be told: never what it proves itself with."""
    names = ("enabled", "servers", "kinds", "groups")
    return {name: getattr(sender, name) for name in names}


def _trace(verb: Verb, sender: Sender, by: User | None, **what: Any) -> None:
    activity.write(verb, by=by, about=sender.name, **what)


@transaction.atomic
def rotate(
    sender: Sender, *, secret: str = "", hours: int = HOURS, by: User | None = None
) -> Proofs:
    """A new secret and a new token; those before hold for so many hours more."""
    if not 0 <= hours <= LONGEST_HOURS:
        raise SenderError(f"Those before hold for 0 to {LONGEST_HOURS} hours.")
    given = checked_secret(secret) if secret else _new_secret()
    token = secrets.token_urlsafe(_BYTES)
    sender = Sender.objects.select_for_update().get(pk=sender.pk)
    now = timezone.now()
    sender.previous_secret = "" if sender.secret_is_lost else sender.secret
    sender.previous_token_digest = sender.token_digest
    sender.previous_until = now + timedelta(hours=hours)
    sender.secret = given
    sender.token_digest = token_digest(token)
    sender.rotated_at = now
    sender.save(
        update_fields=[
            *("secret", "previous_secret", "token_digest", "previous_token_digest"),
            *("previous_until", "rotated_at"),
        ]
    )
    _trace(Verb.WEBHOOK_ROTATED, sender, by)
    return Proofs(sender=sender, secret=given, token=token)


@transaction.atomic
def remove_sender(sender: Sender, *, by: User | None = None) -> None:
    """Take a sender out, with the list of what it delivered; its requests stay."""
    if sender.delete()[0]:
        _trace(Verb.WEBHOOK_REMOVED, sender, by)


def token_digest(token: str) -> str:
    """What a token is compared by; of no use without SECRET_KEY."""
    return salted_hmac("sync.Sender.token", token, algorithm="sha256").hexdigest()


def secret_bytes(secret: str) -> bytes:
    """The key that a secret stands for.  Raises SenderError."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise SenderError(
            f"A secret is {PREFIX} and then base64; leave it out to have one made."
        ) from None
    if not _SHORTEST <= len(key) <= _LONGEST:
        raise SenderError(
            f"A secret has {_SHORTEST} to {_LONGEST} bytes; this one has {len(key)}."
        )
    return key


def checked_secret(secret: str) -> str:
    """The secret, with its prefix.  Raises SenderError."""
    clean = secret.strip()
    secret_bytes(clean)
    return PREFIX + clean.removeprefix(PREFIX)


def _new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def checked_label(name: str) -> str:
    """A name people can type.  Raises SenderError."""
    try:
        return checked_name(name)
    except ServerError as error:
        raise SenderError(str(error)) from None


def check_reach(reach: Reach) -> None:
    """Raises SenderError for a kind or group that does not exist."""
    try:
        scope_of(kinds=reach.kinds, groups=reach.groups)
    except ScopeError as error:
        raise SenderError(error.message) from None


def _keep_reach(sender: Sender, reach: Reach) -> None:
    check_reach(reach)
    # One that was removed may stay, as long as it was there.
    kept = set(sender.servers or ()) & set(reach.servers or ())
    try:
        named = {
            servers.find_server(name).slug for name in {*(reach.servers or ())} - kept
        }
    except ServerError as error:
        raise SenderError(str(error)) from None
    sender.servers = sorted(named | kept) or None
    sender.kinds = sorted(set(reach.kinds or ())) or None
    sender.groups = sorted(set(reach.groups or ())) or None
