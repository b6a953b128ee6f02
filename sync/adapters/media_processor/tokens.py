"""Change tokens: short digests, opaque to everyone but this adapter.

Every token holds the version of this adapter's mapping and the addresses the server
is configured with: whoever changes either reads everything anew.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any, Final

import msgspec

from sync.adapters.media_processor.faults import BadItemError
from sync.types import ServerConfig

#: Raise it whenever the same payload is mapped to other values.
MAPPING_VERSION: Final = "2"
_SIZE: Final = 16
_ENCODER: Final = msgspec.json.Encoder(order="sorted")


class Tokens:
    """The tokens of one configuration of one server."""

    def __init__(self, config: ServerConfig) -> None:
        state = blake2b(digest_size=_SIZE)
        for part in (MAPPING_VERSION, config.api_url, config.media_url, config.prefix):
            state.update(part.encode(errors="surrogatepass") + b"\0")
        self._scope = state.digest()
        self._mark = f"mp{MAPPING_VERSION}.{state.hexdigest()}."

    def of(self, *parts: object) -> str:
        """The token of a few plain values, None among them."""
        state = blake2b(self._scope, digest_size=_SIZE)
        for part in parts:
            text = "\1" if part is None else str(part)
            state.update(text.encode(errors="surrogatepass") + b"\0")
        return state.hexdigest()

    def of_item(self, raw: Any) -> str:
        """The token of an item as the listing gives it, whatever its keys' order."""
        try:
            encoded = _ENCODER.encode(raw)
        except (RecursionError, ValueError, TypeError):
            raise BadItemError(
                "bad_item", "The item cannot be encoded again."
            ) from None
        return blake2b(encoded, key=self._scope, digest_size=_SIZE).hexdigest()

    def keep_etag(self, etag: str | None) -> str | None:
        """The listing token to be stored for an ETag."""
        if not etag or len(etag) > 500 or not etag.isprintable():
            return None
        return self._mark + etag

    def etag(self, stored: str | None) -> str | None:
        """The ETag in a stored token; None if it is of another configuration."""
        if stored is None or not stored.startswith(self._mark):
            return None
        return stored[len(self._mark) :]
