"""Captions by name, and which of them a person wants.  Pure.

A key is a language, then what the captions are: ``en``, ``en:hi``, ``pt-BR:forced``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

from babel import Locale, UnknownLocaleError

#: No captions, chosen on purpose.
OFF: Final = "off"
_KINDS: Final = {
    "hi": "for the hard of hearing",
    "forced": "forced",
    "auto": "automatic",
}


def caption_name(key: str, locale: str = "en") -> str:
    """``Brazilian Portuguese (forced)``, in the language of who reads it."""
    language, *kinds = key.split(":")
    name = language_name(language, locale)
    told = ", ".join(_KINDS.get(kind, kind) for kind in kinds)
    return f"{name} ({told})" if told else name


@cache
def known_languages() -> tuple[tuple[str, str], ...]:
    """Languages to choose from, by name: those with a code of two letters."""
    codes = [str(code) for code in Locale("en").languages if len(str(code)) == 2]
    return tuple(sorted(((c, language_name(c, "en")) for c in codes), key=_by_name))


def code_of(text: str) -> str:
    """The code of a language that was written by name; else what was written."""
    wanted = " ".join(text.split()).casefold()
    by_name = {name.casefold(): code for code, name in known_languages()}
    return by_name.get(wanted, text.strip())


def _by_name(pair: tuple[str, str]) -> str:
    return pair[1]


def language_name(language: str, locale: str = "en") -> str:
    """A language tag in words, in the language of who reads it."""
    if language in ("und", ""):
        return "Unknown language"
    try:
        reader = Locale.parse(locale, sep="-")
    except (UnknownLocaleError, ValueError):
        reader = Locale("en")
    try:
        found = Locale.parse(language, sep="-").get_display_name(reader)
    except (UnknownLocaleError, ValueError):
        found = reader.languages.get(language.split("-")[0])
    if not found:
        return language
    return found[:1].upper() + found[1:]


def choose_caption(wanted: str, keys: Sequence[str]) -> str:
    """The captions to show: the very same, else the same language, else none.

    Among those of the language full captions come before forced and automatic ones,
    unless these were wanted.
    """
    if wanted in ("", OFF):
        return OFF
    if wanted in keys:
        return wanted
    language, *kinds = wanted.split(":")
    near = [key for key in keys if key.split(":")[0] == language]
    if not near:
        spoken = language.split("-")[0]
        near = [key for key in keys if key.split(":")[0].split("-")[0] == spoken]
    if not near:
        return OFF
    return min(near, key=lambda key: (_distance(key.split(":")[1:], kinds), key))


def _distance(kinds: Sequence[str], wanted: Sequence[str]) -> tuple[int, int]:
    order = ("hi", "auto", "forced")
    missing = len(set(kinds) ^ set(wanted))
    return max((order.index(k) + 1 for k in kinds if k in order), default=0), missing
