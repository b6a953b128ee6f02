"""The details of one item: read anew, or reused where their tokens did not move.

A part's token covers its document's address and everything else its values follow
from.  Nothing is reused unless the server's hash says that the documents are the ones
that were read (`reuse` is None otherwise).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from sync.adapters.media_processor import mapping, metadata
from sync.adapters.media_processor.documents import Documents
from sync.adapters.media_processor.folders import Folder
from sync.adapters.media_processor.links import Links
from sync.adapters.media_processor.mapping import Details
from sync.adapters.media_processor.metadata import Document, Values
from sync.adapters.media_processor.tokens import Tokens
from sync.types import JSONValue, KnownDetails, KnownTokens, Selection

#: Artwork key, path of the image, path of its placeholder.
Image: TypeAlias = tuple[str, str | None, str | None]
Read: TypeAlias = Callable[[], tuple[Values, dict[str, str]] | None]


@dataclass(frozen=True, slots=True)
class Sources:
    """What every reader of details works with during one scan."""

    documents: Documents
    links: Links
    tokens: Tokens


class Parts:
    """Collects the details of one item, part by part: those that are asked for."""

    def __init__(
        self,
        sources: Sources,
        what: str,
        reuse: KnownDetails | None,
        selection: Selection,
    ) -> None:
        self._selection = selection
        self._sources = sources
        self._what = what
        self._reuse = reuse
        self._found = Details(values={}, ids={}, placeholders={}, tokens={})
        self._tokens: dict[str, str] = {}

    def finish(self, **hashes: str | None) -> Details:
        """The details, with the server's hashes they were read under.

        Hashes tell of all documents: of one that is missing while only a part was
        read, the item's tokens must say so.
        """
        found = self._found
        whole = self._selection.is_whole
        self._tokens.update(
            {k: v or "" for k, v in hashes.items() if v is not None or not whole}
        )
        found.tokens = self._tokens
        return found

    def metadata(self, token: str, read: Read) -> None:
        """Single values and ids, whatever is asked: title, year and ids are among them.
        `read` gives None where the document is missing,
        which means no value: nothing is noted, and it is asked for again when the
        listing or the server's hash says that the item has changed."""
        if self._reuse is not None and self._unmoved("metadata", token):
            known = self._reuse
            self._found.values = {
                k: v for k, v in known.values.items() if k in metadata.FIELDS
            }
            self._found.ids = dict(known.external_ids)
            self._tokens["metadata"] = token
            return
        found = read()
        if found is None:
            return
        self._found.values, self._found.ids = found
        self._tokens["metadata"] = token

    def without_metadata(self, values: Values, ids: dict[str, str]) -> None:
        """What is known without a document."""
        if "metadata" not in self._tokens:
            self._found.values, self._found.ids = values, ids

    def chapters(self, path: str | None, *also: str | None) -> None:
        url = self._sources.links.absolute(path)
        if url is None or not self._selection.has_group("chapters"):
            return
        token = self._sources.tokens.of(url, *also)
        if self._reuse is not None and self._unmoved("chapters", token):
            known = self._reuse.values.get("chapters")
            self._found.chapters = (
                list(known) if isinstance(known, list | tuple) else []
            )
        else:
            what = f"The chapter list of {self._what}"
            found = self._sources.documents.chapters(url, what)
            if found is None:
                return
            self._found.chapters = found
        self._tokens["chapters"] = token

    def placeholders(self, images: Iterable[Image]) -> None:
        found: dict[str, str] = {}
        for key, image, path in images:
            url = self._sources.links.absolute(path)
            if url is None or not image:
                continue
            if not self._selection.has_entry("artwork", key):
                continue
            name = f"placeholder.{key}"
            token = self._sources.tokens.of(url, image)
            text: JSONValue
            if self._reuse is not None and self._unmoved(name, token):
                text = self._reuse.artwork.get(key, {}).get("placeholder")
            else:
                what = f"The placeholder of the {key} of {self._what}"
                text = self._sources.documents.placeholder(url, what)
            if isinstance(text, str):
                found[key] = text
                self._tokens[name] = token
        self._found.placeholders = found

    def _unmoved(self, part: str, token: str) -> bool:
        return self._reuse is not None and self._reuse.tokens.details.get(part) == token


def is_unchanged(stored: KnownTokens | None, token: str, proof: str | None) -> bool:
    """Whether what is stored of an item is what the server has.

    Its listing must say so, and the server's hash, `proof`.  Of what an attempt that
    broke off had read, the listing's word is enough, if no hash contradicts it.
    """
    if stored is None or stored.listing != token:
        return False
    bulk = stored.details.get("bulk")
    if proof is not None and bulk is not None:
        return bulk == proof
    return stored.left_over


def ids_of(document: Document, folder: Folder, given_id: str | None) -> dict[str, str]:
    """External ids: the folder's, over them the ``_id``, over them the document's."""
    found = dict(folder.ids)
    if (tmdb := mapping.tmdb_of(given_id)) is not None:
        found["tmdb"] = tmdb
    return found | metadata.ids(document)
