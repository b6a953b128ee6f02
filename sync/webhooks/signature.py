"""The signature of Standard Webhooks 1.0: `v1`, HMAC-SHA256 over id.timestamp.body.

Pure.  Whatever the headers hold, the outcome is a value or Unproven, never another
error: the reference library for Python raises four kinds of them.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

#: How far a sender's clock may be from ours, either way.
TOLERANCE: Final = 300  # seconds
#: Several are sent while a sender's secret is rotated; more are nobody's.
_MOST_SIGNATURES: Final = 5

_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,128}")
_TIMESTAMP: Final = re.compile(r"[0-9]{1,12}")


class Unproven(Exception):
    """A delivery that cannot be what it says: the answer's status, and why."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a delivery says of itself, well-formed and of these minutes."""

    id: str
    timestamp: str
    signatures: tuple[str, ...]

    def is_signed(self, body: bytes, keys: Iterable[bytes]) -> bool:
        """Whether one of the signatures is of one of the keys."""
        signed = b".".join((self.id.encode(), self.timestamp.encode(), body))
        wanted = [base64.b64encode(hmac.digest(key, signed, "sha256")) for key in keys]
        given = [signature.encode(errors="replace") for signature in self.signatures]
        # Every pair is compared: how long it takes says nothing of what is right.
        pairs = [hmac.compare_digest(one, other) for one in wanted for other in given]
        return any(pairs)


def claim_of(headers: Mapping[str, str], *, now: float) -> Claim:
    """What the three headers say.  Raises Unproven."""
    number = delivery_id(headers)
    timestamp = headers.get("webhook-timestamp", "")
    signatures = headers.get("webhook-signature", "")
    if not (number and timestamp and signatures):
        raise Unproven(
            401,
            "Sign it by Standard Webhooks, with the headers webhook-id, "
            "webhook-timestamp and webhook-signature.",
        )
    if not _TIMESTAMP.fullmatch(timestamp):
        raise Unproven(401, "webhook-timestamp is not a number of seconds since 1970.")
    if abs(int(now) - int(timestamp)) > TOLERANCE:
        raise Unproven(
            401,
            f"webhook-timestamp is more than {TOLERANCE // 60} minutes from the time "
            "here; compare the clocks, and sign each delivery anew.",
        )
    found = [given.partition(",") for given in signatures.split(" ")]
    of_our_version = tuple(text for version, _, text in found if version == "v1")
    return Claim(
        id=number, timestamp=timestamp, signatures=of_our_version[:_MOST_SIGNATURES]
    )


def delivery_id(headers: Mapping[str, str]) -> str:
    """The delivery's id; empty where there is none.  Raises Unproven."""
    number = headers.get("webhook-id", "")
    if number and not _ID.fullmatch(number):
        raise Unproven(
            400, "webhook-id has 1 to 128 of the characters A-Z, a-z, 0-9, _ and -."
        )
    return number
