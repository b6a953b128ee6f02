"""What servers last said about themselves, unasked."""

from __future__ import annotations

from django.db import models

from catalog.models import Server


class ServerStatus(models.Model):
    """The load a server last reported, by our own clock.

    Shown to people while it is fresh; never a reason in the merge, nor to ask a
    server less.
    """

    class Status(models.TextChoices):
        NORMAL = "normal", "normal"
        ELEVATED = "elevated", "elevated"
        HEAVY = "heavy", "heavy"
        CRITICAL = "critical", "critical"

    server = models.OneToOneField(
        Server,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="reported_status",
    )
    status = models.CharField(
        max_length=10, choices=Status.choices, default=Status.NORMAL
    )
    message = models.CharField(max_length=500, blank=True, default="")
    incident = models.JSONField(null=True, blank=True)
    since = models.DateTimeField(help_text="When it first reported this status.")
    received_at = models.DateTimeField(help_text="When it last reported.")

    def __str__(self) -> str:
        return f"{self.server_id}: {self.status}"
