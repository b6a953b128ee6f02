"""One deed of a curator over many titles, and what it does to each of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models import Item
from sync.models.run import Run


class BulkChange(models.Model):
    """Locks or rules for many titles: chosen, previewed, applied, undone.

    choosing -> previewed -> waiting -> running -> done | stopped | failed

    What it will do is a row for each title and field (`BulkRow`), made by the preview;
    what it did stays there, so that all of it can be undone.
    """

    class Deed(models.TextChoices):
        LOCK = "lock", "lock"
        EMPTY = "empty", "lock as empty"
        KEEP = "keep", "lock as it is"
        UNLOCK = "unlock", "unlock"
        USE = "use", "use a server first"
        USUAL = "usual", "usual order"
        IMPORT = "import", "import"
        UNDO = "undo", "undo"
        EXPORT = "export", "export"

    class State(models.TextChoices):
        CHOOSING = "choosing", "not chosen yet"
        PREVIEWED = "previewed", "not applied"
        WAITING = "waiting", "waiting"
        RUNNING = "running", "running"
        DONE = "done", "done"
        STOPPED = "stopped", "stopped"
        FAILED = "failed", "failed"

    deed = models.CharField(max_length=10, choices=Deed.choices)
    kind = models.CharField(
        max_length=10,
        choices=Item.Kind.choices,
        blank=True,
        help_text="Of the titles; empty: several kinds.",
    )
    name = models.CharField(
        max_length=200, blank=True, default="", help_text="Field or entry."
    )
    value = models.JSONField(
        null=True, blank=True, help_text="The value to lock, or the server to use."
    )
    titles = models.JSONField(default=list, help_text="The selection, by key.")
    undoes = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="undone_by",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    # how it goes
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.CHOOSING
    )
    stop_asked = models.BooleanField(default=False)
    tries = models.PositiveIntegerField(
        default=0, help_text="Beginnings since a batch was last finished."
    )
    applied_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    run = models.ForeignKey(
        Run, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    error = models.TextField(blank=True, default="")

    # how many rows
    planned = models.PositiveIntegerField(default=0)
    replaces = models.PositiveIntegerField(
        default=0, help_text="Of the planned: those that replace a lock or rule."
    )
    same = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    overtaken = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "bulk change"
        constraints = [
            models.UniqueConstraint(
                fields=["undoes"],
                condition=Q(state__in=["waiting", "running"]),
                name="sync_bulkchange_one_undo_at_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["done", "stopped", "failed"], finished_at__isnull=False
                )
                | Q(
                    state__in=["choosing", "previewed", "waiting", "running"],
                    finished_at__isnull=True,
                ),
                name="sync_bulkchange_finished_when_over",
            ),
        ]
        indexes = [
            # The reconciler looks for what is not finished.
            models.Index(
                fields=["state"],
                condition=Q(state__in=["waiting", "running"]),
                name="sync_bulkchange_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return f"bulk change {self.pk}"

    @property
    def is_over(self) -> bool:
        """Whether nothing of it goes on."""
        return self.state in {self.State.DONE, self.State.STOPPED, self.State.FAILED}

    @property
    def is_under_way(self) -> bool:
        """Whether it was applied and is not over."""
        return self.state in {self.State.WAITING, self.State.RUNNING}


class BulkRow(models.Model):
    """What a bulk change does to one field or entry of one title.

    planned -> done | overtaken; or from the start: same | refused

    `title` is a title's key, which is never another's: it may be gone, and come back.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "would change"
        SAME = "same", "has it already"
        REFUSED = "refused", "cannot"
        DONE = "done", "changed"
        OVERTAKEN = "overtaken", "changed meanwhile"

    class About(models.TextChoices):
        LOCK = "lock", "lock"
        RULE = "rule", "rule"

    bulk = models.ForeignKey(
        BulkChange, on_delete=models.CASCADE, related_name="rows", db_index=False
    )
    title = models.BigIntegerField(null=True)
    line = models.PositiveIntegerField(null=True, help_text="Of the imported file.")
    about = models.CharField(max_length=4, choices=About.choices)
    field = models.CharField(max_length=200)
    key = models.CharField(
        max_length=120, blank=True, default="", help_text="Entry, or kind of the rule."
    )
    wanted = models.JSONField(
        null=True, help_text="The lock or rule to be there; empty: none."
    )
    seen = models.JSONField(null=True, help_text="What the preview saw there.")
    before = models.JSONField(
        null=True, help_text="The lock or rule it replaced; empty: none."
    )
    written_at = models.DateTimeField(null=True, help_text="When the lock was made.")
    state = models.CharField(max_length=10, choices=State.choices)
    why = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bulk", "title", "about", "field", "key"],
                name="sync_bulkrow_one_per_value",
            ),
        ]
        indexes = [
            # The next of those that are left to do, and examples of each state.
            models.Index(fields=["bulk", "state", "id"], name="sync_bulkrow_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.field}.{self.key}" if self.key else self.field
