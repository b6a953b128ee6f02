"""Pages of API lists: ``?cursor=…&page_size=…&sort=…``, answered with what is next."""

from __future__ import annotations

from typing import Any, ClassVar, Final
from urllib.parse import urlencode

from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.keyset import BadCursor, Order, read_page

PAGE_SIZE: Final = 50
LARGEST_PAGE: Final = 200

_BY_KEY: Final = Order(name="newest", descending=True)


class KeysetPages(BasePagination):
    """The newest first; subclasses offer other orders."""

    parameters: ClassVar[frozenset[str]] = frozenset({"cursor", "page_size"})

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any]:
        asked = request.query_params
        try:
            page = read_page(
                queryset,
                self.order(request),
                size=_size(asked.get("page_size")),
                after=asked.get("cursor"),
            )
        except BadCursor as error:
            raise ValidationError({"cursor": [str(error)]}) from None
        self._next = None
        if page.after is not None:
            query = {**asked.dict(), "cursor": page.after}
            address = request.build_absolute_uri(request.path)
            self._next = f"{address}?{urlencode(query)}"
        return page.rows

    def order(self, request: Request) -> Order:
        """The order asked for."""
        return _BY_KEY

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self._next})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["results", "next"],
            "properties": {
                "results": schema,
                "next": {"type": "string", "format": "uri", "nullable": True},
            },
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        return [
            {
                "name": "cursor",
                "in": "query",
                "description": "Where to go on; part of the address in `next`.",
                "schema": {"type": "string"},
            },
            {
                "name": "page_size",
                "in": "query",
                "description": f"{PAGE_SIZE} unless told; more than {LARGEST_PAGE} "
                f"gives {LARGEST_PAGE}.",
                "schema": {"type": "integer", "minimum": 1},
            },
        ]


def _size(text: str | None) -> int:
    if text is None:
        return PAGE_SIZE
    if not (text.isascii() and text.isdigit()) or len(text) > 9 or int(text) < 1:
        raise ValidationError({"page_size": ["A number of rows, 1 or more."]})
    return min(int(text), LARGEST_PAGE)
