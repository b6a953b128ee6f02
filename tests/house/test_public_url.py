"""PUBLIC_URL: one variable for name, https, cookies, sub-path; nonsense is refused."""

import json
import socket
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from mediahub import checks
from mediahub.public_url import parse_public_url
from mediahub.supervisor.addresses import base_addresses
from tests.house.test_settings import settings_of
from tests.installation import Installation


def settings_for(tmp_path: Path, url: str) -> dict[str, object]:
    done = settings_of(MEDIAHUB_DATA=str(tmp_path), PUBLIC_URL=url)
    assert done.code == 0, done.stderr.decode()
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_an_https_address_makes_everything_strict(tmp_path: Path) -> None:
    found = settings_for(tmp_path, "https://Media.Example.org/")
    assert found["PUBLIC_URL"] == "https://media.example.org"
    assert "media.example.org" in str(found["ALLOWED_HOSTS"])
    assert "127.0.0.1" in str(found["ALLOWED_HOSTS"])
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://media.example.org"]
    assert found["SECURE_SSL_REDIRECT"]
    assert found["SECURE_SSL_HOST"] == "media.example.org"
    assert found["SESSION_COOKIE_SECURE"]
    assert found["CSRF_COOKIE_SECURE"]
    assert found["SESSION_COOKIE_NAME"] == "__Host-mediahub_session"
    assert found["SECURE_HSTS_SECONDS"] == 31_536_000
    assert not found["SECURE_HSTS_INCLUDE_SUBDOMAINS"]
    assert found["SECURE_CROSS_ORIGIN_OPENER_POLICY"] == "same-origin"
    assert found["FORCE_SCRIPT_NAME"] is None
    assert found["STATIC_URL"] == "/static/"


def test_a_path_is_in_links_cookies_and_exceptions(tmp_path: Path) -> None:
    found = settings_for(tmp_path, "https://example.org/media/hub/")
    assert found["FORCE_SCRIPT_NAME"] == "/media/hub"
    assert found["STATIC_URL"] == "/media/hub/static/"
    assert found["SESSION_COOKIE_PATH"] == "/media/hub/"
    assert found["CSRF_COOKIE_PATH"] == "/media/hub/"
    assert found["SESSION_COOKIE_NAME"] == "__Secure-mediahub_session"
    # Others live at the same host: no promise is made in their name.
    assert found["SECURE_HSTS_SECONDS"] == 0
    assert r"^media/hub/webhooks/" in str(found["SECURE_REDIRECT_EXEMPT"])


def test_a_plain_address_keeps_plain_cookies(tmp_path: Path) -> None:
    for url in ("", "http://nas.local:8000"):
        found = settings_for(tmp_path, url)
        assert not found["SECURE_SSL_REDIRECT"]
        assert not found["SESSION_COOKIE_SECURE"]
        assert not found["CSRF_COOKIE_SECURE"]
        assert found["SESSION_COOKIE_NAME"] == "mediahub_session"
        assert found["SECURE_CROSS_ORIGIN_OPENER_POLICY"] is None


def test_another_port_may_be_another_service_of_the_host(tmp_path: Path) -> None:
    found = settings_for(tmp_path, "https://nas.example.org:8443")
    assert found["SECURE_HSTS_SECONDS"] == 0
    assert found["SECURE_SSL_HOST"] == "nas.example.org:8443"
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://nas.example.org:8443"]


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("HTTPS://Media.Example.ORG:443/", "https://media.example.org"),
        ("http://nas.local:80/hub", "http://nas.local/hub"),
        ("http://[FD00::5]:8000", "http://[fd00::5]:8000"),
        ("https://filme.müller.example", "https://filme.xn--mller-kva.example"),
    ],
)
def test_addresses_as_browsers_write_them(text: str, parsed: str) -> None:
    assert str(parse_public_url(text)) == parsed


@pytest.mark.parametrize(
    "text",
    [
        "media.example.org",
        "ftp://media.example.org",
        "https://",
        "https:///hub",
        "https://alice:pass-word@media.example.org",
        "https://media.example.org/?x=1",
        "https://media.example.org/#x",
        "https://media.example.org:0",
        "https://media.example.org:port",
        "https://media.example.org:70000",
        "https://media example.org",
        "https://-a.example.org",
        "https://a..example.org",
        "https://[fd00::zz]",
        "https://example.org/a//b",
        "https://example.org/../b",
        "https://example.org/a b",
        "https://example.org/a%2fb",
        "https://example.org/<b>",
    ],
)
def test_nonsense_stops_the_start_and_is_not_repeated(
    settings: Settings, text: str
) -> None:
    settings.PUBLIC_URL = text
    (error,) = checks.public_url_is_an_address(None)
    assert error.id == "mediahub.E004"
    assert "pass-word" not in str(error)


def test_every_command_that_starts_something_refuses_nonsense(
    installation: Installation,
) -> None:
    env = {**installation.env, "PUBLIC_URL": "https://a:pass-word@b"}
    done = Installation(data=installation.data, env=env).manage("run_part", "web")
    assert done.code == 1
    assert b"mediahub.E004" in done.stderr
    assert b"pass-word" not in done.stderr


def test_a_path_of_our_own_pages_is_refused(settings: Settings) -> None:
    for path in ("admin", "api", "webhooks", "static", "healthz"):
        settings.PUBLIC_URL = f"http://nas.local/{path}"
        (error,) = checks.public_url_is_an_address(None)
        assert error.id == "mediahub.E005"
    settings.PUBLIC_URL = "http://nas.local/mediahub"
    assert checks.public_url_is_an_address(None) == []


def test_https_needs_the_proxy_that_speaks_it(settings: Settings) -> None:
    assert checks.proxies_are_addresses(None) == []
    settings.SECURE_SSL_REDIRECT = True
    (error,) = checks.proxies_are_addresses(None)
    assert error.id == "mediahub.E007"
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    assert checks.proxies_are_addresses(None) == []
    settings.TRUSTED_PROXIES = ["everyone"]
    (error,) = checks.proxies_are_addresses(None)
    assert error.id == "mediahub.E006"
    assert "everyone" in error.msg


def test_the_printed_address_is_the_one_people_use(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://media.example.org"
    settings.SECURE_SSL_REDIRECT = True
    assert base_addresses("0.0.0.0", 8000) == ["https://media.example.org/"]
    settings.PUBLIC_URL = "http://nas.local:8000/hub"
    settings.SECURE_SSL_REDIRECT = False
    found = base_addresses("127.0.0.1", 8000)
    assert found[0] == "http://nas.local:8000/hub/"


@pytest.mark.django_db
def test_an_unknown_name_is_told_which_setting() -> None:
    evil = "evil.example<script>"
    for host in ("media.example.org", evil, "a b", "localhost.evil.example"):
        answer = Client(headers={"host": host}).get("/admin/login/")
        assert answer.status_code == 400
        assert answer["Content-Type"].startswith("text/html")
        assert "ALLOWED_HOSTS" in answer.content.decode()
        assert host not in answer.content.decode()
    program = Client(headers={"host": "media.example.org"}).get("/api/v1/")
    assert program.status_code == 400
    assert program["Content-Type"] == "application/problem+json"
    assert "ALLOWED_HOSTS" in program.json()["detail"]


@pytest.mark.django_db
def test_a_name_of_the_network_with_a_port_logs_in_over_plain_http(
    settings: Settings, alice: object
) -> None:
    name = f"{socket.gethostname()}.local"
    settings.ALLOWED_HOSTS = [name]
    headers = {"host": f"{name}:8000"}
    client = Client(enforce_csrf_checks=True, headers=headers)
    address = reverse("account_login")
    form = client.get(address)
    assert "Cross-Origin-Opener-Policy" not in form.headers
    cookie = client.cookies["mediahub_csrf"]
    assert not cookie["secure"]
    fields = {
        "login": "alice",
        "password": "a-Passphrase-9",
        "csrfmiddlewaretoken": cookie.value,
    }

    def post(origin: str) -> HttpResponse:
        answer = client.post(address, fields, headers={"origin": origin})
        assert isinstance(answer, HttpResponse)
        return answer

    assert post(f"http://{name}:9000").status_code == 403
    assert post("http://evil.example").status_code == 403
    assert post(f"http://{name}:8000").status_code == 302
    assert not client.cookies["mediahub_session"]["secure"]


@pytest.mark.django_db
def test_every_answer_says_what_a_page_may_do() -> None:
    answer = Client(headers={"host": "localhost"}).get("/admin/login/")
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    for said in ("script-src 'self'", "frame-ancestors 'none'", "object-src 'none'"):
        assert said in policy
    assert "camera=()" in answer["Permissions-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
