"""Names that MediaHub answers to: a request for another one is told which setting.

A page of another site could point its own name at this machine; so a name is never
guessed, and never repeated in the answer.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponseBase

from mediahub.refusals import refuse

logger = logging.getLogger(__name__)

_LONGEST_LOGGED = 100


class HostMiddleware:
    """Refuses a host name that ALLOWED_HOSTS does not hold."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            request.get_host()
        except DisallowedHost:
            asked = request.META.get("HTTP_HOST", "")[:_LONGEST_LOGGED]
            logger.warning("A request for %r, which is not in ALLOWED_HOSTS.", asked)
            return refuse(
                request,
                400,
                "MediaHub does not know this name",
                "MediaHub answers only to names it was told. If this is your MediaHub, "
                "add the name in the address bar to ALLOWED_HOSTS, or set PUBLIC_URL "
                "to the whole address, and start MediaHub again.",
            )
        return self._get_response(request)
