"""People for the tests of accounts, with passwords that cost no seconds to check."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import override_settings


@pytest.fixture(autouse=True)
def cheap_passwords() -> Iterator[None]:
    """How a password is hashed is Django's; here it only has to be told apart."""
    cheap = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(PASSWORD_HASHERS=cheap):
        yield
