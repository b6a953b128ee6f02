"""Titles in the admin, registered anew with what `sync` knows about them."""

from __future__ import annotations

from django.contrib import admin

from catalog.admin.titles import EpisodeAdmin, MovieAdmin, SeasonAdmin, ShowAdmin
from catalog.models import Episode, Movie, Season, Show
from sync.admin.explaining import Explaining
from sync.admin.match_page import Decidable

admin.site.unregister([Movie, Show, Season, Episode])


@admin.register(Movie)
class ExplainedMovieAdmin(Decidable, MovieAdmin):
    """Movies, explained."""


@admin.register(Show)
class ExplainedShowAdmin(Decidable, ShowAdmin):
    """Shows, explained."""


@admin.register(Season)
class ExplainedSeasonAdmin(Explaining, SeasonAdmin):
    """Seasons, explained."""


@admin.register(Episode)
class ExplainedEpisodeAdmin(Explaining, EpisodeAdmin):
    """Episodes, explained."""
