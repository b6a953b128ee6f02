"""One movie folder in the words of ``GET /media/movies``.

Videos with other endings than ``.mp4`` are served but not listed: the contract has no
place for them.
"""

from __future__ import annotations

from catalog.fields import JSONValue
from streaming.library import layout
from streaming.library.captions import captions_of
from streaming.library.folders import Folder, directory_hash
from streaming.library.media import UNREADABLE, MediaReader
from streaming.library.settings import FolderSettings

#: Folders below a movie's that its directory hash looks into.
DEPTH = 5


def describe_movie(
    folder: Folder, place: layout.Place, media: MediaReader
) -> dict[str, JSONValue]:
    settings = FolderSettings.read(folder)
    names = layout.videos(folder.files)
    facts = {name: media.facts(folder, name) for name in names}
    # Of several videos the last one by name speaks for the folder.
    main = facts[names[-1]] if names else UNREADABLE
    length: dict[str, JSONValue] = {name: facts[name].length for name in names}
    dimensions: dict[str, JSONValue] = {name: facts[name].dimensions for name in names}
    return {
        "_id": main.fingerprint or settings.fallback_id,
        "fileNames": [
            name
            for name in sorted(folder.files)
            if name.lower().endswith(layout.LISTED_SUFFIXES)
        ],
        "length": length,
        "dimensions": dimensions,
        "urls": _urls(folder, place, names[-1] if names else None),
        "hdr": main.hdr,
        "mediaQuality": main.quality,
        "additional_metadata": main.additional,
        "backdropFocal": settings.backdrop_focal,
        "backdropFocalSuggested": None,  # there is no detector here
    }


def _urls(
    folder: Folder, place: layout.Place, video: str | None
) -> dict[str, JSONValue]:
    files = folder.files
    urls: dict[str, JSONValue] = {}
    for key, suffixes in (
        ("poster", layout.PHOTO_SUFFIXES),
        ("backdrop", layout.PHOTO_SUFFIXES),
        ("logo", layout.LOGO_SUFFIXES),
    ):
        image = layout.first_present(files, key, suffixes)
        if image is None:
            continue
        urls[key] = place.dated(image, files[image])
        if image + layout.BLURHASH_SUFFIX in files:
            urls[f"{key}Blurhash"] = place.file(image + layout.BLURHASH_SUFFIX)
    if layout.METADATA_NAME in files:
        address = place.file(layout.METADATA_NAME)
        urls["metadata"] = f"{address}?hash={directory_hash(folder)}"
    if video is not None:
        urls["mp4"] = place.file(video)
        urls["mediaLastModified"] = layout.iso_time(files[video].st_mtime_ns)
    if captions := captions_of(video, files, place):
        urls["subtitles"] = captions
    chapters = folder.folders.get(layout.CHAPTERS_FOLDER)
    if chapters is not None:
        name = layout.same_name(chapters.files, f"{folder.name}_chapters.vtt")
        if name is not None:
            urls["chapters"] = place.inside(layout.CHAPTERS_FOLDER).file(name)
    return urls
