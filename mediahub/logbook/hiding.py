"""What no page may show of a log, whatever wrote it there.

Every line was without secrets when it was written (`mediahub.logs`); here it is looked
over once more, also for the secrets that are stored now.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings

from catalog.models import Server
from catalog.models.secret import LostSecret
from mediahub.logs import without_secrets
from sync.models import Sender

_HIDDEN = "[hidden]"
#: Tokens of the API, and secrets of webhooks, wherever they stand.
_TOKENS = re.compile(r"\bmh_[\w-]{16,}|\bwhsec_[A-Za-z0-9+/=]{16,}")
#: Shorter ones are words that stand in a log for other reasons.
_SHORTEST = 6


def hider() -> Callable[[str], str]:
    """A function that hides all of it in a text."""
    stored = [
        *(server.secret for server in Server.objects.only("secret")),
        *(
            secret
            for sender in Sender.objects.only("secret", "previous_secret")
            for secret in (sender.secret, sender.previous_secret)
        ),
        settings.SECRET_KEY,
        *settings.MEDIAHUB_CREDENTIAL_KEYS,
    ]
    known = sorted(
        {
            text
            for text in stored
            if not isinstance(text, LostSecret) and len(text) >= _SHORTEST
        },
        key=len,
        reverse=True,
    )
    them = re.compile("|".join(map(re.escape, known))) if known else None

    def hide(text: str) -> str:
        if them is not None:
            text = them.sub(_HIDDEN, text)
        return without_secrets(_TOKENS.sub(_HIDDEN, text))

    return hide
