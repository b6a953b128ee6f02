"""Changes on a recorded server, told by it as a media-processor tells them: the
address of a folder's metadata and the folder's bulk hash move with its files."""

from __future__ import annotations

import itertools
import json
from typing import Any, Final

from tests.replay import Canned, Replay

_TURNS: Final = itertools.count()


def document(peer: Replay, *parts: str) -> str:
    """The path of a folder's metadata document."""
    return peer.library_path(*parts, "metadata.json")


def rewritten(peer: Replay, folder: str, **members: Any) -> None:
    """A movie's metadata document is as recorded, but for these members."""
    file = peer.folder / "library" / "movies" / folder / "metadata.json"
    changed = json.loads(file.read_bytes()) | members
    path = document(peer, "movies", folder)
    peer.canned[path] = Canned(200, json.dumps(changed).encode())
    moved(peer, folder)


def moved(peer: Replay, folder: str) -> None:
    """Something in a movie's folder changed."""

    def edit(listing: dict[str, Any]) -> None:
        urls = listing[folder]["urls"]
        base = urls["metadata"].partition("?")[0]
        urls["metadata"] = f"{base}?hash=turn{next(_TURNS)}"

    if "movies" in peer.hashes:
        peer.hashes["movies"]["titles"][folder]["hash"] += "x"
    peer.change("movies", edit)
