"""The mergeable columns, declared once for the catalog's titles and what servers say.

What a server says and what the catalog says have one shape.  "No value" is NULL in
every column.  A test compares these columns with `catalog.fields`.
"""

from __future__ import annotations

from django.db import models

from catalog.models.json_column import JSONColumn


class MediaFields(models.Model):
    """One column per single field of the table in `catalog.fields`."""

    # metadata
    title = models.TextField(null=True, blank=True)
    original_title = models.TextField(null=True, blank=True)
    sort_title = models.TextField(null=True, blank=True)
    year = models.IntegerField(null=True, blank=True)
    release_date = models.CharField(max_length=10, null=True, blank=True)
    last_air_date = models.CharField(max_length=10, null=True, blank=True)
    overview = models.TextField(null=True, blank=True)
    tagline = models.TextField(null=True, blank=True)
    genres = JSONColumn(null=True, blank=True)
    rating = models.FloatField(null=True, blank=True, help_text="0 to 10.")
    content_rating = models.TextField(null=True, blank=True)
    runtime_ms = models.BigIntegerField(null=True, blank=True)
    status = models.TextField(null=True, blank=True)
    cast = JSONColumn(null=True, blank=True)
    crew = JSONColumn(null=True, blank=True)
    studios = JSONColumn(null=True, blank=True)
    networks = JSONColumn(null=True, blank=True)
    countries = JSONColumn(null=True, blank=True)
    languages = JSONColumn(null=True, blank=True)
    keywords = JSONColumn(null=True, blank=True)
    edition = models.TextField(null=True, blank=True)
    collection = models.TextField(null=True, blank=True)
    trailer_url = models.TextField(null=True, blank=True)
    season_number = models.IntegerField(null=True, blank=True)
    episode_number = models.IntegerField(null=True, blank=True)

    # media_info: the file that plays first
    duration_ms = models.BigIntegerField(null=True, blank=True)
    width = models.IntegerField(null=True, blank=True)
    height = models.IntegerField(null=True, blank=True)
    video_codec = models.TextField(null=True, blank=True)
    bitrate = models.BigIntegerField(
        null=True, blank=True, help_text="Bits per second."
    )
    frame_rate = models.FloatField(null=True, blank=True)
    audio_tracks = JSONColumn(null=True, blank=True)
    subtitle_tracks = JSONColumn(null=True, blank=True)

    # media_quality: the file that plays first
    hdr = JSONColumn(null=True, blank=True)
    bit_depth = models.IntegerField(null=True, blank=True)
    chroma = models.TextField(null=True, blank=True)
    color_space = models.TextField(null=True, blank=True)
    transfer = models.TextField(null=True, blank=True)
    dolby_vision_profile = models.TextField(null=True, blank=True)
    resolution_label = models.TextField(null=True, blank=True)
    spatial_audio = models.TextField(null=True, blank=True)

    # chapters
    chapters = JSONColumn(null=True, blank=True)

    class Meta:
        abstract = True
