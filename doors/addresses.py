"""Which addresses the way out may lead to, and how a connection gets there.

A name is resolved once, every answer is judged, and the connection goes to the judged
address itself, so that a second answer of the resolver has no effect.  Refused are all
addresses that are not of the public internet, in every notation, except the very host
and port a curator configured for a server.
"""

from __future__ import annotations

import ipaddress
import queue
import socket
import threading
import time
from collections.abc import Sequence
from typing import Final, TypeAlias

from doors.failures import OutboundError, place
from doors.pacing import Attempt, PacedSocket

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
#: Family and socket address, as getaddrinfo gives them.
Target: TypeAlias = tuple[int, tuple[str, int] | tuple[str, int, int, int]]

#: Not global by intent, or a way to reach an inner address through a relay, whatever
#: the `ipaddress` module of this Python thinks of them.
_DENIED: Final = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/96",
        "::ffff:0:0/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/32",
        "2002::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
)
_PUBLIC_PORTS: Final = frozenset({80, 443})


def is_public(text: str) -> bool:
    """Whether an address may be connected to without a curator's word."""
    try:
        address: Address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if not address.is_global or address.is_multicast:
        return False
    return not any(
        address.version == network.version and address in network for network in _DENIED
    )


def resolve(host: str, port: int, seconds: float) -> Sequence[Target]:
    """Every address of a name; the system's resolver gets no longer than `seconds`."""
    answers: queue.SimpleQueue[Sequence[Target] | OSError | UnicodeError] = (
        queue.SimpleQueue()
    )

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            answers.put(error)
            return
        targets: list[Target] = []
        for family, _, _, _, address in found:
            target: Target = (family, address)  # type: ignore[assignment]
            if target not in targets:
                targets.append(target)
        answers.put(targets)

    # A thread of its own, for getaddrinfo knows no timeout; a daemon, for it may hang.
    threading.Thread(target=ask, name="resolve", daemon=True).start()
    try:
        answer = answers.get(timeout=max(0.001, seconds))
    except queue.Empty:
        raise OutboundError(
            "dns_failed", f"The name {host} was not resolved in {seconds:g} seconds."
        ) from None
    if isinstance(answer, OSError | UnicodeError) or not answer:
        raise OutboundError(
            "dns_failed",
            f"There is no address for the name {host}: check the spelling.",
        )
    return answer


def judged(
    host: str, port: int, allowed: frozenset[tuple[str, int]], url: str, seconds: float
) -> Sequence[Target]:
    """The addresses of a host that may be connected to; at least one."""
    targets = resolve(host, port, seconds)
    if (host.lower().rstrip("."), port) in allowed:
        return targets
    if port not in _PUBLIC_PORTS:
        raise OutboundError(
            "blocked_address",
            f"{place(url)} was refused: port {port} is neither 80 nor 443 "
            "nor that of a configured server.",
        )
    targets = [target for target in targets if is_public(target[1][0])]
    if not targets:
        raise OutboundError(
            "blocked_address",
            f"{place(url)} was refused: it leads to an address inside a "
            "private network, and no server is configured there.",
        )
    return targets


def connect(
    host: str, port: int, allowed: frozenset[tuple[str, int]], attempt: Attempt
) -> PacedSocket:
    """A socket connected to a judged address of the host, within the deadline."""
    attempt.check()
    limit = min(attempt.limits.connect_seconds, attempt.deadline.left())
    end = time.monotonic() + limit
    targets = judged(host, port, allowed, attempt.url, limit)
    failure = OutboundError("connect_timeout", f"{host}:{port} was not tried in time.")
    for index, target in enumerate(targets):
        attempt.check()
        left = end - time.monotonic()
        if left <= 0:
            break
        # One dead address must not use up the time of the others.
        try:
            return _open(target, left / (len(targets) - index), attempt)
        except OutboundError as error:
            failure = error
    raise failure


def _open(target: Target, seconds: float, attempt: Attempt) -> PacedSocket:
    family, address = target
    where = f"{place(attempt.url)} ({address[0]} port {address[1]})"
    sock = PacedSocket(family, socket.SOCK_STREAM)
    try:
        sock.settimeout(max(0.001, seconds))
        sock.connect(address)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # Holds for sending and for a TLS handshake; reads have their own clocks.
        sock.settimeout(attempt.limits.connect_seconds)
    except TimeoutError:
        sock.close()
        raise OutboundError(
            "connect_timeout",
            f"{where} did not take the connection in time: is the machine on?",
        ) from None
    except ConnectionRefusedError:
        sock.close()
        raise OutboundError(
            "connect_refused",
            f"{where} refuses connections: is the server running, is the port right?",
        ) from None
    except OSError as error:
        sock.close()
        raise OutboundError(
            "connect_failed", f"{where} cannot be reached: {error.strerror or error}."
        ) from None
    return sock
