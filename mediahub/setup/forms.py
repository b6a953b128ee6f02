"""What the set-up asks, in words for people at home.

Names and servers are judged by the rules that hold everywhere else; what those refuse
stands beside its field.  No form ever shows a password or a secret again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.contrib.auth.password_validation import validate_password

from accounts.models import Household, User
from accounts.people import PersonError, free_email, free_name
from catalog.models import Server
from mediahub.setup.time_zones import zone_named
from sync.admin.server_form import NewServerForm, ServerForm

_NO_SPELLING: Final = {"spellcheck": "false", "autocapitalize": "none"}


def _secret_input(kind: str) -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"autocomplete": kind})


class OwnerForm(forms.Form):
    """The first person here."""

    name = forms.CharField(
        label="Your name",
        max_length=60,
        help_text="You log in with it. One word, such as anna.",
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autofocus": True, **_NO_SPELLING}
        ),
    )
    email = forms.EmailField(
        label="E-mail",
        required=False,
        max_length=254,
        help_text="Only if you like to log in with it.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = forms.CharField(
        label="Password",
        max_length=1000,
        strip=False,
        help_text="At least 8 characters, not only digits, and not an easy guess.",
        widget=_secret_input("new-password"),
    )
    again = forms.CharField(
        label="Password again",
        max_length=1000,
        strip=False,
        widget=_secret_input("new-password"),
    )

    def clean_name(self) -> str:
        return _asked(free_name, self.cleaned_data["name"])

    def clean_email(self) -> str:
        return _asked(free_email, self.cleaned_data["email"])

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        first, second = given.get("password"), given.get("again")
        if first is not None and second is not None and first != second:
            self.add_error("again", "The two passwords differ.")
        if first is not None:
            person = User(username=given.get("name", ""), email=given.get("email", ""))
            try:
                validate_password(first, person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return given


def _asked(check: Callable[[str], str], text: str) -> str:
    """A text by a rule of `accounts.people`; what it refuses stands at the field."""
    try:
        return check(text)
    except PersonError as error:
        raise forms.ValidationError(str(error)) from None


class HouseholdForm(forms.ModelForm[Household]):
    """What the site is called, and when its evenings are."""

    name = forms.CharField(
        label="Name of your site",
        max_length=60,
        help_text="It stands at the top of every page.",
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )
    time_zone = forms.CharField(
        label="Time zone",
        max_length=64,
        help_text="The nearest big city, such as Europe/Berlin.",
        widget=forms.TextInput(
            attrs={"list": "time-zones", "autocomplete": "off", **_NO_SPELLING}
        ),
    )

    class Meta:
        model = Household
        fields = ("name", "time_zone")

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        if not name or not name.isprintable():
            raise forms.ValidationError("Use letters, digits and signs you can see.")
        return name

    def clean_time_zone(self) -> str:
        zone = zone_named(self.cleaned_data["time_zone"])
        if zone is None:
            raise forms.ValidationError(
                "There is no such time zone. Choose one from the list."
            )
        return zone


_WORDS: Final = {
    "name": ("Name", "What you call it, such as living room or nas."),
    "api_url": ("Address", "Such as http://192.168.1.10:3000"),
    "secret": ("Secret", "The server's WEBHOOK_ID. It is stored encrypted."),
    "media_url": ("Address of its files", "Only if it is another one."),
    "prefix": (
        "Prefix",
        "What file addresses begin with, such as /media. If you do not know, leave it "
        "empty: the test tells you.",
    ),
}


#: What most servers need no word about; the pages fold it away.
_MORE: Final = frozenset({"media_url", "prefix", "forget_secret"})


def usual_fields(form: forms.BaseForm) -> list[forms.BoundField]:
    """What everybody is asked."""
    return [field for field in form.visible_fields() if field.name not in _MORE]


def more_fields(form: forms.BaseForm) -> list[forms.BoundField]:
    """What is folded away."""
    return [field for field in form.visible_fields() if field.name in _MORE]


def _in_plain_words(form: forms.BaseForm) -> None:
    for name, (label, help_text) in _WORDS.items():
        if (field := form.fields.get(name)) is not None:
            field.label, field.help_text = label, help_text
            field.widget.attrs = {
                **field.widget.attrs,
                **({} if name == "secret" else _NO_SPELLING),
            }


class FirstServerForm(NewServerForm):
    """A new server, by the rules of the admin's form; it takes the first free place."""

    kind = None  # type: ignore[assignment]
    libraries = None  # type: ignore[assignment]
    priority = None  # type: ignore[assignment]
    enabled = None  # type: ignore[assignment]

    field_order = ("name", "api_url", "secret", "media_url", "prefix")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_plain_words(self)

    def given(self) -> dict[str, Any]:
        names = ("name", "api_url", "secret", "media_url", "prefix")
        return {
            "kind": "media-processor",
            **{name: self.cleaned_data[name] for name in names},
        }


class SameServerForm(ServerForm):
    """The server again, to mend what its test found."""

    priority = None  # type: ignore[assignment]
    enabled = None  # type: ignore[assignment]

    field_order = ("api_url", "secret", "forget_secret", "media_url", "prefix")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_plain_words(self)
        self.fields["secret"].help_text = "Leave it empty to keep the one that is kept."
        if not self.instance.secret:
            del self.fields["forget_secret"]


def server_form(server: Server | None, *args: Any, **kwargs: Any) -> ServerForm:
    """The form for a first server, or for the one that is there."""
    if server is None:
        return FirstServerForm(*args, **kwargs)
    return SameServerForm(*args, instance=server, **kwargs)
