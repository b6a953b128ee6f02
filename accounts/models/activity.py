"""What a person did at the desk, over the API or on the command line."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Activity(models.Model):
    """One deed, append-only but for its note.  `accounts.activity` writes it.

    Names are kept as text beside what they point to, so that a deed outlives its
    person, its title and its server.  Never holds a secret.
    """

    class Verb(models.TextChoices):
        RULE_SET = "rule_set", "set a rule"
        RULE_CLEARED = "rule_cleared", "cleared a rule"
        ORDER_CHANGED = "order_changed", "changed the order of servers"
        LOCKED = "locked", "locked"
        UNLOCKED = "unlocked", "unlocked"
        CAPTIONS_ADDED = "captions_added", "uploaded captions"
        CAPTIONS_TAKEN_OUT = "captions_taken_out", "took out uploaded captions"
        CAPTIONS_SHIFTED = "captions_shifted", "shifted captions in time"
        CAPTIONS_RESET = "captions_reset", "put captions back in time"
        MANY_CHANGED = "many_changed", "changed many titles"
        MERGED = "merged", "merged two titles"
        SPLIT = "split", "split a title"
        TITLE_ADDED = "title_added", "added a title by hand"
        TITLE_CHANGED = "title_changed", "changed a title added by hand"
        TITLE_TAKEN_OUT = "title_taken_out", "took out a title added by hand"
        CONFLICT_DECIDED = "conflict_decided", "decided a conflict"
        QUARANTINE_DISMISSED = "quarantine_dismissed", "let a quarantined item rest"
        QUARANTINE_RETRIED = "quarantine_retried", "retried a quarantined item"
        SCAN_ACCEPTED = "scan_accepted", "accepted a held scan"
        SCAN_DISCARDED = "scan_discarded", "discarded a held scan"
        SERVER_ADDED = "server_added", "added a server"
        SERVER_CHANGED = "server_changed", "changed a server's addresses"
        SERVER_SECRET = "server_secret", "changed a server's secret"
        SERVER_ENABLED = "server_enabled", "enabled a server"
        SERVER_DISABLED = "server_disabled", "disabled a server"
        SERVER_LIBRARIES = "server_libraries", "chose a server's libraries"
        SERVER_REMOVED = "server_removed", "took a server out"
        SCHEDULE_ADDED = "schedule_added", "added a schedule"
        SCHEDULE_CHANGED = "schedule_changed", "changed a schedule"
        SCHEDULE_REMOVED = "schedule_removed", "removed a schedule"
        WEBHOOK_ADDED = "webhook_added", "added a webhook"
        WEBHOOK_CHANGED = "webhook_changed", "changed a webhook"
        WEBHOOK_ROTATED = "webhook_rotated", "rotated a webhook's secret"
        WEBHOOK_REMOVED = "webhook_removed", "removed a webhook"
        PERSON_ADDED = "person_added", "added a person"
        PERSON_APPROVED = "person_approved", "let a person in"
        PERSON_REFUSED = "person_refused", "refused a person"
        PERSON_CHANGED = "person_changed", "changed a person's name or address"
        PERSON_ROLE = "person_role", "gave a person another role"
        PERSON_ENABLED = "person_enabled", "enabled a person"
        PERSON_DISABLED = "person_disabled", "disabled a person"
        PERSON_REMOVED = "person_removed", "removed a person"
        INVITED = "invited", "made an invitation"
        INVITATION_REVOKED = "invitation_revoked", "revoked an invitation"
        LOG_IN_ENDED = "log_in_ended", "ended a person's log-in"
        TOKEN_REVOKED = "token_revoked", "revoked a person's token"
        PASSWORD_LINK = "password_link", "made a link for a person's new password"
        HOUSEHOLD_CHANGED = "household_changed", "changed the household's settings"

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Nobody for the command line, or where the account is gone.",
    )
    by_name = models.CharField(
        max_length=150, blank=True, help_text="Empty for the command line."
    )
    verb = models.CharField("what", max_length=30, choices=Verb.choices)
    about = models.CharField(max_length=300, blank=True)
    item = models.UUIDField(
        "title",
        null=True,
        blank=True,
        help_text="The title's public id, which leads to it even after a merge.",
    )
    person = models.BigIntegerField(
        null=True,
        blank=True,
        help_text="The key of the account it is about, never another's.",
    )
    server = models.CharField(max_length=100, blank=True)
    field = models.CharField(max_length=200, blank=True)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    undoes = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="undone_by",
    )

    class Meta:
        verbose_name = "activity"
        verbose_name_plural = "activity"
        constraints = [
            models.CheckConstraint(
                condition=Q(undoes=None) | ~Q(undoes=F("pk")),
                name="accounts_activity_undoes_another",
            ),
        ]
        indexes = [
            # What was done to one title; most deeds are about none.
            models.Index(
                fields=["item"],
                condition=Q(item__isnull=False),
                name="accounts_activity_item",
            ),
            # What is older than it is kept.
            models.Index(fields=["at"], name="accounts_activity_at"),
        ]

    def __str__(self) -> str:
        return f"{self.who} {self.get_verb_display()}"

    @property
    def who(self) -> str:
        """Whose deed it was, in words."""
        return self.by_name or "the command line"
