"""Titles: movies, shows, seasons and episodes in one table.

Merged values are written by `catalog.writes` alone.
"""

from __future__ import annotations

from typing import ClassVar, TypeVar

from django.db import models
from django.db.models import F, Q

from catalog.models.media_fields import MediaFields
from catalog.models.sorting import SORTED_BY, SORTED_RATING, SORTED_YEAR
from catalog.public_id import new_public_id


class Item(MediaFields):
    """One title of the catalog.

    A movie and a show stand by themselves, a season hangs on its show, an episode on
    its season; `number` is the season's or the episode's number there.
    """

    class Kind(models.TextChoices):
        MOVIE = "movie", "movie"
        SHOW = "show", "show"
        SEASON = "season", "season"
        EPISODE = "episode", "episode"

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    number = models.IntegerField(null=True, blank=True)
    slug = models.SlugField(max_length=255, null=True, blank=True, allow_unicode=True)
    available = models.BooleanField(
        default=True, help_text="Whether an enabled server lists it."
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=["movie", "show"],
                    parent__isnull=True,
                    number__isnull=True,
                    slug__isnull=False,
                )
                | Q(
                    kind__in=["season", "episode"],
                    parent__isnull=False,
                    number__isnull=False,
                    slug__isnull=True,
                ),
                name="catalog_item_shape_of_kind",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(number__gte=0),
                name="catalog_item_number_not_negative",
            ),
            # A show's seasons and a season's episodes are found, and kept single, here.
            models.UniqueConstraint(
                fields=["parent", "number"], name="catalog_item_number_in_parent"
            ),
            models.UniqueConstraint(
                fields=["kind", "slug"], name="catalog_item_slug_in_kind"
            ),
        ]
        indexes = [
            # Lists of the site: newest first within a kind, available only.
            models.Index(
                fields=["kind", "available", "-created_at"], name="catalog_item_newest"
            ),
            # The same lists by title, by year and by rating.
            models.Index(F("kind"), F("available"), SORTED_BY, name="catalog_item_az"),
            models.Index(
                F("kind"),
                F("available"),
                SORTED_YEAR.desc(),
                name="catalog_item_by_year",
            ),
            models.Index(
                F("kind"),
                F("available"),
                SORTED_RATING.desc(),
                name="catalog_item_by_rating",
            ),
            # Titles named on the command line and searched in the admin.
            models.Index(fields=["kind", "title"], name="catalog_item_title"),
        ]

    def __str__(self) -> str:
        name = self.title or str(self.public_id)
        return f"{name} ({self.year})" if self.year else name

    @property
    def place(self) -> str:
        """Its name with those above it: ``Borgen S01E02``; parents must be loaded."""
        match self.kind:
            case "season" if self.parent:
                return f"{self.parent} S{self.number:02}"
            case "episode" if self.parent and self.parent.parent:
                return f"{self.parent.place}E{self.number:02}"
        return str(self)


# The plugin takes a manager made in a class body for one of `Self`; hence the ignores.
Titled = TypeVar("Titled", bound=Item)


class OfKind(models.Manager[Titled]):
    """The titles of one kind."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def get_queryset(self) -> models.QuerySet[Titled]:
        """Only titles of the kind."""
        return super().get_queryset().filter(kind=self.kind)


class Movie(Item):
    """Titles of kind movie."""

    objects: ClassVar[OfKind[Movie]] = OfKind("movie")  # type: ignore[assignment]

    class Meta:
        proxy = True


class Show(Item):
    """Titles of kind show."""

    objects: ClassVar[OfKind[Show]] = OfKind("show")  # type: ignore[assignment]

    class Meta:
        proxy = True


class Season(Item):
    """Titles of kind season."""

    objects: ClassVar[OfKind[Season]] = OfKind("season")  # type: ignore[assignment]

    class Meta:
        proxy = True


class Episode(Item):
    """Titles of kind episode."""

    objects: ClassVar[OfKind[Episode]] = OfKind("episode")  # type: ignore[assignment]

    class Meta:
        proxy = True


class Alias(models.Model):
    """A public id that once named a title of its own and now leads to another.

    The title sleeps: where a curator parts again what became one, it comes back with
    the key and the address it had (`catalog.waking`).
    """

    public_id = models.UUIDField(unique=True)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="aliases")
    slug = models.SlugField(max_length=255, null=True, blank=True, allow_unicode=True)
    kind = models.CharField(max_length=10, choices=Item.Kind.choices)
    created_at = models.DateTimeField()

    # of the title that sleeps
    former = models.BigIntegerField(
        null=True, blank=True, unique=True, help_text="The key it had."
    )
    into = models.BigIntegerField(
        null=True,
        blank=True,
        help_text="The key of the title it became part of, itself asleep or not.",
    )
    born_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was first found."
    )

    class Meta:
        verbose_name_plural = "aliases"
        indexes = [
            # An old address of the site that must still lead somewhere.
            models.Index(fields=["kind", "slug"], name="catalog_alias_slug"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
