"""How far captions of a title are moved in time.

Written by `catalog.caption_shifts` alone, and `catalog.sleeping` where titles become
part of others.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models.item import Item
from catalog.models.server import Server

#: Nothing is out of step by more: it is the captions of another film.
MOST_MS: Final = 10 * 60 * 1000


class CaptionShift(models.Model):
    """The captions of one key of a title come later by `ms`, or earlier.

    It was made for one file, which `url` and `server` tell: it does not move another
    one that wins the key since.
    """

    item = models.ForeignKey(
        Item, on_delete=models.CASCADE, related_name="caption_shifts", db_index=False
    )
    key = models.CharField("language", max_length=60)
    ms = models.IntegerField("milliseconds")
    url = models.TextField("address")
    server = models.ForeignKey(
        Server, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "key"], name="catalog_captionshift_one_per_key"
            ),
            models.CheckConstraint(
                condition=Q(ms__gte=-MOST_MS, ms__lte=MOST_MS) & ~Q(ms=0),
                name="catalog_captionshift_within_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.ms:+} ms"

    def is_for(self, url: str, server: int | None) -> bool:
        """Whether it moves the captions at this address.

        A server that has moved still has the same files, at the same paths.
        """
        if url == self.url:
            return True
        return server == self.server_id is not None and _path(url) == _path(self.url)


def _path(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.path, parts.query
