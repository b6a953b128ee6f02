"""What stands beside a reported problem: the file in play, and why it was that one.

The server's own knowledge.  A player may name the file it plays only where the server
has handed out none, and only one of the title's.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.models import User
from catalog.models import Item, MediaFile
from catalog.problems import file_mark
from catalog.viewing import WATCHED_KINDS
from streaming import queries
from streaming.lately import Lately, lately
from streaming.offers import known_files
from streaming.playback import Client, Decision, File, decide, describe


def evidence(item: Item, user: User, *, named: str = "") -> dict[str, Any]:
    """What the server knows of this person's film right now; {} where none is played.

    `named` is the key of the file that the player says it plays.
    """
    if item.kind not in WATCHED_KINDS:
        return {}
    rows = queries.files_of(item)
    files = known_files(item, rows)
    given = lately(user, item)
    usual = decide(files, Client())
    found = {row.key: (row, file) for row, file in zip(rows, files, strict=True)}
    for key, known_by in (
        (given.key, "given"),
        (named, "player"),
        ((given.decision or {}).get("file") or "", "decision"),
        (usual.file.key if usual.file else "", "order"),
    ):
        if key in found:
            return {
                "file": _described(*found[key]),
                "known_by": known_by,
                "status": given.status if known_by == "given" else None,
                "decision": _decision(given, usual, files),
                "at": timezone.now().isoformat(),
            }
    return {"file": None, "decision": _decision(given, usual, files)}


def _described(row: MediaFile, file: File) -> dict[str, Any]:
    return {
        "key": row.key,
        "mark": file_mark(row.url),
        "server": file.server,
        "server_id": row.server_id,
        "what": describe(file),
        "container": file.container.name if file.container else None,
        "video": file.video.name if file.video else None,
        "audio": [codec.name for codec in file.audio],
        "hdr": list(file.hdr),
        "height": file.height,
        "bitrate": file.bitrate,
        "duration_ms": file.duration_ms,
        "size_bytes": row.size_bytes,
    }


def _decision(given: Lately, usual: Decision, files: list[File]) -> dict[str, Any]:
    """As it was decided for the player; else as the order of files says."""
    names = {file.key: file.server for file in files}
    if given.decision is not None:
        return {**given.decision, "asked": True, "servers": names}
    return {
        "decision": usual.way,
        "file": usual.file.key if usual.file else None,
        "reasons": {key: list(why) for key, why in usual.reasons.items()},
        "asked": False,
        "servers": names,
    }
