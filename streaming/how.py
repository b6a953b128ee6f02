"""How a film is played, and why so, in words for who watches it.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from streaming.playback import Client, Play, Reason, Way

#: Why pictures are not sent as they are.
_PICTURES: Final = {
    Reason.HDR: "this browser does not show HDR",
    Reason.HEIGHT: "they are larger than is wanted",
    Reason.BITRATE: "they are larger than the line",
}
#: What fragments are never converted for (`streaming.hls.sounds`).
_EVERYWHERE: Final = frozenset({"aac"})


def how(play: Play, reasons: Sequence[Reason], client: Client) -> str:
    """``From Attic. Repacked: this browser does not play Matroska files.``"""
    file = play.file
    place = f" from {file.server}" if file.server else ""
    if play.way is Way.DIRECT:
        return f"Playing the original{place}."
    said = [f"Playing{place}."]
    if pictures := _pictures(play, reasons):
        said.append(f"Pictures converted: {pictures}.")
    elif Reason.CONTAINER in reasons and file.container:
        kind = file.container.label.partition(" ")[2]
        said.append(f"Repacked: this browser does not play {kind}s.")
    elif Reason.AUDIO not in reasons:
        said.append("Repacked: it does not play as it is.")
    if converted := _converted(play, client):
        said.append(f"Sound converted: {', '.join(converted)}.")
    return " ".join(said)


def _pictures(play: Play, reasons: Sequence[Reason]) -> str:
    if Reason.VIDEO in reasons and play.file.video:
        return f"this browser does not play {play.file.video.label}"
    return next((_PICTURES[one] for one in reasons if one in _PICTURES), "")


def _converted(play: Play, client: Client) -> tuple[str, ...]:
    known = (client.audio or frozenset()) | _EVERYWHERE
    labels = (one.label for one in play.file.audio if one.name not in known)
    return tuple(dict.fromkeys(labels))
