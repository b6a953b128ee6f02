"""The form of a server: checked by the rules of `sync.servers`, secret write-only.

Each field carries the value it had when the form was opened, so that saving changes
what the person changed and nothing that somebody else changed meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from django import forms

from catalog.models import Server
from sync import servers
from sync.adapters.registry import BY_HAND, LABELS, OWN
from sync.libraries import NONE_CHOSEN

_T = TypeVar("_T")
_R = TypeVar("_R")

#: What both forms ask, named as `sync.servers` takes it.
_ASKED: Final = ("api_url", "media_url", "prefix", "priority", "enabled")


def _help(name: str) -> str:
    return str(getattr(Server._meta.get_field(name), "help_text", ""))


def _wide() -> forms.TextInput:
    return forms.TextInput(attrs={"class": "vTextField", "spellcheck": "false"})


class ServerForm(forms.ModelForm[Server]):
    """Change a server.  Writes nothing itself: the admin hands on what changed."""

    api_url = forms.CharField(
        label="API address",
        max_length=500,
        widget=_wide(),
        help_text=_help("api_url"),
        show_hidden_initial=True,
    )
    media_url = forms.CharField(
        label="Media address",
        max_length=500,
        required=False,
        widget=_wide(),
        help_text=_help("media_url"),
        show_hidden_initial=True,
    )
    # The form's own `prefix` stays what it was: declared fields leave the class.
    prefix = forms.CharField(  # type: ignore[assignment]
        max_length=200,
        required=False,
        widget=_wide(),
        help_text=_help("prefix"),
        show_hidden_initial=True,
    )
    secret = forms.CharField(
        label="New secret",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Stored encrypted, never shown again. Empty: the stored one stays.",
    )
    forget_secret = forms.BooleanField(
        required=False, help_text="Remove the stored secret; the server needs none."
    )
    priority = forms.IntegerField(help_text=_help("priority"), show_hidden_initial=True)
    enabled = forms.BooleanField(
        required=False, help_text=_help("enabled"), show_hidden_initial=True
    )

    class Meta:
        model = Server
        # All fields are our own: checked by `sync.servers`, not by the columns.
        exclude = [field.name for field in Server._meta.fields]  # noqa: DJ006

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        server = kwargs.get("instance")
        if server is not None and server.pk is not None:
            kwargs["initial"] = {
                **{name: getattr(server, name) for name in _ASKED},
                **(kwargs.get("initial") or {}),
            }
        super().__init__(*args, **kwargs)
        if server is not None and server.kind in OWN:
            for name in ("api_url", "prefix", "secret", "forget_secret"):
                del self.fields[name]
            if server.kind != BY_HAND:
                del self.fields["media_url"]
                return
            self.fields["media_url"].help_text = (
                "Where files that were added by hand may be on your own network, such "
                "as http://nas.local:8080. Files elsewhere must be public."
            )

    def clean(self) -> dict[str, Any]:
        """Not ModelForm's: the columns' own checks would judge values left alone."""
        given = self.cleaned_data
        if given.get("forget_secret") and given.get("secret"):
            self.add_error(
                "forget_secret", "Give a new secret or forget the old one, not both."
            )
        return given

    def clean_api_url(self) -> str:
        return _asked(servers.checked_url, self.cleaned_data["api_url"])

    def clean_media_url(self) -> str:
        given = self.cleaned_data["media_url"]
        return _asked(servers.checked_url, given) if given.strip() else ""

    def clean_prefix(self) -> str:
        return _asked(servers.checked_prefix, self.cleaned_data["prefix"])

    def clean_secret(self) -> str:
        return _asked(servers.checked_secret, self.cleaned_data["secret"])

    def clean_priority(self) -> int | None:
        given: int | None = self.cleaned_data["priority"]
        if "priority" in self.changed_data:
            _asked(lambda p: servers.checked_priority(p, self.instance), given)
        return given

    def changes(self) -> dict[str, Any]:
        """What the person changed, as `change_server` takes it."""
        given = self.cleaned_data
        found: dict[str, Any] = {
            name: given[name] for name in _ASKED if name in self.changed_data
        }
        if given.get("secret"):
            found["secret"] = given["secret"]
        elif given.get("forget_secret"):
            found["secret"] = ""
        return found


class NewServerForm(ServerForm):
    """Add a server; without a priority it comes last."""

    name = forms.CharField(max_length=100, widget=_wide(), help_text=_help("name"))
    kind = forms.ChoiceField(choices=LABELS.items, help_text=_help("kind"))
    priority = forms.IntegerField(
        required=False, help_text=f"{_help('priority')} Empty: the last place."
    )
    enabled = forms.BooleanField(
        required=False, initial=True, help_text=_help("enabled")
    )
    secret = forms.CharField(
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Stored encrypted and never shown again.",
    )
    libraries = forms.MultipleChoiceField(
        choices=Server.Library.choices,
        initial=Server.Library.values,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": NONE_CHOSEN},
        help_text="What is read of it. What is left out counts as listed, and empty.",
    )
    forget_secret = None  # type: ignore[assignment]

    def clean_name(self) -> str:
        name = _asked(servers.checked_name, self.cleaned_data["name"])
        if Server.objects.present().filter(name=name).exists():
            raise forms.ValidationError(f"A server named {name} exists already.")
        return name

    def given(self) -> dict[str, Any]:
        """The new server as `add_server` takes it."""
        return {
            name: self.cleaned_data[name]
            for name in ("name", "kind", "secret", "libraries", *_ASKED)
        }


def _asked(check: Callable[[_T], _R], value: _T) -> _R:
    """A value by a rule of `sync.servers`; what it refuses stands beside the field."""
    try:
        return check(value)
    except servers.ServerError as error:
        raise forms.ValidationError(str(error)) from None
