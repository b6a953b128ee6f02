"""The caller's own list of titles to keep at hand."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.access import ANY_ACCOUNT, Guarded, caller
from catalog import viewing
from catalog.api.pages import KeysetPages
from catalog.api.progress import WatchedSerializer
from catalog.keyset import Order
from catalog.listing import shown_item
from catalog.models import Item, Watchlist


class EntrySerializer(serializers.ModelSerializer[Watchlist]):
    """A title on a list."""

    item = WatchedSerializer()

    class Meta:
        model = Watchlist
        fields = ["item", "added_at"]
        read_only_fields = fields


class NewestFirst(KeysetPages):
    """What was added last comes first."""

    def order(self, request: Request) -> Order:
        return Order(name="kept", columns=("added_at",), descending=True)


class WatchlistEntries(Guarded, ListAPIView[Watchlist]):
    """Everything on the caller's list."""

    read_needs = ANY_ACCOUNT
    watch_scope = frozenset({"GET"})
    serializer_class = EntrySerializer
    pagination_class = NewestFirst
    queryset = Watchlist.objects.none()

    def get_queryset(self) -> QuerySet[Watchlist]:
        return Watchlist.objects.filter(
            user=caller(self.request), item__available=True
        ).select_related("item")


class WatchlistEntry(Guarded):
    """One movie or show on the caller's list, or off it."""

    read_needs = ANY_ACCOUNT
    writes = {"PUT": ANY_ACCOUNT, "DELETE": ANY_ACCOUNT}
    watch_scope = frozenset({"PUT", "DELETE"})

    @extend_schema(request=None, responses={204: None})
    def put(self, request: Request, id: uuid.UUID) -> Response:  # noqa: A002
        viewing.add_to_watchlist(
            user=caller(request), item=_listed(id), at=timezone.now()
        )
        return Response(status=204)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, id: uuid.UUID) -> Response:  # noqa: A002
        viewing.remove_from_watchlist(user=caller(request), item=_listed(id))
        return Response(status=204)


def _listed(public_id: uuid.UUID) -> Item:
    item = shown_item(viewing.LISTED_KINDS, public_id)
    if item is None:
        raise NotFound(f"There is no movie or show with the id {public_id}.")
    return item
