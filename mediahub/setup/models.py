"""How far the set-up is.

Refuses to hold the link itself: a keyed digest of its token is all there is.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Setup(models.Model):
    """The one row of the set-up.

    owner -> household -> server -> sync -> done
    """

    class Step(models.TextChoices):
        OWNER = "owner", "the owner"
        HOUSEHOLD = "household", "the household"
        SERVER = "server", "the first server"
        SYNC = "sync", "the first sync"
        DONE = "done", "done"

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    step = models.CharField(max_length=10, choices=Step.choices, default=Step.OWNER)
    token_digest = models.CharField(
        max_length=64, blank=True, default="", help_text="Empty: there is no link."
    )
    expires_at = models.DateTimeField(null=True, blank=True)
    run = models.ForeignKey(
        "sync.Run", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="setup_one"),
            models.CheckConstraint(
                condition=Q(step__in=["owner", "household", "server", "sync", "done"]),
                name="setup_step_known",
            ),
            # The link makes an owner and nothing else.
            models.CheckConstraint(
                condition=Q(step="owner") | Q(token_digest=""),
                name="setup_link_for_the_owner_alone",
            ),
            models.CheckConstraint(
                condition=Q(token_digest="") | Q(expires_at__isnull=False),
                name="setup_link_expires",
            ),
        ]

    def __str__(self) -> str:
        return f"set-up, at {self.get_step_display()}"
