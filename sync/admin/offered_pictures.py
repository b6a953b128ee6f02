"""Which picture of a title the desk may ask for: only what is stored of this title.

An address names a picture by the digest of its server and address; one that neither the
catalog nor a server that lists the title names leads nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from catalog.models import Artwork, Item, Server
from catalog.pictures.addresses import key_of
from sync.models import Observation


def find(item: Item, key: str, name: str) -> Artwork | None:
    """The title's own entry, or one that is offered to it, with this digest."""
    return next((a for a in _named(item, key) if key_of(a) == name), None)


def _named(item: Item, key: str) -> Iterator[Artwork]:
    own = Artwork.objects.filter(item=item, key=key)
    yield from own.select_related("server").defer("server__secret")
    said = Observation.objects.filter(
        item=item, listed=True, server__in=Server.objects.enabled()
    )
    servers = Server.objects.defer("secret").in_bulk(
        list(said.values_list("server", flat=True))
    )
    for server, artwork in said.values_list("server", "artwork").order_by("pk"):
        url = ((artwork or {}).get(key) or {}).get("url")
        if url:
            yield Artwork(item=item, key=key, url=url, server=servers[server])
