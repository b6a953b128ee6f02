"""Who is calling, and whether a view lets them in.

Apart from the views themselves: the settings name these two classes, and views are
made with them.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed, ErrorDetail, Throttled
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from accounts import attempts, tokens
from accounts.models import ApiToken, User


class TooManyTokens(Throttled):
    """Wrong tokens without end."""

    def __init__(self, seconds: int) -> None:
        super().__init__(wait=seconds)
        minutes = -(-seconds // 60)
        self.detail = ErrorDetail(
            f"Too many wrong tokens from this address; try again in {minutes} min.",
            self.default_code,
        )


class BearerToken(TokenAuthentication):  # type: ignore[misc]
    """``Authorization: Bearer mh_…``

    Wrong ones are counted by the address they come from; a right one is let in
    whatever its neighbours try.
    """

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        try:
            found: tuple[User, ApiToken] | None = super().authenticate(request)
        except AuthenticationFailed:
            try:
                attempts.take(attempts.TOKEN, attempts.place_of(request))
            except attempts.TooOften as often:
                raise TooManyTokens(often.seconds(timezone.now())) from None
            raise
        if found is not None:
            tokens.note_use(found[1])
        return found

    def authenticate_credentials(self, token: bytes) -> tuple[User, ApiToken]:
        try:
            token.decode("ascii")
        except UnicodeDecodeError:
            raise AuthenticationFailed("Invalid token.") from None
        found: tuple[User, ApiToken] = super().authenticate_credentials(token)
        return found


class BearerTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the API's description names our tokens."""

    target_class = BearerToken
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class Allowed(BasePermission):
    """The one permission class of the API; reads what a `Guarded` view says."""

    def has_permission(self, request: Request, view: Any) -> bool:
        user = request.user
        if not isinstance(user, User) or not hasattr(view, "read_needs"):
            return False
        method = str(request.method)
        if method != "OPTIONS" and not hasattr(view, method.lower()):
            return True  # the answer is 405 for everyone who has an account
        if isinstance(request.auth, ApiToken):
            if "sync" in request.auth.scopes and method in view.sync_scope:
                return True
            watches = "watch" in request.auth.scopes and method in view.watch_scope
            reads = "read" in request.auth.scopes and method in SAFE_METHODS
            if not (watches or reads):
                self.message = "The token's scopes do not allow this."
                return False
        needed = view.read_needs if method in SAFE_METHODS else view.writes.get(method)
        return needed is not None and (not needed or user.has_perm(needed))
