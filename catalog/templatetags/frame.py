"""`{% household_name %}`: what the people here call their site."""

from __future__ import annotations

from typing import Any

from django import template

from accounts.models import Household

register = template.Library()


@register.simple_tag(takes_context=True)
def household_name(context: dict[str, Any]) -> str:
    """The name, read once for each page."""
    request = context.get("request")
    kept = getattr(request, "_household_name", None)
    if isinstance(kept, str):
        return kept
    name = Household.get().name
    if request is not None:
        request._household_name = name
    return name
