"""Who asks for a page."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.models import User


def viewer_of(request: HttpRequest) -> User:
    """The person who is logged in; views behind `open_to` always have one."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def is_partial(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page, and not for one it must restore."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )
