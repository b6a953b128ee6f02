"""Coming in: log-in, a lost password, an invitation, asking to come in.

What allauth does well is allauth's; who may sign up is decided here.
"""

from __future__ import annotations

from typing import Any

from allauth.account import views as allauth
from allauth.account.internal import flows
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import attempts, invitations, people
from accounts.audience import Audience, open_to
from accounts.forms import JoinForm
from accounts.models import Household, User

log_in = open_to(Audience.EVERYONE)(allauth.login)
log_out = open_to(Audience.EVERYONE)(allauth.logout)
change_password = open_to(Audience.VIEWERS)(allauth.password_change)
new_password = open_to(Audience.EVERYONE)(allauth.password_reset_from_key)
mail_sent = open_to(Audience.EVERYONE)(allauth.password_reset_done)


@open_to(Audience.EVERYONE)
def forgotten(request: HttpRequest) -> HttpResponseBase:
    """A lost password: a mail where mail can be sent, else whom to ask."""
    if not settings.MEDIAHUB_SENDS_MAIL:
        return render(request, "accounts/ask_an_owner.html")
    if request.method == "POST":
        attempts.take(attempts.RESET_MAIL, attempts.place_of(request))
    return allauth.password_reset(request)  # type: ignore[no-any-return]


@open_to(Audience.EVERYONE)
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Ask to come in, where the household lets people ask."""
    if request.user.is_authenticated:
        return redirect("account")
    if Household.get().sign_up != Household.SignUp.APPROVAL:
        return render(request, "accounts/sign_up_closed.html")
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        attempts.take(attempts.ASKING, attempts.place_of(request))
        try:
            person = people.ask(**form.cleaned_data)
        except people.PersonError as error:
            form.add_person_error(error)
        else:
            return render(request, "accounts/outside.html", {"person": person})
    return render(request, "accounts/sign_up.html", {"form": form})


@open_to(Audience.EVERYONE)
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Make the account that an invitation is for, and log in."""
    if isinstance(request.user, User):
        return render(request, "accounts/already_in.html")
    invitation = invitations.find(token)
    if invitation is None:
        return render(request, "accounts/invitation_over.html", status=404)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = invitations.accept(token, **form.cleaned_data)
        except people.PersonError as error:
            form.add_person_error(error)
        except invitations.InvitationError:
            return render(request, "accounts/invitation_over.html", status=404)
        else:
            return _come_in(request, person)
    context: dict[str, Any] = {"form": form, "invitation": invitation}
    return render(request, "accounts/join.html", context)


def _come_in(request: HttpRequest, person: User) -> HttpResponse:
    done: HttpResponse = flows.signup.complete_signup(request, user=person)
    return done
