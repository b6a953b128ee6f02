"""`<kind>/<id>/locks`: a curator's values, set and taken away by `sync.locks`.

The catalog follows in a run of its own, which the reconciler starts.
"""

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
from catalog.listing import shown_item
from catalog.models import FieldLock, Item
from catalog.queries import ItemNotFound
from sync import locks
from sync.locks import Locked, LockError

_TITLE = OpenApiParameter("id", OpenApiTypes.UUID, OpenApiParameter.PATH)
_FIELD = OpenApiParameter(
    "field",
    OpenApiTypes.STR,
    OpenApiParameter.PATH,
    description="title, captions.en:hi",
)


class Wanted(Body):
    """The value; null locks as empty, and left out the present value is locked."""

    value = serializers.JSONField(required=False, allow_null=True)


class LockSerializer(serializers.Serializer[FieldLock]):
    """A lock: whose, since when, on what."""

    field = serializers.CharField(source="__str__")
    value = serializers.JSONField(allow_null=True)
    by = serializers.CharField(source="by.username", allow_null=True, default=None)
    at = serializers.DateTimeField()


class AllLocks(serializers.Serializer[object]):
    """All locks of a title, in order of their names."""

    locks = LockSerializer(many=True)


class LockDone(serializers.Serializer[object]):
    """What was locked or unlocked, and the run that makes the catalog follow."""

    field = serializers.CharField()
    value = serializers.JSONField(allow_null=True)
    run = serializers.IntegerField(allow_null=True)


class _OfTitle(Guarded):
    read_needs = "catalog.view_fieldlock"
    kind: ClassVar[str] = ""

    def title(self, named: dict[str, Any]) -> Item:
        item = shown_item(self.kind, named["id"], unavailable=True)
        if item is None:
            raise NotFound(f"There is no {self.kind} with the id {named['id']}.")
        return item


class Locks(_OfTitle):
    """The locks of a title."""

    @extend_schema(parameters=[_TITLE], responses=AllLocks)
    def get(self, request: Request, **named: Any) -> Response:
        rows = FieldLock.objects.filter(item=self.title(named)).select_related("by")
        said = AllLocks({"locks": list(rows.order_by("field", "key"))}).data
        return Response(said)


class OneLock(_OfTitle):
    """One field or entry of a title: PUT locks it, DELETE unlocks it."""

    writes = {
        "PUT": "catalog.change_fieldlock",
        "DELETE": "catalog.delete_fieldlock",
    }

    @extend_schema(parameters=[_TITLE, _FIELD], request=Wanted, responses=LockDone)
    def put(self, request: Request, **named: Any) -> Response:
        asked = Wanted(data=request.data)
        asked.is_valid(raise_exception=True)
        item, name, by = self.title(named), named["field"], caller(request)
        try:
            if "value" in asked.validated_data:
                value = asked.validated_data["value"]
                done = locks.lock(item, name, value, by=by)
            else:
                done = locks.lock_present(item, name, by=by)
        except LockError as error:
            raise ValidationError({"value": [str(error)]}) from None
        except ItemNotFound as error:
            raise NotFound(str(error)) from None
        return _answer(done)

    @extend_schema(parameters=[_TITLE, _FIELD], responses=LockDone)
    def delete(self, request: Request, **named: Any) -> Response:
        try:
            done = locks.unlock(self.title(named), named["field"], by=caller(request))
        except (LockError, ItemNotFound) as error:
            raise NotFound(str(error)) from None
        return _answer(done)


def _answer(done: Locked) -> Response:
    run = done.run.pk if done.run is not None else None
    return Response({"field": done.name, "value": done.value, "run": run})
