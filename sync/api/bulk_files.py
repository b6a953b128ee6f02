"""`bulk-changes/export` and `/import`: values of titles as CSV or JSON, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.access import Guarded, caller
from catalog.api.filters import FILTERS
from sync import bulk
from sync.api.bulk import made

_OF_FILTERS = frozenset(name for each in FILTERS.values() for name in each.base_filters)
_MOST_FIELDS = 100


class ExportedValues(Guarded):
    """Values of the titles that match, a row for each title, a column for each field.

    Which titles, as the list of the kind takes it: `genre=Drama`, `year_min=1990`.
    """

    read_needs = "sync.view_bulkchange"
    parameters = frozenset({"kind", "fields", "as"}) | _OF_FILTERS

    @extend_schema(
        parameters=[
            OpenApiParameter("kind", description="movie, show, season or episode."),
            OpenApiParameter("fields", description="title,overview,artwork.poster"),
            OpenApiParameter("as", description="json unless told, or csv."),
            *(OpenApiParameter(name) for name in sorted(_OF_FILTERS)),
        ],
        responses={(200, "application/json"): OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        given = request.query_params.dict()
        kind, written = str(given.pop("kind", "")), str(given.pop("as", "json"))
        names = [name for name in str(given.pop("fields", "")).split(",") if name]
        if written not in {"csv", "json"}:
            raise ValidationError({"as": ["csv or json."]})
        if len(names) > _MOST_FIELDS:
            raise ValidationError({"fields": [f"{_MOST_FIELDS} at most."]})
        try:
            titles = bulk.chosen(bulk.titles_named(kind, where=given))
            pieces = bulk.export(titles, names, as_json=written == "json")
        except bulk.BulkError as error:
            raise ValidationError(str(error)) from None
        if not caller(request).has_perm(f"catalog.view_{kind}"):
            raise PermissionDenied
        media = "application/json" if written == "json" else "text/csv"
        name = f"{kind}s.{written}"
        return StreamingHttpResponse(
            pieces,
            content_type=f"{media}; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


class _File(BaseParser):
    """A file as it is, of any size that is read at all."""

    name = ""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        return {"name": self.name, "content": stream.read(bulk.MOST_BYTES + 1)}


class _Csv(_File):
    media_type = "text/csv"
    name = "import.csv"


class _Json(_File):
    media_type = "application/json"
    name = "import.json"


class ImportedValues(Guarded):
    """POST previews what a file would lock: the body is the file, CSV or JSON."""

    writes = {"POST": "catalog.change_fieldlock"}
    parser_classes = (_Json, _Csv)

    @extend_schema(
        request={
            "application/json": OpenApiTypes.OBJECT,
            "text/csv": OpenApiTypes.STR,
        },
        responses={201: OpenApiTypes.OBJECT},
    )
    def post(self, request: Request) -> Response:
        sent: Any = request.data
        name, content = sent.get("name", _Json.name), sent.get("content", b"")
        try:
            change = bulk.read_file(name, content, by=caller(request))
        except bulk.BulkError as error:
            raise ValidationError(str(error)) from None
        return made(request, change)
