"""Requests to sync, the runs that answer them, and each server's part of a run.

    Trigger n--1 Run n--n Scan n--1 Server

A trigger is a committed row before anyone is told "yes".  Several triggers share a
run; several runs share a scan that had not begun when they were asked for.  The
broker is only a hint: whatever it loses, the reconciler finds in these rows.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models import Server
from sync.models.moving import Moving


class Run(Moving):
    """One sync of a set of servers.

    pending -> running -> succeeded | partial | held | failed
    """

    class State(models.TextChoices):
        PENDING = "pending", "waiting"
        RUNNING = "running", "running"
        SUCCEEDED = "succeeded", "succeeded"
        PARTIAL = "partial", "partial"
        HELD = "held", "held for a curator"
        FAILED = "failed", "failed"

    class Purpose(models.TextChoices):
        SYNC = "sync", "ask the servers"
        RESOLVE = "resolve", "resolve anew from what is stored"

    state = models.CharField(
        max_length=10, choices=State.choices, default=State.PENDING
    )
    purpose = models.CharField(
        max_length=10, choices=Purpose.choices, default=Purpose.SYNC
    )
    scans: models.ManyToManyField[Scan, models.Model] = models.ManyToManyField(
        "Scan", related_name="runs", blank=True
    )
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    # what the run changed in the catalog
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    cleared = models.PositiveIntegerField(default=0)
    unavailable = models.PositiveIntegerField(default=0)
    restored = models.PositiveIntegerField(default=0)
    writes = models.PositiveIntegerField(
        default=0, help_text="Catalog rows written; observations count on the scans."
    )
    finalize_seconds = models.FloatField(default=0)

    class Meta:
        indexes = [
            # The reconciler looks for what is not finished.
            models.Index(
                fields=["state"],
                condition=Q(state__in=["pending", "running"]),
                name="sync_run_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.pk}"

    @property
    def is_finished(self) -> bool:
        """Whether its state will not change any more."""
        return self.state not in {self.State.PENDING, self.State.RUNNING}


class Scan(Moving):
    """One server's part of a run.

    pending -> running -> complete | unchanged | partial | failed | held
    """

    class State(models.TextChoices):
        PENDING = "pending", "waiting"
        RUNNING = "running", "reading"
        COMPLETE = "complete", "complete"
        UNCHANGED = "unchanged", "unchanged"
        PARTIAL = "partial", "partial"
        FAILED = "failed", "failed"
        HELD = "held", "held for a curator"

    server = models.ForeignKey(Server, on_delete=models.PROTECT, related_name="scans")
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.PENDING
    )
    epoch = models.PositiveBigIntegerField(
        default=0, help_text="The lease under which it runs or ran."
    )
    attempts = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    gather_seconds = models.FloatField(default=0)

    # outcome
    items = models.PositiveIntegerField(default=0, help_text="Items its listings name.")
    changed = models.PositiveIntegerField(
        default=0, help_text="Observations it changed."
    )
    withdrawn = models.PositiveIntegerField(default=0)
    quarantined = models.PositiveIntegerField(default=0)
    writes = models.PositiveIntegerField(
        default=0, help_text="Observation rows its adoption wrote."
    )
    error_code = models.CharField(max_length=40, blank=True, default="")
    error_message = models.TextField(blank=True, default="")

    #: Whether it changed what identity is made of, for movies or shows.
    identity_changed = models.BooleanField(default=False)
    #: Adopted scans whose observations are not yet projected into the catalog.
    adopted_at = models.DateTimeField(null=True, blank=True)
    finalized_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["server"],
                condition=Q(state="pending"),
                name="sync_scan_one_pending_per_server",
            ),
            models.UniqueConstraint(
                fields=["server"],
                condition=Q(state="running"),
                name="sync_scan_one_running_per_server",
            ),
        ]
        indexes = [
            # What the reconciler and the finalizer look for.
            models.Index(
                fields=["state"],
                condition=Q(state__in=["pending", "running"]),
                name="sync_scan_unfinished",
            ),
            models.Index(
                fields=["adopted_at"],
                condition=Q(adopted_at__isnull=False, finalized_at__isnull=True),
                name="sync_scan_to_finalize",
            ),
        ]

    def __str__(self) -> str:
        return f"scan {self.pk}"

    @property
    def is_finished(self) -> bool:
        """Whether reading is over, one way or the other."""
        return self.state not in {self.State.PENDING, self.State.RUNNING}


class Trigger(models.Model):
    """One request to sync, committed before it is acknowledged."""

    class Source(models.TextChoices):
        COMMAND = "command", "command line"
        ADMIN = "admin", "admin"
        SCHEDULE = "schedule", "schedule"
        WEBHOOK = "webhook", "webhook"
        API = "api", "API"
        SETTINGS = "settings", "a changed setting"

    source = models.CharField(max_length=10, choices=Source.choices)
    purpose = models.CharField(
        max_length=10, choices=Run.Purpose.choices, default=Run.Purpose.SYNC
    )
    servers = models.JSONField(
        null=True, blank=True, help_text="Slugs; empty: all that are enabled then."
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    created_at = models.DateTimeField(auto_now_add=True)
    run = models.ForeignKey(
        Run, null=True, blank=True, on_delete=models.SET_NULL, related_name="triggers"
    )

    class Meta:
        indexes = [
            # Triggers the reconciler has to plan.
            models.Index(
                fields=["created_at"],
                condition=Q(run__isnull=True),
                name="sync_trigger_unplanned",
            ),
        ]

    def __str__(self) -> str:
        return f"trigger {self.pk}"
