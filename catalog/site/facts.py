"""What a title's page says about it in a line of facts and a row of badges.

Says only what is known: no fact is better than a guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from catalog.models import Item
from catalog.site import words

_RANGES: Final = {
    "dolby_vision": "Dolby Vision",
    "hdr10+": "HDR10+",
    "hdr10": "HDR10",
    "hlg": "HLG",
}
_SHARP: Final = {"4K", "8K"}
#: Below these a resolution is nothing to choose a film by.
_WORTH_SAYING: Final = {"720p", "1080p", "1440p", *_SHARP}
_PEOPLE: Final = 24
_MAKERS: Final = (
    "Director",
    "Creator",
    "Writer",
    "Screenplay",
    "Original Music Composer",
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a title, and what they did there."""

    name: str
    role: str


def line(item: Item, *, seasons: int | None = None) -> list[str]:
    """The years, ``3 seasons`` or ``1 h 41 min``, the rating: what is known of it."""
    # The day an episode was aired says its year.
    dated = item.kind == Item.Kind.EPISODE and words.day(item.release_date)
    found = ["" if dated else years(item)]
    if seasons is not None:
        found.append(words.counted(seasons, "season"))
    elif item.kind in {Item.Kind.MOVIE, Item.Kind.EPISODE}:
        runtime = item.runtime_ms or item.duration_ms
        found.append(words.length(runtime) if runtime else "")
    if item.rating:
        found.append(f"★ {item.rating:.1f}")
    return [fact for fact in found if fact]


def years(item: Item) -> str:
    """``2021``; from year to year for a show whose end is known."""
    if item.year is None:
        return ""
    last = (item.last_air_date or "")[:4]
    if item.kind == Item.Kind.SHOW and last.isdecimal() and int(last) > item.year:
        return f"{item.year}–{last}"
    return str(item.year)


def badges(item: Item, media: Item | None = None) -> list[str]:
    """``TV-14``, ``4K``, ``Dolby Vision``, ``5.1``.

    `media` is the title whose file speaks for this one: an episode for its show.
    """
    of = media or item
    found = [item.content_rating or ""]
    if of.resolution_label in _WORTH_SAYING:
        found.append(of.resolution_label)
    found += [_RANGES.get(str(kind), "") for kind in (of.hdr or [])]
    found.append(sound(of))
    found.append(item.edition or "")
    return list(dict.fromkeys(badge[:40] for badge in found if badge))


def corner(item: Item) -> str:
    """The one badge a card has room for."""
    return item.resolution_label if item.resolution_label in _SHARP else ""


def sound(item: Item) -> str:
    """``Atmos``, or the largest set of loudspeakers: ``7.1``, ``5.1``."""
    if item.spatial_audio:
        return "Atmos" if "atmos" in item.spatial_audio.lower() else item.spatial_audio
    tracks = item.audio_tracks if isinstance(item.audio_tracks, list) else []
    most = 0
    for track in tracks:
        channels = track.get("channels") if isinstance(track, dict) else None
        most = max(most, channels if isinstance(channels, int) else 0)
    return {6: "5.1", 7: "6.1", 8: "7.1"}.get(most, "")


def cast(item: Item) -> list[Person]:
    """The first of those who play in it."""
    return _people(item.cast, "character")[:_PEOPLE]


def makers(item: Item) -> list[Person]:
    """Directors, creators, writers: one line for each, with all they did."""
    found: dict[str, list[str]] = {}
    for person in sorted(
        (p for p in _people(item.crew, "job") if p.role in _MAKERS),
        key=lambda p: _MAKERS.index(p.role),
    ):
        found.setdefault(person.name, []).append(person.role)
    return [Person(name, ", ".join(roles)) for name, roles in found.items()][:6]


def genres(item: Item) -> list[str]:
    """Names of its genres."""
    return _texts(item.genres)


def spoken(item: Item) -> list[str]:
    """Languages it is heard in, by name."""
    tracks = item.audio_tracks if isinstance(item.audio_tracks, list) else []
    tags = [t.get("language") for t in tracks if isinstance(t, dict)]
    return list(dict.fromkeys(words.language(str(tag)) for tag in tags if tag))


def captions(item: Item) -> list[str]:
    """Languages it can be read in, by name; those still being made are left out."""
    keys = sorted(row.key for row in item.captions.all() if not row.pending)
    return list(dict.fromkeys(words.caption(key) for key in keys))


def _people(value: object, role: str) -> list[Person]:
    members = value if isinstance(value, list) else []
    return [
        Person(str(member["name"])[:200], str(member.get(role) or "")[:200])
        for member in members
        if isinstance(member, dict) and member.get("name")
    ]


def _texts(value: object) -> list[str]:
    members = value if isinstance(value, list) else []
    return [member for member in members if isinstance(member, str) and member.strip()]
