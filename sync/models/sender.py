"""Programs that call with a proof of their own, and what they delivered.

    Sender 1--n WebhookDelivery n--1 Trigger

`sync.senders` makes and changes senders; `sync.deliveries` writes deliveries.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from catalog.models.secret import EncryptedTextField, LostSecret
from sync.models.run import Trigger


class Sender(models.Model):
    """A program whose webhooks are taken, and how far its word reaches.

    It signs with the secret, or calls an address that ends with the token.  After a
    rotation the ones before hold for a while.
    """

    name = models.CharField(
        max_length=100, unique=True, help_text="How people call it."
    )
    slug = models.SlugField(
        max_length=100,
        unique=True,
        editable=False,
        help_text="Part of its address. It never changes.",
    )
    enabled = models.BooleanField(
        "on", default=True, help_text="What a disabled one sends is refused."
    )

    # what it proves itself with
    secret = EncryptedTextField(blank=True, default="", editable=False)
    previous_secret = EncryptedTextField(blank=True, default="", editable=False)
    token_digest = models.CharField(max_length=64, editable=False)
    previous_token_digest = models.CharField(
        max_length=64, blank=True, default="", editable=False
    )
    previous_until = models.DateTimeField(null=True, blank=True, editable=False)
    rotated_at = models.DateTimeField(default=timezone.now, editable=False)

    # how far its word reaches; empty: everything
    servers = models.JSONField(null=True, blank=True, help_text="Slugs of servers.")
    kinds = models.JSONField(null=True, blank=True)
    groups = models.JSONField(null=True, blank=True)

    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "webhook sender"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def secrets(self, now: datetime) -> list[str]:
        """The secrets that are proof at this moment; a lost one is none."""
        found = [self.secret]
        if self.previous_until is not None and now < self.previous_until:
            found.append(self.previous_secret)
        return [s for s in found if s and not isinstance(s, LostSecret)]

    def token_digests(self, now: datetime) -> list[str]:
        """Digests of the tokens that are proof at this moment."""
        found = [self.token_digest]
        if self.previous_until is not None and now < self.previous_until:
            found.append(self.previous_token_digest)
        return [digest for digest in found if digest]

    @property
    def secret_is_lost(self) -> bool:
        """Whether a secret is stored that none of our keys opens."""
        return isinstance(self.secret, LostSecret)


class WebhookDelivery(models.Model):
    """A webhook that was taken, or a day's refusals of one sender.

    Each that was taken has a row, and its id starts nothing a second time.  Refusals
    are folded: however many come in a day, they are one row for each status.
    """

    sender = models.ForeignKey(
        Sender,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="deliveries",
        help_text="Empty: no sender has that address.",
    )
    delivery_id = models.CharField(max_length=128, blank=True, default="")
    body_digest = models.CharField(max_length=64, blank=True, default="")
    status = models.PositiveSmallIntegerField(help_text="How it was answered.")
    reason = models.CharField(
        max_length=200,
        blank=True,
        default="",
        help_text="Why it was refused; of several, the latest.",
    )
    trigger = models.ForeignKey(
        Trigger,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="deliveries",
    )
    received_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)
    times = models.PositiveIntegerField(default=1, validators=[MinValueValidator(1)])
    # what came, as far as it is kept; of folded refusals the latest
    headers = models.JSONField(default=dict, blank=True, editable=False)
    body = models.BinaryField(
        null=True, editable=False, help_text="Empty: too long to be kept, or unknown."
    )
    proof = models.JSONField(
        default=dict,
        blank=True,
        editable=False,
        help_text="What it proved itself with; a replay is judged by it.",
    )
    replay_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="replays",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Who replayed it.",
    )
    fold = models.CharField(
        max_length=120,
        null=True,
        unique=True,
        editable=False,
        help_text="What refusals are folded by.",
    )

    class Meta:
        verbose_name_plural = "webhook deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["sender", "delivery_id"],
                condition=Q(trigger__isnull=False) & ~Q(delivery_id=""),
                name="sync_webhookdelivery_id_starts_once",
            ),
            models.CheckConstraint(
                condition=Q(trigger__isnull=False, fold__isnull=True)
                | Q(trigger__isnull=True, fold__isnull=False),
                name="sync_webhookdelivery_taken_or_folded",
            ),
        ]
        indexes = [
            # Those that are old enough to be forgotten.
            models.Index(fields=["last_at"], name="sync_webhookdelivery_last_at"),
        ]

    def __str__(self) -> str:
        return self.delivery_id or f"delivery {self.pk}"

    @property
    def is_taken(self) -> bool:
        """Whether it became a request to sync."""
        return self.fold is None

    @property
    def can_be_replayed(self) -> bool:
        """Whether what it said is kept, and who said it."""
        return self.body is not None and self.sender_id is not None
