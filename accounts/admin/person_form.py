"""The forms of a person: a name, an address, a role, and whether they may log in."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from accounts import people, roles
from accounts.models import User
from accounts.roles import Role, rank_of

ROLES: Final = [
    (Role.VIEWER.value, "viewer: watches"),
    (Role.READER.value, "reader: also sees this desk, changes nothing"),
    (Role.CURATOR.value, "curator: also keeps titles in order, and syncs"),
    (
        Role.OPERATOR.value,
        "operator: also keeps servers, schedules, webhooks and backups",
    ),
    (Role.OWNER.value, "owner: also lets people in, and may everything"),
]


class PersonForm(forms.ModelForm[User]):
    """Change somebody.  Writes name and address; the admin does the rest."""

    username = forms.CharField(
        label="Name", max_length=60, help_text="They log in with it."
    )
    email = forms.CharField(
        label="E-mail",
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"class": "vTextField"}),
        help_text="They can log in with it, too. It may be empty.",
    )
    role = forms.TypedChoiceField(
        choices=ROLES, coerce=int, widget=forms.RadioSelect, initial=Role.VIEWER.value
    )

    class Meta:
        model = User
        fields = ["username", "email", "is_active"]
        labels = {"is_active": "May log in"}
        help_texts = {"is_active": "Without it they are logged out everywhere."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["role"].initial = rank_of(self.instance).value

    def clean_username(self) -> str:
        name = str(self.cleaned_data["username"])
        # A name from before these rules may stay what it is.
        if self.instance.pk and name == self.instance.username:
            return name
        return _said(people.free_name, name, self._other())

    def clean_email(self) -> str:
        return _said(people.free_email, self.cleaned_data["email"], self._other())

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        stays = given.get("role") == Role.OWNER and given.get("is_active", True)
        if self.instance.pk and not stays and roles.is_only_owner(self.instance):
            raise ValidationError(str(roles.LastOwner(self.instance.username)))
        return given

    def _other(self) -> User | None:
        return self.instance if self.instance.pk else None


class NewPersonForm(PersonForm):
    """Make somebody, with a password they can change."""

    password = forms.CharField(
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(
            attrs={"autocomplete": "new-password", "class": "vTextField"}
        ),
        help_text="At least 8 characters. Tell it them; they can change it.",
    )

    class Meta(PersonForm.Meta):
        fields = ["username", "email"]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not self.errors:
            name, password = given["username"], given["password"]
            try:
                people.new_person(name, password, given["email"])
            except people.PersonError as error:
                self.add_error(
                    None if error.field == "name" else error.field, str(error)
                )
        return given


def _said(check: Any, text: str, of: User | None) -> str:
    try:
        return str(check(text, of=of))
    except people.PersonError as error:
        raise ValidationError(str(error)) from None
