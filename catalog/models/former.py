"""What a title had of its own before it became part of another.

Kept with the alias that leads to the other one, so that a curator who parts them
gives each back what was its own.  Written by `catalog.sleeping` alone.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from catalog.models.item import Alias
from catalog.models.server import Server


class FormerLock(models.Model):
    """A lock of a title that became part of another.

    `moved` says that the other one took it over; else it had a lock of its own there,
    which holds, until a curator decides (`settled`).
    """

    alias = models.ForeignKey(
        Alias, on_delete=models.CASCADE, related_name="locks", db_index=False
    )
    field = models.CharField(max_length=60)
    key = models.CharField(max_length=120, blank=True, default="")
    value = models.JSONField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    at = models.DateTimeField()
    moved = models.BooleanField()
    settled = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alias", "field", "key"], name="catalog_formerlock_one"
            ),
        ]
        indexes = [
            # Locks that differ, of which a curator has to be told.
            models.Index(
                fields=["alias"],
                condition=models.Q(moved=False, settled=False),
                name="catalog_formerlock_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field}.{self.key}" if self.key else self.field


class FormerRule(models.Model):
    """A rule on a title that became part of another; `moved` as with locks."""

    alias = models.ForeignKey(
        Alias, on_delete=models.CASCADE, related_name="rules", db_index=False
    )
    kind = models.CharField(max_length=10, blank=True)
    field = models.CharField(max_length=60, blank=True)
    servers = models.JSONField()
    moved = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alias", "kind", "field"], name="catalog_formerrule_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.field}: {' > '.join(self.servers)}".strip()


class FormerShift(models.Model):
    """How far captions of a title were moved that became part of another; `moved` as
    with locks."""

    alias = models.ForeignKey(
        Alias, on_delete=models.CASCADE, related_name="caption_shifts", db_index=False
    )
    key = models.CharField(max_length=60)
    ms = models.IntegerField()
    url = models.TextField()
    server = models.ForeignKey(
        Server, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField()
    moved = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alias", "key"], name="catalog_formershift_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.ms:+} ms"


class FormerViewing(models.Model):
    """What a person had done with one of two titles before they became one.

    `survivor` tells the title that stayed from the one that became part of it.
    Without `updated_at` there was no progress, without `added_at` no place on a list.
    """

    alias = models.ForeignKey(
        Alias, on_delete=models.CASCADE, related_name="viewing", db_index=False
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    survivor = models.BooleanField()
    position_ms = models.PositiveBigIntegerField(default=0)
    duration_ms = models.PositiveBigIntegerField(null=True, blank=True)
    finished = models.BooleanField(default=False)
    put_aside = models.BooleanField(default=False)
    updated_at = models.DateTimeField(null=True, blank=True)
    added_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alias", "user", "survivor"], name="catalog_formerviewing_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} before {self.alias_id}"
