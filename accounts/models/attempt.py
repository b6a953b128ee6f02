"""How often something was tried lately that may not be tried without end."""

from __future__ import annotations

from django.db import models


class Attempt(models.Model):
    """One count, under a digest of what is counted.  `accounts.attempts` writes it."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=1)
    ends_at = models.DateTimeField(help_text="From then on it counts for nothing.")

    class Meta:
        # What has ended is swept away whenever a new count begins.
        indexes = [models.Index(fields=["ends_at"], name="accounts_attempt_ended")]

    def __str__(self) -> str:
        return f"{self.count} until {self.ends_at}"
