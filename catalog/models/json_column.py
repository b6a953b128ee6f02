"""A JSON column read by msgspec, which takes a third of the time of `json`.

A sync reads fifty of them per title.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from django.db import models
from django.db.models.fields.json import KeyTransform


class JSONColumn(models.JSONField):
    """A `JSONField` in all else, for migrations too."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if value is None or isinstance(expression, KeyTransform):
            return super().from_db_value(value, expression, connection)
        return msgspec.json.decode(value)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _, arguments, options = super().deconstruct()
        return name, "django.db.models.JSONField", arguments, options
