"""Pages of the site as tests see them: their text, and addresses of titles."""

from __future__ import annotations

from typing import Any

from django.test import Client

from catalog.models import Item
from catalog.site.addresses import page_of

PARTIAL = {"HX-Request": "true"}


def text_of(client: Client, url: str, *, status: int = 200, **query: Any) -> str:
    """The HTML of a page that must answer so."""
    answer = client.get(url, query)
    assert answer.status_code == status, (url, answer.status_code)
    return answer.content.decode()


def part_of(client: Client, url: str, **query: Any) -> str:
    """What htmx gets of a page."""
    answer = client.get(url, query, headers=PARTIAL)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


def urls_of(*items: Item) -> list[str]:
    """The pages of these titles."""
    return [page_of(item) for item in items]
