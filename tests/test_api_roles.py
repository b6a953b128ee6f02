"""What each role may change over the API: every method of every address, in a table."""

from __future__ import annotations

from typing import Final

import pytest

from accounts import people
from accounts.roles import Role
from tests.api import api_routes, client_of, sent
from tests.test_api_routes import CHANGING, ROUTES, VIEWERS_MAY

#: The least role for each that a viewer may not send.
WRITES: Final = {
    **{("PUT", f"api-{kind}-lock"): Role.CURATOR for kind in ("movie", "show")},
    **{("PUT", f"api-{kind}-lock"): Role.CURATOR for kind in ("season", "episode")},
    **{("DELETE", f"api-{kind}-lock"): Role.CURATOR for kind in ("movie", "show")},
    **{("DELETE", f"api-{kind}-lock"): Role.CURATOR for kind in ("season", "episode")},
    **{("POST", f"api-{kind}-captions"): Role.CURATOR for kind in ("movie", "episode")},
    **{
        ("DELETE", f"api-{kind}-caption"): Role.CURATOR for kind in ("movie", "episode")
    },
    ("PUT", "api-movie-caption-shift"): Role.CURATOR,
    ("PUT", "api-episode-caption-shift"): Role.CURATOR,
    ("POST", "api-movie-merge"): Role.CURATOR,
    ("POST", "api-movie-split"): Role.CURATOR,
    ("POST", "api-show-merge"): Role.CURATOR,
    ("POST", "api-show-split"): Role.CURATOR,
    ("POST", "api-rules"): Role.CURATOR,
    ("DELETE", "api-rule"): Role.CURATOR,
    ("POST", "api-order-apply"): Role.CURATOR,
    ("POST", "api-change-revert"): Role.CURATOR,
    ("POST", "api-bulk-changes"): Role.CURATOR,
    ("POST", "api-bulk-apply"): Role.CURATOR,
    ("POST", "api-bulk-stop"): Role.CURATOR,
    ("POST", "api-bulk-undo"): Role.CURATOR,
    ("POST", "api-bulk-import"): Role.CURATOR,
    ("POST", "api-conflict"): Role.CURATOR,
    ("POST", "api-quarantine-retry"): Role.CURATOR,
    ("POST", "api-quarantine-dismiss"): Role.CURATOR,
    ("POST", "api-triggers"): Role.CURATOR,
    ("POST", "api-run-retry"): Role.CURATOR,
    ("POST", "api-servers"): Role.OPERATOR,
    ("PATCH", "api-server"): Role.OPERATOR,
    ("DELETE", "api-server"): Role.OPERATOR,
    ("POST", "api-held-scan-accept"): Role.OPERATOR,
    ("POST", "api-held-scan-discard"): Role.OPERATOR,
    ("POST", "api-webhooks"): Role.OPERATOR,
    ("PATCH", "api-webhook"): Role.OPERATOR,
    ("DELETE", "api-webhook"): Role.OPERATOR,
    ("POST", "api-webhook-rotate"): Role.OPERATOR,
}


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.group)
def test_what_a_role_may(role: Role) -> None:
    browser = client_of(people.make_person("pia", "p-Passphrase-9", role=role))
    wrong = []
    for name, url in api_routes().items():
        looks = browser.get(url).status_code
        if looks != ROUTES[name][0 if role == Role.VIEWER else 1]:
            wrong.append(f"GET {name}: {looks}")
        for method in CHANGING:
            status = sent(browser, method, url, {}).status_code
            if (method, name) in VIEWERS_MAY:
                continue
            least = WRITES.get((method, name))
            if least is None:
                # A new one needs its line above.
                as_said = status == 405
            else:
                as_said = (status == 403) == (role < least)
            if not as_said:
                wrong.append(f"{method} {name}: {status}")
    assert not wrong, "\n".join(wrong)
