"""Serves one demo library: `python -m mediahub.demo.serve FOLDER PREFIX DESCRIPTOR`.

The same file server as `serve_library`, on a socket that `hub up` has bound, so that
the address stays ours while this is started again. The secret comes in the
environment, where no list of processes shows it.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Sequence
from typing import Final

import django

SECRET_VARIABLE: Final = "MEDIAHUB_DEMO_SECRET"  # noqa: S105  # its name alone


def main(arguments: Sequence[str]) -> None:
    folder, prefix, descriptor = arguments
    django.setup()
    from streaming.library.app import LibraryApp
    from streaming.library.server import LibraryServer

    LibraryServer(
        LibraryApp(folder, secret=os.environ[SECRET_VARIABLE], prefix=prefix),
        socket.socket(fileno=int(descriptor)),
        lambda: print(f"Serving {folder}", flush=True),  # noqa: T201  # for the log
    ).run()


if __name__ == "__main__":
    main(sys.argv[1:])
