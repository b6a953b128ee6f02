"""A media server of one film, which tries to steer whoever passes its answers on."""

from __future__ import annotations

import contextlib
import re
from http.server import BaseHTTPRequestHandler
from typing import ClassVar, Final

FILM: Final = bytes(range(256)) * 4096


class MediaServer(BaseHTTPRequestHandler):
    """`heard` has the headers of every question."""

    protocol_version = "HTTP/1.1"
    heard: ClassVar[list[dict[str, str]]] = []
    #: How many questions it answers well before it sends people away.
    patience = 1000

    def do_GET(self) -> None:
        self.heard.append({name.lower(): text for name, text in self.headers.items()})
        type(self).patience -= 1
        if type(self).patience < 0:
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        first, last = 0, len(FILM) - 1
        if wanted := re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers["Range"] or ""):
            first, last = int(wanted[1]), min(int(wanted[2]), last)
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {first}-{last}/{len(FILM)}")
        else:
            self.send_response(200)
        self.send_header("Content-Length", str(last - first + 1))
        self.send_header("ETag", '"theirs"')
        self.send_header("Content-Type", "text/html")
        self.send_header("Set-Cookie", "mediahub_session=stolen; Path=/")
        self.send_header("X-Accel-Redirect", "/_internal/artwork/x.webp")
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Cache-Control", "public, max-age=99")
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(FILM[first : last + 1])

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing: the test looks at `heard`."""
