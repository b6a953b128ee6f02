"""Rows whose making has an answer that is shown once: a link, a secret."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

_M = TypeVar("_M", bound=Model)


class OneButtonAdmin(admin.ModelAdmin[_M]):
    """A form with one button: the answer is the page, whichever would be pressed."""

    add_title: str

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        shown = {
            "title": self.add_title,
            "show_save_and_add_another": False,
            "show_save_and_continue": False,
        }
        return super().add_view(request, form_url, {**shown, **(extra_context or {})})


def once_page(
    of: admin.ModelAdmin[Any], request: HttpRequest, template: str, **shown: Any
) -> HttpResponse:
    """The page that shows it, kept by nobody on the way."""
    context = {**of.admin_site.each_context(request), "opts": of.opts, **shown}
    answer = TemplateResponse(request, template, context)
    answer.headers["Cache-Control"] = "no-store"
    return answer
