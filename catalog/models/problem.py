"""What viewers say is wrong with a title.  Written by `catalog.problems` alone.

    open -> answered -> closed, and back to open

`evidence` is what the server knew when it was said: the file in play and the decision
that chose it.  `player_said` is the player's own word.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models.item import Item


class ProblemReport(models.Model):
    """A problem with a title, of one kind, as one person tells it.

    While it is open, what the same person says of it again is added to it.
    """

    class Kind(models.TextChoices):
        PLAYBACK = "playback", "it does not play"
        WRONG = "wrong", "it is another film or episode"
        SOUND = "sound", "the sound"
        PICTURE = "picture", "the picture"
        CAPTIONS = "captions", "the captions"
        DESCRIPTION = "description", "its description or poster"
        OTHER = "other", "something else"

    class State(models.TextChoices):
        OPEN = "open", "open"
        ANSWERED = "answered", "answered"
        CLOSED = "closed", "closed"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="problem_reports",
        db_index=False,
        help_text="Empty: the person is no longer here.",
    )
    item = models.ForeignKey(
        Item, on_delete=models.CASCADE, related_name="problem_reports"
    )
    former = models.BigIntegerField(
        null=True,
        blank=True,
        help_text="The title it was told of, where that became part of this one.",
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    text = models.TextField(blank=True, default="")
    times = models.PositiveIntegerField(default=1)
    position_ms = models.PositiveBigIntegerField(null=True, blank=True)
    player_said = models.CharField(max_length=500, blank=True, default="")
    agent = models.CharField(max_length=300, blank=True, default="")
    evidence = models.JSONField(default=dict, blank=True)
    reported_at = models.DateTimeField()
    last_at = models.DateTimeField()
    answer = models.TextField(blank=True, default="")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "problem"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "item", "kind"],
                # One that followed its title here stands beside the title's own.
                condition=Q(state="open", former__isnull=True),
                name="catalog_problemreport_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | ~Q(answer=""),
                name="catalog_problemreport_answered_in_words",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "answered", "closed"]),
                name="catalog_problemreport_state_known",
            ),
        ]
        indexes = [
            # A person's own, the newest first.
            models.Index(fields=["user", "-last_at"], name="catalog_problem_newest"),
            # What waits for curators.
            models.Index(
                fields=["-last_at"],
                condition=Q(state="open"),
                name="catalog_problem_open",
            ),
        ]

    def __str__(self) -> str:
        return f"Problem {self.pk}: {self.get_kind_display()}"
