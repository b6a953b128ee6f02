"""While nobody has an account, the doors of the site lead to the set-up.

A person who went away in the middle of it and comes back goes on where they were.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from accounts.models import User
from mediahub.setup.steps import SESSION_FLAG

_LOG_IN: Final = frozenset({"account_login", "account_signup", "admin:login"})


class SetupGate:
    """Only pages people open by hand are looked at: the first one and the log-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        is_home, is_log_in = name == "home", name in _LOG_IN
        if request.method != "GET" or not (is_home or is_log_in):
            return None
        if is_home and SESSION_FLAG in request.session:
            return HttpResponseRedirect(reverse("setup"))
        if not request.user.is_authenticated and not User.objects.exists():
            return HttpResponseRedirect(reverse("setup"))
        return None
