"""The page that answers "why can't it be seen?"."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts.audience import Audience, open_to
from sync import missing


@open_to(Audience.READERS)
def why_missing(request: HttpRequest) -> HttpResponse:
    """Ask for a text, and perhaps a person; the answer stands below."""
    text, user = request.GET.get("text", ""), request.GET.get("user", "")
    answer, refused = None, ""
    if text:
        try:
            answer = missing.why_missing(text, user=user or None)
        except (missing.NoText, missing.UnknownPerson) as error:
            refused = str(error)
    context = {
        **admin.site.each_context(request),
        "title": "Why can't it be seen?",
        "text": text[:500],
        "user_name": user[:500],
        "answer": answer,
        "refused": refused,
    }
    return TemplateResponse(request, "admin/why_missing.html", context)
