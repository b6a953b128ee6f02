"""How allauth logs people in here: by name or e-mail, with every try counted first.

Refuses the sixth wrong password of one name from one address; other names of the same
household are not held up by it, unless there are a hundred wrong ones.  Takes as long
for a name nobody has.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import attempts
from accounts.models import User
from accounts.names import name_key, normal_email


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """What differs from allauth's own ways."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "That name and password do not go together.",
        "email_password_mismatch": "That address and password do not go together.",
        "enter_current_password": "That is not your current password.",
    }

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The person of these credentials, also one who is not let in.

        Raises TooOften.  Whether they may come in, `pre_login` asks.
        """
        said = str(credentials.get("username") or credentials.get("email") or "")
        password = str(credentials.get("password") or "")
        user = _called(said)
        who = ("person", user.pk) if user else ("nobody", name_key(said))
        place = attempts.place_of(request)
        tries = (*who, place)
        attempts.take(attempts.LOG_IN, *tries)
        attempts.take(attempts.LOG_INS, place)
        if user is None:
            make_password(password)  # as long as it takes to compare one
            return None
        if not user.check_password(password):
            return None
        attempts.forgive(attempts.LOG_IN, *tries)
        attempts.give_back(attempts.LOG_INS, place)
        return user

    def respond_user_inactive(
        self, request: HttpRequest, user: AbstractBaseUser
    ) -> HttpResponse:
        """Only who knows the password learns that the account waits, or is closed."""
        return render(request, "accounts/outside.html", {"person": user}, status=403)

    def is_safe_url(self, url: str | None) -> bool:
        """Whether a log-in may lead there: to this site, as it is being used.

        Other names of ALLOWED_HOSTS may be somebody else's at another port.
        """
        here = context.request
        return url_has_allowed_host_and_scheme(
            url, {here.get_host()}, require_https=here.is_secure()
        )

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")


def _called(said: str) -> User | None:
    """Whose name or address that is."""
    return (
        User.objects.filter(name_key=name_key(said)).first()
        or User.objects.filter(email=normal_email(said)).exclude(email="").first()
    )
