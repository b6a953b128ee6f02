"""Everyone's API tokens: seen and revoked, never shown again."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from accounts import tokens
from accounts.audience import who
from accounts.models import ApiToken


@admin.register(ApiToken)
class TokenAdmin(admin.ModelAdmin[ApiToken]):
    """Tokens are made on a person's own page, or by the command `create_token`."""

    list_display = ("named", "user", "may", "last_used_at", "created", "expiry")
    list_select_related = ("user",)
    search_fields = ("name", "user__username", "token_key")
    search_help_text = "What it is for, whose it is, or how it begins"
    show_full_result_count = False
    ordering = ("-created",)
    fields = ("named", "user", "may", "last_used_at", "created", "expiry")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: ApiToken | None = None
    ) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: ApiToken) -> None:
        tokens.revoke(obj, by=who(request))

    def delete_queryset(
        self, request: HttpRequest, queryset: QuerySet[ApiToken]
    ) -> None:
        for token in queryset:
            tokens.revoke(token, by=who(request))

    @admin.display(description="for", ordering="name")
    def named(self, token: ApiToken) -> str:
        return f"{token.name or 'Without a name'} ({token.token_key}…)"

    @admin.display(description="may")
    def may(self, token: ApiToken) -> str:
        return ", ".join(token.scopes)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(
            request, {"title": "Tokens of the API", **(extra_context or {})}
        )
