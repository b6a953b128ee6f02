"""The server's hashes of all titles of a listing, read piece by piece and kept small.

A title's hashes are kept as one text after the other; of a title only where its text
begins.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

import ijson

from sync.adapters.media_processor.listing import BLOCK, Window
from sync.adapters.media_processor.payloads import TitleHash
from sync.adapters.media_processor.table import Table

_BEGINS: Final = frozenset({"start_map", "start_array"})
_ENDS: Final = frozenset({"end_map", "end_array"})
_NO_HASH: Final = TitleHash()


class BadHashesError(ValueError):
    """It is no document of hashes, or not a whole one."""


class TitleHashes:
    """Hashes by title."""

    def __init__(self) -> None:
        self._begins = Table()
        self._texts = bytearray()

    def __len__(self) -> int:
        return len(self._begins)

    def add(self, title: str, hashes: TitleHash) -> None:
        self._begins.set(title, len(self._texts))
        for text in (hashes.hash, hashes.content):
            encoded = (text or "").encode(errors="surrogatepass")
            self._texts += len(encoded).to_bytes(4) + encoded

    def get(self, title: str) -> TitleHash:
        begin = self._begins.get(title)
        if begin is None:
            return _NO_HASH
        texts: list[str | None] = []
        for _ in range(2):
            length = int.from_bytes(self._texts[begin : begin + 4])
            begin += 4 + length
            text = self._texts[begin - length : begin].decode(errors="surrogatepass")
            texts.append(text or None)
        return TitleHash(*texts)


NO_HASHES: Final = TitleHashes()


def read(file: BinaryIO) -> TitleHashes:
    """The hashes in ``{"titles": {title: {"hash", "contentHash"}}}``, whatever else is
    said.  Raises BadHashesError, and what the parser raises where it is no JSON.
    """
    found: TitleHashes | None = None
    depth = 0
    events = _events(file)
    for event, value in events:
        if event == "map_key" and depth == 1 and value == "titles":
            found = _titles(events)
        elif event in _BEGINS:
            depth += 1
        elif event in _ENDS:
            depth -= 1
    if found is None:
        raise BadHashesError("It names no titles.")
    return found


def _events(file: BinaryIO) -> Iterator[tuple[str, Any]]:
    window = Window(file, lambda: None)
    for event, value in ijson.basic_parse(window, use_float=True, buf_size=BLOCK):
        window.unsaid = 0
        yield event, value


def _titles(events: Iterator[tuple[str, Any]]) -> TitleHashes:
    """The titles in the object that begins."""
    found = TitleHashes()
    _begin(events)
    for event, title in events:
        if event == "end_map":
            break
        found.add(title, _hashes(events))
    return found


def _hashes(events: Iterator[tuple[str, Any]]) -> TitleHash:
    """The hashes in the object that begins; what else it holds is passed over."""
    said: dict[str, Any] = {}
    name, depth = "", 1
    _begin(events)
    for event, value in events:
        if event in _BEGINS:
            depth += 1
        elif event in _ENDS:
            depth -= 1
            if not depth:
                break
        elif depth == 1 and event == "map_key":
            name = value
        elif depth == 1 and name in ("hash", "contentHash"):
            said[name] = value
    texts = said.get("hash"), said.get("contentHash")
    if not all(text is None or isinstance(text, str) for text in texts):
        raise BadHashesError("A hash is a text.")
    return TitleHash(*texts)


def _begin(events: Iterator[tuple[str, Any]]) -> None:
    if next(events, ("", None))[0] != "start_map":
        raise BadHashesError("Titles and their hashes are objects.")
