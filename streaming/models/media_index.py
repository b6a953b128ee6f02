"""What reading a file's headers and tables has told of it."""

from __future__ import annotations

from typing import Any

from django.db import models

from catalog.models import Server


class MediaIndex(models.Model):
    """One version of a server's file: its tracks, and where it may be cut.

    Found again by its server and a digest of its address; `version` is what its server
    said to tell it from another file at the same place.
    """

    class State(models.TextChoices):
        KNOWN = "known", "read"
        NO_TABLE = "no_table", "has to be read as a whole first"
        UNREADABLE = "unreadable", "cannot be read"

    server = models.ForeignKey(
        Server, on_delete=models.CASCADE, related_name="+", null=True
    )
    address = models.CharField(max_length=64)
    version = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=State)
    told: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    words = models.CharField(max_length=300, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["address"], name="streaming_index_one_per_address"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address[:8]} {self.state}"
