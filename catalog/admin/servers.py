"""Servers in their order, as far as the catalog knows them.

`sync.admin` registers over this page: adding and changing a server moves the merge.
"""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from catalog.admin import marks, words
from catalog.admin.frame import ReadOnlyAdmin
from catalog.models import Server


@admin.register(Server)
class ServerAdmin(ReadOnlyAdmin[Server]):
    """The servers that are not removed, the best first; never their secrets."""

    list_display: tuple[str, ...] = ("place", "named", "condition")
    list_display_links = ("named",)
    ordering = ("priority",)
    exclude = ("secret",)
    when_empty = "No server yet."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Server]:
        present = Server.objects.present().defer("secret")
        return present.order_by(*self.get_ordering(request))

    @admin.display(description="priority", ordering="priority")
    def place(self, server: Server) -> int:
        return server.priority

    @admin.display(description="server", ordering="name")
    def named(self, server: Server) -> SafeString:
        where = " · ".join(each for each in (server.kind, server.api_url) if each)
        return marks.two_lines(marks.dot(server.pk, server.name), where)

    @admin.display(description="health")
    def condition(self, server: Server) -> SafeString:
        shown = marks.state(*words.health(server, timezone.now()))
        if server.enabled and server.health_message:
            return marks.two_lines(shown, server.health_message)
        return shown
