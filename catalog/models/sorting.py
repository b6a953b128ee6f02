"""What titles are sorted by, as their indexes hold it: never NULL, never too long.

Written without parameters, so that an index and a query say the very same thing.
"""

from __future__ import annotations

from typing import Final

from django.db.models import F, FloatField, Func, IntegerField, TextField

#: Without regard to case; cut, as PostgreSQL's indexes hold no long texts.
SORTED_BY: Final = Func(
    F("sort_title"),
    F("title"),
    template="SUBSTR(LOWER(COALESCE(%(expressions)s, '')), 1, 200)",
    output_field=TextField(),
)
#: 0 where the year is not known: those come last, the newest first.
SORTED_YEAR: Final = Func(
    F("year"),
    template="COALESCE(%(expressions)s, 0)",
    output_field=IntegerField(),
)
#: -1 where there is no rating: those come last, the best first.
SORTED_RATING: Final = Func(
    F("rating"),
    template="COALESCE(%(expressions)s, -1)",
    output_field=FloatField(),
)
