"""What we keep of a server's picture: the files made of it, and when to ask again.

Rows are written by `catalog.pictures` alone.  They are a memory of the outside world
and no part of the catalog: throwing all of them away loses nothing.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from catalog.models.server import Server


class Picture(models.Model):
    """One address of a picture at one server, whichever titles show it."""

    key = models.CharField(
        max_length=64, unique=True, help_text="Digest of server and address."
    )
    #: Counts the contents this address had: part of our own addresses, so that a
    #: browser may keep each for a year.
    revision = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True, default="")

    # the source, by which it is asked again without anybody looking
    server = models.ForeignKey(
        Server, null=True, blank=True, on_delete=models.CASCADE, db_index=False
    )
    artwork_key = models.CharField("picture", max_length=30, blank=True, default="")
    url = models.TextField("address", blank=True, default="")
    # and as it said when last asked
    etag = models.CharField(max_length=200, blank=True, default="")
    last_modified = models.CharField(max_length=60, blank=True, default="")
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)

    # what is kept
    widths = models.JSONField(default=list, blank=True)
    size_bytes = models.PositiveBigIntegerField(default=0)
    placeholder = models.TextField(blank=True, default="")

    # asking
    asked_at = models.DateTimeField(help_text="When its server was last asked for it.")
    seen_at = models.DateTimeField(
        help_text="When a browser last asked us for it, to the day. It shows what it "
        "has for a month after that without asking."
    )
    failure = models.CharField(max_length=30, blank=True, default="")
    retry_at = models.DateTimeField(null=True, blank=True)
    claim = models.UUIDField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(failure="") | Q(retry_at__isnull=False),
                name="catalog_picture_failure_ends",
            ),
            models.CheckConstraint(
                condition=Q(claim__isnull=True) | Q(claimed_until__isnull=False),
                name="catalog_picture_claim_ends",
            ),
        ]
        indexes = [
            # What nobody has looked at for longest goes first.
            models.Index(fields=["seen_at"], name="catalog_picture_unseen"),
            # Which pictures of a server have not been asked for again for longest.
            models.Index(fields=["server", "asked_at"], name="catalog_picture_stalest"),
        ]

    def __str__(self) -> str:
        return self.key
