"""The servers whose observations make the catalog."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from catalog.models.secret import EncryptedTextField, LostSecret, secret_digest


class ServerQuerySet(models.QuerySet["Server"]):
    """Servers by what they are still allowed to do."""

    def present(self) -> ServerQuerySet:
        """Those not removed."""
        return self.filter(removed_at__isnull=True)

    def enabled(self) -> ServerQuerySet:
        """Those that take part in syncs and in the merge."""
        return self.present().filter(enabled=True)


class Server(models.Model):
    """One media server: an address, a secret, and its place in the order.

    Removing is soft: the row stays, so that history keeps the name and an
    unavailable title keeps the values this server gave.
    """

    class Health(models.TextChoices):
        UNKNOWN = "unknown", "not asked yet"
        OK = "ok", "answers"
        DEGRADED = "degraded", "does not answer as it should"
        AUTH_FAILED = "auth_failed", "refuses our secret"
        NEEDS_CREDENTIALS = "needs_credentials", "its stored secret cannot be read"

    class Library(models.TextChoices):
        """What a server lists by itself, and may be left out by itself."""

        MOVIES = "movies", "movies"
        SHOWS = "shows", "shows"

    name = models.CharField(
        max_length=100, help_text="How people call it. Unique among your servers."
    )
    slug = models.SlugField(
        max_length=100,
        unique=True,
        help_text="Names this server's files and history. It never changes.",
    )
    kind = models.CharField(max_length=30, help_text="Which protocol it speaks.")
    api_url = models.URLField(
        "API address",
        max_length=500,
        blank=True,
        help_text="Where it answers, for example http://nas.local:3000",
    )
    media_url = models.URLField(
        "media address",
        max_length=500,
        blank=True,
        help_text="Where its files are served. Empty: the API address.",
    )
    prefix = models.CharField(
        max_length=200,
        blank=True,
        help_text="What its file addresses start with, such as /media. May be empty.",
    )
    secret = EncryptedTextField(
        blank=True, default="", help_text="Stored encrypted and never shown again."
    )
    secret_digest = models.CharField(
        max_length=64, blank=True, default="", editable=False
    )
    priority = models.PositiveIntegerField(
        validators=[MinValueValidator(0), MaxValueValidator(1_000_000)],
        help_text="The lower number wins. Each server has its own.",
    )
    enabled = models.BooleanField(
        default=True,
        help_text="A disabled server is not asked and gives no values.",
    )
    # One at most: a server of which nothing is to be read is a disabled one.
    left_out = models.CharField(
        "library that is not read",
        max_length=10,
        choices=Library.choices,
        blank=True,
        default="",
        help_text="An operator left it out: it counts as listed, and empty.",
    )
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    # health: what the last scans and checks met; never a reason in the merge
    health = models.CharField(
        max_length=20, choices=Health.choices, default=Health.UNKNOWN, editable=False
    )
    health_message = models.TextField(blank=True, default="", editable=False)
    last_ok_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_failure_at = models.DateTimeField(null=True, blank=True, editable=False)
    failures_in_a_row = models.PositiveIntegerField(default=0, editable=False)

    objects = ServerQuerySet.as_manager()

    class Meta:
        indexes = [
            # Which server shows this secret (webhooks).
            models.Index(fields=["secret_digest"], name="catalog_server_secret_digest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(removed_at__isnull=True),
                name="catalog_server_name_unique",
                violation_error_message="Another server has this name.",
            ),
            models.UniqueConstraint(
                fields=["priority"],
                condition=Q(removed_at__isnull=True),
                name="catalog_server_priority_unique",
                violation_error_message="Another server has this priority.",
            ),
            models.CheckConstraint(
                condition=Q(priority__lte=1_000_000),
                name="catalog_server_priority_range",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | Q(enabled=False),
                name="catalog_server_removed_is_disabled",
            ),
            models.CheckConstraint(
                # What was added by hand is on no server that is asked.
                condition=Q(kind__in=["by-hand", "captions-by-hand"]) | ~Q(api_url=""),
                name="catalog_server_has_address",
            ),
            models.CheckConstraint(
                condition=Q(left_out__in=["", "movies", "shows"]),
                name="catalog_server_left_out_is_a_library",
            ),
            models.CheckConstraint(
                # What was added by hand is in no library of anybody's.
                condition=~Q(kind__in=["by-hand", "captions-by-hand"]) | Q(left_out=""),
                name="catalog_server_by_hand_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def keep_secret(self, secret: str) -> None:
        """Take a secret and its digest; the caller saves both columns."""
        self.secret = secret
        self.secret_digest = secret_digest(secret)

    @property
    def files_url(self) -> str:
        """Where its files are served."""
        return self.media_url or self.api_url

    @property
    def secret_is_lost(self) -> bool:
        """Whether a secret is stored that none of our keys opens."""
        return isinstance(self.secret, LostSecret)
