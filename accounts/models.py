"""Who is watching and who curates, and the household they share.

Refuses nothing: rules live with the views.
"""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from accounts.api_token import ApiToken

__all__ = ["ApiToken", "Household", "User"]


class User(AbstractUser):  # type: ignore[django-manager-missing]
    """A person with an account, and how they like to watch."""

    class Theme(models.TextChoices):
        AUTO = "auto", "as the device says"
        DARK = "dark", "dark"
        LIGHT = "light", "light"

    theme = models.CharField(max_length=5, choices=Theme.choices, default=Theme.AUTO)
    captions = models.CharField(
        max_length=60,
        blank=True,
        default="",
        help_text="The captions last chosen, such as en or pt-BR:forced; "
        "'off' for none, empty for no choice yet.",
    )

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(theme__in=["auto", "dark", "light"]),
                name="accounts_user_theme_known",
            ),
        ]


class Household(models.Model):
    """The one row of what all pages share; it exists once set-up is done."""

    class SignUp(models.TextChoices):
        CLOSED = "closed", "only with an invitation"
        APPROVAL = "approval", "anyone may ask; an owner approves"

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(
        max_length=60, default="MediaHub", help_text="Shown at the top of every page."
    )
    time_zone = models.CharField(
        max_length=64, default="UTC", help_text="Such as Europe/Berlin."
    )
    sign_up = models.CharField(
        max_length=10,
        choices=SignUp.choices,
        default=SignUp.CLOSED,
        help_text="How new people come in.",
    )
    set_up_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name_plural = "household"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="accounts_household_one"),
            models.CheckConstraint(
                condition=Q(sign_up__in=["closed", "approval"]),
                name="accounts_household_sign_up_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def get(cls) -> Household:
        """The household, or its defaults where none is set up yet."""
        return cls.objects.filter(pk=1).first() or cls()
