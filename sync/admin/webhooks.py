"""Webhooks: the programs that may call.

A secret and a token are on the page that makes them, and on no other.
"""

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.admin.once import OneButtonAdmin, once_page
from accounts.links import link_to_send
from catalog.admin import marks, words
from sync import senders
from sync.admin.asking import who
from sync.admin.sender_form import SenderForm
from sync.models import Sender, WebhookDelivery
from sync.senders import Proofs, SenderError

_REACH: Final = ("servers", "kinds", "groups")


@admin.register(Sender)
class SenderAdmin(OneButtonAdmin[Sender]):
    """Programs that may start syncs."""

    add_title = "Add a webhook"
    list_display = ("name", "condition", "address", "may_ask_for", "latest")
    ordering = ("name",)
    actions = None
    show_full_result_count = False
    change_form_template = "admin/sync/sender/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Sender]:
        rows = super().get_queryset(request)
        taken = WebhookDelivery.objects.filter(sender=OuterRef("pk"))
        newest = taken.order_by("-last_at").values("last_at")[:1]
        return rows.annotate(latest_at=Subquery(newest))

    def get_form(
        self,
        request: HttpRequest,
        obj: Sender | None = None,
        change: bool = False,  # noqa: FBT001, FBT002 - Django's signature
        **kwargs: Any,
    ) -> type[SenderForm]:
        """Our own form; nothing is made from the columns."""
        return SenderForm

    def get_fieldsets(self, request: HttpRequest, obj: Sender | None = None) -> Any:
        own = ("name", "enabled") if obj is None else ("name", "enabled", "address")
        parts: list[Any] = [
            (None, {"fields": own}),
            ("What it may ask for", {"fields": _REACH}),
        ]
        if obj is None:
            parts.append(("Secret", {"fields": ("secret",)}))
        return parts

    def get_readonly_fields(
        self, request: HttpRequest, obj: Sender | None = None
    ) -> tuple[str, ...]:
        return ("name", "address") if obj is not None else ()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        extra = {
            "title": "Webhooks",
            "when_empty": "No webhook yet. Add one for each program that shall start "
            "syncs; a media-processor needs none.",
            **(extra_context or {}),
        }
        return super().changelist_view(request, extra)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form; where somebody else was faster while it was saved, say so."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except SenderError as error:
            messages.error(request, f"Not saved. {error}")
            return HttpResponseRedirect(request.path)

    def save_model(
        self,
        request: HttpRequest,
        obj: Sender,
        form: Any,
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """By `sync.senders`, so that admin, API and commands do the same."""
        if change:
            said = form.cleaned_data
            senders.change_sender(
                obj, enabled=said["enabled"], reach=form.reach(), by=who(request)
            )
            return
        said = form.cleaned_data
        proofs = senders.add_sender(
            name=said["name"],
            reach=form.reach(),
            secret=said["secret"],
            enabled=said["enabled"],
            by=who(request),
        )
        obj.__dict__.update(proofs.sender.__dict__)
        request.proofs = proofs  # type: ignore[attr-defined]

    def delete_model(self, request: HttpRequest, obj: Sender) -> None:
        senders.remove_sender(obj, by=who(request))

    def response_add(
        self, request: HttpRequest, obj: Sender, post_url_continue: Any = None
    ) -> HttpResponse:
        """The secret and the addresses, this once."""
        return self._once(request, request.proofs)  # type: ignore[attr-defined]

    def get_urls(self) -> list[URLResolver | URLPattern]:  # type: ignore[override]
        rotate = self.admin_site.admin_view(self.rotate_view)
        return [
            path("<int:key>/rotate/", rotate, name="sync_sender_rotate"),
            *super().get_urls(),
        ]

    def rotate_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """POST: a new secret and token; those before hold a while, or not at all."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_change_permission(request):
            raise PermissionDenied
        sender = get_object_or_404(Sender, pk=key)
        hours = 0 if request.POST.get("at_once") else senders.HOURS
        proofs = senders.rotate(sender, hours=hours, by=who(request))
        self.log_change(request, sender, "Rotated.")
        return self._once(request, proofs)

    def _once(self, request: HttpRequest, proofs: Proofs) -> HttpResponse:
        sender = proofs.sender
        own = reverse("webhook", args=[sender.slug])
        with_token = reverse("webhook-token", args=[sender.slug, proofs.token])
        return once_page(
            self,
            request,
            "admin/sync/sender/once.html",
            title=f"The secret of {sender}",
            link=link_to_send(request, own),
            secret=proofs.secret,
            with_token=link_to_send(request, with_token),
            until=sender.previous_until,
            back=reverse("admin:sync_sender_changelist"),
        )

    @admin.display(description="state", ordering="enabled")
    def condition(self, sender: Sender) -> SafeString:
        if sender.secret_is_lost:
            return marks.state("bad", "its secret cannot be read; rotate it")
        on = sender.enabled
        return marks.state("good" if on else "off", "on" if on else "off")

    @admin.display(description="address")
    def address(self, sender: Sender) -> str:
        return reverse("webhook", args=[sender.slug])

    @admin.display(description="may ask for")
    def may_ask_for(self, sender: Sender) -> str:
        of = [", ".join(named) for named in (sender.kinds, sender.groups) if named]
        what = " · ".join(of) or "everything"
        return f"{what} of {', '.join(sender.servers or ['all servers'])}"

    @admin.display(description="last heard of", ordering="latest_at")
    def latest(self, sender: Sender) -> str:
        at = getattr(sender, "latest_at", None)
        return words.ago(at, timezone.now())
