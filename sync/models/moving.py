"""How far something that takes a while is: columns shared by scans and runs."""

from __future__ import annotations

from typing import Any, Final

from django.db import models


class Moving(models.Model):
    """Its present phase and counts, written at most twice a second while it moves.

    listing -> details -> adopting -> finalizing -> (none)

    Shown to people; nothing is decided by it.
    """

    class Phase(models.TextChoices):
        NONE = "", "nothing"
        LISTING = "listing", "asking for the list"
        DETAILS = "details", "reading titles"
        ADOPTING = "adopting", "storing what was read"
        FINALIZING = "finalizing", "merging into the catalog"

    phase = models.CharField(
        max_length=10, choices=Phase.choices, blank=True, default=Phase.NONE
    )
    counts = models.JSONField(
        default=dict,
        blank=True,
        help_text="By kind: how many are done, of how many, whether that is exact.",
    )
    rate = models.FloatField(default=0, help_text="Items per second, smoothed.")
    current = models.TextField(blank=True, default="", help_text="What it reads now.")
    moved_at = models.DateTimeField(
        null=True, blank=True, help_text="When anything of this was last written."
    )

    class Meta:
        abstract = True


#: What a row says of its progress when there is none any more.
AT_REST: Final[dict[str, Any]] = {
    "phase": Moving.Phase.NONE,
    "counts": {},
    "rate": 0.0,
    "current": "",
}
