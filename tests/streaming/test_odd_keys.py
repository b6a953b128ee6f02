"""Addresses of files and captions that no page gave out."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts import people
from tests.catalog import shelf


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/stream/{}/a%00b", "/captions/{}/a%00b.vtt"])
def test_a_nul_in_an_address_is_not_there(address: str) -> None:
    # PostgreSQL refuses to look for it; SQLite finds nothing.
    browser = Client()
    browser.force_login(people.make_person("vera", "a-Passphrase-9"))
    title = shelf.movie()
    assert browser.get(address.format(title.public_id)).status_code == 404
