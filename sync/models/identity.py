"""What curators decided about identity, and what they have yet to decide."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models import FormerLock, Item


class IdentityDecision(models.Model):
    """A curator's word on two items of servers: one title, or two.

    Items are named by server slug and remote key, so that a decision holds whatever
    becomes of the rows.
    """

    class Verdict(models.TextChoices):
        MERGE = "merge", "one title"
        SPLIT = "split", "two titles"

    kind = models.CharField(max_length=10, choices=Item.Kind.choices)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    left_server = models.CharField(max_length=100)
    left_key = models.TextField()
    right_server = models.CharField(max_length=100)
    right_key = models.TextField()
    against = models.JSONField(
        null=True,
        blank=True,
        help_text="Kinds of evidence a split was decided against; empty: any.",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = "identity decision"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "left_server", "left_key", "right_server", "right_key"],
                name="sync_identitydecision_one_per_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict}: {self.left_key} / {self.right_key}"


class Conflict(models.Model):
    """Two groups of items that something says are one and something says are not.

    They are kept apart until a curator decides.  Rows follow the stored observations:
    a contradiction that vanished has no row.

    Of locks that differ, `left` holds one and `right` is empty: it became part of
    `left`, and its lock is shown here.
    """

    class Reason(models.TextChoices):
        TITLES_DIFFER = "titles_differ", "the id agrees, title and year both differ"
        IDS_DIFFER = "ids_differ", "something agrees, but ids contradict each other"
        SAME_SERVER = "same_server", "two folders of one server disagree"
        DECIDED_APART = "decided_apart", "kept apart, and something else agrees now"
        LOCKS_DIFFER = "locks_differ", "two titles that became one lock it differently"

    kind = models.CharField(max_length=10, choices=Item.Kind.choices)
    reason = models.CharField(max_length=20, choices=Reason.choices)
    evidence = models.CharField(
        max_length=300, help_text="What both sides share, such as tmdb:603."
    )
    left = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey(
        Item, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    lock = models.OneToOneField(
        FormerLock, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reason", "evidence", "left", "right"],
                name="sync_conflict_one_per_pair",
            ),
            models.CheckConstraint(
                condition=Q(reason="locks_differ", right=None, lock__isnull=False)
                | (~Q(reason="locks_differ") & Q(right__isnull=False, lock=None)),
                name="sync_conflict_of_titles_or_locks",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence}: {self.left} / {self.right}"
