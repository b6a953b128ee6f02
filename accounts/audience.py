"""Who may enter a page: every view says so itself, or nobody without an account may.

`@open_to(Audience.VIEWERS)` is written above every view of ours; views of other
packages are declared in `mediahub/audiences.py`.  A test walks all addresses and
fails for one that declares nothing.  Who is not let in is sent to log in, or, once
logged in, refused with 403.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from accounts.models import User
from accounts.roles import Role, role_of

View = Callable[..., HttpResponseBase]


class Audience(StrEnum):
    """For whom a page is."""

    EVERYONE = "everyone"
    VIEWERS = "viewers"
    READERS = "readers"
    CURATORS = "curators"
    OPERATORS = "operators"
    OWNERS = "owners"
    #: Programs that show a secret or a token, which the view itself checks.
    PROGRAMS = "programs"


_NEEDS: Final = {
    Audience.READERS: Role.READER,
    Audience.CURATORS: Role.CURATOR,
    Audience.OPERATORS: Role.OPERATOR,
    Audience.OWNERS: Role.OWNER,
}


def open_to(audience: Audience) -> Callable[[View], View]:
    """Declare for whom a view is, and refuse everyone else."""

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            needed = _NEEDS.get(audience)
            role = role_of(request.user) if needed else None
            if needed and (role is None or role < needed):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.audience = audience  # type: ignore[attr-defined]
        # Read by Django's LoginRequiredMiddleware.
        guarded.login_required = audience not in {  # type: ignore[attr-defined]
            Audience.EVERYONE,
            Audience.PROGRAMS,
        }
        return guarded

    return declare


def who(request: HttpRequest) -> User | None:
    """The person behind a request."""
    return request.user if isinstance(request.user, User) else None
