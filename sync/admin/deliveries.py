"""What programs delivered by webhooks: as it came, what became of it, once more."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import Any, Final

from django.contrib import admin
from django.db.models import QuerySet
from django.http import (
    HttpRequest,
)
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog.admin import marks, words
from catalog.admin.frame import PageAdmin
from sync.admin.asking import may_sync
from sync.models import WebhookDelivery


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
