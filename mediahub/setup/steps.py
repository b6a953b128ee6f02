"""Where one is in the set-up, and which address that is.

The steps after the owner are open to owners alone, and only until set-up is done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from accounts.audience import Audience, open_to
from accounts.models import Household
from mediahub.setup.models import Setup

#: In the session of the owner until set-up is done, so that coming back is going on.
SESSION_FLAG: Final = "setup_goes_on"

_PLACES: Final = {
    Setup.Step.OWNER: "setup_owner",
    Setup.Step.HOUSEHOLD: "setup_household",
    Setup.Step.SERVER: "setup_server",
    Setup.Step.SYNC: "setup_sync",
}
_NAMES: Final = {
    Setup.Step.OWNER: "You",
    Setup.Step.HOUSEHOLD: "Your site",
    Setup.Step.SERVER: "A server",
    Setup.Step.SYNC: "Movies",
}
_ORDER: Final = list(_PLACES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One step in the row of all, as a page shows it."""

    name: str
    is_now: bool
    is_done: bool


def marks(step: Setup.Step) -> list[Mark]:
    """All steps, seen from one of them."""
    here = _ORDER.index(step)
    return [
        Mark(name=_NAMES[one], is_now=number == here, is_done=number < here)
        for number, one in enumerate(_ORDER)
    ]


def present() -> Setup.Step | None:
    """The step the set-up is at; None where it never began or is done."""
    text = Setup.objects.filter(pk=1).values_list("step", flat=True).first()
    if text is None or text == Setup.Step.DONE:
        return None
    return Setup.Step(text)


def address_of(step: Setup.Step) -> str:
    return reverse(_PLACES[step])


def go_to(step: Setup.Step) -> HttpResponseRedirect:
    """On to a step, and remember that one is there."""
    Setup.objects.filter(pk=1).exclude(step=Setup.Step.DONE).update(step=step)
    return HttpResponseRedirect(address_of(step))


@transaction.atomic
def finish() -> None:
    """Set-up is done, for good."""
    Setup.objects.filter(pk=1).update(step=Setup.Step.DONE)
    household, _ = Household.objects.get_or_create(pk=1)
    if household.set_up_at is None:
        household.set_up_at = timezone.now()
        household.save(update_fields=["set_up_at"])


def for_owners(
    view: Callable[..., HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """A step of owners; whoever comes when set-up is done goes to the site."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        step = present()
        if step is None or step == Setup.Step.OWNER:
            return HttpResponseRedirect(reverse("home"))
        return view(request, *args, **kwargs)

    return open_to(Audience.OWNERS)(guarded)
