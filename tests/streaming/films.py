"""Films made on the spot: a few seconds of moving pictures and two sounds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import imageio_ffmpeg  # type: ignore[import-untyped]

from doors import process

FFMPEG: Final = imageio_ffmpeg.get_ffmpeg_exe()
SECONDS: Final = 13
#: A keyframe every so many frames, of 24 a second: not a whole number of seconds.
GOP: Final = 53
H264: Final = ("-c:v", "libx264", "-preset", "ultrafast", "-bf", "3", "-g", str(GOP))
HEVC: Final = ("-c:v", "libx265", "-preset", "ultrafast", "-g", str(GOP), "-bf", "3")
VP9: Final = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-g", str(GOP))
AV1: Final = ("-c:v", "libsvtav1", "-preset", "12", "-g", str(GOP))
TWO_SOUNDS: Final = ("-c:a:0", "aac", "-c:a:1", "ac3")


def make(
    folder: Path,
    name: str,
    *,
    video: Sequence[str] = H264,
    audio: Sequence[str] = TWO_SOUNDS,
    seconds: int = SECONDS,
    more: Sequence[str] = (),
) -> Path:
    """`name` in `folder`, of the container its ending says."""
    path = folder / name
    made = process.run(
        [
            *(FFMPEG, "-nostdin", "-loglevel", "error", "-y"),
            *("-f", "lavfi", "-i", f"testsrc2=size=320x180:rate=24:duration={seconds}"),
            *("-f", "lavfi", "-i", f"sine=frequency=330:duration={seconds}"),
            *("-f", "lavfi", "-i", f"sine=frequency=550:duration={seconds}"),
            *("-map", "0", "-map", "1", "-map", "2"),
            *video,
            *("-pix_fmt", "yuv420p", "-x265-params", "log-level=none"),
            *audio,
            *("-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=ger"),
            *more,
            str(path),
        ],
        seconds=120,
        env={},
        cwd=folder,
    )
    assert made.code == 0, made.stderr
    return path


class LocalFilm:
    """A film in a file here, read as one on a server is; counts what was read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.size = path.stat().st_size
        self.read_bytes = 0

    def read_at(self, offset: int, count: int) -> bytes:
        with self._path.open("rb") as file:
            file.seek(offset)
            data = file.read(count)
        self.read_bytes += len(data)
        return data
