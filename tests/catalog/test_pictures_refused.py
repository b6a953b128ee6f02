"""Pictures that are none, bombs, and servers that misbehave: a short answer, once."""

from __future__ import annotations

import io
import struct
import sys
import zlib
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image

from catalog.pictures import drawing, redraw, sources
from catalog.pictures.keeping import gate
from doors import process
from doors.http import Limits
from tests.catalog.gallery import a_picture, a_wall, photo
from tests.faults import (
    Faulty,
    Script,
    answer,
    drip_body,
    drip_header,
    endless_chunks,
    gzip_bomb,
    refused_port,
    reset_after,
    silence,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("artwork_folder"),
]


def _chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def bomb(width: int, height: int) -> bytes:
    """A PNG of few kilobytes that claims, and has, this many pixels."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    row = b"\0" + bytes((width + 7) // 8)
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    ends = _chunk(b"IDAT", data) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + ends


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n%%EndComments\n"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_a_picture"),
        (b"<html>Log in</html>", "not_a_picture"),
        (SVG, "not_a_picture"),
        (EPS, "not_a_picture"),
        (photo(100, 150, "BMP"), "not_a_picture"),
        (photo(100, 150, "TIFF"), "not_a_picture"),
        (photo()[:2000], "broken_picture"),
        (photo(kind="PNG")[:2000], "broken_picture"),
        (photo(kind="WEBP")[:2000], "broken_picture"),
        (bomb(30_000, 30_000), "too_many_pixels"),
        (photo(1, 1, "GIF"), "too_small"),
        (photo(2000, 10, "PNG"), "odd_shape"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)} bytes",
)
def test_what_is_no_picture_is_refused_and_not_asked_for_again(
    bobs: Client, artwork_folder: Path, content: bytes, code: str
) -> None:
    with a_wall(answer(content, "200 OK", "Content-Type: image/jpeg")) as wall:
        for _ in range(2):
            got = bobs.get(wall.path())
            assert (got.status_code, got.content) == (404, b"")
            assert got["Cache-Control"] == "private, max-age=60"
        assert wall.far.connections == 1
        assert wall.kept().failure == code
    assert not list(artwork_folder.rglob("*.webp"))


def test_the_largest_picture_that_is_drawn(bobs: Client) -> None:
    """The negative control of the bomb: its limit is where it is said to be."""
    with a_wall(answer(bomb(8000, 5000))) as wall:
        assert bobs.get(wall.path()).status_code == 200


@pytest.mark.parametrize(
    ("script", "status", "code"),
    [
        (answer(b"gone", "404 Not Found"), 404, "not_found"),
        (answer(b"who", "401 Unauthorized"), 404, "auth_failed"),
        (answer(b"oh", "500 Oh"), 502, "server_error"),
        (answer(b"", "429 Wait", "Retry-After: 1"), 502, "rate_limited"),
        (answer(photo(), length=10_000_000), 502, "truncated"),
        (answer(b"", length=30_000_000), 404, "too_large"),
        (endless_chunks, 404, "too_large"),
        (gzip_bomb(64 * 1024 * 1024), 404, "too_large"),
        (reset_after(b"HTTP/1.1 200 OK\r\n"), 502, "reset"),
        (silence, 502, "silent"),
        (drip_header(), 502, "too_slow"),
        (drip_body(), 502, "too_slow"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_server_that_misbehaves(
    bobs: Client,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    script: Script,
    status: int,
    code: str,
) -> None:
    _hurry(monkeypatch)
    with a_wall(script) as wall:
        got = bobs.get(wall.path())
        assert (got.status_code, got.content) == (status, b"")
        assert wall.path() not in caplog.text, "a line for each picture"
        gate.settle()
        assert wall.kept().failure == code
        connections = wall.far.connections
        assert bobs.get(wall.path()).status_code == 404
        assert wall.far.connections == connections, "a failure was not remembered"


def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same clocks, only faster."""
    limits = Limits(
        connect_seconds=0.5,
        silence_seconds=0.5,
        slow_window_seconds=0.5,
        slow_bytes_per_second=10_000,
        attempts=1,
    )
    monkeypatch.setattr(sources, "_LIMITS", limits)
    monkeypatch.setattr(sources, "_doors", sources._Doors())


def test_a_redirect_is_not_followed(bobs: Client) -> None:
    with Faulty(answer(photo())) as elsewhere:
        script = answer(b"", "302 Found", f"Location: {elsewhere.url}/poster.jpg")
        with a_wall(script) as wall:
            assert bobs.get(wall.path()).status_code == 404
            assert wall.kept().failure == "redirect_refused"
        assert elsewhere.connections == 0


def test_nothing_listens_there(bobs: Client) -> None:
    with a_wall(answer(photo())) as wall:
        port = refused_port()
        server = wall.artwork.server
        assert server is not None
        type(server).objects.update(api_url=f"http://127.0.0.1:{port}")
        type(wall.artwork).objects.update(url=f"http://127.0.0.1:{port}/poster.jpg")
        got = bobs.get(wall.path())
        assert (got.status_code, got["Cache-Control"]) == (502, "no-store")


def test_a_server_that_did_not_answer_is_left_alone_for_a_moment(
    bobs: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    _hurry(monkeypatch)
    with a_wall(reset_after(), answer(photo())) as wall:
        other = a_picture(
            wall.item,
            "backdrop",
            url=f"{wall.far.url}/b.jpg",
            server=wall.artwork.server,
        )
        path = f"/artwork/{wall.item.public_id}/{other.key}/320.webp"
        assert bobs.get(wall.path()).status_code == 502
        assert bobs.get(path).status_code == 502
        assert wall.far.connections == 1
        gate.settle()
        assert bobs.get(path).status_code == 200, "its own picture never failed"


# --- the child that draws -------------------------------------------------------------


@pytest.mark.parametrize(
    "program",
    ["import os; os.abort()", "print('no facts')", "import time; time.sleep(60)"],
    ids=["crashes", "talks", "hangs"],
)
def test_a_decoder_that_goes_wrong_harms_nobody(
    bobs: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str
) -> None:
    child = tmp_path / "child.py"
    child.write_text(program)
    with a_wall(answer(photo())) as wall:
        with monkeypatch.context() as patched:
            patched.setattr(drawing, "_PROGRAM", str(child))
            patched.setattr(drawing, "SECONDS", 1.0)
            assert bobs.get(wall.path()).status_code == 404
            gate.settle()
        assert wall.kept().failure == "too_heavy"


@pytest.mark.skipif(sys.platform != "linux", reason="its bound of memory is Linux'")
@pytest.mark.parametrize(
    ("deed", "ends"),
    [
        ("bytearray(2 * 1024**3)", "MemoryError"),
        (
            "os.write(os.open(sys.argv[2], os.O_WRONLY | os.O_CREAT), b'x' * 9)",
            "File too large",
        ),
        ("[os.open('/dev/null', 0) for _ in range(99)]", "Too many open files"),
        ("None", ""),
    ],
)
def test_the_child_is_bound(tmp_path: Path, deed: str, ends: str) -> None:
    program = tmp_path / "child.py"
    program.write_text(
        "import os, signal, sys\nsys.path.insert(0, sys.argv[1])\nimport redraw\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"redraw.limit_ourselves()\n{deed}\n"
    )
    folder = str(Path(redraw.__file__).parent)
    done = process.run(
        [sys.executable, str(program), folder, str(tmp_path / "new")], seconds=20
    )
    assert ends in done.stderr.decode()
    assert (done.code == 0) == (not ends)


def test_the_child_sends_back_what_was_asked_for_width_by_width() -> None:
    with drawing.sheet() as sheet:
        sheet.write(photo(800, 1200))
        drawn = drawing.draw(sheet, (160, 640, 1280))
    sizes = {width: Image.open(io.BytesIO(f)).size for width, f in drawn.files.items()}
    assert sizes == {160: (160, 240), 640: (640, 960), 800: (800, 1200)}
    assert (drawn.width, drawn.height) == (800, 1200)
    assert drawn.placeholder.startswith("data:image/webp;base64,")
    assert len(drawn.placeholder) < 1000
