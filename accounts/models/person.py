"""A person with an account.

`accounts.people` makes, disables and removes people, and `accounts.roles` says what
they may; this file keeps names and addresses in one form, whoever writes them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.base import ModelBase
from django.db.models.functions import Lower

from accounts.names import name_key, normal_email, normal_name


class People(UserManager["User"]):
    """Found by name, whatever its capitals."""

    use_in_migrations = False

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(name_key=name_key(username or ""))

    def create_superuser(
        self,
        username: str,
        email: str | None = None,
        password: str | None = None,
        **more: Any,
    ) -> User:
        """As Django's, which would end in an error of the database."""
        if email and self.filter(email=normal_email(email)).exists():
            raise ValidationError("Somebody has this e-mail address already.")
        return super().create_superuser(username, email, password, **more)


class User(AbstractUser):  # type: ignore[django-manager-missing]
    """A person with an account, and how they like to watch.

    Asks to come in: waiting, and not active -> approved: active.  An owner may
    disable anyone and let them in again; `is_active` says which.
    """

    class Theme(models.TextChoices):
        AUTO = "auto", "as the device says"
        DARK = "dark", "dark"
        LIGHT = "light", "light"

    # Written by save(); SQLite's own LOWER knows English letters alone.
    name_key = models.CharField(max_length=600, unique=True, editable=False)
    waiting_since = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Asked to come in."
    )
    last_seen_at = models.DateTimeField(null=True, blank=True, editable=False)
    invitation = models.ForeignKey(
        "accounts.Invitation",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="people",
        help_text="The link they came in by.",
    )
    theme = models.CharField(max_length=5, choices=Theme.choices, default=Theme.AUTO)
    captions = models.CharField(
        max_length=60,
        blank=True,
        default="",
        help_text="The captions last chosen, such as en or pt-BR:forced; "
        "'off' for none, empty for no choice yet.",
    )

    objects: ClassVar[People] = People()

    class Meta(AbstractUser.Meta):
        verbose_name = "person"
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(
                condition=Q(theme__in=["auto", "dark", "light"]),
                name="accounts_user_theme_known",
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="accounts_user_email_once",
                violation_error_message="Somebody has this e-mail address already.",
            ),
            models.CheckConstraint(
                condition=Q(waiting_since=None) | Q(is_active=False),
                name="accounts_user_waiting_is_outside",
            ),
        ]

    @classmethod
    def normalize_username(cls, username: str) -> str:
        return normal_name(username)

    def clean(self) -> None:
        super().clean()
        self._keep_in_form()

    def save(
        self,
        *,
        force_insert: bool | tuple[ModelBase, ...] = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        self._keep_in_form()
        if update_fields is not None and "username" in (named := set(update_fields)):
            update_fields = {*named, "name_key"}
        super().save(
            force_insert=force_insert,
            force_update=force_update,
            using=using,
            update_fields=update_fields,
        )

    def _keep_in_form(self) -> None:
        self.username = normal_name(self.username)
        self.name_key = name_key(self.username)
        self.email = normal_email(self.email or "")
