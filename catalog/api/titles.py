"""`movies`, `shows`, `seasons`, `episodes`: lists, and each title with all its values.

Viewers are shown what is available; who may view titles of the kind in the admin is
shown the rest too, and the servers' addresses.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.access import ANY_ACCOUNT, Guarded, caller
from catalog import listing
from catalog.api.filters import EpisodeFilter, SeasonFilter, TitleFilter
from catalog.api.pages import KeysetPages
from catalog.api.serializers import TitleSerializer, WholeTitleSerializer
from catalog.keyset import Order
from catalog.models import Item
from catalog.queries import values_of

_NUMBERED: Final = ("season", "episode")


def curates(request: Request, kind: str) -> bool:
    """Whether the caller may see what viewers are not shown of this kind."""
    return caller(request).has_perm(f"catalog.view_{kind}")


class TitlePages(KeysetPages):
    """Newest first; by number inside one show or season; else as asked."""

    parameters: ClassVar[frozenset[str]] = KeysetPages.parameters | {"sort"}

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any]:
        self._kind = str(getattr(view, "kind", ""))
        return super().paginate_queryset(queryset, request, view)

    def order(self, request: Request) -> Order:
        numbered = self._kind in _NUMBERED
        within = numbered and {"show", "season"} & set(request.query_params)
        name = request.query_params.get("sort", "number" if within else "added")
        orders = [n for n in listing.ORDERS if numbered or n != "number"]
        if name not in orders:
            raise ValidationError({"sort": [f"One of: {', '.join(orders)}."]})
        return listing.ORDERS[name]

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        numbered = getattr(view, "kind", "") in _NUMBERED
        orders = [name for name in listing.ORDERS if numbered or name != "number"]
        return [
            *super().get_schema_operation_parameters(view),
            {
                "name": "sort",
                "in": "query",
                "description": "Newest first unless told; by number inside a show.",
                "schema": {"type": "string", "enum": orders},
            },
        ]


class Titles(Guarded, ListAPIView[Item]):
    """Titles of one kind."""

    read_needs = ANY_ACCOUNT
    kind: str = ""
    serializer_class = TitleSerializer
    pagination_class = TitlePages
    queryset = Item.objects.none()

    def get_queryset(self) -> QuerySet[Item]:
        return listing.list_items(
            self.kind, unavailable=curates(self.request, self.kind)
        )


class Movies(Titles):
    """All movies."""

    kind = "movie"
    filterset_class = TitleFilter


class Shows(Titles):
    """All shows."""

    kind = "show"
    filterset_class = TitleFilter


class Seasons(Titles):
    """All seasons; narrow them by show."""

    kind = "season"
    filterset_class = SeasonFilter


class Episodes(Titles):
    """All episodes; narrow them by show or season."""

    kind = "episode"
    filterset_class = EpisodeFilter


class OneTitle(Guarded):
    """A title with all its values."""

    read_needs = ANY_ACCOUNT
    kind: str = ""

    @extend_schema(
        responses=WholeTitleSerializer,
        parameters=[OpenApiParameter("id", OpenApiTypes.UUID, OpenApiParameter.PATH)],
    )
    def get(self, request: Request, **named: Any) -> Response:
        sees_all = curates(request, self.kind)
        item = listing.shown_item(self.kind, named["id"], unavailable=sees_all)
        if item is None:
            raise NotFound(f"There is no {self.kind} with the id {named['id']}.")
        context = {
            "request": request,
            "values": values_of([item])[item.pk],
            "curates": sees_all,
        }
        said = WholeTitleSerializer(item, context=context).data
        # The id of a title that became part of this one: clients may take note.
        return Response(said, headers={"Content-Location": said["url"]})
