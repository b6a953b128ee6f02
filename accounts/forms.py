"""The forms of log-in, sign-up and a person's own page.

They check how something is written; `accounts.people` and its neighbours decide.
"""

from __future__ import annotations

from typing import Any, Final

from allauth.account import forms as allauth
from django import forms

from accounts import attempts, people, tokens
from accounts.models import User

_LONGEST_PASSWORD: Final = 4096


def _password(label: str, *, new: bool) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=_LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(
            attrs={"autocomplete": "new-password" if new else "current-password"}
        ),
    )


class LogInForm(allauth.LoginForm):  # type: ignore[misc]
    """Name or e-mail, password, and whether this device is one's own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label="Name or e-mail",
            max_length=254,
            widget=forms.TextInput(
                attrs={
                    "autocomplete": "username",
                    "autocapitalize": "none",
                    "spellcheck": "false",
                    "autofocus": True,
                }
            ),
        )
        self.fields["password"] = _password("Password", new=False)
        self.fields["remember"] = forms.BooleanField(
            label="Stay logged in on this device", required=False, initial=True
        )
        self.order_fields(["login", "password", "remember"])


class JoinForm(forms.Form):
    """What a new person says of themselves."""

    name = forms.CharField(
        max_length=60,
        help_text="Letters and digits, no blanks. You log in with it.",
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )
    email = forms.CharField(
        label="E-mail (if you like)",
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="You can log in with it, too.",
    )
    password = _password("Password", new=True)
    password.help_text = "At least 8 characters; a few words are good."

    def add_person_error(self, error: people.PersonError) -> None:
        """Say it beside its field."""
        self.add_error(error.field, str(error))


class ChangePasswordForm(allauth.ChangePasswordForm):  # type: ignore[misc]
    """Current password, and the new one once: a browser shows or keeps it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_new_password(self)
        self.fields["oldpassword"].label = "Current password"
        self.fields["oldpassword"].help_text = ""

    def clean_oldpassword(self) -> str:
        """Raises TooOften: who found an open browser may not guess on."""
        attempts.take(attempts.OLD_PASSWORD, self.user.pk)
        old = str(super().clean_oldpassword())
        attempts.forgive(attempts.OLD_PASSWORD, self.user.pk)
        return old


class ResetPasswordForm(allauth.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, for who has a link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_new_password(self)


def _say_new_password(form: forms.Form) -> None:
    form.fields["password1"].label = "New password"
    form.fields["password1"].help_text = "At least 8 characters; a few words are good."
    form.fields["password2"].label = "New password again"
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class ThemeForm(forms.ModelForm[User]):
    """How pages look."""

    class Meta:
        model = User
        fields = ["theme"]
        widgets = {"theme": forms.RadioSelect}


class TokenForm(forms.Form):
    """A new token of the API."""

    name = forms.CharField(
        label="What is it for?",
        max_length=100,
        widget=forms.TextInput(attrs={"placeholder": "cron on the NAS"}),
    )
    scopes = forms.MultipleChoiceField(
        label="It may",
        choices=list(tokens.SCOPES.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick what it may do."},
    )
    days = forms.TypedChoiceField(
        label="It ends after",
        coerce=int,
        choices=[(30, "a month"), (365, "a year"), (3650, "ten years")],
        initial=365,
    )

    def __init__(self, *args: Any, may_sync: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_sync:
            scopes = self.fields["scopes"]
            scopes.choices = [  # type: ignore[attr-defined]
                (name, what) for name, what in tokens.SCOPES.items() if name != "sync"
            ]
