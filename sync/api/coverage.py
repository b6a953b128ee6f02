"""`coverage`: who has what, and the titles that lack something."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.access import Guarded
from catalog.api.pages import KeysetPages
from catalog.api.serializers import TitleSerializer
from catalog.fields import UnknownField, named
from catalog.models import Item
from sync import coverage
from sync.servers import ServerError, find_server
from sync.types import KINDS

_KIND = OpenApiParameter("kind", enum=KINDS)


class Coverage(Guarded):
    """What `coverage --json` says."""

    read_needs = "sync.view_observation"
    parameters = frozenset({"kind"})

    @extend_schema(parameters=[_KIND], responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        kind = _kind(request)
        return Response(coverage.as_json(coverage.coverage(), kind=kind))


class CoverageTitles(Guarded, ListAPIView[Item]):
    """Titles that lack a value everywhere, or have it on one server alone."""

    read_needs = "sync.view_observation"
    parameters = frozenset({"kind", "missing", "only_on", "field"})
    serializer_class = TitleSerializer
    pagination_class = KeysetPages
    # For the description alone.
    queryset = Item.objects.none()

    @extend_schema(
        parameters=[
            _KIND,
            OpenApiParameter(
                "missing", description="A field such as artwork.poster nobody has."
            ),
            OpenApiParameter(
                "only_on", description="A server that alone has the `field`."
            ),
            OpenApiParameter("field", description="Such as captions.de."),
        ]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Item]:
        asked = self.request.query_params
        kind = _kind(self.request)
        if ("missing" in asked) == ("only_on" in asked):
            raise ValidationError({"missing": ["Give this, or only_on and field."]})
        if ("field" in asked) != ("only_on" in asked):
            raise ValidationError({"field": ["Goes with only_on."]})
        parameter = "missing" if "missing" in asked else "field"
        try:
            field, key = named(kind, asked[parameter])
            if parameter == "missing":
                found = coverage.missing(field.name, key, kind=kind)
            else:
                server = find_server(asked["only_on"])
                found = coverage.only_on(server, field.name, key, kind=kind)
        except UnknownField as error:
            raise ValidationError({parameter: [str(error)]}) from None
        except ServerError as error:
            raise ValidationError({"only_on": [str(error)]}) from None
        return found.select_related("parent__parent")


def _kind(request: Request) -> str | None:
    kind = request.query_params.get("kind")
    if kind is not None and kind not in KINDS:
        raise ValidationError({"kind": [f"One of {', '.join(KINDS)}."]})
    return kind
