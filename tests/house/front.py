"""A real nginx with deploy/nginx.conf before a real web part, for tests.

The text of the file is used as it is; only addresses and folders of its containers
are replaced by those of this run.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import socket
import ssl
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode, urljoin

import pytest

from doors import process
from tests.house.forms import form_fields
from tests.house.running import until
from tests.installation import ROOT, Installation

PASSWORD = "a-Passphrase-9"
_FRAME = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.txt info;
{user}
worker_processes 1;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {server}
}}
"""


def nginx() -> str:
    """Where nginx is; without one the test is skipped, and says so."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("no nginx on the PATH; install it (.ci/run does)")
    return program


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        return int(free.getsockname()[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """The running pair: the web part's own port, and nginx's."""

    web: int
    port: int
    tls: int
    folder: Path

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self,
        path: str,
        *,
        port: int | None = None,
        method: str = "GET",
        body: str | None = None,
        **headers: str,
    ) -> tuple[int, dict[str, str], bytes]:
        """One request, its path as it is; header names with _ for -."""
        link = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=30)
        with closing(link):
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            link.request(method, path, body=body, headers=sent)
            answer = link.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, found, answer.read()


@contextmanager
def front(
    installation: Installation, *, tls: Path | None = None, **env: str
) -> Iterator[Front]:
    """Both started and answering; ended with everything they started."""
    program = nginx()
    web, port, tls_port = free_port(), free_port(), free_port()
    folder = installation.data / "nginx"
    folder.mkdir(exist_ok=True)
    config = _configuration(folder, installation.data, web, port, tls_port, tls)
    (folder / "nginx.conf").write_text(config)
    bind = f"127.0.0.1:{web}"
    web_argv = [sys.executable, str(ROOT / "manage.py"), "run_part", "web"]
    web_env = {
        **installation.env,
        "TRUSTED_PROXIES": "127.0.0.1",
        "MEDIAHUB_WEB_BIND": bind,
        "MEDIAHUB_ACCEL": "1",
        **{
            name: value.replace("{port}", str(port)).replace("{tls}", str(tls_port))
            for name, value in env.items()
        },
    }
    nginx_argv = [program, "-e", "stderr", "-c", str(folder / "nginx.conf")]
    with (
        (installation.data / "front.txt").open("wb") as log,
        _running(web_argv, web_env, log.fileno()),
        _running(nginx_argv, installation.env, log.fileno()),
    ):
        made = Front(web=web, port=port, tls=tls_port, folder=folder)
        until(lambda: _answers(made), "nginx and the web part")
        yield made


def _configuration(
    folder: Path, data: Path, web: int, port: int, tls_port: int, tls: Path | None
) -> str:
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    secured = folder / "tls"
    secured.mkdir(exist_ok=True)
    if tls is not None:
        example = (ROOT / "deploy" / "tls" / "tls.conf.example").read_text()
        for name in ("fullchain.pem", "privkey.pem"):
            shutil.copy(tls, secured / name)
        (secured / "tls.conf").write_text(
            _replaced(
                example,
                {
                    "listen 443 ssl;": f"listen 127.0.0.1:{tls_port} ssl;",
                    "/etc/nginx/tls/": f"{secured}/",
                },
            )
        )
    server = _replaced(
        text,
        {
            "listen 80;": f"listen 127.0.0.1:{port};",
            "http://web:8000": f"http://127.0.0.1:{web}",
            "/data/cache/artwork/": f"{data}/cache/artwork/",
            "/etc/nginx/tls/": f"{secured}/",
            "/var/log/nginx/access.log": f"{folder}/access.txt",
        },
    )
    # Its workers would otherwise be somebody who may not read the data folder.
    user = "user root;" if os.getuid() == 0 else ""
    return _FRAME.format(folder=folder, server=server, user=user)


def _replaced(text: str, pairs: Mapping[str, str]) -> str:
    for old, new in pairs.items():
        assert old in text, f"{old} is no longer in the file that is deployed"
        text = text.replace(old, new)
    return text


@contextmanager
def _running(argv: list[str], env: Mapping[str, str], log: int) -> Iterator[None]:
    child = process.start(argv, env=env, stdout=log, stderr=log)
    try:
        yield
    finally:
        process.ask_to_end(child)
        with contextlib.suppress(Exception):
            child.wait(timeout=15)
        process.kill_group(child)


def _answers(made: Front) -> bool:
    try:
        return made.ask("/healthz")[0] in {200, 503}
    except OSError:
        return False


class Visitor:
    """Somebody with a browser's cookies: their names, paths and Secure are kept."""

    def __init__(self, base: str, *, authority: Path | None = None) -> None:
        self.base = base
        self._jar = CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self._jar),
            urllib.request.HTTPSHandler(
                context=ssl.create_default_context(cafile=authority)
            ),
        )

    @property
    def cookies(self) -> dict[str, str]:
        return {cookie.name: cookie.path for cookie in self._jar}

    def cookie_header(self) -> str:
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._jar)

    def open(
        self, path: str, form: Mapping[str, str] | None = None, **headers: str
    ) -> tuple[int, str, str]:
        """Status, address in the end, and text; redirects are followed."""
        url = urljoin(self.base, path)
        body = urlencode(form).encode() if form is not None else None
        request = urllib.request.Request(url, body, headers)
        try:
            with self._opener.open(request, timeout=30) as answer:
                return answer.status, answer.url, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.url or "", error.read().decode()

    def log_in(self, page: str, name: str = "alice") -> tuple[int, str, str]:
        """Through the form the page leads to, as a browser posts it."""
        status, url, text = self.open(page)
        assert status == 200, text
        action, fields = form_fields(text)
        login = "username" if "username" in fields else "login"
        filled = {**fields, login: name, "password": PASSWORD}
        origin = "/".join(url.split("/")[:3])
        return self.open(urljoin(url, action), filled, Origin=origin, Referer=url)
