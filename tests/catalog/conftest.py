from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from accounts.models import User
from catalog.pictures import drawing
from catalog.pictures import gate as gates
from catalog.pictures.keeping import gate


@pytest.fixture
def bobs(bob: User) -> Client:
    client = Client()
    client.force_login(bob)
    return client


@pytest.fixture
def artwork_folder(
    tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """An empty storage of pictures, and a gate that has met nobody.

    On a busy machine a picture takes longer than a page would wait for it.
    """
    monkeypatch.setattr(gates, "PATIENCE_SECONDS", 60.0)
    monkeypatch.setattr(drawing, "SECONDS", 60.0)
    folder = tmp_path / "artwork"
    settings.STORAGES = {  # type: ignore[attr-defined]
        **settings.STORAGES,  # type: ignore[attr-defined]
        "artwork": {
            "BACKEND": "catalog.pictures.files.WholeFiles",
            "OPTIONS": {"location": folder},
        },
    }
    gate.settle()
    yield folder
    gate.settle()
