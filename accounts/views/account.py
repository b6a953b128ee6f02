"""`/account/`: who I am here, how I like it, and where I am logged in.

Each form of the page posts to an address of its own and leads back.  A new token is
shown in the answer that makes it, and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts import log_ins, tokens
from accounts.audience import Audience, open_to
from accounts.forms import ThemeForm, TokenForm
from accounts.models import ApiToken, LogIn, User
from accounts.roles import role_of


@dataclass(frozen=True, slots=True)
class Place:
    """A browser the person is logged in with, ready for the page."""

    pk: int
    device: str
    address: str
    seen_at: datetime
    is_here: bool


@open_to(Audience.VIEWERS)
@never_cache
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """The page."""
    return _page(request)


@open_to(Audience.VIEWERS)
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Dark, light, or as the device says."""
    form = ThemeForm(request.POST, instance=_person(request))
    if form.is_valid():
        form.save()
        messages.success(request, "Kept.")
    return redirect("account")


@open_to(Audience.VIEWERS)
@require_POST
def forget_captions(request: HttpRequest) -> HttpResponse:
    """No choice of captions any more: the next film asks anew."""
    User.objects.filter(pk=_person(request).pk).update(captions="")
    messages.success(request, "The player chooses captions anew.")
    return redirect("account")


@open_to(Audience.VIEWERS)
@never_cache
@require_POST
def make_token(request: HttpRequest) -> HttpResponse:
    """A new token, shown this once."""
    person = _person(request)
    form = TokenForm(request.POST, may_sync=_may_sync(person))
    if not form.is_valid():
        return _page(request, token_form=form, status=422)
    asked = form.cleaned_data
    try:
        made = tokens.create_token(
            person, scopes=asked["scopes"], name=asked["name"], days=asked["days"]
        )
    except tokens.TokenError as error:
        form.add_error(None, str(error))
        return _page(request, token_form=form, status=422)
    return _page(request, new_token=made)


@open_to(Audience.VIEWERS)
@require_POST
def revoke_token(request: HttpRequest, key: str) -> HttpResponse:
    """End one of one's own tokens."""
    gone, _ = ApiToken.objects.filter(user=_person(request), token_key=key).delete()
    if not gone:
        raise Http404
    messages.success(request, "The token opens nothing any more.")
    return redirect("account")


@open_to(Audience.VIEWERS)
@require_POST
def end_log_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Log out elsewhere."""
    if not log_ins.end(_person(request), pk):
        raise Http404
    messages.success(request, "Logged out there.")
    return redirect("account")


@open_to(Audience.VIEWERS)
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Log out everywhere else."""
    count = log_ins.end_all(_person(request), but=request.session.session_key)
    places = "1 other device" if count == 1 else f"{count} other devices"
    messages.success(request, f"Logged out on {places}.")
    return redirect("account")


def _page(
    request: HttpRequest,
    *,
    token_form: TokenForm | None = None,
    new_token: tokens.NewToken | None = None,
    status: int = 200,
) -> HttpResponse:
    person = _person(request)
    role = role_of(person)
    context: dict[str, Any] = {
        "role": role.name.lower() if role else "",
        "theme_form": ThemeForm(instance=person),
        "token_form": token_form or TokenForm(may_sync=_may_sync(person)),
        "new_token": new_token,
        "tokens": [
            (row, [tokens.SCOPES.get(scope, scope) for scope in row.scopes])
            for row in ApiToken.objects.filter(
                user=person, expiry__gt=timezone.now()
            ).order_by("-created")
        ],
        "places": [_place(row, request) for row in log_ins.of(person)[:50]],
    }
    return render(request, "accounts/account.html", context, status=status)


def _place(row: LogIn, request: HttpRequest) -> Place:
    return Place(
        pk=row.pk,
        device=log_ins.device(row.agent),
        address=row.address,
        seen_at=row.seen_at,
        is_here=row.session_id == request.session.session_key,
    )


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise TypeError("Only for who is logged in.")
    return request.user


def _may_sync(person: User) -> bool:
    return person.has_perm("sync.add_trigger")
