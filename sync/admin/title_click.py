"""The buttons beside a title's values: what a click sends, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.dateparse import parse_datetime

from catalog.admin import words
from sync.choosing import Click, Deed

#: Deeds that set an order of servers or take one away.
RULES: Final = frozenset({Deed.USE, Deed.USUAL})
_SAID: Final = {
    Deed.LOCK: "{name} is locked as it is: no server changes it any more.",
    Deed.EMPTY: "{name} is locked as empty: no server gives it a value any more.",
    Deed.UNLOCK: "{name} is unlocked: the servers decide again.",
    Deed.TAKE: "{name} is locked to the value you chose.",
    Deed.USE: "For {name}, {which} comes first here.",
    Deed.USUAL: "The usual order of servers decides {name} again.",
}


class Unreadable(ValueError):
    """A click that our page has not made."""


def read(sent: Mapping[str, Any]) -> Click:
    """What was clicked: ``lock:MARK``, ``use:SERVER``, ...  Raises Unreadable."""
    deed, _, which = str(sent.get("deed", "")).partition(":")
    seen = str(sent.get("seen", ""))
    try:
        at = parse_datetime(seen) if seen else None
        if seen and at is None:
            raise ValueError
        name = str(sent.get("name", ""))
        return Click(name=name, deed=Deed(deed), which=which, seen=at)
    except ValueError:
        raise Unreadable("This click was not understood: open the page anew.") from None


def said(click: Click) -> str:
    """What has been done, in a sentence."""
    field, _, key = click.name.partition(".")
    # A rule is for a whole field, whichever entry it was chosen at.
    name = words.field_name(field, "" if click.deed in RULES else key)
    return _SAID[click.deed].format(name=name, which=click.which)
