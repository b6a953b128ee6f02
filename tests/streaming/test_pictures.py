"""Pictures that are converted are the film's: every frame once, when it is shown."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest
from av.video.frame import VideoFrame

from doors import process
from streaming import film as films
from streaming.asking import AskingError, ask
from streaming.film import Film
from streaming.hls.rungs import made_of
from streaming.sandbox.rungs import RUNGS, made
from tests.streaming.films import FFMPEG, H264, HEVC, VP9, LocalFilm, make
from tests.streaming.test_pieces import OFFSET, index

OLD = ("-c:v", "mpeg4", "-bf", "2", "-g", "53", "-q:v", "5")
OPEN = "open-gop=1:scenecut=0"
#: 25 frames a second, each of two fields.
FIELDS = ("-vf", "fps=50,interlace", "-flags", "+ildct+ilme")
DEEP = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "53")
KINDS: dict[str, Sequence[str]] = {
    "old.avi": OLD,
    "old.mkv": OLD,
    "fields.ts": ("-c:v", "mpeg2video", "-bf", "2", "-g", "53", "-q:v", "5", *FIELDS),
    "hevc.mkv": HEVC,
    "deep.mkv": DEEP,
    "vp9.webm": VP9,
    "open.mkv": (*H264, "-x264-params", OPEN),
    "open.ts": (*H264, "-x264-params", OPEN),
    "long.mp4": ("-c:v", "libx264", "-preset", "ultrafast", "-g", "240"),
    # Its first picture is shown a second and a half after its sound begins.
    "late.mkv": (*H264, "-vf", "setpts=PTS+1.5/TB"),
}


@pytest.fixture(scope="module", params=KINDS)
def path(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Path:
    audio = ("-c:a", "libopus" if request.param.endswith("webm") else "ac3")
    folder = tmp_path_factory.mktemp("films")
    pixels = ("-pix_fmt", "yuv420p10le") if request.param == "deep.mkv" else ()
    video = KINDS[request.param]
    return make(folder, request.param, video=video, audio=audio, more=pixels)


@pytest.fixture(scope="module")
def film(path: Path) -> Film:
    return index(LocalFilm(path))


def encoded(
    path: Path, film: Film, number: int, *, part: str = "piece", rung: str = "h264"
) -> bytes:
    start, end = films.span(film, number)
    assert film.video is not None
    assert film.picture is not None
    question = {
        "do": "piece",
        "as": rung,
        "part": part,
        "rate": film.picture.rate,
        "piece": {
            "track": film.video.number,
            "start": start,
            "end": end,
            "time_base": film.video.time_base,
            "reorder": film.video.reorder,
            "zero_us": film.zero_us,
        },
    }
    return ask(LocalFilm(path), question, seconds=60, most_read=10**9)


def frames_of(data: bytes | Path) -> list[tuple[float, VideoFrame]]:
    """When each is shown, in seconds, and the picture."""
    source = str(data) if isinstance(data, Path) else io.BytesIO(data)
    options = {"fflags": "genpts"}
    with av.open(source, "r", options=options) as container:
        video = container.streams.video[0]
        base = video.time_base or Fraction(1)
        return [
            (float((frame.pts or 0) * base), frame) for frame in container.decode(video)
        ]


def test_every_frame_is_there_once(path: Path, film: Film) -> None:
    """Made side by side, in an order drawn by chance."""
    numbers = list(range(len(films.pieces(film))))
    random.shuffle(numbers)
    with ThreadPoolExecutor(2) as pool:
        parts = pool.map(lambda n: encoded(path, film, n), numbers)
        made_of_number = dict(zip(numbers, parts, strict=True))
    inits = {encoded(path, film, n, part="init") for n in numbers}
    assert len(inits) == 1
    (init,) = inits
    whole = [time - film.zero_us / 1_000_000 for time, _ in frames_of(path)]
    pieces = frames_of(init + b"".join(made_of_number[n] for n in sorted(numbers)))
    assert [time - OFFSET for time, _ in pieces] == pytest.approx(whole, abs=0.001)
    assert {frame.format.name for _, frame in pieces} == {"yuv420p"}
    spans = films.pieces(film)
    for number, (start, end) in enumerate(spans):
        times = [time - OFFSET for time, _ in frames_of(init + made_of_number[number])]
        if start > 0:
            assert times[0] == pytest.approx(float(start), abs=0.001)
        assert times[-1] < float(end)
        decoded_at, is_key = first_packet(init + made_of_number[number])
        assert is_key
        assert decoded_at == times[0] + OFFSET


def first_packet(data: bytes) -> tuple[float, bool]:
    with av.open(io.BytesIO(data), "r") as container:
        packet = next(container.demux(video=0))
        assert packet.dts is not None
        assert packet.time_base is not None
        return float(packet.dts * packet.time_base), packet.is_keyframe


@pytest.mark.parametrize("rung", ["h264", "240"])
def test_what_is_said_of_them_is_so(path: Path, film: Film, rung: str) -> None:
    said = made_of(film, RUNGS[rung])
    with av.open(io.BytesIO(encoded(path, film, 0, part="init", rung=rung))) as box:
        context = box.streams.video[0].codec_context
        extra = context.extradata or b""
        assert said.codec_string == f"avc1.{extra[1:4].hex().upper()}"
        assert (context.width, context.height) == (said.width, said.height)


def test_pictures_stay_what_they_were(path: Path, film: Film) -> None:
    """Each converted frame is more like its own than like its neighbours'."""
    if path.name == "fields.ts":
        pytest.skip("smoothed")
    init, piece = encoded(path, film, 1, part="init"), encoded(path, film, 1)
    whole = frames_of(path)
    zero = film.zero_us / 1_000_000
    for time, frame in frames_of(init + piece)[:20:5]:
        near = sorted(whole, key=lambda other: abs(other[0] - zero - (time - OFFSET)))[
            :3
        ]
        unlike = [difference(frame, other) for _, other in near]
        assert unlike[0] == min(unlike)


def difference(one: VideoFrame, other: VideoFrame) -> float:
    """Of their middles, where the moving parts are."""
    a, b = (bytes(f.reformat(format="gray").planes[0]) for f in (one, other))
    return sum(abs(x - y) for x, y in zip(a[::7], b[::7], strict=True)) / len(a)


def test_turned_pictures_are_sent_upright(tmp_path: Path) -> None:
    lying = make(tmp_path, "lying.mp4", seconds=5)
    turned = tmp_path / "turned.mp4"
    turn(lying, turned)
    film = index(LocalFilm(turned))
    data = encoded(turned, film, 0, part="init") + encoded(turned, film, 0)
    _, frame = frames_of(data)[0]
    assert (frame.width, frame.height) == (180, 320)
    said = made_of(film, RUNGS["h264"])
    assert (said.width, said.height) == (180, 320)


def turn(source: Path, target: Path) -> None:
    run = process.run(
        [
            *(FFMPEG, "-nostdin", "-loglevel", "error", "-display_rotation", "90"),
            *("-i", str(source), "-c", "copy", str(target)),
        ],
        seconds=60,
        env={},
        cwd=target.parent,
    )
    assert run.code == 0, run.stderr


def test_wide_pixels_become_square(tmp_path: Path) -> None:
    wide = make(tmp_path, "wide.mkv", video=(*H264, "-vf", "setsar=4/3"), seconds=5)
    film = index(LocalFilm(wide))
    data = encoded(wide, film, 0, part="init") + encoded(wide, film, 0)
    _, frame = frames_of(data)[0]
    assert (frame.width, frame.height) == (426, 180)
    said = made_of(film, RUNGS["h264"])
    assert (said.width, said.height) == (426, 180)


def test_what_is_no_film_is_refused(path: Path, film: Film, tmp_path: Path) -> None:
    """A file that has become another in the meantime."""
    (tmp_path / "film").write_bytes(b"\x1aE\xdf\xa3" + bytes(3000))
    with pytest.raises(AskingError) as refused:
        encoded(tmp_path / "film", film, 0)
    assert refused.value.code == "unreadable"


@pytest.mark.parametrize(
    ("name", "size", "aspect", "rotation", "shown"),
    [
        ("h264", (1920, 1080), None, 0, (1920, 1080)),
        ("720", (1920, 800), None, 0, (1728, 720)),
        ("720", (640, 360), None, 0, (640, 360)),  # never larger
        ("480", (1920, 1080), None, 90, (270, 480)),
        ("h264", (720, 576), Fraction(64, 45), 0, (1024, 576)),
        ("h264", (1921, 1081), None, 0, (1920, 1080)),
        ("h264", (7680, 4320), None, 0, (3840, 2160)),
    ],
)
def test_sizes(
    name: str,
    size: tuple[int, int],
    aspect: Fraction | None,
    rotation: int,
    shown: tuple[int, int],
) -> None:
    rung = made(RUNGS[name], size=size, aspect=aspect, rotation=rotation, rate=None)
    assert (rung.width, rung.height) == shown
