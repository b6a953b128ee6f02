"""The household: one page, nothing to add and nothing to delete."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts import household
from accounts.audience import who
from accounts.models import Household


class HouseholdForm(forms.ModelForm[Household]):
    """Its name, its clock, and how people come in."""

    time_zone = forms.ChoiceField(help_text="Times on all pages are told in it.")

    class Meta:
        model = Household
        fields = ["name", "time_zone", "sign_up"]
        widgets = {"sign_up": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = self.fields["time_zone"]
        zones.choices = [  # type: ignore[attr-defined]
            (name, name.replace("_", " ")) for name in sorted(available_timezones())
        ]


@admin.register(Household)
class HouseholdAdmin(admin.ModelAdmin[Household]):
    """The one row."""

    form = HouseholdForm

    def get_readonly_fields(
        self, request: HttpRequest, obj: Household | None = None
    ) -> tuple[str, ...]:
        """How people come in is for who keeps people to say."""
        return () if request.user.has_perm("accounts.change_user") else ("sign_up",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Household | None = None
    ) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """There is one; straight to it."""
        if not self.has_view_permission(request):
            return super().changelist_view(request, extra_context)
        return redirect("admin:accounts_household_change", 1)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Household | None:
        """Its defaults, where nothing was set up yet."""
        return Household.get() if object_id == "1" else None

    def save_model(
        self, request: HttpRequest, obj: Household, form: Any, change: Any
    ) -> None:
        household.change(
            name=obj.name,
            time_zone=obj.time_zone,
            sign_up=obj.sign_up,
            by=who(request),
        )
