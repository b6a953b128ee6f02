"""Lists of the desk that can be downloaded as they are filtered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, path, reverse

from catalog import sheets
from catalog.admin.frame import ReadOnlyAdmin
from catalog.sheets import Cell

_M = TypeVar("_M", bound=Model)


class ExportedAdmin(ReadOnlyAdmin[_M]):
    """A list with a button that downloads all rows of it as CSV."""

    export_header: Sequence[str]
    export_newest_first = False

    def export_row(self, obj: _M) -> Sequence[Cell]:
        """A row of the list as a row of the sheet."""
        raise NotImplementedError

    def get_urls(self) -> list[URLResolver | URLPattern]:  # type: ignore[override]
        view = self.admin_site.admin_view(self.export_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        return [path("export/", view, name=name), *super().get_urls()]

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """Every row that the list would show on all its pages."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            found = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            page = f"{self.opts.app_label}_{self.opts.model_name}_changelist"
            return HttpResponseRedirect(reverse(f"admin:{page}"))
        rows: QuerySet[_M] = found.queryset
        name = str(self.opts.verbose_name_plural).replace(" ", "-")
        return sheets.stream(name, self.export_header, self._exported(rows))

    def _exported(self, rows: QuerySet[_M]) -> Iterator[Sequence[Cell]]:
        newest_first = self.export_newest_first
        for row in sheets.in_pieces(rows, newest_first=newest_first):
            yield self.export_row(row)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, with the address of the sheet that holds the same rows."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        asked = request.GET.copy()
        for own in ("p", "o", "all", "e"):
            asked.pop(own, None)
        url = reverse(f"admin:{name}")
        export_url = f"{url}?{asked.urlencode()}" if asked else url
        return super().changelist_view(
            request, {"export_url": export_url, **(extra_context or {})}
        )
