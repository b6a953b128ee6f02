"""Changing what all pages share: the one place that does."""

from __future__ import annotations

from django.db import transaction

from accounts import activity
from accounts.activity import Verb
from accounts.middleware import clock
from accounts.models import Household, User


@transaction.atomic
def change(
    *,
    by: User | None,
    name: str | None = None,
    time_zone: str | None = None,
    sign_up: str | None = None,
) -> bool:
    """Change what is given; False where all of it is so already.

    Raises ValidationError.
    """
    row = Household.objects.select_for_update().filter(pk=1).first() or Household()
    given = {"name": name, "time_zone": time_zone, "sign_up": sign_up}
    wanted = {each: value for each, value in given.items() if value is not None}
    was = {each: getattr(row, each) for each in wanted}
    changed = [each for each in wanted if was[each] != wanted[each]]
    for each in changed:
        setattr(row, each, wanted[each])
    row.full_clean(validate_unique=False, validate_constraints=False)
    if changed or row._state.adding:
        row.save()
        clock.forget()
    if changed:
        activity.write(
            Verb.HOUSEHOLD_CHANGED,
            by=by,
            about=row,
            before={each: was[each] for each in changed},
            after={each: wanted[each] for each in changed},
        )
    return bool(changed)
