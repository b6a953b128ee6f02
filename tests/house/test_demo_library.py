"""The demo's libraries: made with the real ffmpeg, whole or not at all."""

from __future__ import annotations

import base64
import io
import json
import os
import sys
from pathlib import Path

import av
import pytest
from PIL import Image
from pytest_django import Settings

from doors import process
from mediahub.demo import films, make
from mediahub.demo.lines import LINES, subtitles
from mediahub.demo.make import ALL_MOVIES
from mediahub.demo.plan import KEYS, SMALL, Film, Movie, Show
from mediahub.demo.scenes import SCENES
from mediahub.demo.shows import SHOWS
from mediahub.demo.stamp import STAMP, is_made
from tests.demo import SECONDS
from tests.house.running import children, is_alive, until
from tests.installation import ROOT


def test_films_play_everywhere_and_start_at_once(demo_library: Path) -> None:
    found = sorted(demo_library.rglob("*.mp4"))
    assert len(found) == 4 * 2 + 4 + 1
    for path in found:
        with av.open(str(path)) as container:
            (video,), (audio,) = container.streams.video, container.streams.audio
            assert video.codec_context.name == "h264"
            assert video.codec_context.pix_fmt == "yuv420p"
            assert audio.codec_context.name == "aac"
            assert container.duration is not None
            assert abs(container.duration / 1e6 - SECONDS) < 0.2
        start = path.read_bytes()[:200_000]
        assert 0 < start.find(b"moov") < start.find(b"mdat"), f"{path} starts late"


def test_one_film_on_both_servers_is_one_file(demo_library: Path) -> None:
    def film(key: str, name: str) -> os.stat_result:
        return (demo_library / key / "movies" / name / f"{name}.mp4").stat()

    same = film("cellar", "Night Ferry (2018)")
    assert same.st_ino == film("attic", "Night Ferry (2018)").st_ino
    better = film("cellar", "Solar Drift (2021)")
    assert better.st_ino != film("attic", "Solar Drift (2021)").st_ino


def test_pictures_have_a_small_one_beside_them(demo_library: Path) -> None:
    found = [p for p in demo_library.rglob("*") if p.suffix in {".jpg", ".png"}]
    assert len(found) > 20
    for path in found:
        with Image.open(path) as image:
            shape = image.width / image.height
        text = path.with_name(path.name + ".blurhash").read_bytes()
        with Image.open(io.BytesIO(base64.b64decode(text))) as small:
            assert small.height == 16
            assert abs(small.width / small.height - shape) < 0.06 * shape


def test_what_the_two_servers_lack(demo_library: Path) -> None:
    attic, cellar = (demo_library / key / "movies" for key in KEYS)
    ferry = "Night Ferry (2018)/metadata.json"
    assert "overview" not in (attic / ferry).read_text()
    assert "overview" in (cellar / ferry).read_text()
    drift = "Solar Drift (2021)/Solar Drift (2021)"
    assert (attic / f"{drift}.en.srt").exists()
    assert not (attic / f"{drift}.fr.srt").exists()
    assert (cellar / f"{drift}.fr.srt").exists()
    assert (cellar / "Ember and Ash (2015)").is_dir()
    tv = [demo_library / key / "tv" / "Harbor Lights" for key in KEYS]
    seasons = [sorted(p.name for p in show.iterdir() if p.is_dir()) for show in tv]
    assert seasons == [["Season 1", "Season 2"], ["Season 2", "Season 3", "Specials"]]


def test_the_two_servers_tell_some_titles_otherwise(demo_library: Path) -> None:
    """There is something to choose from at the desk: neither is missing it."""

    def said(key: str, title: str) -> dict[str, object]:
        document: dict[str, object] = json.loads(
            (demo_library / key / title / "metadata.json").read_text()
        )
        return document

    for title, member in (
        ("movies/Solar Drift (2021)", "overview"),
        ("movies/Solar Drift (2021)", "vote_average"),
        ("tv/Harbor Lights", "overview"),
    ):
        one, other = (said(key, title)[member] for key in KEYS)
        assert one, title
        assert other, title
        assert one != other, title


def test_every_title_is_whole() -> None:
    """No scene, moving picture or caption line that does not exist; no id twice."""
    titles: list[Movie | Show] = [*ALL_MOVIES, *SHOWS]
    assert len({title.number for title in titles}) == len(titles)
    assert {title.look.scene for title in titles} <= SCENES.keys()
    wanted = [movie.film for movie in ALL_MOVIES]
    for movie in ALL_MOVIES:
        for copy in movie.on.values():
            assert set(copy.captions) <= LINES.get(movie.title, {}).keys()
            assert movie.chapters or not copy.has_chapters
    for show in SHOWS:
        assert set(show.places) <= SCENES.keys()
        for season in show.seasons:
            wanted += [episode.film for episode in season.episodes]
            assert all(set(e.on) <= show.on.keys() for e in season.episodes)
    assert {film.source for film in wanted} <= films.SOURCES.keys()
    assert all(30 <= film.seconds <= 90 for film in wanted)


def test_captions_lie_within_the_film() -> None:
    for texts in LINES.values():
        for lines in texts.values():
            ends = [
                line.split(" --> ")[1]
                for line in subtitles(lines, 30).splitlines()
                if " --> " in line
            ]
            assert len(ends) == len(lines)
            assert ends == sorted(ends)
            assert ends[-1] < "00:00:30,000"


def test_what_an_interrupted_making_left_is_thrown_away(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    started = process.start(
        [sys.executable, "-m", "mediahub.demo.make", str(folder)], cwd=ROOT
    )
    unfinished = tmp_path / "library.unfinished"
    try:
        until(lambda: any(unfinished.rglob("*.mp4")), "the first film begins")
        programs = children(started.pid)
    finally:
        process.kill_group(started)
    until(lambda: not any(map(is_alive, programs)), "ffmpeg ends with its maker", 20)
    assert not is_made(folder)
    (unfinished / "left.txt").write_text("half")
    make.make(folder, [], [])
    assert is_made(folder)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["library"]
    assert not (folder / "left.txt").exists()


def test_another_version_is_made_anew(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    make.make(folder, [], [])
    (folder / "old.txt").write_text("of before")
    (folder / STAMP).write_text("0")
    assert not is_made(folder)
    make.make(folder, [], [])
    assert is_made(folder)
    assert not (folder / "old.txt").exists()


@pytest.mark.parametrize(
    ("program", "reason"),
    [("/nowhere/ffmpeg", "cannot be started"), ("false", "ended with code 1")],
)
def test_an_ffmpeg_that_does_not_work_is_one_line(
    tmp_path: Path, settings: Settings, program: str, reason: str
) -> None:
    settings.MEDIAHUB_FFMPEG = program
    card = tmp_path / "card.png"
    Image.new("RGBA", (64, 16)).save(card)
    with pytest.raises(films.FilmError, match=reason) as caught:
        films.make_film(
            films.ffmpeg_program(),
            Film(source="bars", seconds=1, tone=200),
            SMALL,
            card,
            tmp_path / "film.mp4",
        )
    assert "\n" not in str(caught.value)
