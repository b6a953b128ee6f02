"""What deeds are made of: commands, and requests that somebody sends.

A step is acknowledged when the command ends with 0, or the request is answered with
2xx or leads on.
"""

from __future__ import annotations

import base64
import hmac
import shlex
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.core.management import execute_from_command_line
from django.test import Client

from tests.crashes import aftermath
from tests.crashes.said import two_say, two_servers
from tests.crashes.world import World

Step = Callable[[World], None]
NOTHING: Final[Mapping[str, str]] = {}
BROWSER: Final = Client(SERVER_NAME="localhost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """`before` runs undisturbed, once; `during` says what the servers say from then.

    Where several servers are read at once, there is not `one_way` to the same end.
    """

    name: str
    steps: Sequence[Step]
    before: Callable[[World], None] = two_servers
    during: Callable[[World], None] = two_say
    one_way: bool = True


def command(words: str, *, again: Sequence[int] = ()) -> Step:
    """A management command; `again` are exit codes of one that was done already."""

    def step(world: World) -> None:
        code = 0
        try:
            execute_from_command_line(
                ["manage.py", *shlex.split(words.format(**world.kept))]
            )
        except SystemExit as ended:
            code = int(ended.code or 0)
        if code not in {0, *again}:
            raise AssertionError(f"{words} ended with {code}")

    return step


def looks(world: World) -> None:
    """The reconciler looks, until nothing is left to do."""
    aftermath.looked_after()


def request(
    method: str,
    path: str,
    body: str = "{}",
    *,
    again: Sequence[int] = (),
    headers: Mapping[str, str],
) -> Step:
    """A request through all of the web server's code; names of what is kept are filled
    in; `again` are answers to one that was done already.
    """

    def step(world: World) -> None:
        known = {name: text.format(**world.kept) for name, text in headers.items()}
        _send(method, path.format(**world.kept), body.encode(), known, again)

    return step


def by_owner(
    method: str, path: str, body: str = "{}", *, again: Sequence[int] = ()
) -> Step:
    """A request of the API from the owner's browser."""
    return request(method, path, body, again=again, headers={"cookie": "{session}"})


def form(
    path: str, fields: Mapping[str, str] = NOTHING, *, again: Sequence[int] = ()
) -> Step:
    """A form of the admin, sent from the owner's browser; `again` as of a request."""

    def step(world: World) -> None:
        answer = BROWSER.post(
            path.format(**world.kept),
            {name: text.format(**world.kept) for name, text in fields.items()},
            headers={"cookie": world.kept["session"]},
        )
        if answer.status_code not in {302, *again}:
            raise AssertionError(f"{path}: {answer.status_code}")

    return step


def signed(slug: str, secret: str, body: str = "{}") -> Step:
    """A delivery by Standard Webhooks; the same one, however often it is sent."""
    key = base64.b64decode(secret.removeprefix("whsec_"))

    def step(world: World) -> None:
        at = str(int(time.time()))
        text = f"msg_1.{at}.{body}".encode()
        digest = base64.b64encode(hmac.digest(key, text, "sha256")).decode()
        headers = {
            "webhook-id": "msg_1",
            "webhook-timestamp": at,
            "webhook-signature": f"v1,{digest}",
        }
        _send("POST", f"/webhooks/{slug}/", body.encode(), headers, ())

    return step


def _send(
    method: str,
    path: str,
    body: bytes,
    headers: Mapping[str, str],
    again: Sequence[int],
) -> None:
    answer = BROWSER.generic(method, path, body, "application/json", headers=headers)
    if not (200 <= answer.status_code < 300 or answer.status_code in again):
        said = getattr(answer, "content", b"")[:300]
        raise AssertionError(f"{method} {path}: {answer.status_code} {said!r}")
