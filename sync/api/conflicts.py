"""`conflicts`: pairs of titles that a curator has to decide about."""

from __future__ import annotations

import django_filters as filters
from rest_framework import serializers
from rest_framework.generics import ListAPIView

from accounts.api.access import Guarded
from catalog.api.pages import KeysetPages
from catalog.models import Item
from sync.models import Conflict


class SideSerializer(serializers.ModelSerializer[Item]):
    """One of the two titles."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = Item
        fields = ["id", "kind", "title", "year", "available"]
        read_only_fields = fields


class ConflictSerializer(serializers.ModelSerializer[Conflict]):
    """What speaks for one title and what against."""

    left = SideSerializer()
    right = SideSerializer()

    class Meta:
        model = Conflict
        fields = ["id", "kind", "reason", "evidence", "left", "right", "found_at"]
        read_only_fields = fields


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
    queryset = Conflict.objects.select_related("left", "right")
