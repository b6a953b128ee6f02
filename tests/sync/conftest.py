from __future__ import annotations

import pytest
from django.test import Client

from accounts import people
from accounts.models import Activity, User
from accounts.roles import Role, give_role
from catalog.models import Item
from tests.sync.scripted import Theatre, movie


@pytest.fixture
def theatre(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Theatre:
    """Scripted servers over the real database, with real commits."""
    return Theatre(monkeypatch)


@pytest.fixture
def carol(db: None) -> User:
    """A curator."""
    return people.make_person("carol", "c-Passphrase-9", role=Role.CURATOR)


@pytest.fixture
def fog(theatre: Theatre, carol: User) -> Item:
    """A film of two servers, and nothing done yet."""
    for name in ("alpha", "beta"):
        theatre.server(name, movie("Fog", overview=f"{name}'s words"))
    theatre.sync()
    Activity.objects.all().delete()
    return Item.objects.get()


@pytest.fixture
def carols(db: None) -> Client:
    """She keeps titles and servers, and is no superuser."""
    return _entered("carol", Role.OPERATOR)


@pytest.fixture
def olgas(db: None) -> Client:
    """An owner, not a superuser."""
    return _entered("olga", Role.OWNER)


def _entered(name: str, role: Role) -> Client:
    person = User.objects.create_user(name, f"{name}@example.org", "c-Passphrase-9")
    give_role(person, role)
    client = Client()
    client.force_login(person)
    return client
