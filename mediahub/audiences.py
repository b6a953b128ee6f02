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
from accounts.rights import least_role
from accounts.roles import Role

#: By the beginning of the address's name; the first that fits.
OTHERS: Final = (
    # The desk's own check lets readers in, and each page asks for its permission, which
    # groups have as accounts.rights says.
    *(
        (f"admin:{page}", audience)
        for audience, pages in (
            (
                Audience.CURATORS,
                (
                    "accounts_activity_note",
                    "accounts_activity_undo",
                    *(
                        f"catalog_{kind}_{deed}"
                        for kind in ("movie", "show", "season", "episode")
                        for deed in ("edit", "choose", "merge", "split")
                    ),
                    "catalog_fieldchange_revert",
                    "catalog_server_order",
                    "catalog_server_sync",
                    "sync_conflict_decide",
                    "sync_run_ask",
                    "sync_run_sync_all",
                ),
            ),
            (
                Audience.OPERATORS,
                (
                    *(
                        f"catalog_server_{d}"
                        for d in ("add", "delete", "test", "switch", "libraries")
                    ),
                    "sync_scan_accept",
                    "sync_scan_discard",
                    *(f"sync_schedule_{deed}" for deed in ("add", "delete", "switch")),
                    *(f"sync_sender_{deed}" for deed in ("add", "delete", "rotate")),
                ),
            ),
        )
        for page in pages
    ),
    ("admin:accounts_activity_", Audience.READERS),
    ("admin:accounts_household_", Audience.OPERATORS),
    ("admin:accounts_", Audience.OWNERS),
    ("admin:", Audience.READERS),
    # The API described, by drf-spectacular: for whoever has an account.
    ("api-schema", Audience.VIEWERS),
    ("api-docs", Audience.VIEWERS),
    # Need the right to view a title of that kind, said when they are called.
    ("api-movie-provenance", Audience.READERS),
    ("api-show-provenance", Audience.READERS),
    ("api-season-provenance", Audience.READERS),
    ("api-episode-provenance", Audience.READERS),
    # 404 for every unknown address below /api/.
    ("api-nothing", Audience.EVERYONE),
)

_OF_ROLE: Final = {
    Role.READER: Audience.READERS,
    Role.CURATOR: Audience.CURATORS,
    Role.OPERATOR: Audience.OPERATORS,
    Role.OWNER: Audience.OWNERS,
}


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
    roles = [least_role(permission) for permission in needed if permission]
    return _OF_ROLE[min(roles)] if roles else None
