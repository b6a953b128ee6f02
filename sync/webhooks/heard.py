"""What of a call is kept beside its delivery: headers without secrets, body and proof.

The proof is what a replay is judged by anew: a signature with what it signs, or the
digest of the token that was shown.  Neither opens anything by itself.
"""

from __future__ import annotations

import re
from typing import Any, Final

from django.http import HttpRequest

from sync.deliveries import Heard

_SECRET: Final = re.compile(
    r"auth|cookie|token|secret|passw|signature|api-?key|x-webhook-id", re.IGNORECASE
)
_HIDDEN: Final = "[hidden]"
_MOST: Final = 30
_LONGEST: Final = 300
#: What a signature is judged by.
SIGNED: Final = ("webhook-id", "webhook-timestamp", "webhook-signature")


def heard(request: HttpRequest, body: bytes | None, *, token: str = "") -> Heard:
    """The call as it is kept; `token` is the digest of one in its address."""
    headers = {
        str(name)[:100]: _HIDDEN if _SECRET.search(name) else _shown(value)
        for name, value in sorted(request.headers.items())[:_MOST]
    }
    proof: dict[str, Any] = {"type": (request.content_type or "")[:_LONGEST]}
    if token:
        proof["token"] = token
    else:
        proof |= {
            name: _shown(request.headers.get(name, ""), 1000)
            for name in SIGNED
            if name in request.headers
        }
    return Heard(headers=headers, body=body, proof=proof)


def _shown(value: str, longest: int = _LONGEST) -> str:
    # A database takes no NUL; a header has none, and what is kept of it neither.
    return value.replace("\0", "")[:longest]
