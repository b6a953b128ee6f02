"""The frame of pages that only show: no add, no change, no delete, whoever asks.

`PageAdmin` replaces Django's form by a page of our own at the same address.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib import admin
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

_M = TypeVar("_M", bound=Model)


def has_nul(request: HttpRequest) -> bool:
    """Whether the address asks for a text that no database of ours holds."""
    return any(
        "\0" in text for name, given in request.GET.lists() for text in (name, *given)
    )


class ReadOnlyAdmin(admin.ModelAdmin[_M]):
    """Rows people look at and the machine writes."""

    actions = None
    show_full_result_count = False
    #: What an empty list says, with the next step.
    when_empty = "Nothing here yet."

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: _M | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: _M | None = None
    ) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, under a plain title, with words for when it is empty.

        A NUL in the address leads back to the list, as other lookups that cannot be
        do: PostgreSQL takes it in no text, and would fail somewhere below.
        """
        if has_nul(request):
            return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")
        plural = str(self.opts.verbose_name_plural)
        words = {
            "title": plural[:1].upper() + plural[1:],
            "when_empty": self.when_empty,
            **(extra_context or {}),
        }
        return super().changelist_view(request, words)


class PageAdmin(ReadOnlyAdmin[_M]):
    """A row whose page is a template of ours."""

    page_template: str

    def page(self, request: HttpRequest, obj: _M) -> dict[str, Any]:
        """What the page shows, ready for the template."""
        raise NotImplementedError

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The row's page; an address of no row leads back to the index."""
        obj = self.get_object(request, object_id)
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        if obj is None:
            # Django leads back to the index there, and says that it is gone.
            return super().change_view(request, object_id, form_url, extra_context)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": obj,
            "title": str(obj),
            **self.page(request, obj),
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.page_template, context)
