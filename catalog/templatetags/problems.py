"""`{% problems_of user as rows %}`: what a person has reported."""

from __future__ import annotations

from django import template

from accounts.models import User
from catalog import problems
from catalog.models import ProblemReport

register = template.Library()


@register.simple_tag
def problems_of(user: User) -> list[ProblemReport]:
    """The newest of them, with their titles."""
    return problems.of(user)
