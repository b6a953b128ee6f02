"""Whether a server is configured right: API, secret, prefix and one file."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import ijson

from doors.http import OutboundError
from sync.adapters.media_processor.client import SECTIONS, Client, Section
from sync.adapters.media_processor.links import Links, segment
from sync.types import CheckResult, ServerConfig

_START_BYTES: Final = 256 * 1024
#: Files of each listing that are tried: one may be gone since it was listed.
_TRIED: Final = 3
_FILES: Final = frozenset({"mp4", "metadata", "poster", "backdrop", "logo", "videoURL"})


@dataclass(frozen=True, slots=True)
class _Path:
    """A file's path as a listing names it, with the listing and the title."""

    path: str
    section: Section
    title: str

    def prefix(self) -> str | None:
        """What stands before the library's own part of the path."""
        whole = f"/{self.section}/{segment(self.title)}/"
        for mark in (whole, f"/{self.section}/"):
            before, found, _ = self.path.partition(mark)
            if found:
                return f"{before}/"
        return None


def run(client: Client, links: Links, config: ServerConfig) -> Iterator[CheckResult]:
    yield _api(client)
    secret, paths = _secret(client)
    yield secret
    yield _prefix(secret, paths, config)
    yield _file(secret, paths, client, links)


def _api(client: Client) -> CheckResult:
    try:
        answer = json.loads(client.health())
    except OutboundError as error:
        return CheckResult(part="api", ok=False, message=error.message)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict) or "status" not in answer:
        return CheckResult(
            part="api",
            ok=False,
            message="Something answers there, but it is no media-processor: check the "
            "address of the API.",
        )
    return CheckResult(part="api", ok=True, message="The API answers.")


def _secret(client: Client) -> tuple[CheckResult, list[_Path]]:
    """The answer for the secret, and a few paths out of the listings."""
    paths: list[_Path] = []
    try:
        for section in SECTIONS:
            start = client.listing_start(section, _START_BYTES)
            if not start.lstrip().startswith(b"{"):
                return CheckResult(
                    part="secret",
                    ok=False,
                    message="The listing is not JSON: check the address of the API.",
                ), []
            paths += islice(_paths(section, start), _TRIED)
    except OutboundError as error:
        return CheckResult(part="secret", ok=False, message=error.message), []
    return CheckResult(part="secret", ok=True, message="The secret is accepted."), paths


def _prefix(
    secret: CheckResult, paths: list[_Path], config: ServerConfig
) -> CheckResult:
    if not secret.ok:
        return _unknown("prefix", "The prefix is unknown without a listing.")
    if not paths:
        return CheckResult(
            part="prefix", ok=True, message="The server lists no title with files yet."
        )
    trimmed = config.prefix.strip("/")
    prefix = f"/{trimmed}/" if trimmed else "/"
    found = [one for path in paths if (one := path.prefix()) is not None] or ["/"]
    actual = found[0]
    if prefix in found:
        return CheckResult(part="prefix", ok=True, message="The prefix fits.")
    return CheckResult(
        part="prefix",
        ok=False,
        message=f'The server\'s paths begin with "{actual}", but the prefix is set to '
        f'"{config.prefix}": set it to "{actual.rstrip("/")}".',
    )


def _file(
    secret: CheckResult, paths: list[_Path], client: Client, links: Links
) -> CheckResult:
    if not secret.ok:
        return _unknown("file", "No file is known without a listing.")
    first: CheckResult | None = None
    for path in paths:
        url = links.absolute(path.path)
        if url is None:
            continue
        result = _one_file(client, url)
        if result.ok:
            return result
        first = first or result
    return first or CheckResult(
        part="file", ok=True, message="The server lists no title with files yet."
    )


def _one_file(client: Client, url: str) -> CheckResult:
    try:
        answer = client.file_start(url)
    except OutboundError as error:
        return CheckResult(
            part="file",
            ok=False,
            message=f"{error.message} Check the media address and the prefix.",
        )
    if "text/html" in answer.headers.get("content-type", "").lower():
        return CheckResult(
            part="file",
            ok=False,
            message="A web page comes where a file of the library belongs: check the "
            "media address.",
        )
    return CheckResult(part="file", ok=True, message="A file of the library is given.")


def _unknown(part: Any, message: str) -> CheckResult:
    return CheckResult(part=part, ok=False, message=message)


def _paths(section: Section, start: bytes) -> Iterator[_Path]:
    """Paths of files in the beginning of a listing, at most one of each title."""
    title, taken = "", False
    try:
        for prefix, event, value in ijson.parse(io.BytesIO(start)):
            if event == "map_key" and not prefix:
                title, taken = value, False
                continue
            parent, _, member = prefix.rpartition(".")
            if taken or event != "string" or member not in _FILES:
                continue
            if section == "movies" and parent != f"{title}.urls":
                continue
            # Others are whole addresses, or an empty text for none.
            if value.startswith("/") and not value.startswith("//"):
                taken = True
                yield _Path(value, section, title)
    except (ijson.JSONError, ValueError):
        # The listing was cut on purpose; what came before is good.
        return
