from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User


@pytest.fixture
def bobs(bob: User) -> Client:
    client = Client()
    client.force_login(bob)
    return client
