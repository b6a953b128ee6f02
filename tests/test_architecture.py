"""What import-linter cannot see: foreign keys follow the direction of the apps."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

RANK = {"accounts": 0, "catalog": 1, "sync": 2, "streaming": 2, "setup": 3}


def _relations(
    ours: list[type[models.Model]],
) -> list[tuple[type[models.Model], type[models.Model]]]:
    return [
        (model, field.related_model)
        for model in ours
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and isinstance(field.related_model, type)
    ]


def _wrong(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [
        (owner, target)
        for owner, target in pairs
        if owner != target and target in RANK and RANK[target] >= RANK[owner]
    ]


def test_foreign_keys_point_downwards() -> None:
    ours = [m for m in apps.get_models() if m._meta.app_label in RANK]
    pairs = [(o._meta.app_label, t._meta.app_label) for o, t in _relations(ours)]
    assert ("sync", "catalog") in pairs, "the walk over relations finds nothing"
    assert _wrong(pairs) == []


def test_a_foreign_key_upwards_would_be_found() -> None:
    assert _wrong([("catalog", "sync"), ("sync", "streaming")]) == [
        ("catalog", "sync"),
        ("sync", "streaming"),
    ]


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
