"""Where values come from, who overruled them, and what they were before."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models.item import Item
from catalog.models.server import Server


class PriorityRule(models.Model):
    """A curator's order of servers for a kind, a field or one title.

    Empty scopes mean "any".  The servers named come first, in this order; those left
    out follow by their own priority.
    """

    kind = models.CharField(max_length=10, choices=Item.Kind.choices, blank=True)
    field = models.CharField(max_length=60, blank=True)
    item = models.ForeignKey(
        Item, null=True, blank=True, on_delete=models.CASCADE, related_name="rules"
    )
    servers = models.JSONField(help_text="Slugs of servers, the best first.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "priority rule"
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="", field="", item__isnull=True),
                name="catalog_priorityrule_has_scope",
            ),
            models.UniqueConstraint(
                fields=["kind", "field", "item"],
                condition=Q(item__isnull=False),
                name="catalog_priorityrule_one_per_item_scope",
            ),
            models.UniqueConstraint(
                fields=["kind", "field"],
                condition=Q(item__isnull=True),
                name="catalog_priorityrule_one_per_scope",
            ),
        ]

    def __str__(self) -> str:
        return in_words(self, {})


def in_words(rule: PriorityRule, names: Mapping[str, str]) -> str:
    """``captions of episodes of Borgen: cellar, then attic``.

    `names` are those of servers by slug; the rule comes with its title and its parents.
    """
    order = ", then ".join(names.get(slug, slug) for slug in rule.servers)
    return f"{scope_in_words(rule)}: {order}"


def scope_in_words(rule: PriorityRule) -> str:
    """``captions of episodes of Borgen``."""
    parts = [
        rule.field or ("" if rule.kind else "everything"),
        f"{rule.kind}s" if rule.kind else "",
        rule.item.place if rule.item else "",
    ]
    return " of ".join(part for part in parts if part)


class FieldLock(models.Model):
    """A curator's value for a field or entry; a NULL value means "locked as empty"."""

    item = models.ForeignKey(
        Item, on_delete=models.CASCADE, related_name="locks", db_index=False
    )
    field = models.CharField(max_length=60)
    key = models.CharField(max_length=120, blank=True, default="")
    value = models.JSONField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = "lock"
        constraints = [
            models.UniqueConstraint(
                fields=["item", "field", "key"], name="catalog_fieldlock_one_per_value"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field}.{self.key}" if self.key else self.field


class FieldSource(models.Model):
    """Provenance: which server a value comes from, why, since when, by which run.

    A row exists for every value of the catalog and for every lock, and for nothing
    else.  `server` is empty where a curator's lock or our own probe is the source.
    """

    class Reason(models.TextChoices):
        LOCKED = "locked", "locked by a curator"
        ONLY_SOURCE = "only_source", "no other server has it"
        FALLBACK = "fallback", "a better server has none"
        ITEM_RULE = "item_rule", "rule on this title"
        FIELD_RULE = "field_rule", "rule on this field"
        KIND_RULE = "kind_rule", "rule on this kind"
        PRIORITY = "priority", "best priority"

    item = models.ForeignKey(
        Item, on_delete=models.CASCADE, related_name="sources", db_index=False
    )
    field = models.CharField(max_length=60)
    key = models.CharField(max_length=120, default="", blank=True)
    server = models.ForeignKey(
        Server, null=True, blank=True, on_delete=models.PROTECT, db_index=False
    )
    origin = models.CharField(
        max_length=10,
        choices=[("server", "a server"), ("lock", "a curator"), ("probe", "our probe")],
        default="server",
    )
    reason = models.CharField(max_length=20, choices=Reason.choices)
    rule = models.ForeignKey(
        PriorityRule, null=True, blank=True, on_delete=models.SET_NULL, db_index=False
    )
    since = models.DateTimeField()
    run = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = "source"
        constraints = [
            models.UniqueConstraint(
                fields=["item", "field", "key"],
                name="catalog_fieldsource_one_per_value",
            ),
            models.CheckConstraint(
                condition=Q(origin="server", server__isnull=False)
                | Q(origin__in=["lock", "probe"], server__isnull=True),
                name="catalog_fieldsource_server_of_origin",
            ),
        ]
        indexes = [
            # "Which titles take their poster from B?", "what would removing B change?"
            models.Index(fields=["server", "field"], name="catalog_fieldsource_server"),
            # What a rule decides; nearly all rows have none.
            models.Index(
                fields=["rule"],
                condition=Q(rule__isnull=False),
                name="catalog_fieldsource_rule",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field}.{self.key}" if self.key else self.field


class FieldChange(models.Model):
    """History, append-only: what a value was, what it became, from whom, by which run.

    A created title is one row without a field.  Server names are kept as text, so
    that history outlives its servers.
    """

    class Action(models.TextChoices):
        CREATED = "created", "title created"
        UPDATED = "updated", "value changed"
        CLEARED = "cleared", "value cleared"
        UNAVAILABLE = "unavailable", "no server lists the title any more"
        RESTORED = "restored", "a server lists the title again"
        MERGED = "merged", "another title became part of this one"
        PARTED = "parted", "a title that was part of this one is its own again"

    item = models.ForeignKey(
        Item, on_delete=models.CASCADE, related_name="changes", db_index=False
    )
    action = models.CharField(max_length=12, choices=Action.choices)
    field = models.CharField(max_length=60, blank=True, default="")
    key = models.CharField(max_length=120, blank=True, default="")
    old = models.JSONField(null=True, blank=True)
    new = models.JSONField(null=True, blank=True)
    old_source = models.CharField(max_length=100, blank=True, default="")
    new_source = models.CharField(max_length=100, blank=True, default="")
    reason = models.CharField(max_length=20, blank=True, default="")
    run = models.PositiveBigIntegerField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    at = models.DateTimeField()
    former = models.BigIntegerField(
        null=True,
        blank=True,
        help_text="The title it was written for, where that became part of this one.",
    )

    class Meta:
        verbose_name = "change"
        indexes = [
            # The history of one title, and of one of its fields.
            models.Index(
                fields=["item", "field", "key"], name="catalog_fieldchange_item"
            ),
            # What one run changed.
            models.Index(fields=["run"], name="catalog_fieldchange_run"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.field}".strip()
