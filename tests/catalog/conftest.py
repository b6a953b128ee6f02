from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from accounts.models import User
from catalog.pictures.gate import gate


@pytest.fixture
def bobs(bob: User) -> Client:
    client = Client()
    client.force_login(bob)
    return client


@pytest.fixture
def artwork_folder(tmp_path: Path, settings: object) -> Iterator[Path]:
    """An empty storage of pictures, and a gate that has met nobody."""
    folder = tmp_path / "artwork"
    settings.STORAGES = {  # type: ignore[attr-defined]
        **settings.STORAGES,  # type: ignore[attr-defined]
        "artwork": {
            "BACKEND": "catalog.pictures.files.WholeFiles",
            "OPTIONS": {"location": folder},
        },
    }
    gate.forget()
    yield folder
    gate.forget()
