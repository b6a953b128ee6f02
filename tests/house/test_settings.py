"""Settings: loud on nonsense, safe by default, secrets made once and kept apart."""

import json
import os
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django import Settings

from doors import process
from mediahub import checks
from mediahub.broker_address import LONGEST_SOCKET_PATH, broker_socket
from mediahub.env import env_bool, env_int, env_seconds, kept_secret
from mediahub.logs import without_secrets
from tests.installation import ROOT, Installation


def settings_of(**env: str) -> process.Finished:
    """Load the settings in a process of their own and print some as JSON."""
    code = (
        "import json; from django.conf import settings as s; "
        "print(json.dumps({n: getattr(s, n) for n in dir(s) if n.isupper()}, "
        "default=str))"
    )
    return process.run(
        [sys.executable, "-c", code],
        seconds=60,
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "mediahub.settings",
            **env,
        },
    )


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("MEDIAHUB_HTTP_CONNECT_SECONDS", "soon", "is not a number"),
        ("MEDIAHUB_HTTP_CONNECT_SECONDS", "nan", "must be at least"),
        ("MEDIAHUB_SCAN_SECONDS", "inf", "must be at least"),
        ("MEDIAHUB_LEASE_SECONDS", "0", "must be at least"),
        ("MEDIAHUB_HTTP_ATTEMPTS", "1.5", "is not a whole number"),
        ("MEDIAHUB_HTTP_ATTEMPTS", "0", "is below 1"),
        ("MEDIAHUB_LOG_JSON", "perhaps", "is not a yes or no"),
        ("MEDIAHUB_LOG_LEVEL", "LOUD", "is none of"),
        ("DATABASE_URL", "mysql://a:pass-word@b/c", "is not a database MediaHub knows"),
        ("DATABASE_URL", "nonsense", "is not a database MediaHub knows"),
        ("MEDIAHUB_DATA", "/proc/no/folder", "cannot be made"),
    ],
)
def test_nonsense_is_one_clear_line(
    installation: Installation, name: str, value: str, says: str
) -> None:
    env = {**installation.env, name: value}
    done = Installation(data=installation.data, env=env).manage("check")
    assert done.code == 2
    assert name in done.stderr.decode()
    assert says in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1
    assert b"pass-word" not in done.stderr


def test_numbers_of_the_environment_are_taken(tmp_path: Path) -> None:
    done = settings_of(
        MEDIAHUB_DATA=str(tmp_path),
        MEDIAHUB_HTTP_SILENCE_SECONDS="0.5",
        MEDIAHUB_HTTP_ATTEMPTS="7",
        MEDIAHUB_SCAN_SECONDS="9000",
    )
    found = json.loads(done.stdout)
    assert found["MEDIAHUB_HTTP_SILENCE_SECONDS"] == 0.5
    assert found["MEDIAHUB_HTTP_ATTEMPTS"] == 7
    # A message must not be handed out again while its task may still run.
    options = found["CELERY_BROKER_TRANSPORT_OPTIONS"]
    assert options["visibility_timeout"] > found["MEDIAHUB_SCAN_SECONDS"]


def test_defaults_work_over_plain_http_and_https_is_strict(tmp_path: Path) -> None:
    plain = json.loads(settings_of(MEDIAHUB_DATA=str(tmp_path)).stdout)
    assert not plain["SESSION_COOKIE_SECURE"]
    assert not plain["SECURE_SSL_REDIRECT"]
    assert plain["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert plain["DEBUG"] is False
    env = {
        "MEDIAHUB_DATA": str(tmp_path),
        "PUBLIC_URL": "https://media.example.org",
        "TRUSTED_PROXIES": "127.0.0.1",
    }
    deploy = process.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        seconds=60,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **env},
    )
    assert deploy.code == 0, deploy.stderr.decode()


def test_secrets_are_made_once_apart_and_for_their_owner_alone(tmp_path: Path) -> None:
    first = json.loads(settings_of(MEDIAHUB_DATA=str(tmp_path)).stdout)
    again = json.loads(settings_of(MEDIAHUB_DATA=str(tmp_path)).stdout)
    assert first["SECRET_KEY"] == again["SECRET_KEY"]
    assert first["MEDIAHUB_CREDENTIAL_KEYS"] == again["MEDIAHUB_CREDENTIAL_KEYS"]
    assert first["SECRET_KEY"] not in first["MEDIAHUB_CREDENTIAL_KEYS"]
    Fernet(first["MEDIAHUB_CREDENTIAL_KEYS"][0])
    for name in ("secret.key", "credentials.key"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_many_first_starts_agree_on_one_secret(tmp_path: Path) -> None:
    made = iter(range(100))
    with ThreadPoolExecutor(16) as threads:
        found = set(
            threads.map(
                lambda _: kept_secret(tmp_path / "key", lambda: f"key {next(made)}"),
                range(64),
            )
        )
    assert len(found) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_an_empty_secret_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "key").touch()
    with pytest.raises(ImproperlyConfigured, match="is empty; remove it"):
        kept_secret(tmp_path / "key", lambda: "new")


def test_checks_refuse_weak_keys_and_public_errors(
    settings: Settings,
) -> None:
    assert checks.secret_key_is_long(None) == []
    assert checks.credential_keys_are_keys(None) == []
    assert checks.errors_are_shown_on_loopback_only(None) == []
    settings.SECRET_KEY = "short"
    settings.MEDIAHUB_CREDENTIAL_KEYS = ["not a key"]
    settings.DEBUG = True
    settings.ALLOWED_HOSTS = ["media.example.org"]
    found = [
        *checks.secret_key_is_long(None),
        *checks.credential_keys_are_keys(None),
        *checks.errors_are_shown_on_loopback_only(None),
    ]
    assert [error.id for error in found] == [
        "mediahub.E001",
        "mediahub.E002",
        "mediahub.E003",
    ]
    assert "not a key" not in str(found)


def test_environment_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME", " yes ")
    assert env_bool("SOME") is True
    monkeypatch.setenv("SOME", "")
    assert env_bool("SOME", default=True) is True
    assert env_int("SOME", 4) == 4
    monkeypatch.setenv("SOME", "2.5")
    assert env_seconds("SOME", 1) == 2.5


def test_a_long_data_folder_gets_a_short_socket(tmp_path: Path) -> None:
    assert broker_socket(Path("/data")) == Path("/data/run/broker.sock")
    long = tmp_path / ("x" * 120)
    assert len(os.fsencode(broker_socket(long))) <= LONGEST_SOCKET_PATH
    assert broker_socket(long) == broker_socket(long)
    assert broker_socket(long) != broker_socket(tmp_path / ("y" * 120))


@pytest.mark.parametrize(
    "text",
    [
        "X-Webhook-ID: hunter2",
        "{'Authorization': 'Bearer hunter2'}",
        '{"password": "hunter2"}',
        "GET /a?api_key=hunter2&x=1",
        "Authorization: Bearer hunter2",
        "postgres://alice:hunter2@host/name",
        "secret=hunter2, next",
    ],
)
def test_secrets_are_blanked_in_logs(text: str) -> None:
    assert "hunter2" not in without_secrets(text)


def test_plain_words_stay_in_logs() -> None:
    text = "scan 7 of alpha: 3 items, http://host:8000/movies/ answered 200"
    assert without_secrets(text) == text


def test_a_log_line_cannot_be_forged_and_commands_log_to_stderr(
    installation: Installation,
) -> None:
    code = (
        "import logging; log = logging.getLogger('sync'); log.info('quiet'); "
        "log.warning('one\\ntwo password=hunter2 %s', 'three'); print('out')"
    )
    done = installation.manage("shell", "--verbosity", "0", "--command", code)
    assert done.stdout == b"out\n"
    assert done.stderr.count(b"\n") == 1
    assert rb"WARNING sync: one\ntwo password=[hidden] three" in done.stderr


@pytest.mark.django_db
def test_health_is_open_and_everything_else_is_not() -> None:
    client = Client(headers={"host": "anything.example.org"})
    answer = client.get("/healthz")
    assert answer.status_code in {200, 503}
    assert set(answer.json()["parts"]) == {
        *("web", "database", "broker", "worker", "reconciler")
    }
    assert client.post("/healthz").status_code == 405
    assert client.get("/admin/").status_code == 400
    near = Client(headers={"host": "localhost"}).get("/admin/")
    assert near.status_code == 302
    assert near["Location"].startswith("/admin/login/")
