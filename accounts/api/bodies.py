"""What callers send: a member that is not known is refused, as parameters are.

A misspelt `servers` must never mean "all of them".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers


class Body(serializers.Serializer[Any]):
    """The body of a call, with the members it declares and no other."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = (
            sorted(set(data) - set(self.fields)) if isinstance(data, Mapping) else []
        )
        if unknown:
            known = ", ".join(sorted(self.fields))
            raise serializers.ValidationError(
                {name: [f"Not known here. Known are: {known}."] for name in unknown}
            )
        return super().to_internal_value(data)
