"""The page on which libraries of a server are chosen: first what it would mean."""

from __future__ import annotations

from typing import Final

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from catalog.admin import marks
from catalog.models import Item, Server
from sync import leaving_out, servers
from sync.admin import ordering
from sync.admin.asking import who
from sync.libraries import LIBRARIES, others
from sync.preview import Preview

_SHOWN: Final = 12


def read_words(server: Server) -> str:
    """``movies and shows``, ``shows, without its movies``."""
    read = " and ".join(others(server.left_out))
    return f"{read}, without its {server.left_out}" if server.left_out else read


def libraries_view(request: HttpRequest, server: Server) -> HttpResponse:
    """What reading the libraries of ``?libraries=`` alone would change; on POST that.

    `was` is what was left out when the person looked.
    """
    here = reverse("admin:catalog_server_libraries", args=[server.pk])
    sent = request.POST if request.method == "POST" else request.GET
    chosen = others(server.left_out)
    found = None
    try:
        if request.method == "POST":
            if sent.get("was", "") != server.left_out:
                raise servers.ServerError("Somebody chose otherwise meanwhile.")
            return _chosen(request, server, sent.getlist("libraries"))
        if "tried" in sent:
            tried = sent.getlist("libraries")
            servers.checked_libraries(server.kind, tried)
            chosen = [name for name in LIBRARIES if name in tried]
            found = leaving_out.preview_libraries(
                server, chosen, examples=ordering.LOOKED_AT
            )
    except servers.ServerError as error:
        messages.error(request, f"Not changed. {error}")
        return HttpResponseRedirect(here)
    now = others(server.left_out)
    context = {
        **admin.site.each_context(request),
        "title": f"What is read of {server.name}?",
        "server": server,
        "here": here,
        "above": reverse("admin:catalog_server_change", args=[server.pk]),
        "libraries": [(name, name in chosen) for name in LIBRARIES],
        "chosen": chosen,
        "is_other": chosen != now,
        "goes": " and ".join(name for name in now if name not in chosen),
        "returns": " and ".join(name for name in chosen if name not in now),
        "vanishing": ordering.titles(found.unavailable) if found else "",
        "hidden": [marks.item_link(item) for item in _some_hidden(found)],
        **ordering.told(found, ordering.present()),
    }
    return TemplateResponse(request, "admin/catalog/server/libraries.html", context)


def _some_hidden(found: Preview | None) -> list[Item]:
    return found.hidden[:_SHOWN] if found else []


def _chosen(request: HttpRequest, server: Server, chosen: list[str]) -> HttpResponse:
    """Do it, and on to its sync.  Raises ServerError."""
    changed = servers.change_server(server, libraries=chosen, by=who(request))
    words = read_words(changed.server)
    if changed.sync is None:
        messages.success(request, f"{server.name}: {words}.")
    else:
        messages.success(
            request,
            f"{server.name}: {words}. Its sync is run {changed.sync.pk}; the catalog "
            "follows within seconds.",
        )
        if request.user.has_perm("sync.view_run"):
            run = reverse("admin:sync_run_change", args=[changed.sync.pk])
            return HttpResponseRedirect(run)
    return HttpResponseRedirect(reverse("admin:catalog_server_changelist"))
