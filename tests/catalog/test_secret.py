"""Secrets are encrypted at rest; their keys may be rotated, or lost."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from pytest_django import Settings

from catalog.models import Server
from sync import connect
from sync.types import ServerConfig

pytestmark = pytest.mark.django_db
OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


@pytest.fixture
def server(settings: Settings) -> Server:
    settings.MEDIAHUB_CREDENTIAL_KEYS = [OLD]
    return Server.objects.create(
        name="a",
        slug="a",
        kind="media-processor",
        api_url="http://a.example",
        priority=1,
        secret="open sesame",
    )


def stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM catalog_server")
        return str(cursor.fetchone()[0])


def test_the_column_holds_no_secret(server: Server) -> None:
    assert "sesame" not in stored()
    assert Server.objects.get().secret == "open sesame"


def test_the_same_secret_never_looks_the_same(server: Server) -> None:
    before = stored()
    server.save()
    assert stored() != before


def test_no_secret_stays_no_secret(server: Server) -> None:
    Server.objects.update(secret="")
    assert (stored(), Server.objects.get().secret) == ("", "")


def test_keys_can_be_rotated(server: Server, settings: Settings) -> None:
    settings.MEDIAHUB_CREDENTIAL_KEYS = [NEW, OLD]
    found = Server.objects.get()
    assert found.secret == "open sesame"
    found.save()
    settings.MEDIAHUB_CREDENTIAL_KEYS = [NEW]
    assert Server.objects.get().secret == "open sesame"


def test_a_lost_key_is_noticed_and_sends_nothing(
    server: Server, settings: Settings
) -> None:
    settings.MEDIAHUB_CREDENTIAL_KEYS = [NEW]
    found = Server.objects.get()
    assert found.secret_is_lost
    assert repr(found.secret) == "<secret that no key opens>"
    with pytest.raises(ValueError, match="lost secret"):
        found.save()


def test_a_configuration_does_not_show_its_secret(server: Server) -> None:
    config = connect.config_of(server)
    assert isinstance(config, ServerConfig)
    assert config.secret == "open sesame"
    assert "sesame" not in repr(config)
