"""The addresses at which people reach this MediaHub, and the names it answers to.

Asks the operating system and sends nothing. An address that other machines use is
named only where MediaHub listens for them.
"""

import socket

from django.conf import settings
from django.urls import get_script_prefix

from mediahub.supervisor.listen import is_loopback

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
ANY = {"0.0.0.0", "::"}  # noqa: S104  # compared, not bound
_FAR = {socket.AF_INET: "192.0.2.1", socket.AF_INET6: "2001:db8::1"}


def base_addresses(host: str, port: int) -> list[str]:
    """Addresses of the site, each ending with a slash, the best one first."""
    names = [*_near(host), *names_on_network(host)]
    found = [f"{_origin(name, port)}{get_script_prefix()}" for name in names]
    if not settings.PUBLIC_URL:
        return found
    public = f"{settings.PUBLIC_URL}/"
    # Everything else leads to an https address, so nothing else need be known.
    return [public] if settings.SECURE_SSL_REDIRECT else [public, *found]


def names_on_network(host: str) -> list[str]:
    """What other machines may call this one, if it listens for them on `host`."""
    if is_loopback(host):
        return []
    found = _own_addresses(host) if host in ANY else [_bracketed(host)]
    own = socket.gethostname().lower().removesuffix(".")
    if own and not is_loopback(own):
        # The name that phones and laptops find by themselves, without a name server.
        found.append(f"{own.partition('.')[0]}.local")
    return list(dict.fromkeys(found))


def allowed_names(host: str) -> list[str]:
    """Every name a request may be addressed to where `up` listens on `host`."""
    names = [*LOOPBACK_NAMES, *names_on_network(host)]
    if not is_loopback(host):
        names.append(socket.gethostname().lower())
    return list(dict.fromkeys(name for name in names if name))


def _near(host: str) -> list[str]:
    """What this machine itself may use."""
    if host in ANY:
        return ["127.0.0.1"]
    return [_bracketed(host)] if is_loopback(host) else []


def _own_addresses(host: str) -> list[str]:
    found = []
    families = [socket.AF_INET] if host == "0.0.0.0" else list(_FAR)  # noqa: S104
    for family in families:
        # Connecting a datagram socket sends nothing; it asks which way would be taken.
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect((_FAR[family], 9))
            except OSError:
                continue
            found.append(str(probe.getsockname()[0]))
    return [_bracketed(name) for name in found if not is_loopback(name)]


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _origin(name: str, port: int) -> str:
    return f"http://{name}" if port == 80 else f"http://{name}:{port}"
