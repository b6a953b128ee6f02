"""For the desk: who waits to be let in."""

from __future__ import annotations

from django import template

from accounts.models import User

register = template.Library()


@register.simple_tag
def people_waiting() -> int:
    """How many people ask to come in."""
    return User.objects.filter(waiting_since__isnull=False).count()
