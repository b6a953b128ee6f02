"""Addresses of movies and shows on the site: readable, unique within the kind."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.text import slugify

from catalog.models.item import Alias, Item

_LONGEST = 200


def wanted_slug(title: str | None, year: int | None, public_id: str) -> str:
    """``solar-drift-2021``; the public id where a title has no letters."""
    words = slugify(title or "", allow_unicode=True)[:_LONGEST].strip("-")
    if not words:
        return public_id
    return f"{words}-{year}" if year else words


def free_slugs(kind: str, wanted: Sequence[str]) -> list[str]:
    """The wanted ones, numbered where a title or an alias of the kind has them."""
    taken: set[str] = set()
    for slugs in (
        Item.objects.filter(kind=kind, slug__in=set(wanted)),
        Alias.objects.filter(kind=kind, slug__in=set(wanted)),
    ):
        taken.update(s for s in slugs.values_list("slug", flat=True) if s)
    free = []
    for slug in wanted:
        candidate, number = slug, 1
        while candidate in taken or (number > 1 and _exists(kind, candidate)):
            number += 1
            candidate = f"{slug}-{number}"
        taken.add(candidate)
        free.append(candidate)
    return free


def _exists(kind: str, slug: str) -> bool:
    return (
        Item.objects.filter(kind=kind, slug=slug).exists()
        or Alias.objects.filter(kind=kind, slug=slug).exists()
    )
