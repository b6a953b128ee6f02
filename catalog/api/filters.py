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
from rest_framework.exceptions import ValidationError as BadQuery

from catalog.listing import with_genre
from catalog.models import FieldChange, Item
from catalog.moments import moment
from catalog.narrowing import NARROWINGS, Meaningless

BIGGEST: Final = 2**62
_LONGEST: Final = 600


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


def _of_changes(name: str) -> Any:
    """A filter of the history as an address takes it."""
    declared = NARROWINGS[name]
    if declared.choices is None:
        return filters.CharFilter(
            method="narrow", max_length=_LONGEST, help_text=declared.takes
        )
    return filters.ChoiceFilter(
        method="narrow",
        choices=list(declared.choices.items()),
        help_text=declared.takes,
    )


class ChangeFilter(filters.FilterSet):  # type: ignore[misc]
    """History, by what `catalog.narrowing` declares."""

    run = _of_changes("run")
    item = _of_changes("item")
    kind = _of_changes("kind")
    field = _of_changes("field")
    key = _of_changes("key")
    happened = _of_changes("happened")
    action = _of_changes("action")
    reason = _of_changes("reason")
    server = _of_changes("server")
    from_server = _of_changes("from_server")
    to_server = _of_changes("to_server")
    since = _of_changes("since")

    def narrow(
        self, changes: QuerySet[FieldChange], name: str, value: str
    ) -> QuerySet[FieldChange]:
        """Those of which it holds."""
        try:
            return changes.filter(NARROWINGS[name].condition(value))
        except Meaningless as error:
            raise BadQuery({error.name: [str(error)]}) from None
