"""One place where the catalog is not what the laws say."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

#: How much of a value a line shows.
_SHOWN: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What is wrong (`what`), of which title, in which field; what is and should be.

    `item` is the title's primary key, or None where no title is concerned; `of` names
    what else it is about, such as an item of a server.
    """

    what: str
    item: int | None = None
    of: str = ""
    field: str = ""
    is_now: Any = None
    should_be: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A difference with the words people know its title by."""

    difference: Difference
    title: str

    def __str__(self) -> str:
        told = self.difference
        where = ": ".join(filter(None, (self.title, told.of, told.field)))
        return (
            f"{told.what} of {where}: is {_short(told.is_now)}, "
            f"should be {_short(told.should_be)}"
        )

    def as_json(self) -> dict[str, Any]:
        """The same for programs."""
        told = self.difference
        return {
            "what": told.what,
            "title": self.title,
            "of": told.of,
            "field": told.field,
            "is": told.is_now,
            "should": told.should_be,
        }


def _short(value: Any) -> str:
    if value is None:
        return "nothing"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
