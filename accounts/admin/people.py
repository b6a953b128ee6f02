"""People: who is in, who waits, who may what; never a household without an owner."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
from allauth.account.utils import user_pk_to_url_str
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.timesince import timesince

from accounts import activity, log_ins, people, tokens
from accounts.activity import Verb
from accounts.admin import access
from accounts.admin.once import once_page
from accounts.admin.person_form import NewPersonForm, PersonForm
from accounts.audience import who
from accounts.links import link_to_send
from accounts.models import ApiToken, User
from accounts.roles import LastOwner, Role, give_role, rank_of, with_role


class StateFilter(admin.SimpleListFilter):
    """Who is in, who waits, who is out."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        waiting = User.objects.filter(waiting_since__isnull=False).count()
        return [("in", "in"), ("waiting", f"waiting ({waiting})"), ("out", "disabled")]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[User]:
        match self.value():
            case "in":
                return queryset.filter(is_active=True)  # type: ignore[no-any-return]
            case "waiting":
                return queryset.filter(waiting_since__isnull=False)  # type: ignore[no-any-return]
            case "out":
                return queryset.filter(is_active=False, waiting_since=None)  # type: ignore[no-any-return]
        return queryset  # type: ignore[no-any-return]


class RoleFilter(admin.SimpleListFilter):
    """From viewers to owners."""

    title = "role"
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [(role.group, role.group) for role in Role]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[User]:
        wanted = next((r for r in Role if r.group == self.value()), None)
        return queryset if wanted is None else with_role(queryset, wanted)


@admin.register(User)
class PersonAdmin(admin.ModelAdmin[User]):
    """Everyone with an account."""

    list_display = ("name", "role", "state", "seen", "email", "came")
    list_filter = (StateFilter, RoleFilter)
    list_select_related = ("invitation",)
    search_fields = ("username", "email")
    search_help_text = "Name or e-mail"
    ordering = ("name_key",)
    actions = ("approve", "refuse", "enable", "disable", "log_out")
    show_full_result_count = False
    change_form_template = "admin/accounts/user/change_form.html"
    readonly_fields = ("state", "seen", "came", "since")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def get_form(
        self,
        request: HttpRequest,
        obj: User | None = None,
        change: bool = False,  # noqa: FBT001, FBT002 - Django's signature
        **kwargs: Any,
    ) -> type[PersonForm]:
        """Our own form; nothing is made from the columns."""
        return PersonForm if obj is not None else NewPersonForm

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is None:
            return [(None, {"fields": ("username", "email", "password", "role")})]
        return [
            (None, {"fields": ("username", "email", "role", "is_active")}),
            ("So far", {"fields": self.readonly_fields}),
        ]

    def get_actions(self, request: HttpRequest) -> Any:
        """People are deleted one by one, on their page."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def get_urls(self) -> list[Any]:
        link = self.admin_site.admin_view(self.reset_link)
        name = "accounts_user_reset_link"
        return [
            path("<int:pk>/reset-link/", link, name=name),
            path(
                "<int:pk>/log-ins/<int:row>/end/",
                self.admin_site.admin_view(self.end_log_in),
                name="accounts_user_end_log_in",
            ),
            path(
                "<int:pk>/tokens/<str:row>/revoke/",
                self.admin_site.admin_view(self.revoke_token),
                name="accounts_user_revoke_token",
            ),
            *super().get_urls(),
        ]

    # --- what is shown -----------------------------------------------------------
    @admin.display(description="name", ordering="name_key")
    def name(self, person: User) -> str:
        return person.username

    @admin.display(description="here since")
    def since(self, person: User) -> str:
        return f"{timezone.localtime(person.date_joined):%-d %b %Y, %H:%M}"

    @admin.display(description="role")
    def role(self, person: User) -> str:
        return rank_of(person).group

    @admin.display(description="state", ordering="is_active")
    def state(self, person: User) -> str:
        if person.waiting_since:
            since = timezone.now() - person.waiting_since
            if since.total_seconds() < 60:
                return "waiting"
            return f"waiting for {timesince(person.waiting_since, depth=1)}"
        return "in" if person.is_active else "disabled"

    @admin.display(description="last seen", ordering="last_seen_at")
    def seen(self, person: User) -> str:
        if person.last_seen_at is None:
            return "never"
        if (timezone.now() - person.last_seen_at).total_seconds() < 60:
            return "just now"
        return f"{timesince(person.last_seen_at, depth=1)} ago"

    @admin.display(description="came by")
    def came(self, person: User) -> str:
        return str(person.invitation) if person.invitation else "—"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(
            request, {"title": "People", **(extra_context or {})}
        )

    # --- what is done ------------------------------------------------------------
    def save_model(
        self, request: HttpRequest, obj: User, form: Any, change: Any
    ) -> None:
        """Raises LastOwner, which leaves everything as it was."""
        wanted = form.cleaned_data
        with transaction.atomic():
            if not change:
                obj.set_password(wanted["password"])
                people.store(obj)
                people.add(obj, Role(wanted["role"]), by=who(request))
                return
            people.change(obj, name=obj.username, email=obj.email, by=who(request))
            if wanted["is_active"]:
                people.enable(obj, by=who(request))
            else:
                people.disable(obj, by=who(request))
            give_role(obj, Role(wanted["role"]), by=who(request))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form, with where they are logged in and their tokens."""
        shown: dict[str, Any] = {}
        if self.has_change_permission(request) and object_id.isdecimal():
            shown = access.of(int(object_id[:18]))
        return super().change_view(
            request, object_id, form_url, {**shown, **(extra_context or {})}
        )

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self._keeping_an_owner(request, super().changeform_view, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self._keeping_an_owner(request, super().delete_view, *args, **kwargs)

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        people.remove(obj, by=who(request))

    def _keeping_an_owner(
        self, request: HttpRequest, view: Callable[..., Any], *args: Any, **kwargs: Any
    ) -> Any:
        try:
            return view(request, *args, **kwargs)
        except LastOwner as error:
            self.message_user(request, str(error), messages.ERROR)
            return redirect("admin:accounts_user_changelist")

    def reset_link(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A link for a new password, shown this once, good once."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        person = get_object_or_404(User, pk=pk)
        if not person.is_active:
            text = f"{person.username} may not log in; let them in first."
            self.message_user(request, text, messages.ERROR)
            return redirect("admin:accounts_user_change", pk)
        token = EmailAwarePasswordResetTokenGenerator().make_token(person)
        place = {"uidb36": user_pk_to_url_str(person), "key": token}
        link = reverse("account_reset_password_from_key", kwargs=place)
        self.log_change(request, person, "Made a link for a new password.")
        with transaction.atomic():
            activity.write(
                Verb.PASSWORD_LINK, by=who(request), about=person, person=person
            )
        return once_page(
            self,
            request,
            "admin/accounts/once.html",
            title=f"A link for {person.username}",
            link=link_to_send(request, link),
            what=f"Send it to {person.username} alone: whoever opens it chooses "
            "the new password. It works once, for a day.",
            back=reverse("admin:accounts_user_change", args=[pk]),
        )

    def end_log_in(self, request: HttpRequest, pk: int, row: int) -> HttpResponse:
        """POST: log them out at one place."""
        return self._ended(
            request,
            pk,
            lambda person: log_ins.end(person, row, by=who(request)),
            "Logged out there.",
        )

    def revoke_token(self, request: HttpRequest, pk: int, row: str) -> HttpResponse:
        """POST: one of their tokens opens nothing any more."""

        def revoke(person: User) -> bool:
            token = ApiToken.objects.filter(user=person, pk=row).first()
            if token is not None:
                tokens.revoke(token, by=who(request))
            return token is not None

        return self._ended(request, pk, revoke, "The token is revoked.")

    def _ended(
        self, request: HttpRequest, pk: int, end: Callable[[User], bool], said: str
    ) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if end(get_object_or_404(User, pk=pk)):
            self.message_user(request, said, messages.SUCCESS)
        else:
            self.message_user(request, "It had ended already.", messages.WARNING)
        return redirect("admin:accounts_user_change", pk)

    # --- several at once ---------------------------------------------------------
    @admin.action(description="Approve: let them in as viewers", permissions=["change"])
    def approve(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        count = sum(people.approve(each, by=who(request)) for each in queryset)
        self._told(request, "Let in", count)

    @admin.action(description="Refuse: forget who waits", permissions=["delete"])
    def refuse(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        count = sum(people.refuse(each, by=who(request)) for each in queryset)
        self._told(request, "Forgotten", count)

    @admin.action(description="Enable: let them log in", permissions=["change"])
    def enable(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        outside = list(queryset.filter(is_active=False))
        for person in outside:
            people.enable(person, by=who(request))
        self._told(request, "Enabled", len(outside))

    @admin.action(
        description="Disable: log them out and in no more", permissions=["change"]
    )
    def disable(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        count = 0
        for person in queryset.filter(is_active=True):
            try:
                people.disable(person, by=who(request))
            except LastOwner as error:
                self.message_user(request, str(error), messages.ERROR)
            else:
                count += 1
        self._told(request, "Disabled", count)

    @admin.action(description="Log them out everywhere", permissions=["change"])
    def log_out(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        count: int = sum(
            log_ins.end_everywhere(one, by=who(request)) for one in queryset
        )
        self._told(request, "Log-ins ended", count)

    def _told(self, request: HttpRequest, what: str, count: int) -> None:
        level = messages.SUCCESS if count else messages.WARNING
        self.message_user(request, f"{what}: {count}.", level)
