"""Whether a server is configured right: API, secret, prefix and one file."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import ijson

from doors.http import OutboundError
from sync.adapters.media_processor.client import SECTIONS, Client
from sync.adapters.media_processor.links import Links
from sync.types import CheckResult, ServerConfig

_START_BYTES = 256 * 1024


def run(client: Client, links: Links, config: ServerConfig) -> Iterator[CheckResult]:
    yield _api(client)
    secret, path = _secret(client)
    yield secret
    yield _prefix(secret, path, config)
    yield _file(secret, path, client, links)


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


def _secret(client: Client) -> tuple[CheckResult, str | None]:
    """The answer for the secret, and one path out of the listings if there is any."""
    path: str | None = None
    try:
        for section in SECTIONS:
            start = client.listing_start(section, _START_BYTES)
            if not start.lstrip().startswith(b"{"):
                return CheckResult(
                    part="secret",
                    ok=False,
                    message="The listing is not JSON: check the address of the API.",
                ), None
            path = path or _first_path(start)
    except OutboundError as error:
        return CheckResult(part="secret", ok=False, message=error.message), None
    return CheckResult(part="secret", ok=True, message="The secret is accepted."), path


def _prefix(secret: CheckResult, path: str | None, config: ServerConfig) -> CheckResult:
    if not secret.ok:
        return _unknown("prefix", "The prefix is unknown without a listing.")
    if path is None:
        return CheckResult(
            part="prefix", ok=True, message="The server lists no title with files yet."
        )
    trimmed = config.prefix.strip("/")
    prefix = f"/{trimmed}/" if trimmed else "/"
    actual = _actual_prefix(path)
    if actual == prefix:
        return CheckResult(part="prefix", ok=True, message="The prefix fits.")
    return CheckResult(
        part="prefix",
        ok=False,
        message=f'The server\'s paths begin with "{actual}", but the prefix is set to '
        f'"{config.prefix}": set it to "{actual.rstrip("/")}".',
    )


def _file(
    secret: CheckResult, path: str | None, client: Client, links: Links
) -> CheckResult:
    if not secret.ok:
        return _unknown("file", "No file is known without a listing.")
    url = links.absolute(path)
    if url is None:
        return CheckResult(
            part="file", ok=True, message="The server lists no title with files yet."
        )
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


def _first_path(start: bytes) -> str | None:
    """The first path of a file in the beginning of a listing."""
    fields = {"mp4", "metadata", "poster", "backdrop", "logo", "videoURL"}
    try:
        for prefix, event, value in ijson.parse(io.BytesIO(start)):
            if event == "string" and prefix.rpartition(".")[2] in fields and value:
                return value if value.startswith("/") else None
    except (ijson.JSONError, ValueError):
        return None
    return None


def _actual_prefix(path: str) -> str:
    for section in ("/movies/", "/tv/"):
        before, found, _ = path.partition(section)
        if found:
            return f"{before}/"
    return "/"
