"""What the child can be asked to do with a film."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from streaming.sandbox import cut, sound
from streaming.sandbox.demuxers import open_film
from streaming.sandbox.index import index
from streaming.sandbox.served import Served

_MAKERS: Final = {"copy": cut.cut, "aac": sound.convert}


def _index(film: Served, asked: dict[str, Any]) -> bytes:
    return json.dumps(index(film, may_scan=bool(asked["may_scan"]))).encode()


def _piece(film: Served, asked: dict[str, Any]) -> bytes:
    make = _MAKERS[asked["as"]]
    with open_film(film) as container:
        init, piece = make(container, cut.Piece(**asked["piece"]))
    return init if asked["part"] == "init" else piece


DEEDS: Final[dict[str, Callable[[Served, dict[str, Any]], bytes]]] = {
    "index": _index,
    "piece": _piece,
}
