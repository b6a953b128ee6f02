"""`{{ cl.folds|at:3 }}`: the fold that stands below a row of the list of runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def at(folds: Mapping[int, Any], place: int) -> Any:
    """What stands there, or None."""
    return folds.get(place)
