"""One show folder in the words of ``GET /media/tv``.

Missing images and metadata of a show are empty strings here, as the contract has it;
below the show they are absent.  A folder without a video is no season.
"""

from __future__ import annotations

import logging
import os
import re
from typing import Final

from catalog.fields import JSONValue
from streaming.library import layout
from streaming.library.captions import captions_of
from streaming.library.folders import Folder, directory_hash
from streaming.library.media import MediaReader
from streaming.library.settings import FolderSettings

logger = logging.getLogger(__name__)

#: Folders below a show's that its directory hash looks into: seasons, chapters.
DEPTH: Final = 2

_DIGITS: Final = re.compile(r"[0-9]{1,9}")
_EPISODE: Final = re.compile(r"S[0-9]+E([0-9]{1,9})", re.IGNORECASE)
#: Where the name of an episode ends and words about its file begin.
_FILE_WORDS: Final = re.compile(
    r"[\s._\-\[(]+(?:(?:WEB-?DL|WEB-?Rip|WEB|HDTV|SDTV|Blu-?Ray|BDRip|BRRip|DVD|DVDRip|"
    r"Remux)(?=[-\s._\])]|$)|[0-9]{3,4}p\b).*$",
    re.IGNORECASE,
)


def describe_show(
    folder: Folder, place: layout.Place, media: MediaReader
) -> dict[str, JSONValue]:
    files = folder.files
    settings = FolderSettings.read(folder)
    show: dict[str, JSONValue] = {"metadata": ""}
    if layout.METADATA_NAME in files:
        address = place.file(layout.METADATA_NAME)
        show["metadata"] = f"{address}?hash={directory_hash(folder)}"
    for key, suffixes in (
        ("poster", layout.PHOTO_SUFFIXES),
        ("logo", layout.LOGO_SUFFIXES),
        ("backdrop", layout.PHOTO_SUFFIXES),
    ):
        image = layout.first_present(files, f"show_{key}", suffixes)
        show[key] = place.dated(image, files[image]) if image else ""
        show[f"{key}Blurhash"] = _blurhash(image, files, place) if image else ""
    seasons: dict[str, JSONValue] = {}
    for name in sorted(folder.folders):
        if layout.videos(folder.folders[name].files):
            seasons[name] = _season(folder, folder.folders[name], place, media)
    show["seasons"] = seasons
    show["backdropFocal"] = settings.backdrop_focal
    show["backdropFocalSuggested"] = None  # there is no detector here
    return show


def season_number(folder_name: str) -> int:
    """The first digits of the name; 0, the specials, where it has none."""
    digits = _DIGITS.search(folder_name)
    return int(digits.group()) if digits else 0


def episode_number(file_name: str) -> int | None:
    found = _EPISODE.search(file_name)
    if found:
        return int(found.group(1))
    digits = _DIGITS.search(os.path.splitext(file_name)[0])  # noqa: PTH122
    return int(digits.group()) if digits else None


def episode_name(file_name: str) -> str:
    """``Show - S01E02 - Part 2 WEBDL-1080p.mp4`` is called ``Part 2``."""
    stem = os.path.splitext(file_name)[0]  # noqa: PTH122 - a name, not a path
    found = _EPISODE.search(stem)
    if found:
        stem = stem[found.end() :]
    return _FILE_WORDS.sub("", stem).strip(" -._")


def _season(
    show: Folder, folder: Folder, place: layout.Place, media: MediaReader
) -> dict[str, JSONValue]:
    number = season_number(folder.name)
    season_place = place.inside(folder.name)
    episodes: dict[str, JSONValue] = {}
    lengths: dict[str, JSONValue] = {}
    dimensions: dict[str, JSONValue] = {}
    for video in layout.videos(folder.files):
        episode = episode_number(video)
        if episode is None:
            logger.warning(
                "%s/%s is left out: its name holds no episode number. Name it like "
                "“%s - S%02dE01.mp4”.",
                folder.path,
                video,
                show.name,
                number,
            )
            continue
        key = f"S{number:02d}E{episode:02d}"
        described = _episode(show, folder, season_place, video, media)
        episodes[key] = described
        lengths[key] = described["length"]
        dimensions[key] = described["dimensions"]
    season: dict[str, JSONValue] = {
        "episodes": episodes,
        "lengths": lengths,
        "dimensions": dimensions,
        "seasonNumber": number,
    }
    poster = "season_poster.jpg"
    if poster in folder.files:
        season["season_poster"] = season_place.dated(poster, folder.files[poster])
        if poster + layout.BLURHASH_SUFFIX in folder.files:
            blurhash = season_place.file(poster + layout.BLURHASH_SUFFIX)
            season["seasonPosterBlurhash"] = blurhash
    return season


def _episode(
    show: Folder, folder: Folder, place: layout.Place, video: str, media: MediaReader
) -> dict[str, JSONValue]:
    files = folder.files
    facts = media.facts(folder, video)
    number = episode_number(video) or 0
    episode: dict[str, JSONValue] = {}
    if facts.fingerprint:
        episode["_id"] = facts.fingerprint
    episode |= {
        "filename": video,
        "videoURL": place.file(video),
        "mediaLastModified": layout.iso_time(files[video].st_mtime_ns),
        "hdr": facts.hdr,
        "mediaQuality": facts.quality,
        "additionalMetadata": facts.additional,
        "episodeNumber": number,
        "derivedEpisodeName": episode_name(video),
        "length": facts.length,
        "dimensions": facts.dimensions,
    }
    thumbnail = f"{number:02d} - Thumbnail.jpg"
    if thumbnail in files:
        episode["thumbnail"] = place.dated(thumbnail, files[thumbnail])
        if blurhash := _blurhash(thumbnail, files, place):
            episode["thumbnailBlurhash"] = blurhash
    metadata = f"{number:02d}_metadata.json"
    if metadata in files:
        episode["metadata"] = place.dated(metadata, files[metadata])
    chapters = folder.folders.get(layout.CHAPTERS_FOLDER)
    if chapters is not None:
        key = f"S{season_number(folder.name):02d}E{number:02d}"
        wanted = f"{show.name} - {key}_chapters.vtt"
        name = layout.same_name(chapters.files, wanted)
        if name is not None:
            episode["chapters"] = place.inside(layout.CHAPTERS_FOLDER).file(name)
    if captions := captions_of(video, files, place):
        episode["subtitles"] = captions
    return episode


def _blurhash(image: str, files: layout.Files, place: layout.Place) -> str | None:
    name = image + layout.BLURHASH_SUFFIX
    return place.file(name) if name in files else None
