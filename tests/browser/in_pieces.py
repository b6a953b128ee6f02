"""A slow line in front of a server: pages come in pieces, cut where a test says."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

#: Long enough for a browser to paint what it has.
PAUSE_SECONDS = 0.5


@contextmanager
def in_pieces(address: str, cut_after: str) -> Iterator[str]:
    """An address that answers as `address` does, with a pause after `cut_after`.

    Only pages pause; what they name comes at once.
    """
    behind = urlsplit(address).netloc

    class Front(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            link = HTTPConnection(behind, timeout=30)
            headers = {
                name: value
                for name, value in self.headers.items()
                if name.lower() in {"cookie", "accept"}
            }
            link.request("GET", self.path, headers=headers)
            answer = link.getresponse()
            body = answer.read()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in {"content-length", "transfer-encoding"}:
                    self.send_header(name, value)
            self.end_headers()
            mark = cut_after.encode()
            before, found, after = body.partition(mark)
            self.wfile.write(before + found)
            if found and "text/html" in (answer.getheader("Content-Type") or ""):
                self.wfile.flush()
                time.sleep(PAUSE_SECONDS)
            self.wfile.write(after)
            link.close()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Front) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
