"""The path of PUBLIC_URL, taken off before Django looks for the view.

A proxy may pass the whole path or take the sub-path off itself: both arrive at the
same view, and every link that MediaHub writes has the sub-path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias
from wsgiref.types import StartResponse, WSGIEnvironment

from django.conf import settings

Application: TypeAlias = Callable[[WSGIEnvironment, StartResponse], Iterable[Any]]


def below_sub_path(application: Application) -> Application:
    """The application itself where it has a host of its own."""
    prefix = settings.FORCE_SCRIPT_NAME
    if not prefix:
        return application

    def without_prefix(
        environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[Any]:
        path = environ.get("PATH_INFO", "")
        if path == prefix:
            path = f"{prefix}/"
        if path.startswith(f"{prefix}/"):
            environ["PATH_INFO"] = path.removeprefix(prefix)
        return application(environ, start_response)

    return without_prefix
