"""The page on which servers change places: first what it would mean, then it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from sync import orders
from sync.admin import ordering
from sync.admin.asking import may_order, who
from sync.admin.deciding import FOLLOWS


def order_view(request: HttpRequest) -> HttpResponse:
    """What the order of ``?order=`` would change, and on POST that order."""
    if not may_order(request):
        raise PermissionDenied
    servers = reverse("admin:catalog_server_changelist")
    place = ordering.Place(
        title="Which server comes first?",
        note="For every value the first server counts that has one. Move a server: "
        "before anything is changed you see what that would mean.",
        above=servers,
        above_words="Servers",
        here=reverse("admin:catalog_server_order"),
        asked={},
    )
    now = ordering.present()
    sent = request.POST if request.method == "POST" else request.GET
    try:
        then = ordering.tried(now, sent.get("order", ""))
        if request.method == "POST":
            done = orders.set_priorities(then, by=who(request))
            if done.run is None:
                messages.info(request, "That is the order they had already.")
            else:
                said = f"The order is {done.words}. {FOLLOWS}"
                messages.success(request, said)
            return HttpResponseRedirect(servers)
    except orders.RuleError as error:
        messages.error(request, f"{error} Look at the order again.")
        return HttpResponseRedirect(place.here)
    found = None
    if then != now:
        found = orders.preview_priorities(then, examples=ordering.LOOKED_AT)
    return ordering.page(request, place, now, then, found)
