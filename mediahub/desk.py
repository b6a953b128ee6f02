"""The admin as MediaHub has it: one log-in page for everything, and a plain "no".

Refuses who is logged in and a viewer with 403: sending them to log in again would
lead nowhere.  A NUL in an address leads back to the page, as other lookups that cannot
be done: PostgreSQL takes it in no text, and would fail somewhere below.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, cast

from django.contrib import admin, messages
from django.contrib.admin.views.main import ERROR_FLAG
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from accounts.audience import Audience, open_to

if TYPE_CHECKING:
    from accounts.models import User

_NOT_YET: Final = "The desk is for readers and curators; ask an owner to make you one."


def _has_nul(request: HttpRequest) -> bool:
    return any(
        "\0" in text for name, given in request.GET.lists() for text in (name, *given)
    )


class Desk(admin.AdminSite):
    """Django's admin, entered through the site's own log-in."""

    index_title = "First page"

    def admin_view(
        self,
        view: Callable[..., Any],
        cacheable: bool = False,  # noqa: FBT001, FBT002
    ) -> Any:
        entered = super().admin_view(view, cacheable)

        @wraps(entered)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied(_NOT_YET)
            if _has_nul(request):
                return redirect(f"{request.path}?{ERROR_FLAG}=1")
            return entered(request, *args, **kwargs)

        return guarded

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """The first page: what waits, and how the servers are."""
        # Those pages register themselves with this site, which has to be there first.
        from sync.admin.dashboard import Dashboard

        desk = {"desk": Dashboard(cast("User", request.user))}
        return super().index(request, {**desk, **(extra_context or {})})

    @method_decorator(open_to(Audience.EVERYONE))
    @method_decorator(never_cache)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The site's page, leading back to where they wanted to go."""
        wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
        index = reverse("admin:index", current_app=self.name)
        if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}):
            wanted = index
        if self.has_permission(request):
            return redirect(wanted)
        if request.user.is_authenticated:
            raise PermissionDenied(_NOT_YET)
        return redirect_to_login(wanted)

    def logout(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Log out by POST; a link alone logs nobody out."""
        if request.method != "POST":
            return redirect("account_logout")
        logout(request)
        messages.success(request, "You have logged out.")
        return redirect("account_login")

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """The page that everyone has."""
        return redirect("account_change_password")
