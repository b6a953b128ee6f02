"""The kinds of servers: what there is, what is coming, what is nonsense."""

from __future__ import annotations

import pytest

from sync.adapters import registry
from sync.types import ServerConfig


def config(kind: str) -> ServerConfig:
    return ServerConfig(
        slug="s",
        name="S",
        kind=kind,
        api_url="http://127.0.0.1:1",
        media_url="http://127.0.0.1:1",
        prefix="",
        secret="canary-of-a-secret",
    )


def test_every_kind_offered_has_an_adapter() -> None:
    assert "media-processor" in registry.KINDS
    for kind in registry.KINDS:
        assert registry.adapter_for(config(kind)).kind == kind
        assert registry.LABELS[kind]
    assert registry.has_files("media-processor")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("jellyfin", "not available yet"),
        ("tmdb", "not available yet"),
        ("nonsense", "no server kind .nonsense."),
        ("", "no server kind"),
    ],
)
def test_other_kinds_are_refused_in_words(kind: str, words: str) -> None:
    with pytest.raises(registry.UnknownKindError, match=words):
        registry.adapter_for(config(kind))


def test_a_secret_is_never_part_of_a_representation() -> None:
    assert "canary" not in repr(config("media-processor"))
