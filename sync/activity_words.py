"""What a deed changed, in words: what was before it, and after it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from accounts.activity import Verb
from accounts.models import Activity
from catalog.admin import words

_RULES: Final = {Verb.RULE_SET, Verb.RULE_CLEARED}
_LOCKS: Final = {Verb.LOCKED, Verb.UNLOCKED}
_UPLOADS: Final = {Verb.CAPTIONS_ADDED, Verb.CAPTIONS_TAKEN_OUT}
_SHIFTS: Final = {Verb.CAPTIONS_SHIFTED, Verb.CAPTIONS_RESET}


def field_of(row: Activity) -> str:
    """``Captions en:hi``, or nothing."""
    return words.field_name(*row.field.split(".", 1)) if row.field else ""


def before(row: Activity) -> str:
    """What was, or nothing where that is not kept."""
    return _side(row, row.before)


def after(row: Activity) -> str:
    """What became of it."""
    return _side(row, row.after)


def _side(row: Activity, said: Any) -> str:
    verb = Verb(row.verb)
    if verb in _LOCKS:
        return _lock(row, said)
    if verb in _SHIFTS:
        return "as made" if said is None else words.shift(said["ms"])
    if verb in _UPLOADS:
        return "none uploaded" if said is None else f"“{said['name']}”"
    if said is None:
        return ""
    if verb in _RULES:
        return ", then ".join(said["servers"]) if said["servers"] else "no rule"
    if verb == Verb.ORDER_CHANGED:
        best_first = sorted(said, key=lambda slug: said[slug])
        return ", ".join(f"{slug} {said[slug]}" for slug in best_first)
    return "; ".join(f"{_plain(name)}: {_value(said[name])}" for name in said)


def _lock(row: Activity, said: Any) -> str:
    if said is None:
        return "not locked"
    if said["value"] is None:
        return "locked as empty"
    return words.short(row.field.split(".", 1)[0], said["value"])


def _plain(name: str) -> str:
    return name.replace("api_url", "API address").replace("_url", " address")


def _value(value: Any) -> str:
    if value is None:
        return "all"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_value(member)}" for key, member in value.items())
    if isinstance(value, list):
        return ", ".join(str(member) for member in value)
    return str(value) or "none"
