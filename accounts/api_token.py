"""The row of an API token: whose it is, what it may do, when it ends."""

from __future__ import annotations

from django.db import models
from knox.models import AbstractAuthToken


class ApiToken(AbstractAuthToken):  # type: ignore[misc]
    """A token that acts for its user within its scopes; only its hash is stored."""

    name = models.CharField(max_length=100, blank=True, default="")
    scopes = models.JSONField(default=list, help_text="See accounts.tokens.SCOPES.")
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "API token"

    def __str__(self) -> str:
        return f"{self.token_key}… of {self.user}"
