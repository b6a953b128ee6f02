"""`audits`: what the nightly look at the whole catalog found, the newest first."""

from __future__ import annotations

from rest_framework import serializers
from rest_framework.generics import ListAPIView

from accounts.api.access import Guarded
from catalog.api.pages import KeysetPages
from sync.models import Audit


class AuditSerializer(serializers.ModelSerializer[Audit]):
    """One self-audit; `note` says why nothing was judged, where that was so."""

    lines = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Audit
        fields = [
            "id",
            "at",
            "seconds",
            "titles",
            "observations",
            "differences",
            "lines",
            "note",
        ]
        read_only_fields = fields


class Audits(Guarded, ListAPIView[Audit]):
    """All that are kept."""

    read_needs = "sync.view_audit"
    serializer_class = AuditSerializer
    pagination_class = KeysetPages
    queryset = Audit.objects.all()
