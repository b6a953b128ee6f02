"""Titles as programs read them.

Addresses of files, captions and pictures are those of the servers; only who curates
is shown them.
"""

from __future__ import annotations

from typing import Any, Final

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.fields import Merge, of_kind
from catalog.models import FieldChange, Item
from catalog.queries import ItemValues

ADDRESSES: Final = {"movie": "movies", "show": "shows"} | {
    "season": "seasons",
    "episode": "episodes",
}


class AboveSerializer(serializers.Serializer[Item]):
    """The show or season a title belongs to."""

    id = serializers.UUIDField(source="public_id")
    title = serializers.CharField(allow_null=True)
    number = serializers.IntegerField(allow_null=True)


class TitleSerializer(serializers.ModelSerializer[Item]):
    """A title in a list."""

    id = serializers.UUIDField(source="public_id")
    number = serializers.IntegerField(allow_null=True)
    season = serializers.SerializerMethodField()
    show = serializers.SerializerMethodField()
    genres = serializers.ListField(child=serializers.CharField(), allow_null=True)
    hdr = serializers.ListField(child=serializers.CharField(), allow_null=True)
    added_at = serializers.DateTimeField(source="created_at")
    url = serializers.SerializerMethodField()

    class Meta:
        model = Item
        fields = [
            "id",
            "kind",
            "title",
            "original_title",
            "sort_title",
            "year",
            "release_date",
            "overview",
            "genres",
            "rating",
            "content_rating",
            "runtime_ms",
            "duration_ms",
            "resolution_label",
            "hdr",
            "number",
            "season",
            "show",
            "slug",
            "available",
            "added_at",
            "url",
        ]
        read_only_fields = fields

    @extend_schema_field(AboveSerializer(allow_null=True))
    def get_season(self, item: Item) -> Any:
        return _above(item.parent) if item.kind == Item.Kind.EPISODE else None

    @extend_schema_field(AboveSerializer(allow_null=True))
    def get_show(self, item: Item) -> Any:
        match item.kind, item.parent:
            case Item.Kind.SEASON, Item() as show:
                return _above(show)
            case Item.Kind.EPISODE, Item() as season:
                return _above(season.parent)
        return None

    def get_url(self, item: Item) -> str:
        path = reverse(f"api-{item.kind}", args=[item.public_id])
        asked = self.context.get("request")
        return str(asked.build_absolute_uri(path)) if asked else path


def _above(item: Item | None) -> Any:
    return None if item is None else AboveSerializer(item).data


class WholeTitleSerializer(TitleSerializer):
    """A title with all its values; `values` and `curates` come in the context."""

    # A member named as in `explain` and the export; the class's own `fields` stays.
    fields = serializers.SerializerMethodField(  # type: ignore[assignment]
        method_name="single_values"
    )
    entries = serializers.SerializerMethodField()

    class Meta(TitleSerializer.Meta):
        fields = [*TitleSerializer.Meta.fields, "fields", "entries"]
        read_only_fields = fields

    @extend_schema_field({"type": "object", "additionalProperties": {}})
    def single_values(self, item: Item) -> dict[str, Any]:
        return {
            declared.name: getattr(item, declared.name)
            for declared in of_kind(item.kind)
            if declared.merge is not Merge.KEYED
        }

    @extend_schema_field(
        {
            "type": "object",
            "additionalProperties": {"type": "object", "additionalProperties": {}},
        }
    )
    def get_entries(self, item: Item) -> dict[str, dict[str, Any]]:
        values: ItemValues = self.context["values"]
        curates: bool = self.context["curates"]
        return {
            declared.name: {
                key: _shown(entry.value, curates=curates)
                for key, entry in values.entries.get(declared.name, {}).items()
                if entry.value is not None
            }
            for declared in of_kind(item.kind)
            if declared.merge is Merge.KEYED
        }


def _shown(entry: Any, *, curates: bool) -> Any:
    if curates or not isinstance(entry, dict):
        return entry
    return {name: value for name, value in entry.items() if name != "url"}


class ChangedTitleSerializer(AboveSerializer):
    """The title a line of history is about."""

    kind = serializers.ChoiceField(choices=Item.Kind.choices)


class ChangeSerializer(serializers.ModelSerializer[FieldChange]):
    """One line of history."""

    item = ChangedTitleSerializer()
    by = serializers.CharField(source="by.username", allow_null=True, default=None)

    class Meta:
        model = FieldChange
        fields = [
            "id",
            "at",
            "item",
            "action",
            "field",
            "key",
            "old",
            "new",
            "old_source",
            "new_source",
            "reason",
            "run",
            "by",
        ]
        read_only_fields = fields
