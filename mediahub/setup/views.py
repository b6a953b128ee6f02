"""The link, the owner and the household; the way in and the way out of set-up.

The token of the link never stands in the address of a page with a form: a valid one
moves into the session, as its digest.
"""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts import attempts
from accounts import household as shared
from accounts.audience import Audience, open_to, who
from accounts.models import Household
from accounts.people import PersonError
from accounts.roles import Role, owners, role_of
from mediahub.setup import link, steps
from mediahub.setup.forms import HouseholdForm, OwnerForm
from mediahub.setup.models import Setup
from mediahub.setup.owner import LinkIsVoid, make_first_owner
from mediahub.setup.time_zones import zones

_LINK: Final = "setup_link"
_BACKEND: Final = "django.contrib.auth.backends.ModelBackend"


@open_to(Audience.EVERYONE)
@require_safe
@never_cache
def begin(request: HttpRequest) -> HttpResponse:
    """`/setup/`: on to the step one is at, or where to find the link."""
    if owners().exists():
        return _after_the_owner(request)
    if link.is_valid(request.session.get(_LINK, "")):
        return HttpResponseRedirect(steps.address_of(Setup.Step.OWNER))
    return TemplateResponse(request, "setup/waiting.html")


@open_to(Audience.EVERYONE)
@require_safe
@never_cache
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """The link itself."""
    answer = _entered(request, token)
    # Neither the next page nor a log may learn the address of this one.
    answer["Referrer-Policy"] = "no-referrer"
    answer._has_been_logged = True  # type: ignore[attr-defined]
    return answer


def _entered(request: HttpRequest, token: str) -> HttpResponse:
    if owners().exists():
        return _after_the_owner(request)
    asker = attempts.place_of(request)
    try:
        attempts.take(attempts.SETUP_LINK, asker)
    except attempts.TooOften as error:
        wait = {"Retry-After": str(error.seconds(timezone.now()))}
        return _page(request, "setup/slower.html", 429, wait)
    digest = link.digest_of(token)
    if digest is None:
        return _page(request, "setup/wrong_link.html", 404)
    attempts.forgive(attempts.SETUP_LINK, asker)
    request.session.cycle_key()
    request.session[_LINK] = digest
    return HttpResponseRedirect(reverse("setup"))


@open_to(Audience.EVERYONE)
@sensitive_post_parameters("password", "again")
@never_cache
def owner(request: HttpRequest) -> HttpResponse:
    """The first step: who you are."""
    digest = str(request.session.get(_LINK, ""))
    # Asked first: the commit that makes the owner voids it, so whoever finds it void
    # because somebody was faster finds the owner as well.
    is_valid = link.is_valid(digest)
    if owners().exists():
        return _after_the_owner(request)
    if not is_valid:
        return HttpResponseRedirect(reverse("setup"))
    form = OwnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = make_first_owner(
                digest, given["name"], given["password"], given["email"]
            )
        except LinkIsVoid:
            return _after_the_owner(request)
        except PersonError as error:
            # Only who was faster can be in the way now: all else was asked before.
            form.add_error(error.field, str(error))
        else:
            request.session.pop(_LINK, None)
            login(request, made, backend=_BACKEND)
            request.session[steps.SESSION_FLAG] = True
            return HttpResponseRedirect(steps.address_of(Setup.Step.HOUSEHOLD))
    context = {"form": form, "marks": steps.marks(Setup.Step.OWNER)}
    return TemplateResponse(request, "setup/owner.html", context)


@steps.for_owners
@never_cache
def household(request: HttpRequest) -> HttpResponse:
    """The second step: what the site is called and where it is."""
    form = HouseholdForm(request.POST or None, instance=Household.get())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        shared.change(name=given["name"], time_zone=given["time_zone"], by=who(request))
        return steps.go_to(Setup.Step.SERVER)
    context = {
        "form": form,
        "zones": zones(),
        "marks": steps.marks(Setup.Step.HOUSEHOLD),
    }
    return TemplateResponse(request, "setup/household.html", context)


@steps.for_owners
@require_POST
def finish(request: HttpRequest) -> HttpResponse:
    """Done, with or without a server; on to the site."""
    steps.finish()
    request.session.pop(steps.SESSION_FLAG, None)
    return HttpResponseRedirect(reverse("home"))


def _after_the_owner(request: HttpRequest) -> HttpResponse:
    """There is an owner: on with the set-up, to the site, or to log in."""
    step = steps.present()
    goes_on = step is not None and step != Setup.Step.OWNER
    role = role_of(request.user)
    if step is not None and goes_on and role == Role.OWNER:
        request.session[steps.SESSION_FLAG] = True
        return HttpResponseRedirect(steps.address_of(step))
    if role is not None:
        return HttpResponseRedirect(reverse("home"))
    log_in = resolve_url(settings.LOGIN_URL)
    return _page(request, "setup/over.html", 410, goes_on=goes_on, log_in=log_in)


def _page(
    request: HttpRequest,
    template: str,
    status: int,
    headers: dict[str, str] | None = None,
    **context: Any,
) -> HttpResponse:
    answer = TemplateResponse(
        request, template, context, status=status, headers=headers
    )
    # Refusals are expected here; the log need not hold their addresses.
    answer._has_been_logged = True  # type: ignore[attr-defined]
    return answer
