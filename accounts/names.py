"""Names and e-mail addresses in the one form they are kept and compared in.

Pure.  Two names are the same when their keys are: neither capitals nor the way an
accent is written make a second "Bob".
"""

from __future__ import annotations

import unicodedata


def normal_name(text: str) -> str:
    """A name as it is kept and shown: composed, without blanks around it."""
    return unicodedata.normalize("NFC", text).strip()


def name_key(name: str) -> str:
    """What names are compared by."""
    return unicodedata.normalize("NFKC", normal_name(name)).casefold()


def normal_email(text: str) -> str:
    """An address as it is kept: in small letters, for no server tells them apart."""
    return unicodedata.normalize("NFC", text).strip().lower()
