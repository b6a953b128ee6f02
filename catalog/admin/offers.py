"""What other servers offer beside a value, and what of it a browser may be given."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from catalog.fields import JSONValue
from catalog.queries import ItemValues

#: Only pictures of these kinds, as servers send them; nothing is loaded from outside.
_PICTURE: Final = re.compile(r"data:image/(?:png|jpeg|webp);base64,[A-Za-z0-9+/=]+")
_WEB: Final = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What another server says now for a value."""

    server: str
    value: JSONValue
    stale: bool


#: Other servers' offers by field and entry key ("" for single fields).
Offers = Mapping[tuple[str, str], Sequence[Offer]]


class Told(NamedTuple):
    """A title's values, what else is offered, and what is said of single files.

    `files` has what a server says of the first file of one of its items.
    """

    values: ItemValues
    offers: Offers
    files: Mapping[str, Mapping[str, JSONValue]]


def web_address(url: str) -> str:
    """The address if a browser may be sent there, else nothing."""
    return url if _WEB.match(url) else ""


def picture_of(placeholder: JSONValue) -> str:
    if isinstance(placeholder, str) and _PICTURE.fullmatch(placeholder):
        return placeholder
    return ""
