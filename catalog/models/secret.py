"""A text column encrypted at rest, with keys of its own.

Ciphertext carries no hint of the value.  The first key of the setting
MEDIAHUB_CREDENTIAL_KEYS encrypts, all of them decrypt, so keys can be rotated.  A
value no key opens reads as LOST: the server then "needs its secret again", nothing
crashes and no empty secret is ever sent.

Beside it stands a keyed digest, so that whoever shows a secret is found without
opening any; it is of no use to somebody who has the database and not SECRET_KEY.
"""

from __future__ import annotations

from typing import Any, Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression
from django.utils.crypto import salted_hmac


class LostSecret(str):
    """Stands where a stored secret cannot be decrypted by any known key."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<secret that no key opens>"


LOST: Final = LostSecret("")


def secret_digest(secret: str) -> str:
    """What a secret is found by; the empty secret, and a lost one, by nothing."""
    if not secret:
        return ""
    return salted_hmac("catalog.Server.secret", secret, algorithm="sha256").hexdigest()


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.MEDIAHUB_CREDENTIAL_KEYS])


class EncryptedTextField(models.TextField[str, str]):
    """A TextField whose column holds Fernet tokens; the empty text stays empty."""

    def get_prep_value(self, value: Any) -> str:
        if isinstance(value, LostSecret):
            raise ValueError("A lost secret cannot be stored again; set a new one.")
        if not value:
            return ""
        return _keys().encrypt(str(value).encode()).decode()

    def from_db_value(
        self,
        value: str | None,
        expression: Expression,
        connection: BaseDatabaseWrapper,
    ) -> str:
        if not value:
            return ""
        try:
            return _keys().decrypt(value.encode()).decode()
        except InvalidToken:
            return LOST
