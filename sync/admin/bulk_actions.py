"""Actions over a selection of titles: each keeps the selection, and leads on.

All that match a filter are taken too, however many pages of the list they fill.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from catalog.models import Item
from sync import bulk
from sync.admin.asking import who
from sync.models import BulkChange

_DEEDS: Final[Sequence[tuple[BulkChange.Deed, str, str]]] = (
    (BulkChange.Deed.LOCK, "Lock a field…", "lock"),
    (BulkChange.Deed.EMPTY, "Lock as empty…", "lock"),
    (BulkChange.Deed.KEEP, "Lock as it is…", "lock"),
    (BulkChange.Deed.UNLOCK, "Unlock…", "lock"),
    (BulkChange.Deed.USE, "Use a server first for a field…", "rule"),
    (BulkChange.Deed.USUAL, "Usual order…", "rule"),
    (BulkChange.Deed.EXPORT, "Export…", ""),
)


class WholeForm(ActionForm):
    """The choice of an action; one box takes all titles, ticked or not.

    Django's own way needs a script, and the box above the list, which phones have not.
    """

    everything = forms.BooleanField(label="all that match", required=False)


def take_everything(request: HttpRequest) -> None:
    """Let Django read that box as its own."""
    if request.POST.get("everything"):
        sent = request.POST.copy()
        sent["select_across"] = "1"
        sent.setdefault(ACTION_CHECKBOX_NAME, "0")
        request.POST = sent  # type: ignore[assignment]


def _action(deed: BulkChange.Deed, words: str, permission: str) -> Callable[..., Any]:
    def act(
        admin: Any, request: HttpRequest, queryset: QuerySet[Item]
    ) -> HttpResponse | None:
        titles = queryset.order_by("pk").values_list("pk", flat=True)
        try:
            change = bulk.begin(
                deed, admin.kind, titles.iterator(2000), by=who(request)
            )
        except bulk.BulkError as error:
            messages.error(request, str(error))
            return None
        view = "export" if deed == BulkChange.Deed.EXPORT else "choose"
        return HttpResponseRedirect(
            reverse(f"admin:sync_bulkchange_{view}", args=[change.pk])
        )

    act.__name__ = f"bulk_{deed.value}"
    act.short_description = words  # type: ignore[attr-defined]
    if permission:
        act.allowed_permissions = (permission,)  # type: ignore[attr-defined]
    return act


ACTIONS: Final = [_action(*deed) for deed in _DEEDS]
