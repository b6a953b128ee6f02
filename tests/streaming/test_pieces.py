"""A film in pieces is the film: every packet once, where the playlist says it is."""

from __future__ import annotations

import io
import itertools
import json
import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest

from streaming import film as films
from streaming.asking import AskingError, ask
from streaming.film import Film
from streaming.hls import playlists
from streaming.hls.sounds import sounds_of
from tests.streaming.films import (
    AV1,
    H264,
    HEVC,
    SECONDS,
    TWO_SOUNDS,
    VP9,
    LocalFilm,
    make,
)

#: Added to every time by the muxer of pieces, in seconds.
OFFSET = 10
KINDS: dict[str, tuple[str, Sequence[str], Sequence[str]]] = {
    "h264.mp4": ("mp4", H264, TWO_SOUNDS),
    "h264.mkv": ("matroska", H264, TWO_SOUNDS),
    "h264.ts": ("mpegts", H264, TWO_SOUNDS),
    "hevc.mkv": ("matroska", HEVC, TWO_SOUNDS),
    "hevc.mp4": ("mp4", HEVC, ("-c:a:0", "eac3", "-c:a:1", "flac")),
    "vp9.webm": ("matroska", VP9, ("-c:a", "libopus")),
    "av1.mkv": ("matroska", AV1, ("-c:a", "libopus")),
}


@pytest.fixture(scope="module", params=KINDS)
def path(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Path:
    _, video, audio = KINDS[request.param]
    folder = tmp_path_factory.mktemp("films")
    return make(folder, request.param, video=video, audio=audio)


@pytest.fixture(scope="module")
def film(path: Path) -> Film:
    return index(LocalFilm(path))


def index(local: LocalFilm, *, may_scan: bool = True) -> Film:
    question = {"do": "index", "may_scan": may_scan}
    said = ask(local, question, seconds=60, most_read=10**9)
    return films.read(json.loads(said))


def piece(
    path: Path, film: Film, track: int, number: int, *, part: str = "piece", to: str
) -> bytes:
    start, end = films.span(film, number)
    assert film.video is not None
    question = {
        "do": "piece",
        "as": to,
        "part": part,
        "piece": {
            "track": track,
            "start": start,
            "end": end,
            "time_base": film.video.time_base,
            "reorder": film.video.reorder,
            "zero_us": film.zero_us,
        },
    }
    return ask(LocalFilm(path), question, seconds=60, most_read=10**9)


def joined(path: Path, film: Film, track: int, to: str) -> tuple[bytes, list[bytes]]:
    """The init, and all pieces, made side by side in an order drawn by chance."""
    numbers = list(range(len(films.pieces(film))))
    random.shuffle(numbers)
    with ThreadPoolExecutor(2) as pool:
        made = dict(
            zip(
                numbers,
                pool.map(lambda n: piece(path, film, track, n, to=to), numbers),
                strict=True,
            )
        )
    return piece(path, film, track, 0, part="init", to=to), [
        made[number] for number in sorted(numbers)
    ]


def packets(data: bytes | Path, track: int = 0) -> list[tuple[Fraction, bytes]]:
    """When each is shown, in seconds, and what it holds."""
    source = str(data) if isinstance(data, Path) else io.BytesIO(data)
    with av.open(source, "r") as container:
        stream = container.streams[track]
        base = stream.time_base or Fraction(1)
        return sorted(
            (packet.pts * base, bytes(packet))
            for packet in container.demux(stream)
            if packet.pts is not None and packet.size
        )


def test_what_is_in_it(path: Path, film: Film) -> None:
    container, _, _ = KINDS[path.name]
    assert film.container == container
    assert film.picture is not None
    assert film.picture.codec_string is not None
    assert (film.picture.width, film.picture.height) == (320, 180)
    assert [sound.language for sound in film.sounds] == ["eng", "ger"]
    assert film.duration_ms == pytest.approx(SECONDS * 1000, abs=100)
    keys = [time for time, is_key in shown(path) if is_key]
    pieces = films.pieces(film)
    starts = [float(start) for start, _ in pieces]
    zero = film.zero_us / 1_000_000
    assert len(starts) == 3  # every second keyframe: 13 seconds, 2.2 apart
    assert starts[1:] == pytest.approx([key - zero for key in keys[2::2]], abs=0.002)


def shown(path: Path) -> list[tuple[float, bool]]:
    with av.open(str(path)) as container:
        video = container.streams.video[0]
        base = video.time_base or Fraction(1)
        return [
            (float(packet.pts * base), packet.is_keyframe)
            for packet in container.demux(video)
            if packet.pts is not None and packet.size
        ]


@pytest.mark.parametrize("track", [0, 1, 2])
def test_every_packet_is_there_once(path: Path, film: Film, track: int) -> None:
    init, made = joined(path, film, track, "copy")
    zero = Fraction(film.zero_us, 1_000_000)
    whole, pieces = packets(path, track), packets(init + b"".join(made))
    assert len(pieces) == len(whole)
    assert [float(time - OFFSET) for time, _ in pieces] == pytest.approx(
        [float(time - zero) for time, _ in whole], abs=0.0015
    )
    if film.container != "mpegts":  # where each packet is framed otherwise
        assert [data for _, data in pieces] == [data for _, data in whole]
    inits = {
        piece(path, film, track, number, part="init", to="copy")
        for number in range(len(made))
    }
    assert inits == {init}


def test_a_piece_begins_and_ends_when_the_playlist_says(path: Path, film: Film) -> None:
    init, made = joined(path, film, 0, "copy")
    for (start, end), data in zip(films.pieces(film), made, strict=True):
        times = [float(time) - OFFSET for time, _ in packets(init + data)]
        assert times[0] == pytest.approx(float(start), abs=0.1 if start == 0 else 0.002)
        assert times[-1] == pytest.approx(float(end) - 1 / 24, abs=0.06)


@pytest.mark.parametrize("track", [1, 2])
def test_converted_sound_has_no_gap(path: Path, film: Film, track: int) -> None:
    init, made = joined(path, film, track, "aac")
    times = [time for time, _ in packets(init + b"".join(made))]
    frame = Fraction(1024, 48_000)
    assert {after - before for before, after in itertools.pairwise(times)} == {frame}
    assert times[0] == OFFSET
    assert float(times[-1]) == pytest.approx(OFFSET + SECONDS, abs=0.1)


def test_a_table_is_read_and_not_the_film(path: Path) -> None:
    """Who has no table is told so; nothing of a long film is read by chance."""
    local = LocalFilm(path)
    if KINDS[path.name][0] == "mpegts":
        with pytest.raises(AskingError) as refused:
            index(local, may_scan=False)
        assert refused.value.code == "no_table"
    else:
        assert index(local, may_scan=False).video is not None


def test_the_playlists(film: Film) -> None:
    sounds = sounds_of(film, frozenset({"aac"}), lambda tag: tag.upper())
    pictures = [playlists.as_it_is(film)]
    master = playlists.master(film, pictures, sounds, lambda name: f"/x/{name}")
    assert 'NAME="EN"' in master
    assert 'LANGUAGE="de"' in master
    assert film.picture is not None
    assert f'CODECS="{film.picture.codec_string},mp4a.40.2"' in master
    text = playlists.track(film, "v0-copy", lambda name: f"/x/{name}")
    lengths = [
        float(line.removeprefix("#EXTINF:").rstrip(","))
        for line in text.splitlines()
        if line.startswith("#EXTINF:")
    ]
    assert sum(lengths) == pytest.approx(SECONDS, abs=0.1)
    longest = int(text.split("TARGETDURATION:")[1].split("\n")[0])
    assert max(lengths) <= longest < max(lengths) + 1


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1/secret.ts\n",
        b"ffconcat version 1.0\nfile '/etc/passwd'\n",
        b"<html>no film</html>",
        b"\x00\x00\x00\x18ftypisom" + bytes(300),
        b"\x1aE\xdf\xa3" + bytes(300),
    ],
)
def test_what_is_no_film_is_refused_in_words(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "film").write_bytes(data)
    with pytest.raises(AskingError) as refused:
        index(LocalFilm(tmp_path / "film"))
    assert refused.value.code == "unreadable"
    assert refused.value.words.startswith("The file")


def test_a_film_cut_short_is_refused_or_read(path: Path, tmp_path: Path) -> None:
    data = path.read_bytes()
    for share in (0.1, 0.5, 0.9):
        short = tmp_path / path.name
        short.write_bytes(data[: int(len(data) * share)])
        found = index_or_code(LocalFilm(short))
        assert found == "unreadable" or isinstance(found, Film)


def index_or_code(local: LocalFilm) -> Film | str:
    try:
        return index(local)
    except AskingError as error:
        return error.code
