"""`activity`: what people did that steers the merge, the newest first."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from rest_framework.generics import ListAPIView

from accounts import activity
from accounts.activity import Verb
from accounts.api.access import Guarded, caller
from accounts.api.activity import ActivitySerializer
from accounts.models import Activity
from catalog.api.filters import MomentFilter
from catalog.api.pages import KeysetPages
from catalog.fields import BY_NAME


class ActivityFilter(filters.FilterSet):  # type: ignore[misc]
    """What the list may be narrowed by."""

    by = filters.CharFilter(field_name="by_name", max_length=150)
    verb = filters.ChoiceFilter(choices=Verb.choices)
    item = filters.UUIDFilter(field_name="item")
    server = filters.CharFilter(field_name="server", max_length=100)
    field = filters.ChoiceFilter(
        method="of_field", choices=[(name, name) for name in BY_NAME]
    )
    since = MomentFilter(
        field_name="at", lookup_expr="gte", help_text="2026-11-01T20:15:00Z, or a day."
    )

    def of_field(
        self, rows: QuerySet[Activity], name: str, value: str
    ) -> QuerySet[Activity]:
        """Those of the field, or of an entry of it."""
        return rows.filter(Q(field=value) | Q(field__startswith=f"{value}."))


class Deeds(Guarded, ListAPIView[Activity]):
    """Who did what; deeds about people are for who keeps people."""

    read_needs = "accounts.view_activity"
    serializer_class = ActivitySerializer
    pagination_class = KeysetPages
    filterset_class = ActivityFilter
    queryset = Activity.objects.none()

    def get_queryset(self) -> QuerySet[Activity, Any]:
        if getattr(self, "swagger_fake_view", False):
            return Activity.objects.none()
        return activity.visible_to(caller(self.request)).select_related("undone_by")
