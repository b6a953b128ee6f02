"""Pictures to choose from on a title's page: each with our own address for it.

A browser never loads from a server of media.  Which of the addresses may be asked for
is decided where they lead (`sync.admin.offered_pictures`), not here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils import timezone

from catalog.admin.offers import Offers, picture_of, web_address
from catalog.fields import JSONValue
from catalog.models import Artwork, Item, Picture
from catalog.pictures.addresses import key_of, version_of
from catalog.queries import ItemValues

#: How wide each is drawn for the desk, twice what it takes on the page.
_WIDTHS: Final = {"poster": 240, "backdrop": 320, "thumbnail": 320, "logo": 320}


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One picture: `src` is empty where there is none to be had, and `said` why."""

    shape: str
    src: str
    alt: str
    placeholder: str
    said: str


class Frames:
    """The pictures of a title, the present ones and the offered: one query."""

    def __init__(
        self, item: Item, values: ItemValues, offers: Offers, ids: Mapping[str, int]
    ) -> None:
        self._item = item
        self._ids = ids
        found = (self._artwork(*each) for each in _every(values, offers))
        names = {key_of(artwork) for artwork in found if artwork is not None}
        self._kept = Picture.objects.in_bulk(names, field_name="key") if names else {}

    def of(self, key: str, source: str | None, value: JSONValue) -> Frame | None:
        """The picture that a value names; None where it names none."""
        artwork = self._artwork(key, source, value)
        if artwork is None:
            return None
        name = key_of(artwork)
        kept = self._kept.get(name)
        src, said = "", _size(kept)
        if not web_address(artwork.url):
            said = "Its address is not one of the web."
        elif _is_lacking(kept):
            said = "It could not be loaded; it is tried again in some minutes."
        else:
            address = reverse(
                f"admin:catalog_{self._item.kind}_picture",
                args=[self._item.pk, key, name, _WIDTHS[key]],
            )
            src = f"{address}?v={version_of(name, kept)}"
        ours = kept.placeholder if kept else ""
        return Frame(
            shape=key,
            src=src,
            alt=f"{key.capitalize()} from {source or 'nobody'}",
            placeholder=picture_of(artwork.placeholder) or picture_of(ours),
            said=said,
        )

    def _artwork(
        self, key: str, source: str | None, value: JSONValue
    ) -> Artwork | None:
        if key not in _WIDTHS or not isinstance(value, Mapping) or not value.get("url"):
            return None
        placeholder = value.get("placeholder")
        return Artwork(
            item=self._item,
            key=key,
            url=str(value["url"]),
            placeholder=placeholder if isinstance(placeholder, str) else None,
            server_id=self._ids.get(source or ""),
        )


def _every(
    values: ItemValues, offers: Offers
) -> Iterator[tuple[str, str | None, JSONValue]]:
    for key, value in values.entries.get("artwork", {}).items():
        yield key, value.source, value.value
    for (name, key), offered in offers.items():
        if name == "artwork":
            for offer in offered:
                yield key, offer.server, offer.value


def _size(kept: Picture | None) -> str:
    if kept is None or not kept.width or not kept.height:
        return ""
    return f"{kept.width} × {kept.height}"


def _is_lacking(kept: Picture | None) -> bool:
    if kept is None or not kept.failure or kept.widths or kept.retry_at is None:
        return False
    return kept.retry_at > timezone.now()
