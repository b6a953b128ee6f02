"""What each server last said, in the catalog's own shape.

`Observation` is adopted truth about a server; `StagedObservation` is what a running
or held scan wants to say.  Only `sync.store` writes either.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from catalog.models import Item, MediaFields, Server
from catalog.models.json_column import JSONColumn
from sync.models.run import Scan


class ObservedFields(MediaFields):
    """What a server says of one item: the single fields and the keyed groups whole.

    `present` has the bit of every declared field with a value, `keys` the keyed
    entries (``|artwork.poster|captions.en|``, and ``|pending.en|`` where that caption
    is pending), so that "who has what" and "who would win" are answered without reading
    values.
    """

    kind = models.CharField(max_length=10, choices=Item.Kind.choices)
    remote_key = models.TextField()
    parent_key = models.TextField(null=True, blank=True)

    external_ids = JSONColumn(null=True, blank=True)
    artwork = JSONColumn(null=True, blank=True)
    captions = JSONColumn(null=True, blank=True)
    files = JSONColumn(null=True, blank=True)

    # identity
    fingerprint = models.CharField(max_length=200, null=True, blank=True)
    title_key = models.TextField(
        default="", help_text="Title as compared between servers."
    )

    present = models.BigIntegerField(default=0)
    keys = models.TextField(default="", blank=True)
    content_hash = models.CharField(max_length=32)
    identity_hash = models.CharField(max_length=32)

    # which version of the server's documents this comes from; opaque
    listing_token = models.CharField(max_length=64, default="", blank=True)
    detail_tokens = JSONColumn(default=dict, blank=True)

    class Meta:
        abstract = True


class Observation(ObservedFields):
    """What one server last said about one of its items, adopted from a scan.

    Listed or withdrawn, and stays stored.  `item` is the title it was found to be.
    """

    server = models.ForeignKey(
        Server, on_delete=models.PROTECT, related_name="observations", db_index=False
    )
    item = models.ForeignKey(
        Item, null=True, on_delete=models.SET_NULL, related_name="observations"
    )
    home = models.BigIntegerField(
        null=True,
        help_text="The key of the title it belonged to before that became part of "
        "another, or another of it.",
    )
    listed = models.BooleanField(default=True)
    changed_by = models.ForeignKey(
        Scan,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The scan that last changed it.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["server", "kind", "remote_key"],
                name="sync_observation_one_per_remote_key",
            ),
        ]
        indexes = [
            # The seasons of a show and the episodes of a season, on their server.
            models.Index(
                fields=["server", "kind", "parent_key"],
                condition=Q(parent_key__isnull=False),
                name="sync_observation_children",
            ),
            # How many a server lists, and what is withdrawn, without reading the rows:
            # these are long.
            models.Index(
                fields=["listed", "server", "kind"], name="sync_observation_listed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.remote_key}"


class StagedObservation(ObservedFields):
    """An observation a scan has read and not yet adopted.

    It is the scan's as long as it has the scan's own epoch.  Another one is left over
    from an attempt or a scan that broke off: it counts for nothing until the listing
    confirms it.
    """

    scan = models.ForeignKey(
        Scan, on_delete=models.CASCADE, related_name="staged", db_index=False
    )
    epoch = models.PositiveBigIntegerField(
        default=0,
        help_text="The lease under which it was read or confirmed; 0: left over.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scan", "kind", "remote_key"],
                name="sync_stagedobservation_one_per_remote_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.remote_key}"


class Withdrawal(models.Model):
    """An item a scan found its server no longer lists; adopted with the scan."""

    scan = models.ForeignKey(
        Scan, on_delete=models.CASCADE, related_name="withdrawals", db_index=False
    )
    observation = models.ForeignKey(Observation, on_delete=models.CASCADE)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scan", "observation"], name="sync_withdrawal_once"
            ),
        ]

    def __str__(self) -> str:
        return f"scan {self.scan_id}: {self.observation_id}"


class ChangeToken(models.Model):
    """Under which token all that a server lists of a kind and group is stored.

    Advances only in the transaction that adopts what it covers.
    """

    server = models.ForeignKey(Server, on_delete=models.CASCADE, db_index=False)
    kind = models.CharField(max_length=10, choices=Item.Kind.choices)
    group = models.CharField(max_length=20)
    token = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["server", "kind", "group"], name="sync_changetoken_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.group}"


class Quarantine(models.Model):
    """An item that cannot be read from its server, or not be merged into the catalog.

    What was adopted or merged of it before stays in force.  It is tried again whenever
    the server says something else about it, or a curator asks.
    """

    class Stage(models.TextChoices):
        READING = "reading", "read from the server"
        MERGING = "merging", "merged into the catalog"

    server = models.ForeignKey(
        Server, on_delete=models.CASCADE, related_name="quarantine", db_index=False
    )
    kind = models.CharField(max_length=10, choices=Item.Kind.choices)
    remote_key = models.TextField("item")
    stage = models.CharField(
        max_length=10, choices=Stage.choices, default=Stage.READING
    )
    code = models.CharField(max_length=40)
    message = models.TextField()
    sample = models.TextField(blank=True, default="")
    token = models.CharField(
        max_length=64,
        blank=True,
        default="",
        help_text="Its token where reading it ended workers; another one frees it.",
    )
    since = models.DateTimeField()
    dismissed_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="A curator knows of it; it shows again if the reason changes.",
    )

    class Meta:
        verbose_name = "quarantined item"
        constraints = [
            models.UniqueConstraint(
                fields=["server", "kind", "remote_key", "stage"],
                name="sync_quarantine_one_per_stage",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.remote_key}: {self.code}"
