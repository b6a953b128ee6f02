"""Every address there is, with something in the place of its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from accounts.audience import Audience
from mediahub.audiences import audience_of
from tests.api import NOTHING

#: What stands in for a part, by the name of its converter; it exists nowhere.
STAND_INS: Final = {
    "IntConverter": "999999",
    "PathConverter": "none/none",
    "SlugConverter": "none",
    "StringConverter": "none",
    "UUIDConverter": NOTHING,
    "WatchedKind": "movie",
    "TitleKind": "movie",
}
#: For addresses that are regular expressions.
WHOLE: Final = {
    "account_reset_password_from_key": "account/password/reset/key/1-none/",
    "admin:": "admin/none/",
    "api-nothing": "api/none/",
}


@dataclass(frozen=True, slots=True)
class Route:
    """One address: its name with namespaces, an example of it, for whom it is."""

    name: str
    pattern: str
    url: str
    audience: Audience | None

    def __str__(self) -> str:
        return f"/{self.pattern} ({self.name or 'without a name'})"


def all_routes() -> list[Route]:
    """Every one, in the order they are tried."""
    return list(_walk(get_resolver().url_patterns, "", "", ""))


def _walk(entries: Any, namespaces: str, pattern: str, url: str) -> Iterator[Route]:
    for entry in entries:
        longer = pattern + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespaces}{entry.namespace}:" if entry.namespace else namespaces
            yield from _walk(
                entry.url_patterns, inner, longer, url + _example(entry, namespaces)
            )
        elif isinstance(entry, URLPattern):
            name = f"{namespaces}{entry.name or ''}"
            view: Callable[..., Any] = entry.callback
            example = WHOLE.get(name) or url + _example(entry, name)
            yield Route(name, longer, f"/{example}", audience_of(name, view))


def _example(entry: URLPattern | URLResolver, name: str) -> str:
    if not isinstance(entry.pattern, RoutePattern):
        return ""  # of WHOLE
    text = str(entry.pattern)
    for part, converter in entry.pattern.converters.items():
        kind = type(converter).__name__
        if kind not in STAND_INS:
            raise AssertionError(f"{name}: say in STAND_INS what stands in for {kind}.")
        start = text.index("<")
        end = text.index(">")
        assert text[start:end].rpartition(":")[2].lstrip("<") == part
        text = text[:start] + STAND_INS[kind] + text[end + 1 :]
    return text
