"""A small demo library for tests that need films which really play.

Real ffmpeg and Pillow, four titles and short films; made once per run and shared by
its processes. `demo_library` is the folder `hub up` would keep.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from mediahub.demo.make import ALL_MOVIES, make
from mediahub.demo.plan import Movie, Show
from mediahub.demo.shows import HARBOR_LIGHTS
from mediahub.demo.stamp import is_made
from tests.installation import alone, folder_of_run

SECONDS: Final = 3
_TITLES: Final = ("Solar Drift", "Night Ferry", "Glass Orchard", "Ember & Ash")


def few_movies() -> list[Movie]:
    """Those whose copies differ most, cut short."""
    return [
        replace(movie, film=replace(movie.film, seconds=SECONDS))
        for movie in ALL_MOVIES
        if movie.title in _TITLES
    ]


def few_shows() -> list[Show]:
    """The show whose seasons are split, one episode of each."""
    seasons = tuple(
        replace(
            season,
            episodes=tuple(
                replace(episode, film=replace(episode.film, seconds=SECONDS))
                for episode in season.episodes[:1]
            ),
        )
        for season in HARBOR_LIGHTS.seasons
    )
    return [replace(HARBOR_LIGHTS, seasons=seasons)]


@pytest.fixture(scope="session")
def demo_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made library; whoever gets it reads it and nothing else."""
    folder = folder_of_run(tmp_path_factory.getbasetemp()) / "demo_library"
    with alone(folder):
        if not is_made(folder):
            make(folder, few_movies(), few_shows())
    return folder
