"""System checks of the settings, with ids: a wrong setting stops the start.

They never print a key: only which of them is wrong, and how to make a right one.
"""

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from cryptography.fernet import Fernet
from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.urls import Resolver404, resolve

from mediahub.proxies import parse_proxies
from mediahub.public_url import parse_public_url

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


@register(Tags.security)
def public_url_is_an_address(
    app_configs: Sequence[AppConfig] | None, **_: Any
) -> list[CheckMessage]:
    if not settings.PUBLIC_URL:
        return []
    try:
        public = parse_public_url(settings.PUBLIC_URL)
    except ValueError as error:
        # It may hold a password, so the message does not repeat it.
        return [
            Error(
                f"PUBLIC_URL {error}.",
                hint="Set it to the address people type, or unset it.",
                id="mediahub.E004",
            )
        ]
    if public.path and _is_ours(public.path):
        return [
            Error(
                f"PUBLIC_URL ends with {public.path}, an address of a page inside "
                "MediaHub.",
                hint="Choose another path, for example /mediahub.",
                id="mediahub.E005",
            )
        ]
    return []


def _is_ours(path: str) -> bool:
    """Whether a page's own address begins with this path."""
    first = path.split("/")[1]
    try:
        resolve(f"/{first}/", urlconf=settings.ROOT_URLCONF)
    except Resolver404:
        return first in {"static", "healthz", "webhooks"}
    return True


@register(Tags.security)
def proxies_are_addresses(
    app_configs: Sequence[AppConfig] | None, **_: Any
) -> list[CheckMessage]:
    try:
        parse_proxies(settings.TRUSTED_PROXIES)
    except ValueError as error:
        return [
            Error(
                f"TRUSTED_PROXIES: {error}.",
                hint="Name the addresses of your proxies, separated by commas.",
                id="mediahub.E006",
            )
        ]
    if not settings.SECURE_SSL_REDIRECT or settings.TRUSTED_PROXIES:
        return []
    return [
        Error(
            "PUBLIC_URL is https, but TRUSTED_PROXIES names no proxy that speaks it.",
            hint=(
                "Set TRUSTED_PROXIES to the address the proxy connects from: "
                "127.0.0.1 where it runs on this machine."
            ),
            id="mediahub.E007",
        )
    ]


@register(Tags.files)
def object_storage_has_its_library(
    app_configs: Sequence[AppConfig] | None, **_: Any
) -> list[CheckMessage]:
    chosen = settings.STORAGES["artwork"]["BACKEND"]
    if "s3" not in chosen or find_spec("boto3") is not None:
        return []
    return [
        Error(
            "MEDIAHUB_ARTWORK_STORAGE names object storage, but boto3, the library "
            "that speaks to it, is not installed.",
            hint=(
                "Install it (pip install boto3) where MediaHub runs, or unset the "
                "variable to keep pictures in the data folder."
            ),
            id="mediahub.E010",
        )
    ]
