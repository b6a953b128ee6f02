"""The HTTP library, tied to our own sockets.

requests' adapter is used without its Session: so there are no redirects, cookies,
proxies or .netrc to switch off.  Connections are kept alive per door.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping

import certifi
from requests import PreparedRequest  # noqa: TID251
from requests.adapters import HTTPAdapter  # noqa: TID251
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

from doors import pacing
from doors.addresses import connect

Allowed = frozenset[tuple[str, int]]


def tls_context(ca_file: str | None = None) -> ssl.SSLContext:
    """Certificates are always checked; `ca_file` replaces the public authorities."""
    context = ssl.create_default_context(cafile=ca_file or certifi.where())
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.sslsocket_class = pacing.PacedTLSSocket
    return context


class PinnedAdapter(HTTPAdapter):
    """requests' adapter over connections that go where `addresses` lets them."""

    def __init__(self, allowed: Allowed, context: ssl.SSLContext, size: int) -> None:
        self._allowed = allowed
        self._context = context
        super().__init__(pool_connections=8, pool_maxsize=size, max_retries=0)

    def init_poolmanager(
        self,
        connections: int,
        maxsize: int,
        block: bool = False,  # noqa: FBT001, FBT002
        **_: object,
    ) -> None:
        allowed = self._allowed

        def open_socket(connection: HTTPConnection) -> socket.socket:
            attempt = pacing.current()
            if attempt is None:
                raise RuntimeError("a connection was opened outside of an attempt")
            port = connection.port or connection.default_port
            host = connection.host.strip("[]")
            return connect(host, port, allowed, attempt)

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return open_socket(self)

        class Secure(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return open_socket(self)

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        self.poolmanager = PoolManager(
            num_pools=connections,
            maxsize=maxsize,
            block=block,
            ssl_context=self._context,
        )
        self.poolmanager.pool_classes_by_scheme = {
            "http": PlainPool,
            "https": SecurePool,
        }

    def cert_verify(
        self, conn: object, url: object, verify: object, cert: object
    ) -> None:
        """The context holds the authorities already; loading them again is slow."""


def prepare(url: str, headers: Mapping[str, str]) -> PreparedRequest:
    request = PreparedRequest()
    request.prepare_method("GET")
    request.prepare_url(url, None)
    request.prepare_headers(dict(headers))
    return request
