"""The captions of a title: one entry per language and purpose.  Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from sync.adapters.media_processor import links, payloads, values
from sync.adapters.media_processor.links import Links
from sync.types import JSONValue

CAPTIONS: Final = 200
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", re.ASCII)
_FLAGS: Final = {"hi": "hi", "sdh": "hi", "forced": "forced", "auto": "auto"}


def entries(
    given: Mapping[str, Any], address: Links
) -> dict[str, Mapping[str, JSONValue]]:
    """Captions by key.  Of two with one key the finished one is kept, then the one
    whose name comes first."""
    found: dict[str, Mapping[str, JSONValue]] = {}
    ranks: dict[str, tuple[bool, str, str]] = {}
    for name in sorted(given)[:CAPTIONS]:
        caption = payloads.typed(given[name], payloads.Caption)
        url = address.absolute(caption.url)
        if url is None:
            continue
        pending = caption.pending is True
        key = _key(caption, name, links.file_name(url))
        rank = (pending, name, url)
        if key in ranks and ranks[key] <= rank:
            continue
        ranks[key] = rank
        found[key] = {
            "url": url,
            "label": values.text(name, 200),
            "last_modified": values.moment(caption.last_modified),
            "pending": pending,
        }
    return found


def _key(caption: payloads.Caption, name: str, file: str) -> str:
    given = values.language(caption.src_lang)
    impaired = "hearing impaired" in name.lower()
    tag, flags = _suffixes(file, hindi=given == "hi" and not impaired)
    language = given or values.language(tag) or "und"
    if impaired:
        flags.add("hi")
    if caption.auto_generated:
        flags.add("auto")
    else:
        flags.discard("auto")
    suffix = "".join(f":{flag}" for flag in ("hi", "forced", "auto") if flag in flags)
    return language + suffix


def _suffixes(file: str, *, hindi: bool) -> tuple[str | None, set[str]]:
    """Language tag and flags of ``Title (2020).en.hi.srt``.

    "hi" is Hindi where no other language stands before it, or where the server says
    that the captions are `hindi`: ``Mr.No.hi.srt`` is not Norwegian.
    """
    tokens = file.split(".")[1:-1]
    flags: set[str] = set()
    while tokens and (flag := _FLAGS.get(tokens[-1].lower())):
        before = tokens[-2] if len(tokens) > 1 else ""
        alone = not (_LANGUAGE.fullmatch(before) or before.lower() in _FLAGS)
        own = alone or (hindi and before.lower() != "hi")
        if tokens[-1].lower() == "hi" and own:
            break
        flags.add(flag)
        tokens.pop()
    tag = tokens[-1] if tokens and _LANGUAGE.fullmatch(tokens[-1]) else None
    return tag, flags
