"""What leaving out a library of a server would mean, before it is done.

Reads only.  What choosing one again would bring back is known once it is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from catalog.models import Server
from sync import preview
from sync.libraries import kinds_of
from sync.preview import EXAMPLES, Extent, Preview, preview_without
from sync.rules import load_order
from sync.servers import checked_libraries
from sync.types import KINDS


def preview_libraries(
    server: Server, libraries: Sequence[str], *, examples: int = EXAMPLES
) -> Preview:
    """What would change if these alone were read of the server.  Raises ServerError."""
    left_out = kinds_of(checked_libraries(server.kind, libraries))
    gone = left_out - kinds_of(server.left_out)
    kinds = tuple(kind for kind in KINDS if kind in gone)
    if not kinds or not server.enabled:
        # A disabled one gives nothing that could go.
        return Preview()
    return preview_without(
        server.slug, load_order(), Extent(kinds=kinds), examples=examples
    )


def as_json(found: Preview) -> dict[str, Any]:
    """As the command and the API tell it."""
    return {
        "unavailable": dict(sorted(found.unavailable.items())),
        "hidden": [preview.named(item) for item in found.hidden],
        **preview.as_json(found),
    }
