from __future__ import annotations

import pytest

from tests.fields.library import Library
from tests.sync.scripted import Theatre


@pytest.fixture
def theatre(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Theatre:
    """Scripted servers over the real database, with real commits."""
    return Theatre(monkeypatch)


@pytest.fixture
def library(theatre: Theatre) -> Library:
    """Both servers with every field, not synced yet."""
    return Library(theatre)
