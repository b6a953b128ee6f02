"""Which file somebody was given last, and what was decided for their player.

Kept for a day, to stand beside a problem they report; `streaming.lately` writes it.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from catalog.models import Item


class Playing(models.Model):
    """The latest of one person and one title."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
    )
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200, blank=True, default="")
    status = models.PositiveSmallIntegerField(
        null=True, help_text="How the request for the file was answered."
    )
    decision = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "item"], name="streaming_playing_one_per_title"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} plays {self.key} of {self.item_id}"
