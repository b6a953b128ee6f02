"""What goes over the socket between a child that reads a film and its parent.

The child asks for a span, `ASK`: the first byte and how many.  The parent answers with
`ANSWER`: how many come, and then these; 0 is the end of the file.
"""

from __future__ import annotations

import struct
from typing import Final

ASK: Final = struct.Struct("!QI")
ANSWER: Final = struct.Struct("!I")
#: Instead of a count: the bytes cannot be had.
BROKEN: Final = 0xFFFFFFFF
#: The most that is asked for at once.
MOST: Final = 1 << 20
