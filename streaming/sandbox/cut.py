"""One piece of one track as fragmented MP4, for a player that puts pieces together.

Every piece is made by itself, by whoever is asked, in any order: times are those of
the film plus one constant, so that pieces meet exactly and nothing is patched.  All
pieces of a track begin with the same bytes, their `init`, which is sent once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from av.bitstream import BitStreamFilterContext
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.stream import VideoStream

from streaming.sandbox.fragment import OFFSET, fragment

#: How far before a piece is begun to look for it, where no table says where it is;
#: in microseconds.
BEFORE_US: Final = 1_500_000
#: A piece is a few seconds: more packets than this is no film.
_MOST_PACKETS: Final = 50_000
_ADTS: Final = 7
Packets = list["Packet[Any]"]
_APPLE: Final = {"hevc": "hvc1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What is wanted: of the track, from a time up to, not with, another.

    In units of `time_base`, that of the video; None for the film's ends. `zero_us` is
    what the film's own clock says at its beginning, in microseconds.
    """

    track: int
    start: int | None
    end: int | None
    time_base: tuple[int, int]
    reorder: int = 0
    zero_us: int = 0

    def within(self, base: Fraction) -> tuple[int | None, int | None]:
        """The same span in units of another track."""
        by = Fraction(*self.time_base) / base
        return (
            None if self.start is None else round(self.start * by),
            None if self.end is None else round(self.end * by),
        )


def cut(container: InputContainer, piece: Piece) -> tuple[bytes, bytes]:
    """The track's init, and the piece."""
    stream = container.streams[piece.track]
    packets = list(_packets(container, stream, piece))
    return _written(stream, packets, piece)


def _written(stream: Stream, packets: Packets, piece: Piece) -> tuple[bytes, bytes]:
    """These packets of a track as init and fragment."""
    base = stream.time_base or Fraction(1, 1000)
    shift = round((OFFSET - Fraction(piece.zero_us, 1_000_000)) / base)
    if isinstance(stream, VideoStream):
        _decode_times(stream, packets, piece.reorder)
    name = stream.codec_context.codec.canonical_name
    packets, configuration = _framed(stream, packets)
    with fragment(name) as made:
        copy = made.container.add_stream_from_template(stream, opaque=True)
        copy.time_base = base
        if tag := _APPLE.get(name):
            copy.codec_context.codec_tag = tag
        if configuration is not None:
            copy.codec_context.extradata = configuration
        # Guessed from what was read so far, and so another one in every piece.
        copy.codec_context.bit_rate = 0
        for packet in packets:
            packet.pts = (packet.pts or 0) + shift
            packet.dts = packet.pts if packet.dts is None else packet.dts + shift
            packet.stream = copy
            made.container.mux_one(packet)
    return made.parts


def _packets(
    container: InputContainer, stream: Stream, piece: Piece
) -> Iterator[Packet[Any]]:
    is_video = isinstance(stream, VideoStream)
    start, end = piece.within(stream.time_base or Fraction(1, 1000))
    _go_to(container, stream, start, is_video=is_video)
    begun = not is_video or start is None
    count = 0
    for packet in container.demux(stream):
        if packet.pts is None or not packet.size:
            continue
        if is_video:
            if not packet.is_keyframe:
                if not begun:
                    continue
            elif end is not None and packet.pts >= end:
                return
            elif not begun:
                begun = start is None or packet.pts >= start
                if not begun:
                    continue
        elif start is not None and packet.pts < start:
            continue
        elif end is not None and packet.pts >= end:
            return
        count += 1
        if count > _MOST_PACKETS:
            raise ValueError("more packets than a film has")
        yield packet


def _go_to(
    container: InputContainer, stream: Stream, start: int | None, *, is_video: bool
) -> None:
    if start is None:
        return
    if is_video and container.format.name != "mpegts":
        container.seek(start, stream=stream)
    else:
        # A transport stream is sought in by guessing, and sound has no keyframes.
        base = stream.time_base or Fraction(1, 1000)
        container.seek(max(0, int(start * base * 1_000_000) - BEFORE_US))


def _framed(stream: Stream, packets: Packets) -> tuple[Packets, bytes | None]:
    """AAC as MP4 has it: with its configuration once, not before every packet."""
    context = stream.codec_context
    if context.name != "aac" or context.extradata or not packets:
        return packets, None
    configuration = _configuration(bytes(packets[0]))
    plain = BitStreamFilterContext("aac_adtstoasc", stream)
    found = [done for packet in packets for done in plain.filter(packet)]
    return found, configuration


def _configuration(head: bytes) -> bytes:
    """An AudioSpecificConfig from an ADTS header (ISO/IEC 14496-3, 1.A.2.2)."""
    if len(head) < _ADTS or head[0] != 0xFF or head[1] & 0xF0 != 0xF0:
        raise ValueError("sound without a header")
    kind = (head[2] >> 6) + 1
    rate = head[2] >> 2 & 0x0F
    channels = (head[2] & 1) << 2 | head[3] >> 6
    return (kind << 11 | rate << 7 | channels << 3).to_bytes(2, "big")


def _decode_times(stream: VideoStream, packets: Packets, reorder: int) -> None:
    """Where a container does not say when to decode: in order, `reorder` frames early.

    Matroska says nothing after a seek; it is computed for all, so that pieces meet.
    """
    if all(packet.dts is not None for packet in packets) and not _is_matroska(stream):
        return
    rate = stream.average_rate or stream.base_rate or Fraction(25)
    base = stream.time_base or Fraction(1, 1000)
    early = round(reorder / (rate * base))
    shown = sorted(packet.pts or 0 for packet in packets)
    for packet, time in zip(packets, shown, strict=True):
        packet.dts = min(time - early, packet.pts or 0)


def _is_matroska(stream: Stream) -> bool:
    return bool(stream.container.format.name == "matroska")
