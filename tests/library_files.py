"""The contents of generated files: one tiny video, its description, tiny pictures."""

from __future__ import annotations

import base64
import functools
import hashlib
import io
from typing import Any, Final

import av

#: ISO/IEC 10918-1: the smallest grey picture of one pixel a decoder accepts.
JPEG: Final = base64.b64decode(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP////////////////////////////////////////////////"
    "//////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAA"
    "A//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AN//Z"
)
PNG: Final = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)
SVG: Final = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
#: What lies in a `.blurhash` file: a small picture as text, not a blurhash.
PLACEHOLDER: Final = base64.b64encode(PNG)
WIDTH: Final = 64
HEIGHT: Final = 36
SECONDS: Final = 1


@functools.cache
def video_bytes() -> bytes:
    """A real mp4 of one second, 64x36, MPEG-4 video without sound."""
    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=24)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for number in range(24 * SECONDS):
            frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
            for plane in frame.planes:
                plane.update(bytes([128]) * plane.buffer_size)
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return target.getvalue()


def info_of(fingerprint: str, **changes: Any) -> dict[str, Any]:
    """A description of `video_bytes()` as a media-processor writes it."""
    size = len(video_bytes())
    description = {
        "version": 1.001,
        "uuid": hashlib.sha256(fingerprint.encode()).hexdigest(),
        "length": SECONDS * 1000,
        "dimensions": f"{WIDTH}x{HEIGHT}",
        "hdr": None,
        "mediaQuality": {
            "format": "8-bit SDR (BT.709)",
            "bitDepth": 8,
            "colorSpace": "YUV",
            "transferCharacteristics": "BT.709",
            "isHDR": False,
            "viewingExperience": {
                "enhancedColor": False,
                "highDynamicRange": False,
                "dolbyVision": False,
                "hdr10Plus": False,
                "standardHDR": False,
            },
        },
        "additionalMetadata": {
            "duration": SECONDS * 1000,
            "size": {"kb": size / 1024, "mb": size / 1024**2, "gb": size / 1024**3},
            "audio": [],
            "video": [
                {
                    "codec": "mpeg4",
                    "frame_rate": "24/1",
                    "bitrate": 1000,
                    "aspect_ratio": "16:9",
                    "width": WIDTH,
                    "height": HEIGHT,
                }
            ],
            "width": WIDTH,
            "height": HEIGHT,
            "dimensions": f"{WIDTH}x{HEIGHT}",
        },
        "source": {"size": size, "mtimeMs": 0},
    }
    return description | changes
