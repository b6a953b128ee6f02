"""Reading the environment: every variable has a type, and nonsense is refused.

Secrets that nobody sets are made once and kept in the data folder, readable by
their owner alone. Refuses values that do not parse and numbers below their
minimum, each with a sentence that names the variable.
"""

import contextlib
import os
import secrets
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import environ  # type: ignore[import-untyped]
from django.core.exceptions import ImproperlyConfigured

_env = environ.Env()


def env_text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def env_list(name: str, default: list[str]) -> list[str]:
    raw = env_text(name)
    if not raw:
        return default
    return [part.strip() for part in raw.split(",") if part.strip()]


def env_bool(name: str, *, default: bool = False) -> bool:
    raw = env_text(name).lower()
    if not raw:
        return default
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={raw!r} is not a yes or no; use 1 or 0.")


def env_int(name: str, default: int, *, minimum: int = 1) -> int:
    raw = env_text(name)
    if not raw:
        return default
    try:
        value = int(raw)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={raw!r} is not a whole number.") from None
    if value < minimum:
        raise ImproperlyConfigured(f"{name}={raw!r} is below {minimum}.")
    return value


def env_seconds(name: str, default: float, *, minimum: float = 0.01) -> float:
    """A duration in seconds; fractions are allowed, infinity is not."""
    raw = env_text(name)
    if not raw:
        return default
    try:
        value = float(raw)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={raw!r} is not a number.") from None
    if not minimum <= value < float("inf"):
        raise ImproperlyConfigured(f"{name}={raw!r} must be at least {minimum}.")
    return value


def env_database(name: str, default: str) -> dict[str, object]:
    """A database address as Django's settings for it."""
    raw = env_text(name) or default
    try:
        with warnings.catch_warnings(action="ignore"):
            parsed: dict[str, object] = dict(_env.db_url_config(raw))
    except (ValueError, KeyError, ImproperlyConfigured):
        # The address may hold a password, so the message does not repeat it.
        parsed = {}
    if parsed.get("ENGINE") not in {
        "django.db.backends.sqlite3",
        "django.db.backends.postgresql",
    }:
        raise ImproperlyConfigured(
            f"{name} is not a database MediaHub knows; use "
            "sqlite:////folder/file.sqlite3 or postgres://user:password@host/name."
        )
    return parsed


def env_email(name: str) -> dict[str, Any]:
    """A mail server's address as Django's settings; unset, mail goes nowhere."""
    raw = env_text(name)
    if not raw:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    try:
        parsed = dict(_env.email_url_config(raw))
    except (ValueError, KeyError, ImproperlyConfigured):
        parsed = {}
    if not parsed.get("EMAIL_HOST"):
        # The address may hold a password, so the message does not repeat it.
        raise ImproperlyConfigured(
            f"{name} is not the address of a mail server; use "
            "smtp+tls://user:password@host:587 or smtp+ssl://user:password@host:465."
        )
    return parsed


def kept_secret(path: Path, make: Callable[[], str]) -> str:
    """The secret in `path`, made by `make` when the file is not there yet.

    Several processes may ask at once: the file appears whole or not at all, and
    all of them get the one that won.
    """
    try:
        return _read_secret(path)
    except FileNotFoundError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True)
    # mkstemp creates its file with mode 0600, and link() refuses to replace.
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(make() + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(temporary, path)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return _read_secret(path)


def _read_secret(path: Path) -> str:
    secret = path.read_text(encoding="ascii").strip()
    if not secret:
        raise ImproperlyConfigured(f"{path} is empty; remove it to make a new one.")
    return secret


def new_secret_key() -> str:
    return secrets.token_urlsafe(48)
