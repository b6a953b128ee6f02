"""What the desk's first page shows of the servers.  Reads only, never a secret."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from catalog.admin import marks, words
from catalog.models import Server

register = template.Library()


@register.simple_tag
def servers_at_a_glance() -> list[dict[str, Any]]:
    """The servers in their order, each with its health in words."""
    now = timezone.now()
    return [
        {
            "server": server,
            "name": marks.dot(server.pk, server.name),
            "health": marks.state(*words.health(server, now)),
            "trouble": server.health_message if server.enabled else "",
        }
        for server in Server.objects.present().order_by("priority").defer("secret")
    ]
