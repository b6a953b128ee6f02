"""`bulk-changes`: one deed over many titles, seen before it is applied, and undone.

The functions of the desk (`sync.bulk`), with its words: POST previews and changes
nothing; what was previewed is applied by an address of its own, and what is other by
then than it was seen is left alone, and counted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import django_filters as filters
from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, PermissionDenied, ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.api.access import Guarded, caller
from accounts.api.bodies import Body
from catalog.api.pages import KeysetPages
from catalog.models import Item
from sync import bulk
from sync.api.held import NotNow
from sync.bulk import told
from sync.models import BulkChange

#: An export changes nothing, and is no bulk change to a person.
_SHOWN: Final = BulkChange.objects.exclude(deed=BulkChange.Deed.EXPORT)
#: Of curators; which deed takes more, the call itself finds out.
_WRITES: Final = {"POST": "sync.change_bulkchange"}


class CountsSerializer(serializers.Serializer[object]):
    """How many values: to be changed, so already, impossible, changed, left alone."""

    planned = serializers.IntegerField()
    replaces = serializers.IntegerField(
        help_text="Of those planned: in the place of a lock or rule."
    )
    same = serializers.IntegerField()
    refused = serializers.IntegerField()
    changed = serializers.IntegerField()
    overtaken = serializers.IntegerField()


class BulkSerializer(serializers.Serializer[BulkChange]):
    """A bulk change in a list, as `sync.bulk.told` says it."""

    id = serializers.IntegerField()
    deed = serializers.CharField()
    words = serializers.CharField()
    kind = serializers.CharField(allow_null=True, help_text="null: several kinds.")
    field = serializers.CharField(allow_null=True)
    titles = serializers.IntegerField(allow_null=True, help_text="null: of a file.")
    state = serializers.ChoiceField(choices=BulkChange.State.choices)
    by = serializers.CharField(allow_null=True, help_text="null: a command.")
    created_at = serializers.DateTimeField()
    applied_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    undoes = serializers.IntegerField(allow_null=True)
    counts = CountsSerializer()
    progress = serializers.FloatField(help_text="From 0 to 1.")
    run = serializers.IntegerField(
        allow_null=True, help_text="That makes the catalog follow."
    )
    error = serializers.CharField(allow_null=True)

    def to_representation(self, instance: BulkChange) -> dict[str, Any]:
        said: Any = told.in_short(instance)
        return super().to_representation(said)


class BulkFilter(filters.FilterSet):  # type: ignore[misc]
    """What bulk changes may be narrowed by."""

    state = filters.ChoiceFilter(choices=BulkChange.State.choices)
    deed = filters.ChoiceFilter(
        choices=[each for each in BulkChange.Deed.choices if each[0] != "export"]
    )


class NewBulk(Body):
    """A deed over titles of one kind, named (`items`) or found (`where`).

    `where` takes what the list of these titles takes, and `{}` means all of the kind.
    """

    deed = serializers.ChoiceField(choices=[each.value for each in bulk.DEEDS])
    kind = serializers.ChoiceField(choices=Item.Kind.choices)
    items = serializers.ListField(
        child=serializers.CharField(max_length=600),
        required=False,
        default=None,
        help_text="Public ids, or movie:Title (Year) and the like.",
    )
    where = serializers.DictField(required=False, default=None)
    field = serializers.CharField(
        max_length=200, help_text="Such as overview, or artwork.poster."
    )
    value = serializers.JSONField(
        required=False,
        allow_null=True,
        default=None,
        help_text="To lock; of the deed lock alone.",
    )
    server = serializers.CharField(
        max_length=100,
        required=False,
        default="",
        help_text="That comes first; of the deed use alone.",
    )


class BulkChanges(Guarded, ListAPIView[BulkChange]):
    """All bulk changes, the newest first; POST previews one, and changes nothing."""

    read_needs = "sync.view_bulkchange"
    writes = _WRITES
    serializer_class = BulkSerializer
    pagination_class = KeysetPages
    filterset_class = BulkFilter
    queryset = _SHOWN.select_related("by")

    @extend_schema(request=NewBulk, responses={201: OpenApiTypes.OBJECT})
    def post(self, request: Request) -> Response:
        asked = NewBulk(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        deed = BulkChange.Deed(given["deed"])
        _check(request, bulk.permission_of(deed))
        _check_members(deed, given)
        choice = bulk.Choice(
            name=given["field"], value=given["value"], server=given["server"]
        )
        try:
            titles = bulk.titles_named(
                given["kind"], items=given["items"], where=given["where"]
            )
            by = caller(request)
            change = bulk.draft(deed, given["kind"], titles, choice, by=by)
        except bulk.BulkError as error:
            raise ValidationError(str(error)) from None
        return made(request, change)


class OneBulkChange(Guarded):
    """A bulk change: what it would do, how far it is, or what it did."""

    read_needs = "sync.view_bulkchange"

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        return Response(told.as_json(_found(id)))


class AppliedBulk(Guarded):
    """POST does what the preview showed, a large one in the background (202)."""

    writes = _WRITES

    @extend_schema(request=None, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        change = _done(
            request, id, lambda change: bulk.apply(change, by=caller(request))
        )
        status = 200 if change.is_over else 202
        return Response(told.as_json(change), status=status)


class StoppedBulk(Guarded):
    """POST ends it after the titles it is at; what is done stays."""

    writes = _WRITES

    @extend_schema(request=None, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        return Response(told.as_json(_done(request, id, bulk.stop)))


class UndoneBulk(Guarded):
    """POST previews another that puts back what this one changed."""

    writes = _WRITES

    @extend_schema(request=None, responses={201: OpenApiTypes.OBJECT})
    def post(self, request: Request, id: int) -> Response:  # noqa: A002
        Body(data=request.data).is_valid(raise_exception=True)
        change = _found(id)
        _check(request, bulk.needs(change))
        try:
            back = bulk.undo(change, by=caller(request))
        except bulk.BulkError as error:
            raise NotNow(str(error)) from None
        return made(request, back)


def made(request: Request, change: BulkChange) -> Response:
    """The answer to who had one previewed."""
    url = reverse("api-bulk-change", args=[change.pk], request=request)
    return Response(told.as_json(change), status=201, headers={"Location": url})


def _done(
    request: Request, number: int, deed: Callable[[BulkChange], None]
) -> BulkChange:
    Body(data=request.data).is_valid(raise_exception=True)
    change = _found(number)
    _check(request, bulk.needs(change))
    try:
        deed(change)
    except bulk.BulkError as error:
        raise NotNow(str(error)) from None
    return _found(number)


def _found(number: int) -> BulkChange:
    rows: QuerySet[BulkChange] = _SHOWN.select_related("by", "undoes")
    change = rows.filter(pk=number).first()
    if change is None:
        raise NotFound(f"There is no bulk change {number}.")
    return change


def _check(request: Request, needed: str) -> None:
    if not caller(request).has_perm(needed):
        raise PermissionDenied


def _check_members(deed: BulkChange.Deed, given: dict[str, Any]) -> None:
    """A value or a server that the deed has no use for is a mistake."""
    if given["value"] is not None and deed != BulkChange.Deed.LOCK:
        raise ValidationError({"value": [f"The deed {deed} takes no value."]})
    if given["server"] and deed != BulkChange.Deed.USE:
        raise ValidationError({"server": [f"The deed {deed} takes no server."]})
