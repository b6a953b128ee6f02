"""The frame of pages that only show: no add, no change, no delete, whoever asks.

`PageAdmin` replaces Django's form by a page of our own at the same address.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

_M = TypeVar("_M", bound=Model)


class ReadOnlyAdmin(admin.ModelAdmin[_M]):
    """Rows people look at and the machine writes."""

    actions: Any = None
    show_full_result_count = False
    #: What one and several rows are called, where the model's name is not for counting.
    counted: tuple[str, str] | None = None
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
        """The list, under a plain title, with words for when it is empty."""
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

    def elsewhere(self, request: HttpRequest, object_id: str) -> HttpResponse | None:
        """Where an address that has no row (any more) leads, if that is known."""
        return None

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
            if (elsewhere := self.elsewhere(request, object_id)) is not None:
                return elsewhere
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
