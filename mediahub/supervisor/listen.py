"""The web server's socket, bound before anything starts.

A taken port is then known at once, and the address stays ours while the web server
restarts. Refuses with a sentence instead of an error number.
"""

import errno
import ipaddress
import socket


class AddressError(Exception):
    """The address cannot be listened on."""


def listen(host: str, port: int) -> socket.socket:
    """A bound socket that children may inherit; port 0 lets the system choose."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (socket.gaierror, UnicodeError):
        raise AddressError(f"{host} is not an address of this machine.") from None
    bound = socket.socket(family, kind)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(address)
        bound.listen(512)
    except OSError as error:
        bound.close()
        raise AddressError(_reason(error, host, port)) from None
    bound.set_inheritable(True)
    return bound


def _reason(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is taken; choose another with --port N."
    if error.errno == errno.EACCES:
        return f"Port {port} needs more rights; choose one above 1023 with --port N."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is not an address of this machine."
    return f"{host} port {port} cannot be used: {error.strerror}."


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
