"""How the API is framed: who may come, what is read and written, how it is described.

For the settings, which name it as the packages ask.
"""

from __future__ import annotations

from typing import Final

FRAMEWORK: Final[dict[str, object]] = {
    # The first names the scheme of a 401; sessions are for the site's own pages.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.doorkeeper.BearerToken",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api.doorkeeper.Allowed"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["mediahub.api.parsing.SmallJSON"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "mediahub.api.problems.answer_problem",
    "URL_FORMAT_OVERRIDE": None,
}
TOKENS: Final = {"AUTH_HEADER_PREFIX": "Bearer", "TOKEN_PREFIX": "mh_"}


def description(*, path: str) -> dict[str, object]:
    """Of the API below a path of the site; the path may be empty."""
    return {
        "TITLE": "MediaHub",
        "DESCRIPTION": "One catalog over all your media servers.",
        "VERSION": "1",
        "SERVE_INCLUDE_SCHEMA": False,
        "SERVE_PUBLIC": True,
        "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
        "SCHEMA_PATH_PREFIX": "/api/v1",
        "SERVERS": [{"url": path}] if path else [],
        # The page and its scripts come from here; no third party is asked.
        "SWAGGER_UI_DIST": "SIDECAR",
        "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
        "SWAGGER_UI_SETTINGS": {"persistAuthorization": False, "validatorUrl": None},
        "ENUM_NAME_OVERRIDES": {
            "TitleKind": "catalog.models.Item.Kind",
            "ProblemKind": "catalog.models.ProblemReport.Kind",
            "ProblemState": "catalog.models.ProblemReport.State",
            "RunState": "sync.models.Run.State",
            "ScanState": "sync.models.Scan.State",
        },
    }
