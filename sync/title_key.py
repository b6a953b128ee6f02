"""Titles as they are compared between servers.  Pure."""

from __future__ import annotations

import unicodedata
from typing import Final

#: In these scripts a mark on a letter is an accent; in others it makes another letter.
_ACCENTED: Final = ("LATIN", "GREEK", "CYRILLIC")


def title_key(title: str) -> str:
    """A title as compared between servers: case, accents and punctuation ignored.

    >>> title_key("Zoë & the 100% Café")
    'zoe and the 100 cafe'
    """
    kept: list[str] = []
    accented = False
    text = unicodedata.normalize("NFKD", title).casefold().replace("&", " and ")
    for character in text:
        if unicodedata.category(character) in {"Mn", "Mc"}:
            if not accented:
                kept.append(character)
            continue
        accented = unicodedata.name(character, "").startswith(_ACCENTED)
        kept.append(character if character.isalnum() else " ")
    words = " ".join(unicodedata.normalize("NFC", "".join(kept)).split())
    return words or " ".join(title.casefold().split())
