"""How a request is refused before it has reached any page: in words, once.

A browser gets a page, a program a problem document (RFC 9457).  Nothing that was sent
is repeated.
"""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

_FOR_PROGRAMS = ("/api/", "/webhooks/")


def refuse(request: HttpRequest, status: int, title: str, detail: str) -> HttpResponse:
    answer: HttpResponse
    if request.path_info.startswith(_FOR_PROGRAMS):
        answer = JsonResponse(
            {
                "type": "about:blank",
                "title": HTTPStatus(status).phrase,
                "status": status,
                "detail": detail,
            },
            status=status,
            content_type="application/problem+json",
        )
    else:
        # Without the request: nobody is logged in yet, and no database is asked.
        page = render_to_string("refused.html", {"title": title, "detail": detail})
        answer = HttpResponse(page, status=status)
    answer["Cache-Control"] = "no-store"
    return answer
