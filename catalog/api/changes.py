"""`changes`: the history of all values, the newest first."""

from __future__ import annotations

from rest_framework.generics import ListAPIView

from accounts.api.access import Guarded
from catalog.api.filters import ChangeFilter
from catalog.api.pages import KeysetPages
from catalog.api.serializers import ChangeSerializer
from catalog.models import FieldChange


class Changes(Guarded, ListAPIView[FieldChange]):
    """What values were and became, from whom, by which run."""

    read_needs = "catalog.view_fieldchange"
    serializer_class = ChangeSerializer
    pagination_class = KeysetPages
    filterset_class = ChangeFilter
    queryset = FieldChange.objects.select_related("item", "by")
