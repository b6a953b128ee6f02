"""Requests to sync, the runs that answer them, and each server's part of a run.

    Trigger n--1 Run n--n Scan n--1 Server

A trigger is a committed row before anyone is told "yes".  Several triggers share a
run; several runs share a scan that had not begun when they were asked for.  The
broker is only a hint: whatever it loses, the reconciler finds in these rows.
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models import Server
from sync.libraries import not_synced
from sync.models.moving import Moving

#: What a run did to the catalog, in the columns that count it: nothing.
CHANGED_NOTHING: Final = Q(created=0, updated=0, cleared=0, unavailable=0, restored=0)


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
        DRY_RUN = "dry_run", "see what a sync would change"

    state = models.CharField(
        max_length=10, choices=State.choices, default=State.PENDING
    )
    purpose = models.CharField(
        max_length=10, choices=Purpose.choices, default=Purpose.SYNC
    )
    titles = models.JSONField(
        null=True,
        blank=True,
        help_text="Titles to resolve, with those below them, by key; empty: all.",
    )
    kinds = models.JSONField(
        null=True,
        blank=True,
        help_text="Kinds of titles to resolve, where none are named; empty: all.",
    )
    regroup = models.BooleanField(
        default=True, help_text="Whether it also decides anew what is one title."
    )
    scans: models.ManyToManyField[Scan, models.Model] = models.ManyToManyField(
        "Scan", related_name="runs", blank=True
    )
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
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
        """Whether nothing of it goes on; a held one may, once a curator decided."""
        return self.state not in {self.State.PENDING, self.State.RUNNING}


class Scan(Moving):
    """One server's part of a run.

    pending -> running -> complete | unchanged | partial | failed | held

    A held scan waits for a curator: waiting -> accepted -> adopted, and then it is
    what it would have been; or waiting -> discarded | replaced by a newer scan.
    """

    class State(models.TextChoices):
        PENDING = "pending", "waiting"
        RUNNING = "running", "reading"
        COMPLETE = "complete", "complete"
        UNCHANGED = "unchanged", "unchanged"
        PARTIAL = "partial", "partial"
        FAILED = "failed", "failed"
        HELD = "held", "held for a curator"

    class Decision(models.TextChoices):
        NONE = "", "none was needed"
        WAITING = "waiting", "waits for a curator"
        ACCEPTED = "accepted", "accepted, to be adopted"
        ADOPTED = "adopted", "accepted and adopted"
        DISCARDED = "discarded", "discarded"
        REPLACED = "replaced", "replaced by a newer scan"

    server = models.ForeignKey(Server, on_delete=models.PROTECT, related_name="scans")
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.PENDING
    )
    scope = models.JSONField(
        null=True, blank=True, help_text="What it is about; empty: everything."
    )
    force = models.BooleanField(
        default=False, help_text="Read all anew, whatever did not change."
    )
    dry_run = models.BooleanField(
        default=False, help_text="Nothing it reads is kept; never shared."
    )
    epoch = models.PositiveBigIntegerField(
        default=0, help_text="The lease under which it runs or ran."
    )
    attempts = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When all was read, and storing it began.",
    )
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
    left_out = models.CharField(
        max_length=10,
        blank=True,
        default="",
        help_text="The library it did not read: an operator left it out.",
    )
    error_code = models.CharField(max_length=40, blank=True, default="")
    error_message = models.TextField(blank=True, default="")

    # what a held scan would do, and what became of it
    losses = models.JSONField(
        default=list,
        blank=True,
        help_text="What it would withdraw, by kind and field, with examples.",
    )
    proven = models.JSONField(
        null=True,
        blank=True,
        help_text="What adopting it needs besides its staged rows and withdrawals.",
    )
    decision = models.CharField(
        max_length=10, choices=Decision.choices, blank=True, default=Decision.NONE
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    #: Whether it changed what identity is made of, for movies or shows.
    identity_changed = models.BooleanField(default=False)
    #: Adopted scans whose observations are not yet projected into the catalog.
    adopted_at = models.DateTimeField(null=True, blank=True)
    merging_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When merging it into the catalog began, the last time.",
    )
    finalized_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["server"],
                condition=Q(state="pending", dry_run=False),
                name="sync_scan_one_pending_per_server",
            ),
            models.UniqueConstraint(
                fields=["server"],
                # Dry runs read under the same lease, and leave what they began.
                condition=Q(state="running", dry_run=False),
                name="sync_scan_one_running_per_server",
            ),
            models.UniqueConstraint(
                fields=["server"],
                condition=Q(decision__in=["waiting", "accepted"]),
                name="sync_scan_one_held_per_server",
            ),
            models.CheckConstraint(
                condition=~Q(decision__in=["waiting", "accepted"])
                | Q(state="held", proven__isnull=False),
                name="sync_scan_undecided_is_held",
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
    def state_in_words(self) -> str:
        """Its state, and what became of it where it was held."""
        return self.in_words(self.state, self.decision)

    @property
    def not_synced(self) -> str:
        """What it did not read, and why; nothing where it read all it was about."""
        return not_synced(self.server.name, self.left_out)

    @classmethod
    def in_words(cls, state: str, decision: str) -> str:
        """``complete``, ``held for a curator``, ``held, then discarded``."""
        if decision in {cls.Decision.DISCARDED, cls.Decision.REPLACED}:
            return f"held, then {cls.Decision(decision).label}"
        return str(cls.State(state).label)

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
    kinds = models.JSONField(
        null=True, blank=True, help_text="Such as movies, tv; empty: all."
    )
    groups = models.JSONField(
        null=True, blank=True, help_text="Such as metadata, captions:fr; empty: all."
    )
    item = models.UUIDField(
        null=True, blank=True, help_text="A title's public id; empty: all titles."
    )
    force = models.BooleanField(
        default=False, help_text="Read all anew, whatever did not change."
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    created_at = models.DateTimeField(auto_now_add=True)

    # a word about a title that its server may not list yet (sync.hints)
    hint = models.JSONField(
        null=True, blank=True, help_text="What was said of the title."
    )
    again_for = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="tries",
        help_text="The request that this one repeats.",
    )
    due_at = models.DateTimeField(
        null=True, blank=True, help_text="Not before; empty: at once."
    )

    run = models.ForeignKey(
        Run, null=True, blank=True, on_delete=models.SET_NULL, related_name="triggers"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["again_for", "due_at"], name="sync_trigger_one_try_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(again_for__isnull=True) | Q(due_at__isnull=False),
                name="sync_trigger_a_try_is_due",
            ),
        ]
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
