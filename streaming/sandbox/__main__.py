"""The child: ``python -m streaming.sandbox DESCRIPTOR SIZE QUESTION``.

DESCRIPTOR is the socket the film comes over, SIZE its length in bytes, QUESTION a JSON
object whose ``do`` names one of `deeds.DEEDS`.  The answer goes to standard output at
once and whole; what is wrong, to standard error as a line of JSON, with exit code 3.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from typing import Any, Final

from streaming.sandbox.confine import confine
from streaming.sandbox.locked import lock

#: The child said itself what is wrong.
_REFUSED: Final = 3


def main(arguments: list[str]) -> int:
    descriptor, size, question = int(arguments[0]), int(arguments[1]), arguments[2]
    asked: dict[str, Any] = json.loads(question)
    confine(int(asked["seconds"]))
    # Only now, with the limits in force; and all of it, for after `lock` no module can
    # be loaded any more.
    from av.error import FFmpegError

    from streaming.sandbox import deeds
    from streaming.sandbox.demuxers import UnreadableError
    from streaming.sandbox.keyframes import NoTableError
    from streaming.sandbox.served import Served

    film = Served(socket.socket(fileno=descriptor), size)
    lock()
    try:
        answer = deeds.DEEDS[asked["do"]](film, asked)
    except UnreadableError as error:
        return _refuse("unreadable", str(error))
    except NoTableError:
        return _refuse("no_table", "The file has no table of its frames.")
    except (FFmpegError, OSError, ValueError, LookupError, ArithmeticError) as error:
        return _refuse("unreadable", f"The file cannot be read: {error}"[:300])
    with os.fdopen(1, "wb", closefd=False) as out:
        out.write(answer)
    return 0


def _refuse(code: str, words: str) -> int:
    sys.stderr.write(json.dumps({"code": code, "words": words}) + "\n")
    return _REFUSED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
