"""The child: ``python -m streaming.sandbox DESCRIPTOR SIZE QUESTION``.

DESCRIPTOR is the socket the film comes over, SIZE its length in bytes, QUESTION a JSON
object whose ``do`` names one of `_DEEDS`.  The answer goes to standard output at once
and whole; what is wrong goes to standard error as one line of JSON, with exit code 3.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

from streaming.sandbox.confine import confine

#: The child said itself what is wrong.
_REFUSED: Final = 3
_NICE: Final = 5


def main(arguments: list[str]) -> int:
    descriptor, size, question = int(arguments[0]), int(arguments[1]), arguments[2]
    asked: dict[str, Any] = json.loads(question)
    confine(int(asked["seconds"]))
    # Only now: what reads films is loaded with the limits in force.
    from av.error import FFmpegError

    from streaming.sandbox.demuxers import UnreadableError
    from streaming.sandbox.keyframes import NoTableError
    from streaming.sandbox.served import Served

    film = Served(socket.socket(fileno=descriptor), size)
    try:
        answer = _DEEDS[asked["do"]](film, asked)
    except UnreadableError as error:
        return _refuse("unreadable", str(error))
    except NoTableError:
        return _refuse("no_table", "The file has no table of its frames.")
    except (FFmpegError, OSError, ValueError, ArithmeticError) as error:
        return _refuse("unreadable", f"The file cannot be read: {error}"[:300])
    with os.fdopen(1, "wb", closefd=False) as out:
        out.write(answer)
    return 0


def _index(film: Any, asked: dict[str, Any]) -> bytes:
    from streaming.sandbox.index import index

    return json.dumps(index(film, may_scan=bool(asked["may_scan"]))).encode()


def _piece(film: Any, asked: dict[str, Any]) -> bytes:
    from streaming.sandbox import cut, pictures, sound
    from streaming.sandbox.demuxers import open_film
    from streaming.sandbox.rungs import RUNGS

    wanted, how = cut.Piece(**asked["piece"]), asked["as"]
    with open_film(film) as container:
        if how in RUNGS:
            # It takes whole cores: pages and other films go first.
            os.nice(_NICE)
            rate = Fraction(*asked["rate"]) if asked["rate"] else None
            init, piece = pictures.encode(container, wanted, RUNGS[how], rate)
        else:
            make = {"copy": cut.cut, "aac": sound.convert}[how]
            init, piece = make(container, wanted)
    return init if asked["part"] == "init" else piece


def _refuse(code: str, words: str) -> int:
    sys.stderr.write(json.dumps({"code": code, "words": words}) + "\n")
    return _REFUSED


_DEEDS: Final[dict[str, Callable[[Any, dict[str, Any]], bytes]]] = {
    "index": _index,
    "piece": _piece,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
