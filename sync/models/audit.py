"""What the nightly look at the whole catalog found."""

from __future__ import annotations

from django.db import models


class Audit(models.Model):
    """One recomputation of the laws over the live catalog, and what differed.

    `note` says why nothing was judged, where that was so.
    """

    at = models.DateTimeField()
    seconds = models.FloatField(default=0)
    titles = models.PositiveIntegerField(default=0)
    observations = models.PositiveIntegerField("items of servers", default=0)
    differences = models.PositiveIntegerField(default=0)
    lines = models.JSONField(default=list, help_text="The first differences.")
    note = models.TextField(blank=True, default="")

    class Meta:
        verbose_name = "self-audit"

    def __str__(self) -> str:
        return f"self-audit {self.pk}"
