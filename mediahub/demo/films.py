"""Films drawn by ffmpeg: its own test pictures in many colors, with a tone each.

A film shows its title, and a bar that grows with time, so that a person sees at once
which film this is and where in it they are. Raises FilmError with what ffmpeg said.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import imageio_ffmpeg  # type: ignore[import-untyped]
from django.conf import settings

from doors import process
from mediahub.demo.plan import Film, Size

SECONDS: Final = 300.0
RATE: Final = 24


class FilmError(Exception):
    """A film could not be made; the text says why and what to do."""


def _gradients(colors: str, kind: str = "linear", speed: float = 0.012) -> str:
    named = ":".join(f"c{n}=0x{c}" for n, c in enumerate(colors.split()))
    count = len(colors.split())
    return (
        f"gradients=s={{hw}}x{{hh}}:r={RATE}:n={count}:{named}:type={kind}"
        f":speed={speed}:x0=0:y0=0:x1={{hw}}:y1={{hh}},scale={{w}}:{{h}}"
    )


#: Moving pictures by the name the titles use; half of the size where that is enough.
SOURCES: Final[Mapping[str, str]] = {
    "drift": _gradients("0b1026 5b2a5e f0764a ffd9a0", "radial"),
    "embers": _gradients("170d2b 5a2350 c9506b ffc46b", "spiral"),
    "tide": _gradients("16323d 4f8a8b f2d7a6 16323d"),
    "frost": _gradients("1b2a41 6d8fb3 eef4f8 6d8fb3", "circular"),
    "stars": _gradients("04060f 131c45 3c4f9a 04060f", "radial", 0.006),
    "sky": _gradients("2f6fb0 8cc6e8 f6e7b4 ff6b5a"),
    "orchard": _gradients("0e2a2f 2f7f74 b9e3c6 2f7f74", "square"),
    "mandelbrot": f"mandelbrot=s={{hw}}x{{hh}}:r={RATE}:maxiter=400,scale={{w}}:{{h}}",
    "life": (
        f"life=s={{qw}}x{{qh}}:r=12:mold=12:ratio=0.12:seed=7:life_color=#ffd27a"
        f":death_color=#10294a:mold_color=#2e6b8f,fps={RATE}"
        ",scale={w}:{h}:flags=neighbor"
    ),
    "cellauto": (
        f"cellauto=s={{qw}}x{{qh}}:r={RATE}:rule=110:seed=3"
        ",scale={w}:{h}:flags=neighbor"
    ),
    "sierpinski": (
        f"sierpinski=s={{hw}}x{{hh}}:r=12:seed=5:jump=40,fps={RATE},scale={{w}}:{{h}}"
    ),
    "zoneplate": (
        f"zoneplate=s={{hw}}x{{hh}}:r={RATE}:kt2=4:kx2=30:ky2=30,hue=s=0.2"
        ",scale={w}:{h}"
    ),
    "bars": f"smptehdbars=s={{w}}x{{h}}:r={RATE}",
    "test": f"testsrc2=s={{w}}x{{h}}:r={RATE}",
}


def ffmpeg_program() -> str:
    """The program of the FFMPEG setting, else the wheel's, else one on the PATH."""
    if settings.MEDIAHUB_FFMPEG:
        return str(settings.MEDIAHUB_FFMPEG)
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError:
        found = shutil.which("ffmpeg")
    if found is None:
        raise FilmError(
            "There is no ffmpeg here; install it, or set FFMPEG to its path."
        )
    return found


def make_film(program: str, film: Film, size: Size, card: Path, target: Path) -> None:
    """Write the film as an mp4 that starts playing before it is all there."""
    width, height = size
    picture = SOURCES[film.source].format(
        w=width, h=height, hw=width // 2, hh=height // 2, qw=width // 4, qh=height // 4
    )
    bar = f"color=c=0x5ad1c1:s={width}x{max(4, height // 90)}:r=1"
    layers = (
        "[0:v]format=yuv420p[film];[film][1:v]overlay=0:H-h[titled];"
        f"[titled][2:v]overlay=x='-w+w*t/{film.seconds}':y=H-h,format=yuv420p[out]"
    )
    wave = "*".join(("0.12*(0.7+0.3*sin(2*PI*0.25*t))", "sin(2*PI*{hz}*t)"))
    tones = "|".join(wave.format(hz=hz) for hz in (film.tone, film.tone * 1.5))
    bits = 230 if height <= 360 else 600
    argv = [
        *(program, "-v", "error", "-nostdin", "-y", "-bitexact"),
        *("-f", "lavfi", "-i", picture, "-i", str(card), "-f", "lavfi", "-i", bar),
        *("-f", "lavfi", "-i", f"aevalsrc=exprs='{tones}':s=44100:d={film.seconds}"),
        *("-filter_complex", layers, "-map", "[out]", "-map", "3:a"),
        *("-t", str(film.seconds), "-threads", "1", "-filter_complex_threads", "1"),
        *("-c:v", "libx264", "-preset", "superfast", "-crf", "28"),
        *("-maxrate", f"{bits}k", "-bufsize", f"{2 * bits}k", "-g", str(2 * RATE)),
        *("-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709"),
        *("-c:a", "aac", "-b:a", "64k", "-metadata:s:a:0", "language=eng"),
        *("-movflags", "+faststart", "-f", "mp4", str(target)),
    ]
    try:
        done = process.run(argv, seconds=SECONDS)
    except process.ProcessFailed as error:
        raise FilmError(str(error)) from None
    if done.code != 0 or not target.exists():
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        reason = lines[-1] if lines else f"ended with code {done.code}"
        raise FilmError(f"{program} could not make {target.name}: {reason}")
