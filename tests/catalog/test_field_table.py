"""The table of fields, the columns and the public face agree."""

from __future__ import annotations

import pytest
from django.db import models

from catalog import fields
from catalog.fields import BY_NAME, FIELDS, KEYED, SINGLE, Merge, Type, has_value
from catalog.models import (
    Artwork,
    Caption,
    ExternalId,
    Item,
    MediaFields,
    MediaFile,
)
from sync.models import Observation, StagedObservation

PUBLIC = {
    "metadata": (
        "title original_title sort_title year release_date last_air_date overview"
        " tagline genres rating content_rating runtime_ms status cast crew studios"
        " networks countries languages keywords edition collection trailer_url"
        " season_number episode_number external_ids"
    ),
    "artwork": "artwork",
    "captions": "captions",
    "files": "files",
    "media_info": (
        "duration_ms width height video_codec bitrate frame_rate audio_tracks"
        " subtitle_tracks"
    ),
    "media_quality": (
        "hdr bit_depth chroma color_space transfer dolby_vision_profile"
        " resolution_label spatial_audio"
    ),
    "chapters": "chapters",
}
COLUMN = {
    Type.TEXT: (models.TextField,),
    Type.DATE: (models.CharField,),
    Type.INTEGER: (models.IntegerField,),
    Type.NUMBER: (models.FloatField,),
    Type.LIST: (models.JSONField,),
}


def test_the_names_and_groups_other_programs_rely_on() -> None:
    found: dict[str, set[str]] = {}
    for field in FIELDS:
        found.setdefault(field.group, set()).add(field.name)
    assert found == {group: set(names.split()) for group, names in PUBLIC.items()}


def test_every_single_field_has_a_nullable_column_of_its_type() -> None:
    columns = {f.name: f for f in MediaFields._meta.get_fields()}
    assert set(columns) == {field.name for field in SINGLE}
    for field in SINGLE:
        column = columns[field.name]
        assert isinstance(column, COLUMN[field.type]), field.name
        assert column.null, f"no value is NULL, also in {field.name}"


@pytest.mark.parametrize("model", [Item, Observation, StagedObservation])
def test_titles_and_observations_share_the_columns(model: type[models.Model]) -> None:
    names = {f.name for f in model._meta.concrete_fields}
    assert names >= {field.name for field in SINGLE}


@pytest.mark.parametrize("model", [Observation, StagedObservation])
def test_observations_hold_the_keyed_groups_whole(model: type[models.Model]) -> None:
    columns = {f.name: f for f in model._meta.concrete_fields}
    for field in KEYED:
        assert isinstance(columns[field.name], models.JSONField)


def test_a_fields_bit_is_its_own_and_fits_the_column() -> None:
    bits = [field.bit for field in FIELDS]
    assert len(bits) == len(set(bits))
    assert max(bits) < 63


def test_fields_of_the_playing_file_are_those_of_media_info_and_quality() -> None:
    assert {f.group for f in FIELDS if f.merge is Merge.PLAYING_FILE} == {
        "media_info",
        "media_quality",
    }


def test_every_kind_has_a_title_and_ids() -> None:
    for kind in fields.ALL:
        names = {field.name for field in fields.of_kind(kind)}
        assert {"title", "year", "external_ids"} <= names


@pytest.mark.parametrize("value", [None, "", "  ", "\t\n", [], (), {}])
def test_no_value(value: fields.JSONValue) -> None:
    assert not has_value(value)


@pytest.mark.parametrize("value", [0, 0.0, False, "0", [0], {"a": None}])
def test_a_value(value: fields.JSONValue) -> None:
    assert has_value(value)


def test_lookup_by_name() -> None:
    assert BY_NAME["captions"].merge is Merge.KEYED


@pytest.mark.parametrize(
    ("name", "value", "stored"),
    [
        ("title", "x" * 600, "x" * 500),
        ("title", 7, None),
        ("year", 2020, 2020),
        ("year", 2**31, None),
        ("year", True, None),
        ("year", "2020", None),
        ("duration_ms", 2**31, 2**31),
        ("duration_ms", 2**63, None),
        ("rating", float("inf"), None),
        ("rating", float("nan"), None),
        ("rating", 7, 7),
        ("release_date", "2020-01-02", "2020-01-02"),
        ("release_date", "2020", None),
        ("genres", ["a"] * 300, ["a"] * 200),
        ("genres", "Drama", None),
    ],
)
def test_what_a_column_cannot_hold_is_cut_or_no_value(
    name: str, value: fields.JSONValue, stored: fields.JSONValue
) -> None:
    assert fields.fitting(BY_NAME[name], value) == stored


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("captions", "x" * 61, {"url": "u"}),
        ("captions", "en", {"label": "no address"}),
        ("external_ids", "tmdb", "9" * 101),
        ("external_ids", "x" * 31, "1"),
        ("external_ids", "tmdb", 603),
        ("external_ids", "tmdb", {"url": "603"}),
        ("artwork", "poster", "http://a.picture"),
        ("artwork", "poster", {"url": " "}),
        ("files", "", ""),
    ],
)
def test_an_entry_that_cannot_be_held_is_none(
    name: str, key: str, value: fields.JSONValue
) -> None:
    assert fields.fitting_entry(name, key, value) is None


def test_a_member_that_cannot_be_held_is_dropped_alone() -> None:
    offered: fields.JSONValue = {
        "url": "u",
        "container": "x" * 21,
        "size_bytes": -1,
        "modified_at": "2020",
    }
    assert fields.fitting_entry("files", "", offered) == {
        "url": "u",
        "container": None,
        "size_bytes": None,
        "modified_at": "2020",
        "fingerprint": None,
    }


def test_the_lengths_are_those_of_the_columns() -> None:
    models_of = {
        "external_ids": ExternalId,
        "artwork": Artwork,
        "captions": Caption,
        "files": MediaFile,
    }
    for (name, member), longest in fields.ENTRY_LENGTHS.items():
        column = models_of[name]._meta.get_field(member)
        assert column.max_length == longest, (name, member)  # type: ignore[union-attr]
