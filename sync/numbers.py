"""A set of row numbers in a few bits each: what a long listing named.  Pure."""

from __future__ import annotations

from typing import Final

#: Rows of one server were mostly stored one after the other.
_PAGE: Final = 4096


class Numbers:
    """Numbers that were added; those near each other share memory."""

    def __init__(self) -> None:
        self._pages: dict[int, bytearray] = {}

    def add(self, number: int) -> bool:
        """Whether it is a new one."""
        page, place = divmod(number, _PAGE)
        byte, bit = divmod(place, 8)
        bits = self._pages.setdefault(page, bytearray(_PAGE // 8))
        if bits[byte] & 1 << bit:
            return False
        bits[byte] |= 1 << bit
        return True

    def __contains__(self, number: int) -> bool:
        page, place = divmod(number, _PAGE)
        byte, bit = divmod(place, 8)
        bits = self._pages.get(page)
        return bits is not None and bool(bits[byte] & 1 << bit)
