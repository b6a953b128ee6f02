"""The form that asks for a part of a sync; what it offers is what exists."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django import forms

from catalog.models import Server
from sync.scope import ScopeError, kind_names, scope_of, split_words
from sync.targets import find_target
from sync.types import KINDS


class PartForm(forms.Form):
    """Servers, kinds, groups and a title; what is left out means all."""

    servers = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: all that are enabled.",
    )
    kinds = forms.MultipleChoiceField(
        choices=[(name, name) for name in kind_names(KINDS)],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: all.",
    )
    groups = forms.CharField(
        required=False,
        max_length=2_000,
        help_text=(
            "Such as metadata, captions:fr, artwork:poster. Title, year and ids are "
            "always read. Empty: all."
        ),
    )
    item = forms.CharField(
        label="Title",
        required=False,
        max_length=600,
        help_text=(
            "A public id, movie:Title (Year), show:Title, season:Title S01 or "
            "episode:Title S01E02, with all that is below it. Empty: all."
        ),
    )
    force = forms.BooleanField(
        label="Read all anew",
        required=False,
        help_text="Also what the server says has not changed.",
    )
    dry_run = forms.BooleanField(
        label="Dry run",
        required=False,
        help_text="Count what would change, and keep nothing.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.MultipleChoiceField", self.fields["servers"])
        enabled = Server.objects.enabled().order_by("priority")
        field.choices = list(enabled.values_list("slug", "name"))

    def clean_groups(self) -> list[str] | None:
        text = self.cleaned_data["groups"]
        groups = split_words(text) if text else None
        try:
            scope_of(groups=groups)
        except ScopeError as error:
            raise forms.ValidationError(error.message) from None
        return groups

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        item: UUID | None = None
        if given.get("item"):
            try:
                item = find_target(given["item"], given.get("kinds"))
            except ScopeError as error:
                self.add_error(error.field, error.message)
        return given | {"item": item}
