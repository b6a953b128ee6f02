"""`conflicts`: what a curator has to decide about, and the decision."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.access import Guarded, caller
from accounts.api.bodies import Body
from catalog.api.pages import KeysetPages
from catalog.models import FormerLock, Item
from sync import conflicts
from sync.api.identity import Decided, accepted
from sync.models import Conflict


class SideSerializer(serializers.ModelSerializer[Item]):
    """One of the two titles."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = Item
        fields = ["id", "kind", "title", "year", "available"]
        read_only_fields = fields


class FormerLockSerializer(serializers.ModelSerializer[FormerLock]):
    """The lock that does not hold."""

    class Meta:
        model = FormerLock
        fields = ["field", "key", "value", "at"]
        read_only_fields = fields


class ConflictSerializer(serializers.ModelSerializer[Conflict]):
    """What speaks for one title and what against."""

    left = SideSerializer()
    right = SideSerializer(
        allow_null=True, help_text="Null where two locks of one title differ."
    )
    lock = FormerLockSerializer(allow_null=True)
    decisions = serializers.SerializerMethodField()

    class Meta:
        model = Conflict
        fields = [
            "id",
            "kind",
            "reason",
            "evidence",
            "left",
            "right",
            "lock",
            "decisions",
            "found_at",
        ]
        read_only_fields = fields

    def get_decisions(self, conflict: Conflict) -> list[str]:
        return list(conflicts.decisions_for(conflict))


class Decision(Body):
    """What is decided: one of the conflict's `decisions`."""

    decision = serializers.ChoiceField(choices=conflicts.DECISIONS)


class ConflictFilter(filters.FilterSet):  # type: ignore[misc]
    """What conflicts may be narrowed by."""

    kind = filters.ChoiceFilter(choices=Item.Kind.choices)
    reason = filters.ChoiceFilter(choices=Conflict.Reason.choices)


class Conflicts(Guarded, ListAPIView[Conflict]):
    """All open conflicts, the newest first."""

    read_needs = "sync.view_conflict"
    serializer_class = ConflictSerializer
    pagination_class = KeysetPages
    filterset_class = ConflictFilter
    queryset = conflicts.open_conflicts().order_by()


class OneConflict(Guarded):
    """A conflict; POST decides it."""

    read_needs = "sync.view_conflict"
    writes = {"POST": "sync.change_conflict"}

    @extend_schema(responses=ConflictSerializer)
    def get(self, request: Request, **named: Any) -> Response:
        return Response(ConflictSerializer(_found(named["id"])).data)

    @extend_schema(request=Decision, responses={202: Decided})
    def post(self, request: Request, **named: Any) -> Response:
        asked = Decision(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            run = conflicts.resolve_conflict(
                _found(named["id"]),
                asked.validated_data["decision"],
                by=caller(request),
            )
        except conflicts.ConflictError as error:
            raise ValidationError({"decision": [str(error)]}) from None
        return accepted(run, request)


def _found(number: int) -> Conflict:
    try:
        return conflicts.find_conflict(number)
    except conflicts.ConflictError as error:
        raise NotFound(str(error)) from None
