"""The child that decodes a stranger's picture and draws it anew in several widths.

Run as a program, with a descriptor to read from and the widths wanted; it needs Pillow
and nothing of ours.  What it was sent is judged by its content.  It says one line of
JSON and then the WebP files, one behind the other.  Refuses what is no JPEG, PNG, GIF,
WebP or AVIF, is cut short, has too many pixels, or the shape of no picture.  Nothing of
the original but its pixels is passed on.
"""

from __future__ import annotations

import base64
import contextlib
import io
import json
import os
import resource
import sys
from typing import Any, BinaryIO, Final

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

FORMATS: Final = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
MOST_PIXELS: Final = 40_000_000
SMALLEST_SIDE: Final = 8
#: No poster, backdrop or logo is longer than so many times its width, or wider.
MOST_STRETCHED: Final = 12
MEMORY_BYTES: Final = 1536 * 1024 * 1024
CPU_SECONDS: Final = 12
QUALITY: Final = 80
PLACEHOLDER_WIDTH: Final = 24
REFUSED: Final = 3


class Refused(Exception):
    """Not a picture we show; the text is a code."""


def limit_ourselves() -> None:
    """Whatever the decoders do, it ends here and writes no file."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        # macOS knows no bound for memory; the time and the parent's bounds hold there.
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(what, (most, most))
    # Pages that people wait for come first.
    os.nice(10)


def redraw(file: BinaryIO, widths: list[int]) -> tuple[dict[str, Any], list[bytes]]:
    """The facts about a picture, and its drawings, the narrowest first.

    Raises Refused.
    """
    image, (width, height) = _decoded(file, max(widths))
    files: dict[int, bytes] = {}
    for wanted in sorted({min(one, width) for one in widths}, reverse=True):
        # Each from the next larger one: as good, and much less work.
        image = _narrowed(image, wanted, width, height)
        files[wanted] = _webp(image, QUALITY)
    facts = {
        "width": width,
        "height": height,
        "widths": sorted(files),
        "sizes": [len(files[wanted]) for wanted in sorted(files)],
        "placeholder": _placeholder(image, width, height),
    }
    return facts, [files[wanted] for wanted in sorted(files)]


def _decoded(file: BinaryIO, widest: int) -> tuple[Image.Image, tuple[int, int]]:
    """The upright picture, perhaps already smaller, and its natural size."""
    try:
        with Image.open(file, formats=FORMATS) as opened:
            _judge(*opened.size)
            natural = opened.size
            # JPEG can be decoded at a fraction of its size.
            opened.draft("RGB", (widest, widest))
            opened.load()
            turned = opened.getexif().get(0x0112, 1) in {5, 6, 7, 8}
            image = ImageOps.exif_transpose(opened)
    except UnidentifiedImageError:
        raise Refused("not_a_picture") from None
    except (Image.DecompressionBombError, MemoryError):
        raise Refused("too_many_pixels") from None
    except (OSError, SyntaxError, ValueError, EOFError, OverflowError):
        raise Refused("broken_picture") from None
    mode = "RGBA" if image.has_transparency_data else "RGB"
    image = _in_srgb(image, mode, opened.info.get("icc_profile")) or image.convert(mode)
    image.info = {}
    return image, natural[::-1] if turned else natural


def _in_srgb(image: Image.Image, mode: str, profile: Any) -> Image.Image | None:
    """The picture in the colours browsers assume of it; None if it says no others.

    A profile that is broken, or of another kind of picture, is as good as none.
    """
    if not profile:
        return None
    try:
        said = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if said.profile.xcolor_space.strip() == "RGB" or mode == "RGBA":
            # Palettes, and what is see-through, have no transformation of their own.
            image = image.convert(mode)
        return ImageCms.profileToProfile(
            image, said, ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None


def _judge(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise Refused("too_many_pixels")
    if min(width, height) < SMALLEST_SIDE:
        raise Refused("too_small")
    if max(width, height) > MOST_STRETCHED * min(width, height):
        raise Refused("odd_shape")


def _narrowed(image: Image.Image, wanted: int, width: int, height: int) -> Image.Image:
    size = (wanted, max(1, round(height * wanted / width)))
    if size == image.size:
        return image
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _webp(image: Image.Image, quality: int) -> bytes:
    into = io.BytesIO()
    image.save(into, "WEBP", quality=quality, method=4)
    return into.getvalue()


def _placeholder(image: Image.Image, width: int, height: int) -> str:
    """A few pixels for the page itself; none where a ground would shine through."""
    if image.mode == "RGBA":
        return ""
    small = _narrowed(image, min(PLACEHOLDER_WIDTH, width), width, height)
    text = base64.b64encode(_webp(small, 40)).decode("ascii")
    return f"data:image/webp;base64,{text}"


def main() -> int:
    """What the parent reads: a line of facts or of refusal, then the files."""
    limit_ourselves()
    descriptor, widths = int(sys.argv[1]), [int(word) for word in sys.argv[2:]]
    out = sys.stdout.buffer
    try:
        with os.fdopen(descriptor, "rb") as file:
            file.seek(0)
            facts, files = redraw(file, widths)
    except Refused as refusal:
        out.write(json.dumps({"refused": str(refusal)}).encode() + b"\n")
        return REFUSED
    out.write(json.dumps(facts).encode() + b"\n")
    for content in files:
        out.write(content)
    out.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
