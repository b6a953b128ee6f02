"""Passes: what a player without a browser's session shows at a stream's address.

`POST /api/v1/playback/` signs one into every address it gives to a token: for one
person, one title and twelve hours, long enough for the longest film with its breaks.
It opens nothing else, and ends at once with the account or the token.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from accounts.models import ApiToken, User

SECONDS: Final = 12 * 3600
_SALT: Final = "streaming.pass"
View = Callable[..., HttpResponseBase]


def passed(url: str, public_id: uuid.UUID, token: ApiToken) -> str:
    """The address with a pass for whom the token acts for."""
    said = signing.dumps([token.user_id, str(public_id), _mark(token)], salt=_SALT)
    sign = "&" if "?" in url else "?"
    return f"{url}{sign}{urlencode({'pass': said})}"


def with_pass(view: View) -> View:
    """Let in who is logged in, or shows a pass for the title that is asked for."""

    @wraps(view)
    def guarded(
        request: HttpRequest, public_id: uuid.UUID, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if not request.user.is_authenticated:
            user = _holder(request.GET.get("pass", ""), public_id)
            if user is None:
                return redirect_to_login(request.path)
            request.user = user
        return view(request, public_id, *args, **kwargs)

    # Read by Django's LoginRequiredMiddleware, which knows sessions alone.
    guarded.login_required = False  # type: ignore[attr-defined]
    return guarded


def _holder(said: str, public_id: uuid.UUID) -> User | None:
    """Who the pass is for, if it still holds."""
    try:
        person, title, mark = signing.loads(said, salt=_SALT, max_age=SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if title != str(public_id):
        return None
    in_force = Q(expiry__isnull=True) | Q(expiry__gt=timezone.now())
    tokens = ApiToken.objects.filter(in_force, user=person, user__is_active=True)
    for token in tokens.select_related("user"):
        if _mark(token) == mark:
            holder: User = token.user
            return holder
    return None


def _mark(token: ApiToken) -> str:
    """Tells a person's tokens apart and gives nothing of one away."""
    return hashlib.blake2b(token.digest.encode(), digest_size=8).hexdigest()
