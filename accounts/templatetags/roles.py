"""What a template asks of the person who looks."""

from __future__ import annotations

from django import template
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.roles import Role, role_of

register = template.Library()


@register.filter
def is_owner(user: User | AnonymousUser) -> bool:
    """Whether the person keeps the household."""
    return role_of(user) == Role.OWNER


@register.filter
def is_operator(user: User | AnonymousUser) -> bool:
    """Whether the person keeps servers and backups, or more."""
    return (role_of(user) or Role.VIEWER) >= Role.OPERATOR
