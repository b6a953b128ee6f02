"""What the streaming app keeps for itself."""

from streaming.models.media_index import MediaIndex
from streaming.models.playing import Playing

__all__ = ["MediaIndex", "Playing"]
