"""Keyed entries of a title: external ids, artwork, captions, files.

Each entry has its own source and its own provenance (`FieldSource` with the entry's
key).  Rows are written by `catalog.writes` alone.  `server` is empty where a curator
locked the entry.
"""

from __future__ import annotations

from django.db import models

from catalog.models.item import Item
from catalog.models.picture import Picture
from catalog.models.server import Server


class ExternalId(models.Model):
    """What a title is called elsewhere.

    Not unique by value: episodes of different shows share ids in the wild, and two
    titles in conflict share one.
    """

    item = models.ForeignKey(
        Item, on_delete=models.CASCADE, related_name="external_ids", db_index=False
    )
    kind = models.CharField(max_length=10, choices=Item.Kind.choices)
    key = models.CharField("scheme", max_length=30)
    value = models.CharField(max_length=100)
    server = models.ForeignKey(Server, null=True, on_delete=models.PROTECT)

    class Meta:
        verbose_name = "external id"
        constraints = [
            models.UniqueConstraint(
                fields=["item", "key"], name="catalog_externalid_one_per_scheme"
            ),
        ]
        indexes = [
            # "Which title is tmdb 603?"
            models.Index(
                fields=["kind", "key", "value"], name="catalog_externalid_value"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}:{self.value}"


class Artwork(models.Model):
    """One picture of a title, as its server addresses it."""

    #: What we keep of it; set by `catalog.pictures.slots.with_artwork`.
    kept: Picture | None = None

    item = models.ForeignKey(
        Item, on_delete=models.CASCADE, related_name="artwork", db_index=False
    )
    key = models.CharField("picture", max_length=30)
    url = models.TextField("address")
    placeholder = models.TextField(null=True, blank=True)
    focal = models.CharField(max_length=20, null=True, blank=True)
    server = models.ForeignKey(Server, null=True, on_delete=models.PROTECT)

    class Meta:
        verbose_name_plural = "artwork"
        constraints = [
            models.UniqueConstraint(
                fields=["item", "key"], name="catalog_artwork_one_per_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.url}"


class Caption(models.Model):
    """One caption track: ``en``, ``en:hi``, ``pt-BR:forced``, ``de:auto``."""

    item = models.ForeignKey(
        Item, on_delete=models.CASCADE, related_name="captions", db_index=False
    )
    key = models.CharField("language", max_length=60)
    url = models.TextField("address")
    label = models.TextField(null=True, blank=True)
    last_modified = models.CharField(max_length=40, null=True, blank=True)
    pending = models.BooleanField(default=False)
    server = models.ForeignKey(Server, null=True, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "key"], name="catalog_caption_one_per_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.url}"


class MediaFile(models.Model):
    """One playable file: one server's version of the title.

    All servers' files are kept; `position` 0 plays first.
    """

    item = models.ForeignKey(
        Item, on_delete=models.CASCADE, related_name="files", db_index=False
    )
    key = models.CharField("file", max_length=120)
    url = models.TextField("address")
    container = models.CharField(max_length=20, null=True, blank=True)
    size_bytes = models.BigIntegerField(null=True, blank=True)
    modified_at = models.CharField(max_length=40, null=True, blank=True)
    fingerprint = models.CharField(max_length=200, null=True, blank=True)
    position = models.PositiveIntegerField(default=0)
    server = models.ForeignKey(Server, null=True, on_delete=models.PROTECT)

    class Meta:
        verbose_name = "file"
        constraints = [
            models.UniqueConstraint(
                fields=["item", "key"], name="catalog_mediafile_one_per_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.url}"
