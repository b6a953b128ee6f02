"""Webhooks: the programs that may call, and what they delivered.

A secret and a token are on the page that makes them, and on no other.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import Any, Final, cast

from django import forms
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
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.admin.once import OneButtonAdmin, once_page
from accounts.links import link_to_send
from catalog.admin import marks, words
from catalog.admin.frame import PageAdmin
from catalog.fields import GROUPS
from catalog.models import Server
from sync import senders
from sync.admin.asking import may_sync, who
from sync.models import Sender, WebhookDelivery
from sync.scope import KINDS_BY_NAME, split_words
from sync.senders import Proofs, Reach, SenderError

_REACH: Final = ("servers", "kinds", "groups")


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


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(PageAdmin[WebhookDelivery]):
    """What was taken, and how often what was refused, and why."""

    page_template = "admin/sync/delivery.html"

    list_display = ("when", "of", "answer", "delivery_id", "its_trigger", "times")
    list_filter = ("status", "sender")
    list_select_related = ("sender", "trigger__run")
    list_per_page = 50
    ordering = ("-last_at", "-pk")
    when_empty = "Nothing was delivered in the last 30 days."

    def get_queryset(self, request: HttpRequest) -> QuerySet[WebhookDelivery]:
        rows = super().get_queryset(request)
        return rows.select_related("sender", "trigger__run", "by", "replay_of").defer(
            "sender__secret", "sender__previous_secret", "replay_of__body"
        )

    def page(self, request: HttpRequest, obj: WebhookDelivery) -> dict[str, Any]:
        sender = obj.sender
        return {
            "title": str(obj),
            "state": self.answer(obj),
            "sender": sender or "nobody known",
            "received": words.moment(obj.received_at),
            "last": words.moment(obj.last_at),
            "origin": _linked(obj.replay_of) if obj.replay_of else None,
            "mend": _way_out(obj),
            "understood": self._understood(obj),
            "can_replay": obj.can_be_replayed
            and may_sync(request)
            and self.has_view_permission(request),
            "replay_url": reverse("admin-delivery-replay", args=[obj.pk]),
            "headers": list(obj.headers.items()),
            "body": _body(obj),
            "why_no_body": _why_no_body(obj),
            "replays": [
                {
                    **_linked(one),
                    "when": words.moment(one.received_at),
                    "state": self.answer(one),
                }
                for one in obj.replays.defer("body").order_by("-pk")[:20]
            ],
        }

    def _understood(self, obj: WebhookDelivery) -> list[tuple[str, Any]]:
        trigger = obj.trigger
        if trigger is None:
            return []
        named = [
            ("servers", ", ".join(trigger.servers or ["all that are enabled"])),
            ("kinds", ", ".join(trigger.kinds or ["all"])),
            ("groups", ", ".join(trigger.groups or ["all"])),
            ("title", trigger.item and str(trigger.item)),
            ("hint", trigger.hint and words.raw(trigger.hint)),
            ("request", f"trigger {trigger.pk}"),
            ("run", self.its_trigger(obj) if trigger.run else "not begun yet"),
        ]
        return [(label, text) for label, text in named if text]

    @admin.display(description="received", ordering="last_at")
    def when(self, delivery: WebhookDelivery) -> str:
        return words.moment(delivery.last_at)

    @admin.display(description="sender", ordering="sender")
    def of(self, delivery: WebhookDelivery) -> str:
        return str(delivery.sender or "nobody known")

    @admin.display(description="answer", ordering="status")
    def answer(self, delivery: WebhookDelivery) -> SafeString:
        if delivery.is_taken:
            return marks.state("good", "taken")
        return marks.two_lines(
            marks.state("bad", f"refused, {delivery.status}"), delivery.reason
        )

    @admin.display(description="request")
    def its_trigger(self, delivery: WebhookDelivery) -> SafeString | str:
        trigger = delivery.trigger
        if trigger is None:
            return words.NOTHING
        if trigger.run is None:
            return f"trigger {trigger.pk}"
        return format_html(
            '<a href="{}">run {}</a>',
            reverse("admin:sync_run_change", args=[trigger.run.pk]),
            trigger.run.pk,
        )


def _linked(delivery: WebhookDelivery) -> dict[str, Any]:
    return {
        "name": str(delivery),
        "url": reverse("admin:sync_webhookdelivery_change", args=[delivery.pk]),
    }


def _body(delivery: WebhookDelivery) -> str | None:
    """What it said, made readable where it is JSON, and cut."""
    if delivery.body is None:
        return None
    text = bytes(delivery.body).decode("utf-8", errors="replace")
    with suppress(ValueError, RecursionError):
        text = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    text = _hidden(text)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}\n\u2026"


def _hidden(text: str) -> str:
    """Whatever a member calls a secret is not shown."""
    return _NAMED.sub(r'\g<1>"[hidden]"', text)


def _why_no_body(delivery: WebhookDelivery) -> str:
    if delivery.sender is None:
        return "no sender has the address it came to."
    if not delivery.headers:
        return "it came before bodies were kept."
    return "it was longer than 16 KiB, or did not come whole."


def _way_out(delivery: WebhookDelivery) -> SafeString | str:
    """How to mend what a delivery was refused for; nothing where it was taken."""
    if delivery.is_taken:
        return ""
    if delivery.sender is None:
        return (
            "No webhook has the address it was sent to. Compare the address in the "
            "program with the one under Webhooks."
        )
    page = reverse("admin:sync_sender_change", args=[delivery.sender.pk])
    said = _WAYS_OUT.get(delivery.status, "Mend what the reason names, and replay it.")
    return format_html('{} <a href="{}">{}</a>', said, page, delivery.sender)


_SHOWN: Final = 20_000
_NAMED: Final = re.compile(
    r'("[^"\n]*(?:token|secret|passw|api_?-?key|authorization|cookie)[^"\n]*"\s*:\s*)'
    r'(?:"(?:[^"\\]|\\.)*"|-?[\w.]+)',
    re.IGNORECASE,
)
_WAYS_OUT: Final = {
    400: "The program sends something that is not understood: change there what the "
    "reason names. A title that was missing may be there now: then replay it.",
    401: "Is the sender on? Give the program the sender\u2019s secret and address, and "
    "compare the clocks. A replay is held to the secrets the sender has now. It is:",
    403: "The program asks for more than it may. Let the sender ask for it, then "
    "replay it; or ask for less. The sender:",
    409: "Two deliveries came with one webhook-id and different bodies. The program "
    "must give each an id of its own; a replay takes this one. It is:",
    413: "It is too long. A body has at most 64 KiB. It came from:",
    415: "The program must send its body with the type application/json. It is:",
}
