"""The libraries of a server: what it lists by itself, and an operator may leave out.

Pure.  A library that is left out counts in every scan about it as listed to its proven
end, and empty; nobody is asked for that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from sync.types import Kind

#: The kinds of titles that a library has.
LIBRARIES: Final[Mapping[str, tuple[Kind, ...]]] = {
    "movies": ("movie",),
    "shows": ("show", "season", "episode"),
}
#: What a sync of a library is asked for by.
_ASKED: Final[Mapping[str, str]] = {"movies": "movies", "shows": "tv"}


NONE_CHOSEN: Final = (
    "At least one library is read. To read nothing of a server, disable it."
)


class LibraryError(ValueError):
    """A choice of libraries that cannot be made; its text says why and what to do."""


def kinds_of(library: str) -> frozenset[Kind]:
    """The kinds of titles of a library; none of none."""
    return frozenset(LIBRARIES.get(library, ()))


def others(left_out: str) -> list[str]:
    """The libraries that are read where this one is left out."""
    return [library for library in LIBRARIES if library != left_out]


def left_out_by(chosen: Iterable[str]) -> str:
    """The library that is left out where these are read.  Raises LibraryError."""
    names = {name.strip().lower() for name in chosen}
    known = " and ".join(LIBRARIES)
    if unknown := sorted(names.difference(LIBRARIES)):
        raise LibraryError(
            f"There is no library {unknown[0][:50]!r}; there are {known}."
        )
    if not names:
        raise LibraryError(NONE_CHOSEN)
    return next((library for library in LIBRARIES if library not in names), "")


def asked_as(libraries: Collection[str]) -> list[str]:
    """The kinds to ask for by name in a sync of these libraries."""
    return [asked for library, asked in _ASKED.items() if library in libraries]


def library_of(kind: str) -> str:
    """The library that titles of a kind are in; none of an unknown one."""
    return next((name for name, kinds in LIBRARIES.items() if kind in kinds), "")


def read_again(server: str, slug: str, left_out: str) -> str:
    """What brings it back, for a person."""
    return (
        f"`set_server {slug} --libraries {','.join(LIBRARIES)}`, or choose the "
        f"{left_out} again on the page of {server}."
    )


def not_synced(server: str, left_out: str) -> str:
    """Why nothing of a library was read, or empty."""
    if not left_out:
        return ""
    return f"{left_out} of {server} are not synced: an operator left them out"
