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
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

from PIL import Image

from mediahub.demo import pictures
from mediahub.demo.films import FilmError, ffmpeg_program, make_film
from mediahub.demo.more_movies import MORE_MOVIES
from mediahub.demo.movies import MOVIES
from mediahub.demo.plan import SMALL, Look, Movie, Show
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
    # Two cores are kept busy by ffmpeg; pictures are drawn while a film is waited for.
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        films = _begin_films(pool, workshop, movies, shows)
        try:
            shelve(unfinished, movies, shows, lambda *film: films[film].result())
        finally:
            for film in films.values():
                film.cancel()
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


def _begin_films(
    pool: ThreadPoolExecutor,
    workshop: Path,
    movies: Sequence[Movie],
    shows: Sequence[Show],
) -> dict[FilmOf, Future[Path]]:
    program = ffmpeg_program()
    wanted: list[tuple[Look, FilmOf]] = [
        (movie.look, (movie.title, movie.film, size))
        for movie in movies
        for size in sorted({copy.size for copy in movie.on.values()})
    ]
    wanted += [
        (show.look, (f"{show.title}\n{episode.title}", episode.film, SMALL))
        for show in shows
        for season in show.seasons
        for episode in season.episodes
    ]

    def made(look: Look, film: FilmOf, target: Path) -> Path:
        words, moving, size = film
        card = target.with_suffix(".png")
        pictures.card(look, words, size).save(card)
        make_film(program, moving, size, card, target)
        return target

    return {
        film: pool.submit(made, look, film, workshop / f"{number}.mp4")
        for number, (look, film) in enumerate(wanted)
    }


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
