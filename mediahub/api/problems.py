"""Every refusal of the API as a problem document (RFC 9457).

`detail` is one sentence for a person; `errors` names what is wrong, by parameter or
member.  An error of our own is logged and answered without a word of its inside.
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import set_rollback

logger = logging.getLogger(__name__)

MEDIA_TYPE: Final = "application/problem+json"


def answer_problem(error: Exception, context: dict[str, Any]) -> Response:
    """The answer to any exception of an API view."""
    set_rollback()
    # Whatever the view would have spoken (YAML, HTML): a problem is JSON.
    if (request := context.get("request")) is not None:
        request.accepted_renderer = JSONRenderer()
        request.accepted_media_type = JSONRenderer.media_type
    match error:
        case Http404():
            error = exceptions.NotFound(*error.args)
        case PermissionDenied():
            error = exceptions.PermissionDenied(*error.args)
        case exceptions.APIException():
            pass
        case _:
            logger.error("An API call failed.", exc_info=error)
            error = exceptions.APIException("MediaHub failed. Its log says more.")
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = f"{wait:.0f}"
    body = _body(error)
    return Response(
        body, status=error.status_code, headers=headers, content_type=MEDIA_TYPE
    )


def _body(error: exceptions.APIException) -> dict[str, Any]:
    status = error.status_code
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
    }
    if isinstance(error, exceptions.NotAuthenticated):
        body["detail"] = "Sign in, or send a token: 'Authorization: Bearer mh_…'."
        return body
    if isinstance(error, exceptions.UnsupportedMediaType):
        body["detail"] = "Send JSON, with 'Content-Type: application/json'."
        return body
    match error.detail:
        case dict():
            body["detail"] = "Something in the request is not right; see errors."
            body["errors"] = error.detail
        case [only]:
            body["detail"] = only
        case list():
            body["detail"] = " ".join(str(one) for one in error.detail)
        case _:
            body["detail"] = error.detail
    return body
