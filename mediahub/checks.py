"""System checks of the settings, with ids: a wrong setting stops the start.

They never print a key: only which of them is wrong, and how to make a right one.
"""

from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet
from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

SHORTEST_SECRET_KEY = 32


@register(Tags.security)
def secret_key_is_long(
    app_configs: Sequence[AppConfig] | None, **_: Any
) -> list[CheckMessage]:
    if len(settings.SECRET_KEY) >= SHORTEST_SECRET_KEY:
        return []
    return [
        Error(
            f"SECRET_KEY has fewer than {SHORTEST_SECRET_KEY} characters.",
            hint="Unset it: MediaHub then makes one and keeps it in its data folder.",
            id="mediahub.E001",
        )
    ]


@register(Tags.security)
def credential_keys_are_keys(
    app_configs: Sequence[AppConfig] | None, **_: Any
) -> list[CheckMessage]:
    errors: list[CheckMessage] = []
    for position, key in enumerate(settings.MEDIAHUB_CREDENTIAL_KEYS, start=1):
        try:
            Fernet(key)
        except ValueError:
            errors.append(
                Error(
                    f"MEDIAHUB_CREDENTIAL_KEYS: key {position} is not a Fernet key.",
                    hint=(
                        "A key is 32 random bytes in URL-safe base64; unset the "
                        "variable to let MediaHub make and keep one."
                    ),
                    id="mediahub.E002",
                )
            )
    return errors


@register(Tags.security)
def errors_are_shown_on_loopback_only(
    app_configs: Sequence[AppConfig] | None, **_: Any
) -> list[CheckMessage]:
    loopback = {"localhost", "127.0.0.1", "[::1]"}
    if not settings.DEBUG or set(settings.ALLOWED_HOSTS) <= loopback:
        return []
    return [
        Error(
            "MEDIAHUB_DEBUG shows settings and code to everyone who can connect.",
            hint="Unset MEDIAHUB_DEBUG, or keep ALLOWED_HOSTS to this machine.",
            id="mediahub.E003",
        )
    ]
