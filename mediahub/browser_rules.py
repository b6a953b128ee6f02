"""What pages may load and use, told to the browser in every answer.

Only what comes from MediaHub itself, and no script or style inside a page.  A view
that cannot do without an exception declares it above itself, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from csp.constants import NONE, SELF
from django.http import HttpRequest, HttpResponseBase

POLICY: Final = {
    "default-src": [SELF],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:", "blob:"],
    # The player hands the browser pieces of a film that it has put together itself.
    "media-src": [SELF, "blob:"],
    "connect-src": [SELF],
    "object-src": [NONE],
    "base-uri": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
}
#: Abilities of the device that no page of ours uses.
_UNUSED: Final = (
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope"),
    *("magnetometer", "microphone", "midi", "payment", "serial", "usb"),
)
_PERMISSIONS: Final = ", ".join(f"{name}=()" for name in _UNUSED)


class PermissionsMiddleware:
    """Declares every ability that is not used, so that nothing slipped in can."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        return response
