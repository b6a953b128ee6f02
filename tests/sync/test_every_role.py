"""What each role may at every address of the desk, and no button that is refused.

`DESK` says it, address by address: who may look, and who may do.  A new address needs
a line there.
"""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import urldefrag, urlsplit

import pytest
from django.urls import Resolver404, resolve

from accounts import people
from accounts.models import User
from accounts.roles import Role
from tests.api import client_of
from tests.routes import all_routes
from tests.sync.scripted import Theatre
from tests.sync.test_every_page_costs import _address, _stage

#: Nobody, whoever they are: rows that the machine writes.
NOBODY: Final = 99
#: A page that does nothing with a POST, whatever it answers.
ANY: Final = -1
READER, CURATOR, OPERATOR, OWNER = (
    Role.READER,
    Role.CURATOR,
    Role.OPERATOR,
    Role.OWNER,
)
SHOWN: Final = (READER, ANY)
#: Rows that are only shown: their four addresses beside the list.
_SHOWS: Final = {"add": (NOBODY, NOBODY), "delete": (NOBODY, NOBODY)}


def _rows(name: str, **more: tuple[int, int]) -> dict[str, tuple[int, int]]:
    """The addresses of a model: the least role to GET one, and to POST to it."""
    views = {
        "changelist": SHOWN,
        "history": SHOWN,
        "change": (READER, ANY),
        **_SHOWS,
        **more,
    }
    return {f"admin:{name}_{view}": who for view, who in views.items()}


def _both(role: int) -> tuple[int, int]:
    return (role, role)


def _all(role: int, *views: str) -> dict[str, tuple[int, int]]:
    return {view: _both(role) for view in views}


#: By address: the least role that may GET it, and the one that may POST to it.
DESK: Final[dict[str, tuple[int, int]]] = {
    "admin:index": SHOWN,
    "admin:autocomplete": _both(NOBODY),
    "admin-why-missing": SHOWN,
    "admin-coverage": SHOWN,
    "admin-caption": (READER, CURATOR),
    "admin-by-hand": SHOWN,
    "admin-by-hand-add": _both(CURATOR),
    "admin-by-hand-one": _both(CURATOR),
    "admin-captions-by-hand": _both(CURATOR),
    "admin-rules": SHOWN,
    "admin-rule": _both(CURATOR),
    "admin-find": SHOWN,
    "admin-backups": (OPERATOR, ANY),
    "admin-logs": (OPERATOR, ANY),
    "admin-coverage-sheet": SHOWN,
    "admin-delivery-replay": _both(CURATOR),
    **_rows("accounts_activity", **_all(CURATOR, "note", "undo")),
    **_rows(
        "accounts_household",
        **_all(OPERATOR, "changelist", "history", "change"),
    ),
    **_rows("accounts_invitation", **_all(OWNER, "changelist", "history", "add"))
    | {"admin:accounts_invitation_change": (OWNER, ANY)},
    **_rows(
        "accounts_user",
        **_all(
            OWNER,
            *("changelist", "history", "add", "change", "delete", "reset_link"),
            *("end_log_in", "revoke_token"),
        ),
    ),
    **_rows("accounts_apitoken", **_all(OWNER, "changelist", "history", "delete"))
    | {"admin:accounts_apitoken_change": (OWNER, ANY)},
    **{
        address: who
        for kind in ("movie", "show", "season", "episode")
        for address, who in _rows(
            f"catalog_{kind}",
            export=SHOWN,
            picture=SHOWN,
            **_all(CURATOR, "edit", "choose"),
        ).items()
    },
    **{f"admin:catalog_{kind}_match": _both(CURATOR) for kind in ("movie", "show")},
    **_rows("catalog_fieldchange", revert=_both(CURATOR), export=SHOWN),
    **_rows("catalog_problemreport", decide=_both(CURATOR)),
    **_rows(
        "catalog_server",
        change=(READER, OPERATOR),
        order=_both(CURATOR),
        sync=_both(CURATOR),
        **_all(OPERATOR, "add", "delete", "test", "switch", "libraries"),
    ),
    **_rows("sync_observation"),
    **_rows("sync_quarantine", decide=_both(CURATOR)),
    **_rows(
        "sync_bulkchange",
        progress=SHOWN,
        **_all(CURATOR, "apply", "choose", "import", "stop", "undo"),
    ),
    **_rows("sync_conflict", decide=_both(CURATOR)),
    **_rows(
        "sync_run",
        sync_all=_both(CURATOR),
        ask=_both(CURATOR),
        retry=_both(CURATOR),
    ),
    **_rows("sync_trigger"),
    **_rows("sync_audit"),
    **_rows("sync_scan", accept=_both(OPERATOR), discard=_both(OPERATOR)),
    **_rows(
        "sync_sender",
        change=(READER, OPERATOR),
        **_all(OPERATOR, "add", "delete", "rotate"),
    ),
    **_rows("sync_webhookdelivery"),
    **_rows(
        "sync_schedule",
        change=(READER, OPERATOR),
        **_all(OPERATOR, "add", "delete", "switch"),
    ),
}
#: Lead elsewhere, or are for everyone: tests of their own ask them.
NO_PAGES: Final = {
    *("admin:", "admin:login", "admin:logout", "admin:password_change"),
    *("admin:password_change_done", "admin:jsi18n", "admin:view_on_site"),
    "admin:app_list",
    "admin:sync_bulkchange_export",  # of an export alone: see test_admin_bulk.py
}


def _desk() -> Iterator[Any]:
    for route in all_routes():
        if route.name.startswith("admin") and route.name not in NO_PAGES:
            yield route


def test_every_address_of_the_desk_is_in_the_table() -> None:
    assert {route.name for route in _desk()} == set(DESK)


class Page(HTMLParser):
    """Where a page's links lead, and what its buttons post to."""

    def __init__(self, url: str, text: str) -> None:
        super().__init__()
        self.url = url
        self.links: set[str] = set()
        self.posts: set[str] = set()
        self._forms: dict[str, str] = {}
        self._form: str | None = None
        self._outside: list[tuple[str, str | None]] = []
        self.feed(text)
        self.posts |= {
            action or self._forms[form]
            for form, action in self._outside
            if action or form in self._forms
        }

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href"):
            self.links.add(given["href"])
        elif tag == "form":
            posts = given.get("method", "get").lower() == "post"
            self._form = (given.get("action") or self.url) if posts else None
            if posts and given.get("id"):
                self._forms[given["id"]] = given.get("action") or self.url
        elif tag == "button" or (tag == "input" and given.get("type") == "submit"):
            if given.get("type") == "button":
                return
            if "form" in given:
                self._outside.append((given["form"], given.get("formaction")))
            elif self._form is not None:
                self.posts.add(given.get("formaction") or self._form)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None


def _name(url: str) -> str | None:
    path = urlsplit(urldefrag(url).url).path
    if not path.startswith("/admin/"):
        return None
    try:
        found = resolve(path)
    except Resolver404:
        return None
    return ":".join([*found.namespaces, found.url_name or ""])


def _as_said(status: int, let_in: bool) -> bool:
    """405: a GET of what takes a POST alone, before it is asked who comes."""
    return status < 500 and status != 403 if let_in else status in {403, 405}


@pytest.mark.parametrize("role", list(Role)[1:], ids=lambda role: role.group)
def test_what_a_role_may(role: Role, theatre: Theatre, alice: User) -> None:
    found = _stage(theatre, alice)
    person = people.make_person("pia", "p-Passphrase-9", role=role)
    browser = client_of(person)
    wrong: list[str] = []
    pressed: set[str | None] = set()
    addresses = {route.name: _address(route, found) or route.url for route in _desk()}
    for name, url in addresses.items():
        looks, _does = DESK[name]
        answer: Any = browser.get(url)
        if not _as_said(answer.status_code, role >= looks):
            wrong.append(f"GET {name} {url}: {answer.status_code}")
        if answer.status_code != 200 or role < looks or answer.streaming:
            continue
        page = Page(url, answer.content.decode())
        for link in page.links:
            to = _name(link)
            if to in DESK and DESK[to][0] > role:
                wrong.append(f"{name} leads to {to} ({link})")
        for post in page.posts:
            to = _name(post)
            pressed.add(to)
            if to in DESK and DESK[to][1] > role:
                wrong.append(f"{name} has a button to {to} ({post})")
    for name, url in addresses.items():
        if DESK[name][1] == ANY or name.endswith(("_changelist", "_history")):
            continue
        status = browser.post(url).status_code
        if not _as_said(status, role >= DESK[name][1]):
            wrong.append(f"POST {name} {url}: {status}")
    assert not wrong, "\n".join(wrong)
    # What was looked for is what there is: the buttons that this role has.
    seen = pressed & {"admin:catalog_server_switch", "admin:catalog_server_sync"}
    assert len(seen) == min(2, role - Role.READER)
