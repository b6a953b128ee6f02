"""Actions over a selection of titles: each keeps the selection, and leads on.

All that match a filter are taken too, however many pages of the list they fill.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from django.contrib import messages
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
)


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
        return HttpResponseRedirect(
            reverse("admin:sync_bulkchange_choose", args=[change.pk])
        )

    act.__name__ = f"bulk_{deed.value}"
    act.short_description = words  # type: ignore[attr-defined]
    act.allowed_permissions = (permission,)  # type: ignore[attr-defined]
    return act


ACTIONS: Final = [_action(*deed) for deed in _DEEDS]
