"""What the streaming app keeps for itself."""

from streaming.models.playing import Playing

__all__ = ["Playing"]
