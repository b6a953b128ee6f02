"""`<kind>/<id>/provenance`: where each value of a title comes from, and why."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.access import Guarded
from catalog.fields import UnknownField
from catalog.listing import shown_item
from sync import explain


class Provenance(Guarded):
    """What `explain --json` says of a title."""

    parameters = frozenset({"field"})
    kind: str = ""

    def check_permissions(self, request: Request) -> None:
        # An instance's need: it depends on the kind in the address.
        self.read_needs = f"catalog.view_{self.kind}"  # type: ignore[misc]
        super().check_permissions(request)

    @extend_schema(
        parameters=[
            OpenApiParameter("id", OpenApiTypes.UUID, OpenApiParameter.PATH),
            OpenApiParameter("field", description="Such as title or captions.en:hi."),
        ],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request, **named: Any) -> Response:
        item = shown_item(self.kind, named["id"], unavailable=True)
        if item is None:
            raise NotFound(f"There is no {self.kind} with the id {named['id']}.")
        try:
            explained = explain.explain(item, only=request.query_params.get("field"))
        except UnknownField as error:
            raise ValidationError({"field": [str(error)]}) from None
        return Response(explain.as_json(explained))
