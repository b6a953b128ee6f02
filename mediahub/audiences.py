"""For whom every address is: our own views say so themselves, others' here.

A view of ours has `@open_to(...)` above it, a view of the API says what it needs by
being `Guarded`; the tables below are for the views of other packages.  Refuses nothing
itself: `tests/test_routes.py` fails for an address that says nothing, and tries each
with everyone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from accounts.api.access import ANY_ACCOUNT, Guarded
from accounts.audience import Audience

#: By the beginning of the address's name; the first that fits.
OTHERS: Final = (
    # The desk's own check lets curators in, each page asks for its permission, and
    # those of people are in the group of owners alone (accounts.rights).
    ("admin:accounts_activity_", Audience.CURATORS),
    ("admin:accounts_", Audience.OWNERS),
    ("admin:", Audience.CURATORS),
    # The API described, by drf-spectacular: for whoever has an account.
    ("api-schema", Audience.VIEWERS),
    ("api-docs", Audience.VIEWERS),
    # Need the right to view a title of that kind, said when they are called.
    ("api-movie-provenance", Audience.CURATORS),
    ("api-show-provenance", Audience.CURATORS),
    ("api-season-provenance", Audience.CURATORS),
    ("api-episode-provenance", Audience.CURATORS),
    # 404 for every unknown address below /api/.
    ("api-nothing", Audience.EVERYONE),
)


def audience_of(name: str, view: Callable[..., Any]) -> Audience | None:
    """Who may enter; None where nobody said.  `name` is with its namespaces."""
    declared = getattr(view, "audience", None)
    if isinstance(declared, Audience):
        return declared
    api = getattr(view, "cls", None)
    said = _of_api(api) if isinstance(api, type) and issubclass(api, Guarded) else None
    if said is not None:
        return said
    for beginning, audience in OTHERS:
        if name.startswith(beginning):
            return audience
    return None


def _of_api(view: type[Guarded]) -> Audience | None:
    needed = [view.read_needs, *view.writes.values()]
    if ANY_ACCOUNT in needed:
        return Audience.VIEWERS
    return Audience.CURATORS if any(needed) else None
