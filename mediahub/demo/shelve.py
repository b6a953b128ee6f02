"""Lays films, pictures and documents into the folders of the two servers.

The layout is the one a media-processor reads. The same film on both servers is one
file with two names.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from PIL import Image

from mediahub.demo import pictures
from mediahub.demo.lines import LINES, chapters, subtitles
from mediahub.demo.plan import (
    FIRST_ID,
    KEYS,
    SMALL,
    Copy,
    Episode,
    Film,
    Key,
    Movie,
    Season,
    Show,
    Size,
)

#: The words on a film, the film, its size: what tells one video from another.
FilmOf: TypeAlias = tuple[str, Film, Size]
Videos: TypeAlias = Callable[[str, Film, Size], Path]
_QUALITY: Final = 84
_PLACEHOLDER_HEIGHT: Final = 16


def shelve(
    root: Path, movies: Sequence[Movie], shows: Sequence[Show], videos: Videos
) -> None:
    """Fill `root/<server>/movies` and `root/<server>/tv`."""
    for key in KEYS:
        for kind in ("movies", "tv"):
            (root / key / kind).mkdir(parents=True)
    for movie in movies:
        for key, copy in movie.on.items():
            name = copy.folder or movie.name
            _movie(root / key / "movies" / name, key, movie, copy, videos)
    for show in shows:
        for key, lacks in show.on.items():
            _show(root / key / "tv" / show.title, key, show, lacks, videos)


def _movie(folder: Path, key: Key, movie: Movie, copy: Copy, videos: Videos) -> None:
    folder.mkdir()
    video = folder / f"{folder.name}.mp4"
    _link(videos(movie.title, movie.film, copy.size), video)
    if not copy.is_described:
        _document(video.with_name(video.name + ".info"), {})
    _captions(video, movie.title, copy.captions, movie.film.seconds)
    if copy.has_chapters:
        text = chapters(movie.chapters, movie.film.seconds)
        _text(folder / "chapters" / f"{folder.name}_chapters.vtt", text)
    document = {**_movie_document(movie), **copy.says}
    _document(
        folder / "metadata.json",
        {k: v for k, v in document.items() if k not in _members(copy.without)},
    )
    alternate = key == "cellar"
    if "poster" not in copy.without:
        _picture(
            folder / "poster.jpg", pictures.poster(movie.look, alternate=alternate)
        )
    if "backdrop" not in copy.without:
        _picture(
            folder / "backdrop.jpg", pictures.backdrop(movie.look, alternate=alternate)
        )
    if "logo" not in copy.without:
        _picture(folder / "logo.png", pictures.logo(movie.look))


def _members(without: frozenset[str]) -> frozenset[str]:
    """Members of a document by the fields that shall be missing."""
    return frozenset("vote_average" if name == "rating" else name for name in without)


def _movie_document(movie: Movie) -> Mapping[str, object]:
    collection = {"id": FIRST_ID, "name": movie.collection}
    return {
        "id": FIRST_ID + movie.number,
        "imdb_id": f"tt{FIRST_ID + movie.number}",
        "title": movie.title,
        "original_title": movie.title,
        "release_date": movie.released,
        "tagline": movie.tagline,
        "overview": movie.overview,
        "genres": _named(movie.genres),
        "vote_average": movie.rating,
        "rating": movie.certificate,
        "runtime": round(movie.film.seconds / 60, 2),
        "status": "Released",
        "belongs_to_collection": collection if movie.collection else None,
        "cast": _cast(movie.cast),
        "crew": [{"id": 1, "name": movie.director, "job": "Director"}],
        "production_companies": _named((movie.studio,)),
        "production_countries": [{"iso_3166_1": "NO", "name": "Norway"}],
        "spoken_languages": [{"iso_639_1": "en", "name": "English"}],
        "original_language": "en",
    }


def _show(
    folder: Path, key: Key, show: Show, lacks: frozenset[str], videos: Videos
) -> None:
    folder.mkdir()
    document = {**_show_document(show), **show.says.get(key, {})}
    _document(
        folder / "metadata.json",
        {k: v for k, v in document.items() if k not in _members(lacks)},
    )
    alternate = key == "cellar"
    drawn = {
        "poster": ("show_poster.jpg", pictures.poster),
        "backdrop": ("show_backdrop.jpg", pictures.backdrop),
    }
    for name, (file, draw) in drawn.items():
        if name not in lacks:
            _picture(folder / file, draw(show.look, alternate=alternate))
    if "logo" not in lacks:
        _picture(folder / "show_logo.png", pictures.logo(show.look))
    for season in show.seasons:
        episodes = [episode for episode in season.episodes if key in episode.on]
        if episodes:
            _season(folder / season.folder, key, show, season, videos)


def _show_document(show: Show) -> Mapping[str, object]:
    return {
        "id": FIRST_ID + show.number,
        "name": show.title,
        "original_name": show.title,
        "first_air_date": show.first_aired,
        "last_air_date": show.last_aired,
        "tagline": show.tagline,
        "overview": show.overview,
        "genres": _named(show.genres),
        "vote_average": show.rating,
        "rating": show.certificate,
        "status": show.status,
        "networks": _named((show.network,)),
        "origin_country": ["NO"],
        "languages": ["en"],
        "cast": _cast(show.cast),
        "seasons": [
            {
                "season_number": season.number,
                "name": season.title,
                "overview": season.overview,
                "air_date": season.aired,
                "episode_count": len(season.episodes),
            }
            for season in show.seasons
        ],
    }


def _season(folder: Path, key: Key, show: Show, season: Season, videos: Videos) -> None:
    folder.mkdir()
    if key in season.posters:
        picture = pictures.season_poster(show.look, season.number)
        _picture(folder / "season_poster.jpg", picture)
    for episode in season.episodes:
        if key in episode.on:
            _episode(folder, key, show, season, episode, videos)


def _episode(
    folder: Path, key: Key, show: Show, season: Season, episode: Episode, videos: Videos
) -> None:
    code = f"S{season.number:02d}E{episode.number:02d}"
    video = folder / f"{show.title} - {code} - {_file_name(episode.title)}.mp4"
    _link(videos(f"{show.title}\n{episode.title}", episode.film, SMALL), video)
    said = f"{show.title} {code}"
    _captions(video, said, episode.captions.get(key, ()), episode.film.seconds)
    document = {
        "id": FIRST_ID + show.number * 1000 + season.number * 100 + episode.number,
        "season_number": season.number,
        "episode_number": episode.number,
        "name": episode.title,
        "air_date": episode.aired,
        "overview": "" if key in episode.no_overview else episode.overview,
        "runtime": round(episode.film.seconds / 60, 2),
        "vote_average": show.rating,
    }
    _document(folder / f"{episode.number:02d}_metadata.json", document)
    if key not in episode.no_thumbnail:
        number = season.number * 2 + episode.number - 1
        scene = show.places[number % len(show.places)]
        picture = pictures.thumbnail(show.look, scene, number)
        _picture(folder / f"{episode.number:02d} - Thumbnail.jpg", picture)


def _file_name(title: str) -> str:
    """A title as part of a file's name on any disk."""
    return title.replace(":", ".")


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # a disk without hard links
        shutil.copy(source, target)


def _captions(video: Path, said: str, endings: Sequence[str], seconds: int) -> None:
    for ending in endings:
        text = subtitles(LINES[said][ending], seconds)
        _text(video.with_name(f"{video.stem}.{ending}.srt"), text)


def _picture(path: Path, image: Image.Image) -> None:
    """Write the picture and, beside it, the small one that stands in for it."""
    if path.suffix == ".jpg":
        image.save(path, quality=_QUALITY, optimize=True, progressive=True)
    else:
        image.save(path, optimize=True)
    path.with_name(path.name + ".blurhash").write_bytes(
        base64.b64encode(pictures.placeholder(image, _PLACEHOLDER_HEIGHT))
    )


def _document(path: Path, document: Mapping[str, object]) -> None:
    _text(path, json.dumps(document, ensure_ascii=False, indent=4))


def _text(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _named(names: Sequence[str]) -> list[Mapping[str, object]]:
    return [{"id": number, "name": name} for number, name in enumerate(names, 1)]


def _cast(people: Mapping[str, str]) -> list[Mapping[str, object]]:
    return [
        {"id": number, "name": name, "character": role, "profile_path": None}
        for number, (name, role) in enumerate(people.items(), 1)
    ]
