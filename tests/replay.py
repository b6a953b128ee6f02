"""Recorded answers of a media-processor, served over real HTTP on loopback.

`Replay` serves one folder of tests/payloads/media_processor: both listings with ETag
and 304, the bulk hashes, and the library's files under the prefix.  It wants the
secret where the real one does, counts requests by path, and can be told to answer any
path differently.
"""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, unquote, urlsplit

PAYLOADS = Path(__file__).parent / "payloads" / "media_processor"
PREFIXES = {"a": "/media", "b": ""}
SECRETS = {"a": "peer-a-webhook-id", "b": "peer-b-webhook-id"}


@dataclass
class Canned:
    """An answer given instead of the recorded one."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


class Replay:
    """One server, on a port of its own for as long as the block lasts."""

    def __init__(self, name: str, *, secret: str | None = None) -> None:
        self.folder = PAYLOADS / name
        self.prefix = PREFIXES[name]
        self.secret = SECRETS[name] if secret is None else secret
        self.counts: Counter[str] = Counter()
        self.canned: dict[str, Canned] = {}
        self.listings = {
            "movies": json.loads((self.folder / "media_movies.json").read_bytes()),
            "tv": json.loads((self.folder / "media_tv.json").read_bytes()),
        }
        self.hashes: dict[str, Any] = {
            "movies": json.loads((self.folder / "hashes_movies.json").read_bytes()),
            "tv": json.loads((self.folder / "hashes_tv.json").read_bytes()),
        }
        self.season_hashes: dict[str, Any] = {}
        self.etags = True
        #: How long a file of the library takes to come.
        self.seconds_a_file = 0.0
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        replay = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                replay._answer(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Tests read the counts instead."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

        self._server = Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def change(self, section: str, edit: Callable[[dict[str, Any]], None]) -> None:
        """Edit a listing; its ETag follows."""
        with self._lock:
            edit(self.listings[section])

    def library_path(self, *parts: str) -> str:
        """The path under which a file of the library is asked for."""
        encoded = "/".join(quote(part, safe="!'()*~-_.") for part in parts)
        return f"{self.prefix}/{encoded}"

    def asked(self) -> Counter[str]:
        """Requests so far by path, and forget them."""
        with self._lock:
            counts, self.counts = self.counts, Counter()
        return counts

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        path = urlsplit(request.path).path
        with self._lock:
            self.counts[path] += 1
            answer = self.canned.get(path) or self._recorded(path, request)
        if self.seconds_a_file and path.startswith(f"{self.prefix}/movies/"):
            time.sleep(self.seconds_a_file)
        request.send_response(answer.status)
        for name, value in answer.headers.items():
            request.send_header(name, value)
        if answer.status != 304:
            request.send_header("Content-Length", str(len(answer.body)))
        request.end_headers()
        if answer.status != 304:
            request.wfile.write(answer.body)

    def _recorded(self, path: str, request: BaseHTTPRequestHandler) -> Canned:
        if path in ("/media/movies", "/media/tv"):
            if request.headers.get("x-webhook-id") != self.secret:
                body = (PAYLOADS / "errors" / "media_movies_noauth.json").read_bytes()
                return Canned(401, body)
            return self._tagged(self.listings[path.rpartition("/")[2]], request)
        if path == "/api/health":
            return _json({"status": "normal", "message": "", "incident": None})
        if path.startswith("/api/metadata-hashes/"):
            parts = [unquote(p) for p in path.split("/")[3:]]
            if len(parts) == 1 and parts[0] in self.hashes:
                return self._tagged(self.hashes[parts[0]], request)
            found = self.season_hashes.get("/".join(parts))
            return _json(found) if found else _json({"error": "not found"}, 404)
        return self._file(path)

    def _tagged(self, value: object, request: BaseHTTPRequestHandler) -> Canned:
        body = json.dumps(value, ensure_ascii=False).encode()
        if not self.etags:
            return Canned(200, body, {"Content-Type": "application/json"})
        etag = f'W/"{len(body):x}-{sha1(body, usedforsecurity=False).hexdigest()}"'
        if request.headers.get("If-None-Match") == etag:
            return Canned(304, b"", {"ETag": etag})
        headers = {"ETag": etag, "Content-Type": "application/json; charset=utf-8"}
        return Canned(200, body, headers)

    def _file(self, path: str) -> Canned:
        if not path.startswith(f"{self.prefix}/"):
            return Canned(404, b"not found")
        root = (self.folder / "library").resolve()
        inside = unquote(path.removeprefix(self.prefix)).lstrip("/")
        file = (root / inside).resolve()
        if not file.is_relative_to(root) or not file.is_file():
            return Canned(404, b"not found")
        return Canned(200, file.read_bytes(), {"Content-Type": "text/plain"})


def _json(value: object, status: int = 200) -> Canned:
    return Canned(
        status, json.dumps(value).encode(), {"Content-Type": "application/json"}
    )
