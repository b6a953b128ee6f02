"""A media-processor with many movies, each with a document of its own."""

from __future__ import annotations

import json
from hashlib import sha1
from typing import Any

from tests.replay import Canned, Replay

FILMS = 120


def name_of(number: int) -> str:
    return f"Film {number:03d} (2001)"


class LongLibrary(Replay):
    """Lists that many films, and no shows."""

    def __init__(self, films: int = FILMS, *, padding: int = 0) -> None:
        super().__init__("a")
        names = [name_of(number) for number in range(films)]
        self.listings = {
            "movies": {name: self._film(name, padding) for name in names},
            "tv": {},
        }
        titles = {name: {"hash": _hash(name)} for name in names}
        self.hashes = {"movies": {"titles": titles}, "tv": {"titles": {}}}
        self.documents = {self.document_of(name): name for name in names}
        for path, name in self.documents.items():
            self.says(path, {"title": name[:8], "overview": f"About {name}."})

    def says(self, path: str, document: dict[str, Any]) -> None:
        """From now on that is in the document."""
        self.canned[path] = Canned(200, json.dumps(document).encode())

    def document_of(self, name: str) -> str:
        return self.library_path("movies", name, "metadata.json")

    def changed(self, name: str) -> None:
        """Another document, and all that tells of it."""
        path = self.document_of(name)
        self.says(path, {"title": name[:8], "overview": "Another."})
        urls = self.listings["movies"][name]["urls"]
        self.change("movies", lambda _: urls.update(metadata=f"{path}?hash=new"))
        if self.hashes:
            self.hashes["movies"]["titles"][name]["hash"] = _hash("new")

    def asked_for(self) -> set[str]:
        """The films whose documents were asked for since it was last looked."""
        return {self.documents[p] for p in self.asked() if p in self.documents}

    def _film(self, name: str, padding: int) -> dict[str, Any]:
        video = self.library_path("movies", name, f"{name}.mp4")
        return {
            "fileNames": [f"{name}.mp4", *(f"{n:0200d}.jpg" for n in range(padding))],
            "urls": {"mp4": video, "metadata": f"{self.document_of(name)}?hash=one"},
        }


def _hash(text: str) -> str:
    return sha1(text.encode(), usedforsecurity=False).hexdigest()
