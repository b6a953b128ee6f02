"""Which sounds of a film a player is offered, and how each is sent.  Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from langcodes import standardize_tag

from streaming import formats
from streaming.film import Film, Track
from streaming.hls.playlists import Sound

#: What fragmented MP4 carries as it is; anything else is converted.
CARRIED: Final = frozenset({"aac", "mp3", "ac3", "eac3", "opus", "flac", "alac"})
#: What every player of fragmented MP4 plays.
EVERYWHERE: Final = frozenset({"aac"})
#: RFC 6381, as `streaming.sandbox.sound` encodes.
_AAC: Final = "mp4a.40.2"


def sounds_of(
    film: Film, plays: frozenset[str], language: Callable[[str], str]
) -> list[Sound]:
    """Each track, as it is where the player has its codec, else as AAC in stereo.

    The one that plays by itself comes first: the film's own choice, or another of its
    language that need not be converted. `language` gives the name of a language tag.
    """
    found: list[Sound] = []
    names: set[str] = set()
    for track in film.sounds:
        name = _unlike(_name(track, language), names)
        names.add(name)
        if track.codec_string and _name_of(track) in plays & CARRIED:
            what, said = f"a{track.number}-copy", track.codec_string
        else:
            what, said = f"a{track.number}-aac", _AAC
        found.append(Sound(track, name, language_of(track), what, said))
    return _first(found)


def _first(sounds: list[Sound]) -> list[Sound]:
    """With the one in front that plays unless somebody chooses."""
    usual = next((s for s in sounds if s.track.default), sounds[0] if sounds else None)
    if usual is None:
        return []
    if usual.is_converted:
        usual = next((s for s in sounds if _stands_in(s, usual)), usual)
    return [usual, *(sound for sound in sounds if sound is not usual)]


def _stands_in(other: Sound, usual: Sound) -> bool:
    """Whether it says the same and need not be converted."""
    return (
        not other.is_converted
        and other.language == usual.language
        and not other.track.comment
    )


def _name_of(track: Track) -> str:
    known = formats.audio_of(track.codec)
    return known.name if known else track.codec


def language_of(track: Track) -> str:
    """Its language as browsers call it: ``de``, where files say ``ger``."""
    try:
        return standardize_tag(track.language or "und")
    except ValueError:
        return "und"


def _name(track: Track, language: Callable[[str], str]) -> str:
    said = language_of(track)
    name = "Sound" if said == "und" else language(said)
    if track.title and track.title != name:
        return f"{name} ({track.title})"
    return name


def _unlike(name: str, taken: set[str]) -> str:
    """Players tell choices apart by their names."""
    number, found = 2, name
    while found in taken:
        found, number = f"{name} {number}", number + 1
    return found
