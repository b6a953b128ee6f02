"""Writes libraries on disk: single titles by hand, or tens of thousands at once.

The layout is the one a media-processor reads.  Every video is the same tiny real file,
made once per process.  Everything is a function of the arguments, so two runs write
the same library, times aside.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

from tests.library_files import JPEG, PLACEHOLDER, PNG, SVG, info_of, video_bytes

Document: TypeAlias = Mapping[str, Any]
#: Endings such as ``en`` or ``en.hi``, with or without the text of each.
Captions: TypeAlias = Mapping[str, str] | Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """What to write for one episode; `info` as for `make_movie`."""

    number: int
    title: str = ""
    metadata: Document | None = None
    captions: Captions = ()
    info: Document | None = None
    thumbnail: bool = False
    chapters: str | None = None


def make_movie(
    root: Path,
    name: str,
    *,
    metadata: Document | None = None,
    captions: Captions = (),
    images: Sequence[str] = (),
    info: Document | None = None,
    videos: Sequence[str] | None = None,
    settings: Document | None = None,
    chapters: str | None = None,
) -> Path:
    """Writes ``root/movies/name`` and returns it.

    `videos` are file names, by default ``<name>.mp4``; () makes a folder without one.
    `info` is written beside each video, over plausible defaults ({} for these alone,
    None for no description at all).  `images` are file names, placeholders too.
    """
    folder = root / "movies" / name
    folder.mkdir(parents=True, exist_ok=True)
    names = [f"{name}.mp4"] if videos is None else list(videos)
    for video in names:
        _write_video(folder, video, info)
    _write_captions(folder, Path(names[-1]).stem if names else name, captions)
    _write_common(folder, metadata, images, settings)
    if chapters is not None:
        write(folder / "chapters" / f"{name}_chapters.vtt", chapters)
    return folder


def make_show(
    root: Path,
    name: str,
    seasons: Mapping[str, Sequence[Episode]],
    *,
    metadata: Document | None = None,
    images: Sequence[str] = (),
    season_images: Sequence[str] = (),
    settings: Document | None = None,
) -> Path:
    """Writes ``root/tv/name`` with its season folders and returns it."""
    folder = root / "tv" / name
    folder.mkdir(parents=True, exist_ok=True)
    _write_common(folder, metadata, images, settings)
    for season, episodes in seasons.items():
        (folder / season).mkdir(exist_ok=True)
        _write_images(folder / season, season_images)
        for episode in episodes:
            _write_episode(folder / season, name, episode)
    return folder


def generate(root: Path, titles: int = 20_000, seed: int = 0) -> None:
    """A big library: `titles` titles, one in a hundred a show, the rest movies.

    `seed` is the server's number: neighbours share 95 % of their titles, with gaps in
    different fields, and half of the shared movies are the same file.
    """
    shows = titles // 100
    first = seed * titles // 20
    for index in range(first, first + titles - shows):
        _generate_movie(root, index, seed)
    for index in range(seed * shows // 20, seed * shows // 20 + shows):
        _generate_show(root, index, seed)


def write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def _generate_movie(root: Path, index: int, seed: int) -> None:
    random = Random(index * 1_000 + seed)
    year = 1950 + index % 75
    title = f"Movie {index:06d}"
    metadata = _with_gaps(
        random,
        {
            "id": 1_000_000 + index,
            "imdb_id": f"tt{index:08d}",
            "title": title,
            "release_date": f"{year}-{index % 12 + 1:02d}-{index % 28 + 1:02d}",
        },
        {
            "overview": f"What server {seed} says of {title}. " * 4,
            "tagline": f"Line {index} of server {seed}",
            "genres": [{"id": 1, "name": "Drama"}, {"id": 2, "name": f"G{index % 20}"}],
            "vote_average": round(random.uniform(1, 10), 1),
            "runtime": 80 + index % 60,
            "status": "Released",
            "rating": "PG-13",
            "trailer_url": f"https://www.youtube.com/watch?v={index:011d}",
            "cast": [
                {"id": n, "name": f"Person {n}", "character": f"Role {n}"}
                for n in range(index % 50, index % 50 + 5)
            ],
        },
    )
    same_file = index % 2 == 0
    make_movie(
        root,
        f"{title} ({year})",
        metadata=metadata,
        info=info_of(f"movie {index}" + ("" if same_file else f" server {seed}")),
        captions=[c for c in ("de", "en", "fr") if random.random() < 0.4],
        images=[
            i
            for i in ("poster.jpg", "backdrop.jpg", "logo.png")
            if random.random() < 0.6
        ],
    )


def _generate_show(root: Path, index: int, seed: int) -> None:
    random = Random(index * 1_000 + seed)
    title = f"Show {index:05d}"
    required = {"id": 5_000_000 + index, "name": title, "first_air_date": "2001-02-03"}
    make_show(
        root,
        title,
        {
            f"Season {season}": [
                Episode(
                    number=number,
                    title=f"Part {number}",
                    metadata=_with_gaps(
                        random,
                        {"season_number": season, "episode_number": number},
                        {
                            "name": f"Part {number}",
                            "overview": f"Server {seed} on part {number} of {title}.",
                            "air_date": f"20{season:02d}-01-{number:02d}",
                            "vote_average": round(random.uniform(1, 10), 1),
                        },
                    ),
                    info=info_of(f"show {index} {season} {number}"),
                    captions=[c for c in ("en", "de") if random.random() < 0.4],
                )
                for number in range(1, 7)
            ]
            for season in (1, 2)
        },
        metadata=_with_gaps(
            random, required, {"overview": f"About {title}.", "status": "Ended"}
        ),
        images=[
            i
            for i in ("show_poster.jpg", "show_backdrop.jpg", "show_logo.png")
            if random.random() < 0.6
        ],
    )


def _with_gaps(random: Random, required: Document, optional: Document) -> Document:
    kept = {k: v for k, v in optional.items() if random.random() < 0.8}
    return {**required, **kept, "last_updated": "2026-01-01T00:00:00.000Z"}


def _write_episode(folder: Path, show: str, episode: Episode) -> None:
    season = int("".join(filter(str.isdigit, folder.name)) or 0)
    key = f"S{season:02d}E{episode.number:02d}"
    stem = f"{show} - {key}" + (f" - {episode.title}" if episode.title else "")
    _write_video(folder, f"{stem}.mp4", episode.info)
    _write_captions(folder, stem, episode.captions)
    if episode.metadata is not None:
        name = f"{episode.number:02d}_metadata.json"
        (folder / name).write_bytes(json.dumps(episode.metadata).encode())
    if episode.thumbnail:
        _write_images(folder, [f"{episode.number:02d} - Thumbnail.jpg"])
    if episode.chapters is not None:
        write(folder / "chapters" / f"{show} - {key}_chapters.vtt", episode.chapters)


def _write_video(folder: Path, name: str, info: Document | None) -> None:
    (folder / name).write_bytes(video_bytes())
    if info is not None:
        description = info_of(f"{folder.name}/{name}") | dict(info)
        (folder / f"{name}.info").write_bytes(json.dumps(description).encode())


def _write_captions(folder: Path, stem: str, captions: Captions) -> None:
    texts = captions if isinstance(captions, Mapping) else dict.fromkeys(captions, "Hi")
    for ending, text in texts.items():
        content = f"1\n00:00:00,000 --> 00:00:01,000\n{text}\n"
        (folder / f"{stem}.{ending}.srt").write_bytes(content.encode())


def _write_common(
    folder: Path,
    metadata: Document | None,
    images: Sequence[str],
    settings: Document | None,
) -> None:
    _write_images(folder, images)
    if metadata is not None:
        (folder / "metadata.json").write_bytes(json.dumps(metadata).encode())
    if settings is not None:
        (folder / "tmdb.config").write_bytes(json.dumps(settings).encode())


def _write_images(folder: Path, names: Sequence[str]) -> None:
    contents = {".jpg": JPEG, ".svg": SVG, ".blurhash": PLACEHOLDER}
    for name in names:
        (folder / name).write_bytes(contents.get(Path(name).suffix, PNG))
