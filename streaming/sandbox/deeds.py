"""What the child can be asked to do with a film."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

from streaming.sandbox import cut, pictures, sound
from streaming.sandbox.demuxers import open_film
from streaming.sandbox.index import index
from streaming.sandbox.rungs import RUNGS
from streaming.sandbox.served import Served

#: Of a child that encodes: pages come first.
_NICE: Final = 5
_MAKERS: Final = {"copy": cut.cut, "aac": sound.convert}


def _index(film: Served, asked: dict[str, Any]) -> bytes:
    return json.dumps(index(film, may_scan=bool(asked["may_scan"]))).encode()


def _piece(film: Served, asked: dict[str, Any]) -> bytes:
    wanted, how = cut.Piece(**asked["piece"]), asked["as"]
    with open_film(film) as container:
        if how in RUNGS:
            # It takes whole cores: pages and other films go first.
            os.nice(_NICE)
            rate = Fraction(*asked["rate"]) if asked["rate"] else None
            init, piece = pictures.encode(container, wanted, RUNGS[how], rate)
        else:
            init, piece = _MAKERS[how](container, wanted)
    return init if asked["part"] == "init" else piece


DEEDS: Final[dict[str, Callable[[Served, dict[str, Any]], bytes]]] = {
    "index": _index,
    "piece": _piece,
}
