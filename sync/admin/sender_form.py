"""The form of a program that may call: who it is, and how far its word reaches."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from catalog.fields import GROUPS
from catalog.models import Server
from sync import senders
from sync.models import Sender
from sync.scope import KINDS_BY_NAME, split_words
from sync.senders import Reach, SenderError


class SenderForm(forms.ModelForm[Sender]):
    """Who calls, and how far its word reaches."""

    servers = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: all that are enabled then.",
    )
    kinds = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(name, name) for name in KINDS_BY_NAME],
        help_text="None ticked: all.",
    )
    groups = forms.CharField(
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=f"Of {', '.join(GROUPS)}, or single ones such as captions:fr, "
        "with commas between them. Empty: all.",
    )
    secret = forms.CharField(
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"class": "vTextField"}),
        help_text="Only where the program made its own: whsec_… Empty: one is made, "
        "and shown once.",
    )

    class Meta:
        model = Sender
        fields = ("name", "enabled")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(
            Server.objects.present().order_by("priority").values_list("slug", "name")
        )
        chosen = self.instance.servers or []
        # One that was removed stays named until it is unticked.
        offered = {**names, **{s: f"{s} (removed)" for s in chosen if s not in names}}
        field = cast("forms.MultipleChoiceField", self.fields["servers"])
        field.choices = list(offered.items())
        self.initial = {
            "servers": chosen,
            "kinds": self.instance.kinds or [],
            "groups": ", ".join(self.instance.groups or []),
            **self.initial,
        }
        if self.instance.pk is not None:
            del self.fields["name"], self.fields["secret"]

    def clean_name(self) -> str:
        try:
            return senders.checked_label(self.cleaned_data["name"])
        except SenderError as error:
            raise forms.ValidationError(str(error)) from None

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        try:
            senders.check_reach(self.reach())
        except SenderError as error:
            self.add_error("groups", str(error))
        if secret := given.get("secret"):
            try:
                senders.checked_secret(secret)
            except SenderError as error:
                self.add_error("secret", str(error))
        return given

    def reach(self) -> Reach:
        """What was ticked and written."""
        given = self.cleaned_data
        groups = split_words(given.get("groups") or "")
        return Reach(
            servers=given.get("servers"),
            kinds=given.get("kinds"),
            groups=[group for group in groups if group],
        )
