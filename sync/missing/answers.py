"""The answer to "why can't X be seen?": cases, each with reasons and ways out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why: a stable `code`, a sentence, and what to do about it (empty: nothing)."""

    code: str
    message: str
    way_out: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A title, or an item of a server that is none yet.

    `url` is its page on the site, where viewers see it.
    """

    name: str
    kind: str
    id: str | None = None
    url: str = ""
    reasons: tuple[Reason, ...] = ()

    @property
    def is_visible(self) -> bool:
        """Whether viewers see it."""
        return bool(self.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """All that was found, and reasons that are about nothing of it alone."""

    text: str
    cases: tuple[Case, ...] = ()
    reasons: tuple[Reason, ...] = ()
    more: bool = False

    def as_json(self) -> dict[str, Any]:
        """As the command and the API give it."""
        return {
            "text": self.text,
            "cases": [
                {
                    "name": case.name,
                    "kind": case.kind,
                    "id": case.id,
                    "visible": case.is_visible,
                    "url": case.url or None,
                    "reasons": [_reason(reason) for reason in case.reasons],
                }
                for case in self.cases
            ],
            "reasons": [_reason(reason) for reason in self.reasons],
            "more": self.more,
        }


def _reason(reason: Reason) -> dict[str, str]:
    return {
        "code": reason.code,
        "message": reason.message,
        "way_out": reason.way_out,
    }
