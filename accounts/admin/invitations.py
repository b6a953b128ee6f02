"""Invitations: made with a link shown once, followed, revoked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts import invitations
from accounts.admin.once import OneButtonAdmin, once_page
from accounts.audience import who
from accounts.links import link_to_send
from accounts.models import Invitation, User

_SHOWN_PEOPLE = 20


class InvitationForm(forms.ModelForm[Invitation]):
    """Whom, how many, and for how long."""

    days = forms.IntegerField(
        min_value=1,
        max_value=invitations.LONGEST_DAYS,
        initial=invitations.DEFAULT_DAYS,
        help_text="Then the link lets nobody in any more.",
    )
    uses = forms.IntegerField(
        label="People",
        min_value=1,
        max_value=invitations.MOST_USES,
        initial=1,
        help_text="How many may come in by it.",
    )

    class Meta:
        model = Invitation
        fields = ["note", "role", "uses"]
        widgets = {"role": forms.RadioSelect}


@admin.register(Invitation)
class InvitationAdmin(OneButtonAdmin[Invitation]):
    """Links that let people in."""

    add_title = "Invite somebody"

    form = InvitationForm
    list_display = ("__str__", "role", "state", "came", "expires_at", "made_by")
    list_filter = ("role",)
    list_select_related = ("made_by",)
    ordering = ("-made_at",)
    actions = ("revoke",)
    show_full_result_count = False

    def has_delete_permission(
        self, request: HttpRequest, obj: Invitation | None = None
    ) -> bool:
        """Revoking is enough, and who came by it stays known."""
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: Invitation | None = None
    ) -> bool:
        """The list has an action; a page only shows."""
        return obj is None and super().has_change_permission(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        """With who came by it, a query for the whole page."""
        came = User.objects.only("username", "invitation_id").order_by("pk")
        return super().get_queryset(request).prefetch_related(Prefetch("people", came))

    def get_fields(self, request: HttpRequest, obj: Invitation | None = None) -> Any:
        if obj is None:
            return ("note", "role", "uses", "days")
        return ("note", "role", "state", "came", "expires_at", "made_at", "made_by")

    def get_readonly_fields(
        self, request: HttpRequest, obj: Invitation | None = None
    ) -> Any:
        return () if obj is None else self.get_fields(request, obj)

    @admin.display(description="state")
    def state(self, row: Invitation) -> str:
        return row.state(timezone.now())

    @admin.display(description="came in")
    def came(self, row: Invitation) -> str:
        names = [person.username for person in row.people.all()]
        more = " …" if len(names) > _SHOWN_PEOPLE else ""
        shown = ", ".join(names[:_SHOWN_PEOPLE]) + more
        return f"{row.used} of {row.uses}" + (f": {shown}" if shown else "")

    @admin.action(description="Revoke: let nobody in by them any more")
    def revoke(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        count = 0
        for row in queryset.filter(revoked_at=None):
            invitations.revoke(row, by=who(request))
            count += 1
        self.message_user(request, f"Revoked: {count}.", messages.SUCCESS)

    def save_model(
        self, request: HttpRequest, obj: Invitation, form: Any, change: Any
    ) -> None:
        """Made by `accounts.invitations`, so that admin and command make the same."""
        said = form.cleaned_data
        made = invitations.make(
            role=said["role"],
            days=said["days"],
            uses=said["uses"],
            note=said["note"],
            by=who(request),
        )
        obj.__dict__.update(made.row.__dict__)
        request.new_invitation = made.token  # type: ignore[attr-defined]

    def response_add(
        self, request: HttpRequest, obj: Invitation, post_url_continue: Any = None
    ) -> HttpResponse:
        """The link, this once."""
        path = reverse("account_join", args=[request.new_invitation])  # type: ignore[attr-defined]
        return once_page(
            self,
            request,
            "admin/accounts/once.html",
            title="The invitation's link",
            link=link_to_send(request, path),
            what=f"Send it to whom you invite. {obj.uses} can come in by it, "
            f"as {obj.role}, until",
            until=obj.expires_at,
            back=reverse("admin:accounts_invitation_changelist"),
        )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(
            request, {"title": "Invitations", **(extra_context or {})}
        )
