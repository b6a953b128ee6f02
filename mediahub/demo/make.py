"""Makes both libraries: `python -m mediahub.demo.make FOLDER`, once per version.

Everything is made in a folder beside the final one and then moved there in one step,
so that what is found is whole; what an interrupted making left behind is thrown away
by the next. Prints one line at the end, or one on stderr that says what is wrong.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from PIL import Image

from mediahub.demo import pictures
from mediahub.demo.films import FilmError, ffmpeg_program, make_film
from mediahub.demo.more_movies import MORE_MOVIES
from mediahub.demo.movies import MOVIES
from mediahub.demo.plan import Film, Look, Movie, Show, Size
from mediahub.demo.shelve import FilmOf, shelve
from mediahub.demo.shows import SHOWS
from mediahub.demo.stamp import STAMP, VERSION

ALL_MOVIES: Final = (*MOVIES, *MORE_MOVIES)


def make(
    folder: Path, movies: Sequence[Movie] = ALL_MOVIES, shows: Sequence[Show] = SHOWS
) -> str:
    """Make the library at `folder` and say what was made. Raises FilmError, OSError."""
    began = time.monotonic()
    unfinished = folder.with_name(folder.name + ".unfinished")
    replaced = folder.with_name(folder.name + ".replaced")
    for leftover in (unfinished, replaced):
        shutil.rmtree(leftover, ignore_errors=True)
    workshop = unfinished / "workshop"
    workshop.mkdir(parents=True)
    films = _make_films(workshop, movies, shows)
    shelve(unfinished, movies, shows, lambda *wanted: films[wanted])
    shutil.rmtree(workshop)
    size = sum(f.stat().st_size / f.stat().st_nlink for f in _files(unfinished))
    (unfinished / STAMP).write_text(VERSION, encoding="ascii")
    if folder.exists():
        folder.rename(replaced)
    unfinished.rename(folder)
    shutil.rmtree(replaced, ignore_errors=True)
    return (
        f"{len(films)} films, {size / 1e6:.0f} MB, "
        f"in {time.monotonic() - began:.0f} seconds"
    )


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _make_films(
    workshop: Path, movies: Sequence[Movie], shows: Sequence[Show]
) -> dict[FilmOf, Path]:
    program = ffmpeg_program()
    made: dict[FilmOf, Path] = {}
    work: list[Callable[[], None]] = []
    wanted: list[tuple[Look, str, Film, Size]] = [
        (movie.look, movie.title, movie.film, size)
        for movie in movies
        for size in sorted({copy.size for copy in movie.on.values()})
    ]
    wanted += [
        (show.look, f"{show.title}\n{episode.title}", episode.film, (640, 360))
        for show in shows
        for season in show.seasons
        for episode in season.episodes
    ]
    for number, (look, words, film, size) in enumerate(wanted):
        target = workshop / f"{number}.mp4"
        card = workshop / f"{number}.png"
        made[words, film, size] = target

        def step(  # a function of its own, so that each keeps its values
            look: Look = look,
            words: str = words,
            film: Film = film,
            size: Size = size,
            card: Path = card,
            target: Path = target,
        ) -> None:
            pictures.card(look, words, size).save(card)
            make_film(program, film, size, card, target)

        work.append(step)
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        futures = [pool.submit(step) for step in work]
        try:
            for future in futures:
                future.result()
        finally:
            for future in futures:
                future.cancel()
    return made


def main(arguments: Sequence[str]) -> None:
    (folder,) = arguments
    Image.init()
    try:
        print(make(Path(folder)))  # noqa: T201  # this is a program of its own
    except FilmError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"{error.filename or folder}: {error.strerror}")


if __name__ == "__main__":
    main(sys.argv[1:])
