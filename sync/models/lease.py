"""Who may write, and who is alive."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Lease(models.Model):
    """The right to do one thing alone, for a while, under a number that only grows.

    A worker that lost its lease holds an old epoch, and every write checks the epoch
    in its own transaction (`sync.leases`).
    """

    name = models.CharField(max_length=120, primary_key=True)
    epoch = models.PositiveBigIntegerField(default=0)
    holder = models.CharField(max_length=120, blank=True, default="")
    doing = models.JSONField(
        null=True,
        blank=True,
        help_text="What its holder had begun; left behind by one that died.",
    )
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} (epoch {self.epoch})"


class Heartbeat(models.Model):
    """When a part of the installation was last alive."""

    part = models.CharField(max_length=60, primary_key=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.part


def beat(part: str) -> None:
    """Record that `part` ("worker", "reconciler") is alive now."""
    Heartbeat.objects.update_or_create(part=part, defaults={"seen_at": timezone.now()})
