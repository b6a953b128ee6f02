"""What the name of a folder tells: title, year, edition and ids.  Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sync.adapters.media_processor import values
from sync.adapters.media_processor.faults import BadItemError

#: File systems end here, too.
_NAME_BYTES: Final = 255
_TAG: Final = re.compile(
    r"\s*[\[{](edition|tmdb|imdb|tvdb)(?:id)?[-=]([^\]}]{1,200})[\]}]", re.IGNORECASE
)
_YEAR: Final = re.compile(r"\s*\((\d{4})\)$", re.ASCII)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    title: str | None
    year: int | None
    edition: str | None
    ids: Mapping[str, str]


def parse(name: str) -> Folder:
    """``Title (2020) {edition-Extended} {tmdb-1}`` and the like."""
    edition: str | None = None
    ids: dict[str, str] = {}
    bare = name
    if "{" in name or "[" in name:
        for scheme, value in _TAG.findall(name):
            if scheme.lower() == "edition":
                edition = values.text(value, 200)
            elif (known := external_id(scheme.lower(), value)) is not None:
                ids[scheme.lower()] = known
        bare = _TAG.sub("", name)
    bare = bare.strip()
    year: int | None = None
    match = _YEAR.search(bare)
    if match and int(match[1]) in values.YEARS and match.start() > 0:
        year = int(match[1])
        bare = bare[: match.start()]
    title = values.text(bare, 500) or values.text(name, 500)
    return Folder(title=title, year=year, edition=edition, ids=ids)


_IDS: Final = {
    "tmdb": re.compile(r"[1-9]\d{0,11}", re.ASCII),
    "tvdb": re.compile(r"[1-9]\d{0,11}", re.ASCII),
    "imdb": re.compile(r"tt\d{5,12}", re.ASCII),
}


def external_id(scheme: str, value: object) -> str | None:
    """An id in the one spelling of its scheme, or None."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    spelled = str(value) if isinstance(value, str) or 0 < value < 10**12 else ""
    return spelled if _IDS[scheme].fullmatch(spelled) else None


def check_name(name: str, what: str) -> None:
    """Raise BadItemError for a name that no folder can have."""
    if not name.strip() or name in (".", ".."):
        raise BadItemError("bad_name", f"The {what} has no usable name.", name)
    if len(name.encode(errors="surrogatepass")) > _NAME_BYTES:
        raise BadItemError(
            "bad_name",
            f"The name of the {what} is longer than {_NAME_BYTES} bytes.",
            name,
        )
    if "/" in name or "\\" in name:
        raise BadItemError("bad_name", f"The name of the {what} holds a slash.", name)
    if _CONTROL.search(name):
        raise BadItemError(
            "bad_name", f"The name of the {what} holds control characters.", name
        )
