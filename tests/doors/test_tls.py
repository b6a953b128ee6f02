"""Encrypted connections: certificates are checked, and deadlines hold there, too."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from doors.http import Deadline, Door, Limits, OutboundError, endpoint
from tests.certificates import make_certificate

QUICK = Limits(connect_seconds=2, silence_seconds=1, slow_window_seconds=0.5)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@contextlib.contextmanager
def serving(certificate: Path, chunks: list[bytes], pause: float) -> Iterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        with contextlib.suppress(OSError):
            while not over.is_set():
                sock, _ = listener.accept()
                with contextlib.suppress(OSError):
                    sock.settimeout(5)
                    with context.wrap_socket(sock, server_side=True) as secure:
                        secure.recv(65536)
                        for chunk in chunks:
                            secure.sendall(chunk)
                            if over.wait(pause):
                                break

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        over.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=10)


def test_a_trusted_certificate_is_accepted_and_another_refused(
    certificate: Path,
) -> None:
    whole = [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"]
    with serving(certificate, whole, 0) as url:
        allowed = frozenset({endpoint(url)})
        with Door(allowed=allowed, limits=QUICK, ca_file=str(certificate)) as door:
            assert door.get(url, deadline=Deadline(10)).body == b"ok"
        door = Door(allowed=allowed, limits=QUICK)
        with door, pytest.raises(OutboundError) as caught:
            door.get(url, deadline=Deadline(10))
    assert caught.value.code == "tls_failed"


def test_an_encrypted_drip_ends_as_a_plain_one(certificate: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"
    drip = [head, *[b"a"] * 1_000]
    with serving(certificate, drip, 0.02) as url:
        allowed = frozenset({endpoint(url)})
        door = Door(allowed=allowed, limits=QUICK, ca_file=str(certificate))
        with door, pytest.raises(OutboundError) as caught:
            door.get(url, deadline=Deadline(20), attempts=1)
    assert caught.value.code == "too_slow"
