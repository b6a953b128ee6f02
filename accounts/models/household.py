"""The household: what all pages share."""

from __future__ import annotations

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q


def known_time_zone(name: str) -> None:
    """Refuse what is no time zone of this machine."""
    if name not in available_timezones():
        raise ValidationError(f"There is no time zone {name!r}; try Europe/Berlin.")


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
        max_length=64,
        default="UTC",
        validators=[known_time_zone],
        help_text="Such as Europe/Berlin.",
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
