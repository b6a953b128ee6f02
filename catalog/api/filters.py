"""What API lists of the catalog may be narrowed by; a bad value is refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet

from catalog import history
from catalog.fields import BY_NAME
from catalog.listing import with_genre
from catalog.models import FieldChange, FieldSource, Item
from catalog.moments import moment

BIGGEST: Final = 2**62


def whole(**more: Any) -> Any:
    """A number a column can hold."""
    return filters.NumberFilter(
        validators=[MinValueValidator(0), MaxValueValidator(BIGGEST)],
        decimal_places=0,
        **more,
    )


class TitleFilter(filters.FilterSet):  # type: ignore[misc]
    """Movies and shows."""

    year = whole(field_name="year")
    year_min = whole(field_name="year", lookup_expr="gte")
    year_max = whole(field_name="year", lookup_expr="lte")
    genre = filters.CharFilter(method="of_genre", max_length=200)
    available = filters.TypedChoiceFilter(
        choices=[("true", "true"), ("false", "false")],
        coerce=lambda text: text == "true",
        help_text="false gives something only to who may see such titles.",
    )

    def of_genre(self, titles: QuerySet[Item], name: str, value: str) -> QuerySet[Item]:
        """Those of the genre."""
        return with_genre(titles, value)


class SeasonFilter(TitleFilter):
    """Seasons."""

    show = filters.UUIDFilter(field_name="parent__public_id")
    number = whole(field_name="number")


class EpisodeFilter(TitleFilter):
    """Episodes."""

    show = filters.UUIDFilter(field_name="parent__parent__public_id")
    season = filters.UUIDFilter(field_name="parent__public_id")
    number = whole(field_name="number")


#: By kind: what a list of its titles may be narrowed by.
FILTERS: Final[Mapping[str, type[TitleFilter]]] = {
    "movie": TitleFilter,
    "show": TitleFilter,
    "season": SeasonFilter,
    "episode": EpisodeFilter,
}


class MomentField(forms.DateTimeField):
    """A day or a moment, as the command line takes it."""

    def to_python(self, value: Any) -> datetime | None:
        """The moment in UTC.  Raises ValidationError."""
        if value in self.empty_values:
            return None
        try:
            return moment(str(value).strip())
        except ValueError:
            raise ValidationError(
                self.error_messages["invalid"], code="invalid"
            ) from None


class MomentFilter(filters.DateTimeFilter):  # type: ignore[misc]
    """Since or until a moment."""

    field_class = MomentField


class ChangeFilter(filters.FilterSet):  # type: ignore[misc]
    """History."""

    run = whole(field_name="run")
    item = filters.UUIDFilter(field_name="item__public_id")
    server = filters.CharFilter(
        method="of_server", max_length=100, help_text="A server, old or new; or lock."
    )
    field = filters.ChoiceFilter(
        field_name="field", choices=[(name, name) for name in BY_NAME]
    )
    key = filters.CharFilter(field_name="key", max_length=120)
    action = filters.ChoiceFilter(choices=FieldChange.Action.choices)
    happened = filters.ChoiceFilter(
        method="that_happened",
        choices=[(name, words) for name, (words, _) in history.HAPPENED.items()],
        help_text="As action, but an update is set or changed.",
    )
    from_server = filters.CharFilter(
        method="from_source", max_length=100, help_text="Whose value it was; or lock."
    )
    to_server = filters.CharFilter(
        method="to_source", max_length=100, help_text="Whose value it became; or lock."
    )
    kind = filters.ChoiceFilter(field_name="item__kind", choices=Item.Kind.choices)
    reason = filters.ChoiceFilter(choices=FieldSource.Reason.choices)
    since = MomentFilter(
        field_name="at", lookup_expr="gte", help_text="2026-11-01T20:15:00Z, or a day."
    )

    def that_happened(
        self, changes: QuerySet[FieldChange], name: str, value: str
    ) -> QuerySet[FieldChange]:
        """Those of one sort."""
        return changes.filter(history.HAPPENED[value][1])

    def from_source(
        self, changes: QuerySet[FieldChange], name: str, value: str
    ) -> QuerySet[FieldChange]:
        """Those that took a value away from the server."""
        return changes.filter(history.from_server(value))

    def to_source(
        self, changes: QuerySet[FieldChange], name: str, value: str
    ) -> QuerySet[FieldChange]:
        """Those after which the value came from the server."""
        return changes.filter(history.to_server(value))

    def of_server(
        self, changes: QuerySet[FieldChange], name: str, value: str
    ) -> QuerySet[FieldChange]:
        """Those that took a value from the server, or away from it."""
        return changes.filter(history.of_server(value))
