"""People in front of the site's pages."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User


@pytest.fixture
def bobs(bob: User) -> Client:
    """A viewer's browser."""
    client = Client()
    client.force_login(bob)
    return client


@pytest.fixture
def alices(alice: User) -> Client:
    """An owner's browser."""
    client = Client()
    client.force_login(alice)
    return client
