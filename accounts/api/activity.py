"""A deed as the API and the command line tell it."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Activity


class ActivitySerializer(serializers.ModelSerializer[Activity]):
    """One deed; `by` is null for the command line."""

    by = serializers.SerializerMethodField()
    words = serializers.CharField(source="get_verb_display")
    before = serializers.JSONField()
    after = serializers.JSONField()
    undone_by = serializers.SerializerMethodField()

    class Meta:
        model = Activity
        fields = [
            "id",
            "at",
            "by",
            "verb",
            "words",
            "about",
            "item",
            "server",
            "field",
            "before",
            "after",
            "note",
            "undoes",
            "undone_by",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_by(self, row: Activity) -> str | None:
        return row.by_name or None

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_undone_by(self, row: Activity) -> int | None:
        found: Activity | None = getattr(row, "undone_by", None)
        return found.pk if found is not None else None
