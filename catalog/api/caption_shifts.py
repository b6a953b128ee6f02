"""`<kind>/<id>/captions/<key>/shift`: captions moved in time for every viewer."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.access import Guarded, caller
from accounts.api.bodies import Body
from catalog import caption_shifts
from catalog.caption_shifts import ShiftError
from catalog.listing import shown_item
from catalog.models import Caption, Item
from catalog.models.caption_shift import MOST_MS
from catalog.queries import ItemNotFound

_PARTS = [
    OpenApiParameter("id", OpenApiTypes.UUID, OpenApiParameter.PATH),
    OpenApiParameter(
        "key", OpenApiTypes.STR, OpenApiParameter.PATH, description="en, en:hi"
    ),
]


class WantedShift(Body):
    """How much later in all; below 0 earlier, 0 puts them back."""

    ms = serializers.IntegerField(min_value=-MOST_MS, max_value=MOST_MS)


class ShiftSaid(serializers.Serializer[object]):
    """How far the captions are moved that viewers get; `ms` 0: not at all.

    `changed` says whether the call did anything.
    """

    key = serializers.CharField()
    ms = serializers.IntegerField()
    changed = serializers.BooleanField()


class OneShift(Guarded):
    """PUT moves the captions that win this key now."""

    writes = {"PUT": "catalog.change_captionshift"}
    kind: ClassVar[str] = ""

    @extend_schema(parameters=_PARTS, request=WantedShift, responses=ShiftSaid)
    def put(self, request: Request, **named: Any) -> Response:
        item, key = self._title(named), named["key"]
        asked = WantedShift(data=request.data)
        asked.is_valid(raise_exception=True)
        ms = asked.validated_data["ms"]
        if not _has(item, key):
            raise NotFound(f"{item} has no captions {key[:60]!r}.")
        try:
            changed = caption_shifts.set_shift(item, key, ms, by=caller(request))
        except ShiftError as error:
            raise ValidationError({"ms": [str(error)]}) from None
        except ItemNotFound as error:
            raise NotFound(str(error)) from None
        return Response({"key": key, "ms": ms, "changed": changed})

    def _title(self, named: dict[str, Any]) -> Item:
        item = shown_item(self.kind, named["id"], unavailable=True)
        if item is None:
            raise NotFound(f"There is no {self.kind} with the id {named['id']}.")
        return item


def _has(item: Item, key: str) -> bool:
    """Whether there are such captions, or a shift left of such."""
    if "\0" in key:
        return False
    rows = Caption.objects.filter(item=item, key=key)
    return rows.exists() or caption_shifts.shift_of(item, key) is not None
