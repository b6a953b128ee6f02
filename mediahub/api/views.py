"""The API's front door: what there is, and the answer to what there is not."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import redirect_to_login
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.exceptions import NotAuthenticated, NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from accounts.api.access import ANY_ACCOUNT, Guarded

_RESOURCES = (
    "audits",
    "movies",
    "shows",
    "seasons",
    "episodes",
    "search",
    "servers",
    "runs",
    "triggers",
    "why-missing",
    "changes",
    "conflicts",
    "rules",
    "coverage",
    "playback",
    "problems",
    "progress",
    "watchlists",
    "tokens",
    "me",
)


class Root(Guarded):
    """The addresses of everything the API has."""

    read_needs = ANY_ACCOUNT

    @extend_schema(
        responses={
            200: {
                "type": "object",
                "additionalProperties": {"type": "string", "format": "uri"},
            }
        },
        operation_id="root",
    )
    def get(self, request: Request) -> Response:
        return Response(
            {name: reverse(f"api-{name}", request=request) for name in _RESOURCES}
        )


class Docs(SpectacularSwaggerSplitView):
    """The API to be read and tried in a browser, which is led to the log-in first.

    Its script is a file of its own, and so are its styles: the page holds none.
    """

    def handle_exception(self, exc: Exception) -> Any:
        is_browser = "text/html" in self.request.headers.get("Accept", "")
        if isinstance(exc, NotAuthenticated) and is_browser:
            return redirect_to_login(self.request.get_full_path())
        return super().handle_exception(exc)


@extend_schema(exclude=True)
class Nothing(APIView):
    """What an unknown address below `/api/` answers, to anyone and any method."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        hint = "" if request.path.endswith("/") else " Addresses end with a slash."
        raise NotFound(f"There is nothing at this address.{hint}")
