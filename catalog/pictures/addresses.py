"""Names of pictures: the key of a source, the address on our site, names of files.

The version in an address changes whenever the bytes behind it may have changed, so a
browser keeps what it has for weeks without asking.
"""

from __future__ import annotations

import hashlib
from typing import Final

from django.urls import reverse

from catalog.models import Artwork, Item, Picture

#: Raised when pictures are drawn differently than before: everything is drawn anew.
DRAWING: Final = 2


def key_of(artwork: Artwork) -> str:
    """The key of the picture's source: the same for every title that shows it."""
    text = f"{DRAWING}\n{artwork.key}\n{artwork.server_id or 0}\n{artwork.url}"
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def version_of(key: str, picture: Picture | None) -> str:
    """What an address of this picture carries as `v`."""
    revision = picture.revision if picture else 0
    return hashlib.sha256(f"{key}:{revision}".encode()).hexdigest()[:12]


def path_of(item: Item, artwork: Artwork, width: int) -> str:
    """Where a browser gets this picture in this width."""
    address = reverse("artwork", args=[item.public_id, artwork.key, width])
    return f"{address}?v={version_of(key_of(artwork), artwork.kept)}"


def file_name(key: str, digest: str, width: int) -> str:
    """Where a drawing lies in the storage; another content never has its name."""
    return f"{key[:2]}/{key[2:34]}-{digest[:16]}-{width}.webp"
