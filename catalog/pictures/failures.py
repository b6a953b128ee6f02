"""Why there is no picture, as codes, and how long that is believed."""

from __future__ import annotations

from typing import Final

#: The server could not be spoken to: it may work again soon.
CONNECTION_SECONDS: Final = 60
#: There is no such picture, or it is none: asked again, but not soon.
PICTURE_SECONDS: Final = 15 * 60


class PictureFailed(Exception):
    """There is no picture; `code` says why."""

    def __init__(self, code: str, *, is_connection: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.is_connection = is_connection

    @property
    def seconds(self) -> int:
        """How long the picture is not asked for again."""
        return CONNECTION_SECONDS if self.is_connection else PICTURE_SECONDS


class Busy(Exception):
    """Too many pictures are being fetched: come again in a moment."""
