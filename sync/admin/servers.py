"""Servers: their order, health and share; added, changed, tried, synced, taken out.

Every change goes through `sync.servers`, which commits a request to resolve anew with
it.  The catalog follows in the background, and the page says so.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.safestring import SafeString

from catalog.admin import marks
from catalog.admin.servers import ServerAdmin as CatalogServerAdmin
from catalog.models import Server
from sync import connect, given, servers
from sync.adapters.registry import BY_HAND, OWN
from sync.admin import server_list, shares
from sync.admin.asking import ask_for_sync, may_order, may_sync, who
from sync.admin.deciding import FOLLOWS
from sync.admin.libraries import libraries_view, read_words
from sync.admin.order import order_view
from sync.admin.server_form import NewServerForm, ServerForm

_WHERE: Final = ("api_url", "media_url", "prefix")
_PLACE: Final = ("priority", "enabled")

admin.site.unregister(Server)


@admin.register(Server)
class ServerAdmin(CatalogServerAdmin):
    """The servers, the best first."""

    list_display = ("place", "named", "condition", "wins", "latest")
    when_empty = "No server yet. Add one: it need not be reachable."
    change_form_template = "admin/catalog/server/change_form.html"
    change_list_template = "admin/catalog/server/change_list.html"

    # --- what may be done --------------------------------------------------------
    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("catalog.add_server")

    def has_change_permission(
        self, request: HttpRequest, obj: Server | None = None
    ) -> bool:
        return request.user.has_perm("catalog.change_server")

    def has_delete_permission(
        self, request: HttpRequest, obj: Server | None = None
    ) -> bool:
        return request.user.has_perm("catalog.delete_server")

    # --- the list ----------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> QuerySet[Server]:
        rows = super().get_queryset(request)
        return shares.with_shares(server_list.with_latest(rows))

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Server | None:
        """A server by itself: what all give is the list's."""
        try:
            pk = self.opts.pk.to_python(object_id)
            return super().get_queryset(request).get(pk=pk)
        except (Server.DoesNotExist, ValidationError, ValueError, OverflowError):
            return None

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """The columns; the buttons are those this person may press."""
        columns: list[Any] = list(self.list_display)
        allowed = server_list.Allowed(
            sync=may_sync(request), change=self.has_change_permission(request)
        )
        if allowed.any:
            columns.append(server_list.buttons_for(allowed))
        return columns

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        extra = {
            "title": "Servers, best first",
            "may_sync": may_sync(request),
            "may_order": may_order(request),
        }
        return super().changelist_view(request, {**extra, **(extra_context or {})})

    @admin.display(description="server", ordering="name")
    def named(self, server: Server) -> SafeString:
        shown = super().named(server)
        if not server.left_out:
            return shown
        return marks.two_lines(shown, f"reads {read_words(server)}")

    @admin.display(description="gives", ordering="source_count")
    def wins(self, server: Server) -> SafeString:
        return server_list.share(server)

    @admin.display(description="last scan")
    def latest(self, server: Server) -> SafeString:
        return server_list.latest(server)

    # --- the form ----------------------------------------------------------------
    def get_form(
        self,
        request: HttpRequest,
        obj: Server | None = None,
        change: bool = False,  # noqa: FBT001, FBT002 - Django's signature
        **kwargs: Any,
    ) -> type[ServerForm]:
        """Our own form; nothing is made from the columns."""
        return ServerForm if obj is not None else NewServerForm

    def get_readonly_fields(
        self, request: HttpRequest, obj: Server | None = None
    ) -> tuple[str, ...]:
        return ("name", "kind", "slug", "condition", "reads") if obj is not None else ()

    def get_fieldsets(self, request: HttpRequest, obj: Server | None = None) -> Any:
        if obj is None:
            own: tuple[str, ...] = ("name", "kind")
        else:
            own = ("name", "kind", "slug", "condition")
        if obj is not None and obj.kind in OWN:
            where = ("Address", {"fields": ("media_url",)})
            return [
                (None, {"fields": own}),
                *([where] if obj.kind == BY_HAND else []),
                ("Place in the order", {"fields": _PLACE}),
            ]
        libraries = "reads" if obj is not None else "libraries"
        parts: list[Any] = [(None, {"fields": own}), ("Address", {"fields": _WHERE})]
        if obj is None:
            parts.append(("Secret", {"fields": ("secret",)}))
        elif self.has_change_permission(request, obj):
            parts.append(("Secret", {"fields": ("secret", "forget_secret")}))
        parts.append(("Libraries", {"fields": (libraries,)}))
        parts.append(("Place in the order", {"fields": _PLACE}))
        return parts

    @admin.display(description="reads")
    def reads(self, server: Server) -> str:
        return read_words(server)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form; where somebody else was faster while it was saved, say so."""
        extra = {"may_sync": may_sync(request), **(extra_context or {})}
        if object_id is not None and object_id.isascii() and object_id.isdigit():
            # Counted where the page shows it, and not while it is saved.
            extra["colour"] = marks.colour(int(object_id[:18]))
            extra["given"] = partial(given.given_by, int(object_id[:18]))
        try:
            return super().changeform_view(request, object_id, form_url, extra)
        except (servers.ServerError, IntegrityError) as error:
            said = str(error) if isinstance(error, servers.ServerError) else ""
            messages.error(
                request, f"Not saved. {said or 'Somebody else took that place.'}"
            )
            return HttpResponseRedirect(request.path)

    def save_model(
        self,
        request: HttpRequest,
        obj: Server,
        form: Any,
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Hand on what was asked to `sync.servers`, which writes it."""
        if change:
            asked = form.changes()
            if not asked:
                return
            changed = servers.change_server(obj, **asked, by=who(request))
        else:
            changed = servers.add_server(**form.given(), by=who(request))
        # Django goes on with `obj`: for its log, its message and its redirect.
        obj.__dict__.update(changed.server.__dict__)
        if changed.run is not None:
            self.message_user(request, FOLLOWS)

    # --- taking out --------------------------------------------------------------
    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Nothing is deleted but the server's part in things."""
        return [str(server) for server in objs], {}, set(), []

    def delete_model(self, request: HttpRequest, obj: Server) -> None:
        servers.remove_server(obj, by=who(request))

    def response_delete(
        self, request: HttpRequest, obj_display: str, obj_id: int
    ) -> HttpResponse:
        self.message_user(request, f"{obj_display} was taken out. {FOLLOWS}")
        return HttpResponseRedirect(reverse("admin:catalog_server_changelist"))

    # --- buttons -----------------------------------------------------------------
    def get_urls(self) -> list[URLResolver | URLPattern]:  # type: ignore[override]
        def at(address: str, view: Any, name: str) -> URLPattern:
            found: URLPattern = path(
                f"<int:server_id>/{address}/",
                self.admin_site.admin_view(view),
                name=f"catalog_server_{name}",
            )
            return found

        order = self.admin_site.admin_view(order_view)
        return [
            path("order/", order, name="catalog_server_order"),
            at("sync", self.sync_view, "sync"),
            at("test", self.test_view, "test"),
            at("switch", self.switch_view, "switch"),
            at("libraries", self.libraries_view, "libraries"),
            *super().get_urls(),
        ]

    def sync_view(self, request: HttpRequest, server_id: int) -> HttpResponse:
        """POST: ask for a sync of this server."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not may_sync(request):
            raise PermissionDenied
        server = get_object_or_404(Server.objects.present(), pk=server_id)
        return ask_for_sync(
            request, servers=[server], back=reverse("admin:catalog_server_changelist")
        )

    def switch_view(self, request: HttpRequest, server_id: int) -> HttpResponse:
        """POST: enable or disable this server."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_change_permission(request):
            raise PermissionDenied
        server = get_object_or_404(Server.objects.present(), pk=server_id)
        enabled = request.POST.get("enabled") == "yes"
        changed = servers.change_server(server, enabled=enabled, by=who(request))
        if changed.run is not None:
            word = "Enabled" if enabled else "Disabled"
            self.log_change(request, server, f"{word}.")
            self.message_user(request, f"{word} {server.name}. {FOLLOWS}")
        return HttpResponseRedirect(reverse("admin:catalog_server_changelist"))

    def libraries_view(self, request: HttpRequest, server_id: int) -> HttpResponse:
        """What is read of this server: what another choice means, then that choice."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        present = Server.objects.present().exclude(kind__in=OWN).defer("secret")
        server = get_object_or_404(present, pk=server_id)
        return libraries_view(request, server)

    def test_view(self, request: HttpRequest, server_id: int) -> HttpResponse:
        """POST: try the server's parts and show each answer."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_change_permission(request):
            raise PermissionDenied
        server = get_object_or_404(Server.objects.present(), pk=server_id)
        results = list(connect.try_out(server))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": server,
            "title": f"Test of {server.name}",
            "results": results,
            "all_well": bool(results) and all(result.ok for result in results),
            "dot": marks.dot(server.pk, server.name),
        }
        return TemplateResponse(request, "admin/catalog/server/test.html", context)
