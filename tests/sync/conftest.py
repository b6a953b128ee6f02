from __future__ import annotations

import pytest

from tests.sync.scripted import Theatre


@pytest.fixture
def theatre(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Theatre:
    """Scripted servers over the real database, with real commits."""
    return Theatre(monkeypatch)
