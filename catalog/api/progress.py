"""How far the caller is: their own progress, and nobody else's."""

from __future__ import annotations

import uuid
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.access import ANY_ACCOUNT, Guarded, caller
from accounts.api.bodies import Body
from catalog import viewing
from catalog.api.pages import KeysetPages
from catalog.api.serializers import AboveSerializer
from catalog.keyset import Order
from catalog.listing import shown_item
from catalog.models import Progress

#: Nothing is longer than a month.
_LONGEST_MS: Final = 31 * 24 * 3600 * 1000


class WatchedSerializer(AboveSerializer):
    """A title in a list of what somebody watched."""

    kind = serializers.CharField()


class ProgressSerializer(serializers.ModelSerializer[Progress]):
    """How far somebody is in a title."""

    item = WatchedSerializer()

    class Meta:
        model = Progress
        fields = ["item", "position_ms", "duration_ms", "finished", "updated_at"]
        read_only_fields = fields


class ReportSerializer(Body):
    """What a player reports; without `finished` the share seen decides."""

    position_ms = serializers.IntegerField(min_value=0, max_value=_LONGEST_MS)
    duration_ms = serializers.IntegerField(
        min_value=1, max_value=_LONGEST_MS, allow_null=True, required=False
    )
    finished = serializers.BooleanField(allow_null=True, required=False)


class NewestFirst(KeysetPages):
    """What was watched last comes first."""

    def order(self, request: Request) -> Order:
        return Order(name="watched", columns=("updated_at",), descending=True)


class ProgressList(Guarded, ListAPIView[Progress]):
    """Everything the caller has begun or finished."""

    read_needs = ANY_ACCOUNT
    watch_scope = frozenset({"GET"})
    serializer_class = ProgressSerializer
    pagination_class = NewestFirst
    queryset = Progress.objects.none()

    def get_queryset(self) -> QuerySet[Progress]:
        return Progress.objects.filter(
            user=caller(self.request), item__available=True
        ).select_related("item")


class ProgressOf(Guarded):
    """How far the caller is in one movie or episode."""

    read_needs = ANY_ACCOUNT
    writes = {"PUT": ANY_ACCOUNT, "DELETE": ANY_ACCOUNT}
    watch_scope = frozenset({"GET", "PUT", "DELETE"})

    @extend_schema(responses=ProgressSerializer)
    def get(self, request: Request, id: uuid.UUID) -> Response:  # noqa: A002
        item = shown_item(viewing.WATCHED_KINDS, id)
        rows = Progress.objects.filter(user=caller(request), item=item)
        row = rows.select_related("item").first() if item else None
        if row is None:
            raise NotFound(f"Nothing was watched of {id}.")
        return Response(ProgressSerializer(row).data)

    @extend_schema(request=ReportSerializer, responses=ProgressSerializer)
    def put(self, request: Request, id: uuid.UUID) -> Response:  # noqa: A002
        item = shown_item(viewing.WATCHED_KINDS, id)
        if item is None:
            raise NotFound(f"There is no movie or episode with the id {id}.")
        said = ReportSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        row = viewing.keep_progress(
            user=caller(request),
            item=item,
            position_ms=said.validated_data["position_ms"],
            duration_ms=said.validated_data.get("duration_ms"),
            finished=said.validated_data.get("finished"),
            at=timezone.now(),
        )
        return Response(ProgressSerializer(row).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, id: uuid.UUID) -> Response:  # noqa: A002
        item = shown_item(viewing.WATCHED_KINDS, id)
        if item is None:
            raise NotFound(f"There is no movie or episode with the id {id}.")
        viewing.forget_progress(user=caller(request), item=item)
        return Response(status=204)
