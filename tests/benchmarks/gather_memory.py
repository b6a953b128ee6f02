"""How much memory reading a server takes, and how that grows with its library.

Run as a program, on an installation that is migrated and has no server yet:
``python -m tests.benchmarks.gather_memory MOVIES``.  A media-processor in a process of
its own lists so many movies without documents, over HTTP.  It is read twice, new and
known; printed is the most that Python's objects took meanwhile, in MiB, and per movie.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import time
import tracemalloc
from collections.abc import Iterator
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import django

_MIB = 1024 * 1024


def movies(count: int) -> Iterator[str]:
    """The listing's movies, as JSON members."""
    for number in range(count):
        name = f"A film of the library {number:06d} ({1950 + number % 75})"
        urls = {"mp4": f"/media/movies/{name}/{name}.mp4"}
        movie = {"fileNames": [f"{name}.mp4"], "urls": urls, "hdr": None}
        yield f"{json.dumps(name)}: {json.dumps(movie)}"


def hashes(count: int) -> Iterator[str]:
    """The movies' hashes, as JSON members."""
    for movie in movies(count):
        name = json.loads(movie[: movie.index('": ') + 1])
        told = {"hash": sha1(name.encode(), usedforsecurity=False).hexdigest()}
        yield f"{json.dumps(name)}: {json.dumps(told)}"


def serve(count: int, ports: Any) -> None:
    """Be the media-processor; says its port first."""
    answers = {
        "/media/movies": ("{" + ",".join(movies(count)) + "}").encode(),
        "/media/tv": b"{}",
        "/api/metadata-hashes/movies": (
            '{"hash": "x", "titles": {' + ",".join(hashes(count)) + "}}"
        ).encode(),
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = answers.get(self.path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    ports.send(server.server_address[1])
    server.serve_forever()


def main(count: int) -> None:
    """Read the server twice and print what it took."""
    here, there = multiprocessing.get_context("spawn").Pipe()
    context = multiprocessing.get_context("spawn")
    server = context.Process(target=serve, args=(count, there), daemon=True)
    server.start()
    try:
        _measure(count, here.recv())
    finally:
        server.terminate()


def _measure(count: int, port: int) -> None:
    django.setup()
    from sync import execute, servers, triggers
    from sync.gather import gather
    from sync.models import Trigger

    server = servers.add_server(
        name="big", kind="media-processor", api_url=f"http://127.0.0.1:{port}"
    ).server
    found: dict[str, float] = {}

    def measured(*args: Any) -> None:
        began = time.perf_counter()
        tracemalloc.start()
        gather(*args)
        found["peak"] = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        found["seconds"] = time.perf_counter() - began

    vars(execute)["gather"] = measured
    # What is made of it is no part of this.
    vars(execute)["finalize_now"] = lambda *_, **__: None
    for which in ("new", "known"):
        trigger = triggers.request_sync(source=Trigger.Source.COMMAND)
        run = triggers.plan(trigger.pk)
        execute.scan_server(server.pk)
        scan = run.scans.get()
        print(
            f"{which}: {scan.state}, {scan.items} movies,"
            f" {found['peak'] / _MIB:.1f} MiB,"
            f" {found['peak'] / count:.0f} bytes a movie,"
            f" {found['seconds']:.1f} s (traced)"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]))
