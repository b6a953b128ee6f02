"""An invitation: a link that lets somebody make an account."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Invitation(models.Model):
    """Whom a link lets in, until when and how often; only its digest is stored.

    `accounts.invitations` makes, uses and revokes them.
    """

    class As(models.TextChoices):
        VIEWER = "viewer", "viewer: watches"
        READER = "reader", "reader: also sees the desk, changes nothing"
        CURATOR = "curator", "curator: also keeps titles in order, and syncs"
        OPERATOR = "operator", "operator: also keeps servers, schedules and webhooks"

    digest = models.CharField(max_length=64, unique=True, editable=False)
    note = models.CharField(
        max_length=100, blank=True, help_text="For whom it is; only owners see this."
    )
    role = models.CharField(max_length=10, choices=As.choices, default=As.VIEWER)
    uses = models.PositiveIntegerField(
        default=1, help_text="How many people may come in by it."
    )
    used = models.PositiveIntegerField(default=0, editable=False)
    expires_at = models.DateTimeField()
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=["viewer", "reader", "curator", "operator"]),
                name="accounts_invitation_role_known",
            ),
            models.CheckConstraint(
                condition=Q(used__lte=F("uses")),
                name="accounts_invitation_no_more_than_its_uses",
            ),
        ]

    def __str__(self) -> str:
        return self.note or f"Invitation {self.pk}"

    def state(self, now: datetime) -> str:
        """Whether it still lets somebody in, in a word."""
        if self.revoked_at is not None:
            return "revoked"
        if self.used >= self.uses:
            return "used up"
        if self.expires_at <= now:
            return "expired"
        return "open"
