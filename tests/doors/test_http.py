"""The way out against servers that misbehave on real sockets."""

from __future__ import annotations

import gzip
import io
import threading
import time

import pytest

from doors.http import Deadline, Door, Limits, OutboundError, endpoint
from tests import faults
from tests.faults import Faulty, answer

QUICK = Limits(
    connect_seconds=0.5,
    silence_seconds=0.4,
    slow_window_seconds=0.6,
    slow_bytes_per_second=1024,
    backoff_seconds=0.01,
    backoff_cap_seconds=0.02,
    retry_after_seconds=1,
)
HALF = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"
CUT = gzip.compress(b"a" * 999)[:-9]
SECRET = "canary-of-a-secret"


def door_to(*urls: str, limits: Limits = QUICK) -> Door:
    return Door(allowed=frozenset(endpoint(url) for url in urls), limits=limits)


def failure(
    server: Faulty, *, seconds: float = 20, cap: int = 100_000
) -> OutboundError:
    with door_to(server.url) as door, pytest.raises(OutboundError) as caught:
        door.get(
            server.url + "/list?token=canary-of-a-secret",
            {"x-webhook-id": SECRET},
            deadline=Deadline(20),
            cap=cap,
        )
    assert SECRET not in str(caught.value)
    return caught.value


def test_a_plain_answer_arrives_whole() -> None:
    with (
        Faulty(answer(b"hello", "200 OK", 'ETag: "x"')) as server,
        door_to(server.url) as door,
    ):
        got = door.get(server.url + "/a", deadline=Deadline(5))
    assert (got.status, got.body, got.headers["etag"]) == (200, b"hello", '"x"')
    assert b"Accept-Encoding: gzip\r\n" in server.requests[0]


@pytest.mark.parametrize(
    ("script", "code", "attempts"),
    [
        (answer(b"", "500 Oops"), "server_error", 3),
        (answer(b"", "503 Later"), "server_error", 3),
        (answer(b"", "429 Slow down"), "rate_limited", 3),
        (answer(b"", "401 No"), "auth_failed", 1),
        (answer(b"", "403 No"), "auth_failed", 1),
        (answer(b"", "404 None"), "not_found", 1),
        (answer(b"", "418 Teapot"), "http_status", 1),
        (answer(b"", "302 Found", "Location: http://[::1]/"), "redirect_refused", 1),
        (faults.silence, "silent", 3),
        (faults.drip_header(), "too_slow", 3),
        (faults.drip_body(), "too_slow", 3),
        (faults.reset_after(), "reset", 3),
        (faults.reset_after(HALF), "reset", 3),
        (answer(b"half", length=100), "truncated", 3),
        (answer(b"x" * 200_000), "too_large", 1),
        (faults.gzip_bomb(50_000_000), "too_large", 1),
        (faults.endless_chunks, "too_large", 1),
        (answer(b"abc", "200 OK", "Content-Encoding: br"), "bad_encoding", 1),
        (answer(b"abc", "200 OK", "Content-Encoding: gzip"), "bad_encoding", 1),
        (answer(b"abc", "200 OK", "Content-Encoding: gzip, gzip"), "bad_encoding", 1),
        (answer(CUT, "200 OK", "Content-Encoding: gzip"), "truncated", 3),
        (lambda sock, over: sock.sendall(b"SSH-2.0-x\r\n\r\n"), "bad_response", 1),
    ],
)
def test_each_fault_has_its_code_and_its_attempts(
    script: faults.Script, code: str, attempts: int
) -> None:
    with Faulty(script) as server:
        error = failure(server)
    assert (error.code, server.connections) == (code, attempts)
    assert error.message.endswith(".")


def test_nobody_listening_is_said_plainly() -> None:
    url = f"http://127.0.0.1:{faults.refused_port()}/"
    with door_to(url) as door, pytest.raises(OutboundError) as caught:
        door.get(url, deadline=Deadline(5))
    assert caught.value.code == "connect_refused"


def test_a_blackhole_ends_at_the_deadline_to_connect() -> None:
    with faults.blackhole() as port:
        url = f"http://127.0.0.1:{port}/"
        limits = Limits(connect_seconds=0.2, attempts=1)
        with (
            door_to(url, limits=limits) as door,
            pytest.raises(OutboundError) as caught,
        ):
            door.get(url, deadline=Deadline(20))
    assert caught.value.code == "connect_timeout"


def test_an_unknown_name_is_a_dns_failure() -> None:
    url = "http://no-such-host.invalid/"
    with door_to(url) as door, pytest.raises(OutboundError) as caught:
        door.get(url, deadline=Deadline(20))
    assert caught.value.code == "dns_failed"


def test_a_failure_that_passes_is_retried_and_the_file_starts_anew() -> None:
    half = answer(b'{"half', length=100)
    with Faulty(half, answer(b"", "503 Later"), answer(b"{}")) as server:
        into = io.BytesIO()
        with door_to(server.url) as door:
            got = door.spool(server.url, deadline=Deadline(10), to=into)
    assert (got.status, into.getvalue(), server.connections) == (200, b"{}", 3)


def test_retry_after_is_waited_for_up_to_its_cap() -> None:
    with (
        Faulty(answer(b"", "503 X", "Retry-After: 1"), answer(b"ok")) as server,
        door_to(server.url) as door,
    ):
        started = time.monotonic()
        door.get(server.url, deadline=Deadline(10))
        assert time.monotonic() - started >= 1
    with Faulty(answer(b"", "503 X", "Retry-After: 999")) as server:
        failure(server)
        assert server.connections == 1


def test_the_overall_deadline_ends_even_a_lively_answer() -> None:
    lively = faults.drip(
        b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + b"a" * 9999, 0.005
    )
    slow = Limits(slow_bytes_per_second=1, silence_seconds=5)
    with (
        Faulty(lively) as server,
        door_to(server.url, limits=slow) as door,
        pytest.raises(OutboundError) as caught,
    ):
        door.get(server.url, deadline=Deadline(0.5))
    assert caught.value.code == "deadline"


def test_a_slow_answer_is_accepted_where_slowness_is_allowed() -> None:
    """Negative control: without the speed limit the same drip arrives."""
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n"
    patient = Limits(slow_window_seconds=0.2, slow_bytes_per_second=0)
    with (
        Faulty(faults.drip(head + b"a" * 40, 0.01)) as server,
        door_to(server.url, limits=patient) as door,
    ):
        assert len(door.get(server.url, deadline=Deadline(20)).body) == 40


def test_closing_the_door_ends_a_request_under_way() -> None:
    with Faulty(faults.silence) as server:
        patient = Limits(silence_seconds=600)
        door = door_to(server.url, limits=patient)
        codes: list[str] = []

        def ask() -> None:
            try:
                door.get(server.url, deadline=Deadline(600))
            except OutboundError as error:
                codes.append(error.code)

        thread = threading.Thread(target=ask)
        thread.start()
        while not server.requests:
            time.sleep(0.01)
        door.close()
        thread.join(timeout=20)
        assert codes == ["cancelled"]


def test_a_bomb_takes_no_memory() -> None:
    body = gzip.compress(bytes(1_000_000)) * 300
    into = _Counting()
    with (
        Faulty(answer(body, "200 OK", "Content-Encoding: gzip")) as server,
        door_to(server.url) as door,
        pytest.raises(OutboundError) as caught,
    ):
        door.spool(server.url, deadline=Deadline(20), cap=250_000_000, to=into)
    assert caught.value.code == "too_large"
    assert into.largest <= 64 * 1024


class _Counting(io.BytesIO):
    largest = 0

    def write(self, data: object) -> int:
        size = len(data)  # type: ignore[arg-type]
        self.largest = max(self.largest, size)
        return size


def test_peek_takes_the_beginning_and_no_more() -> None:
    with Faulty(faults.endless_chunks) as server, door_to(server.url) as door:
        got = door.peek(server.url, deadline=Deadline(10), cap=1000)
    assert len(got.body) == 1000


def test_connections_are_kept_alive() -> None:
    def two(sock: object, over: threading.Event) -> None:
        data = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        sock.sendall(data)  # type: ignore[attr-defined]
        sock.recv(65536)  # type: ignore[attr-defined]
        sock.sendall(data)  # type: ignore[attr-defined]

    with Faulty(two) as server, door_to(server.url) as door:
        for _ in range(2):
            assert door.get(server.url, deadline=Deadline(5)).body == b"ok"
        assert server.connections == 1


@pytest.mark.parametrize(
    "url",
    [
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "http://user:pw@127.0.0.1/",
        "http://127.0.0.1:99999/",
        "http:///path",
        "gopher://x/",
        "//127.0.0.1/",
        "http://[::1",
    ],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with Door() as door, pytest.raises(OutboundError) as caught:
        door.get(url, deadline=Deadline(5))
    assert caught.value.code == "bad_url"
    assert "pw" not in caught.value.message


def test_a_secret_that_fits_no_header_is_an_error_not_a_leak() -> None:
    with Faulty(answer(b"")) as server, door_to(server.url) as door:
        for secret in ("two\r\nX-Evil: 1", "ключ"):
            with pytest.raises(OutboundError) as caught:
                door.get(server.url, {"x-webhook-id": secret}, deadline=Deadline(5))
            assert caught.value.code == "bad_request"
            assert secret not in caught.value.message


def test_proxies_and_netrc_of_the_environment_count_for_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trap = f"http://127.0.0.1:{faults.refused_port()}"
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, trap)
    with Faulty(answer(b"direct")) as server, door_to(server.url) as door:
        assert door.get(server.url, deadline=Deadline(5)).body == b"direct"
    assert b"authorization" not in server.requests[0].lower()
