"""Public ids: time-ordered, never reused, unguessable enough to be an address.

Layout of RFC 9562 version 7: 48 bits of milliseconds since 1970, then random bits.
Older titles sort first, which is how a merged group knows its oldest member.
"""

from __future__ import annotations

import secrets
import time
import uuid


def new_public_id() -> uuid.UUID:
    """A new id; two made in one millisecond are in no particular order."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80
    value |= 0x7 << 76
    value |= secrets.randbits(12) << 64
    value |= 0b10 << 62
    value |= secrets.randbits(62)
    return uuid.UUID(int=value)
