"""How a person gets in: where they are logged in, and their tokens of the API."""

from __future__ import annotations

from typing import Any, Final

from django.utils import timezone

from accounts import log_ins
from accounts.models import ApiToken, LogIn

#: More are never shown; "Log them out everywhere" ends all.
_SHOWN: Final = 50


def of(person: int) -> dict[str, Any]:
    """Both as the person's page shows them, the last used first."""
    now = timezone.now()
    places = LogIn.objects.filter(user=person, session__expire_date__gt=now)
    tokens = ApiToken.objects.filter(user=person, expiry__gt=now)
    return {
        "places": [
            (row, log_ins.device(row.agent))
            for row in places.order_by("-seen_at", "-pk")[:_SHOWN]
        ],
        "tokens": [
            (row, ", ".join(row.scopes)) for row in tokens.order_by("-created")[:_SHOWN]
        ],
    }
