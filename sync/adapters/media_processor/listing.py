"""A listing, read item by item in bounded memory.

A listing is one JSON object of many items.  What is wrong inside of one item (keys
given twice, nesting without end, too many bytes) is that item's flaw, and the others
are read.  What is wrong with the document itself (no object, broken JSON, NaN, a
missing end, a single text larger than an item may be, anything behind the end) makes
it a listing without a proven end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

import ijson

#: Live items stay below a mebibyte; a show of a thousand episodes below four.
ITEM_BYTES: Final = 4 * 1024 * 1024
#: A real item nests 8 deep.
DEPTH: Final = 32
BLOCK: Final = 64 * 1024
#: Skipping an unending item must end, too.
_BEGINS: Final[dict[str, Callable[[], Any]]] = {
    "start_map": dict,
    "start_array": list,
}
_ENDS: Final = frozenset({"end_map", "end_array"})
_SKIPPED_BYTES: Final = 64 * 1024 * 1024


class ListingBrokenError(Exception):
    """The listing cannot be read to its end; the message is for a person."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(slots=True)
class Entry:
    """One member of the listing.  `flaw` says why its value must not be used."""

    key: str
    value: Any
    flaw: str | None = None
    #: How much of the listing it took, rounded to blocks.
    size: int = 0


class Window:
    """The file, and how much of it was read since the current item began, and since
    the parser last had something to say.

    The parser says nothing inside of a text, and what a text costs it grows with the
    square of its length: there, only the bytes handed out can be counted.
    """

    def __init__(self, file: BinaryIO, go_on: Callable[[], None]) -> None:
        self._file = file
        self._go_on = go_on
        self.used = 0
        self.unsaid = 0

    def read(self, size: int = -1) -> bytes:
        self._go_on()
        if self.unsaid > ITEM_BYTES + BLOCK:
            raise ListingBrokenError("too_large", "one text of the listing has no end")
        data = self._file.read(size)
        self.used += len(data)
        self.unsaid += len(data)
        return data


def look_over(file: BinaryIO) -> None:
    """Refuse at once what is plainly no whole JSON object, before anything is asked."""
    file.seek(0)
    head = file.read(512).lstrip(b" \t\r\n")
    size = file.seek(0, 2)
    file.seek(max(0, size - 512))
    tail = file.read().rstrip(b" \t\r\n")
    file.seek(0)
    if not head:
        raise ListingBrokenError("empty", "the answer is empty")
    if head.startswith(b"<"):
        raise ListingBrokenError(
            "not_json", "the answer is a web page, not a listing: check the address"
        )
    if not head.startswith(b"{"):
        raise ListingBrokenError("not_json", "the answer is not a JSON object")
    if not tail.endswith(b"}"):
        raise ListingBrokenError("truncated", "the answer ends in the middle")


def read(file: BinaryIO, go_on: Callable[[], None] = lambda: None) -> Iterator[Entry]:
    """Every member of the listing; ListingBrokenError where its end is not proven.

    `go_on` is called for every block, and raises when the reading shall end.
    """
    look_over(file)
    window = Window(file, go_on)
    events = ijson.basic_parse(window, use_float=True, buf_size=BLOCK)
    try:
        next(events)
        for event, value in events:
            window.unsaid = 0
            if event == "end_map":
                continue
            key = value
            window.used = 0
            event, value = next(events)
            if event in _BEGINS:
                entry = _container(key, event, events, window)
                entry.size = window.used
                yield entry
            else:
                yield Entry(key, value)
    except ijson.JSONError as error:
        raise ListingBrokenError("bad_json", _reason(error)) from None
    except (UnicodeDecodeError, StopIteration):
        raise ListingBrokenError("bad_json", "the answer is not valid JSON") from None


def _container(
    key: str, event: str, events: Iterator[tuple[str, Any]], window: Window
) -> Entry:
    """The object or list that just began, to its end."""
    root: Any = _BEGINS[event]()
    top = root
    stack: list[Any] = [root]
    doubled: str | None = None
    name = ""
    for event, value in events:
        window.unsaid = 0
        if event == "map_key":
            name = value
            if name in top:
                doubled = name
            continue
        if event in _ENDS:
            stack.pop()
            if not stack:
                break
            top = stack[-1]
            continue
        begin = _BEGINS.get(event)
        new: Any = value if begin is None else begin()
        if type(top) is dict:
            top[name] = new
        else:
            top.append(new)
        if begin is not None:
            stack.append(new)
            top = new
        if len(stack) > DEPTH or window.used > ITEM_BYTES:
            flaw = "is nested too deeply" if len(stack) > DEPTH else "is too large"
            _skip(len(stack), events, window)
            return Entry(key, None, flaw)
    if doubled is not None:
        return Entry(key, root, f"holds the key {doubled[:80]!r} twice")
    return Entry(key, root)


def _skip(depth: int, events: Iterator[tuple[str, Any]], window: Window) -> None:
    """Leave `depth` open containers without keeping anything of them."""
    for event, _ in events:
        window.unsaid = 0
        if event in _BEGINS:
            depth += 1
        elif event in _ENDS:
            depth -= 1
            if depth == 0:
                return
        if window.used > _SKIPPED_BYTES:
            raise ListingBrokenError("too_large", "one item of the listing has no end")


def _reason(error: Exception) -> str:
    """The parser's own word for the fault, without the piece of document it quotes."""
    text = str(error.args[0]) if error.args else ""
    line = text.removeprefix("b'").split("\\n")[0].split("\n")[0].strip().rstrip(".")
    return f"the answer is not valid JSON ({line[:120] or 'broken'})"
