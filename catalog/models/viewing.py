"""What viewers did with titles.  Rows are written by `catalog.viewing` alone.

They hang on the title, not on a file or a server: progress made on one server's file
goes on with another's, and a merge of titles combines them.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from catalog.models.item import Item


class Progress(models.Model):
    """How far a person is in a movie or an episode."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="progress",
        db_index=False,
    )
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="progress")
    position_ms = models.PositiveBigIntegerField(default=0)
    duration_ms = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="As the player saw it."
    )
    finished = models.BooleanField(default=False)
    put_aside = models.BooleanField(
        default=False,
        help_text="Taken out of continue watching, until it is watched again.",
    )
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "progress"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "item"], name="catalog_progress_one_per_title"
            ),
            models.CheckConstraint(
                condition=Q(duration_ms__isnull=True)
                | Q(position_ms__lte=F("duration_ms")),
                name="catalog_progress_within_title",
            ),
        ]
        indexes = [
            # A person's continue watching: the newest first.
            models.Index(
                fields=["user", "-updated_at"], name="catalog_progress_newest"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.item_id} at {self.position_ms} ms"


class Watchlist(models.Model):
    """A title a person wants to keep at hand: one row of their list."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="watchlist",
        db_index=False,
    )
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="watchlists")
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = "watchlist entry"
        verbose_name_plural = "watchlist entries"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "item"], name="catalog_watchlist_one_per_title"
            ),
        ]
        indexes = [
            # A person's list, the newest first.
            models.Index(fields=["user", "-added_at"], name="catalog_watchlist_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} wants {self.item_id}"
