"""Reads folders: names and file status, without opening a single file.

Symbolic links are never followed, neither of files nor of folders: what the library
shows lies inside the library.  Dotfiles, special files and names that are not UTF-8
(JSON has no way to say them) are left out as well.  A link is warned of once.
"""

from __future__ import annotations

import hashlib
import logging
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

logger = logging.getLogger(__name__)

#: Warnings given, capped so that a folder full of links cannot fill the memory.
_WARNED: Final[set[str]] = set()
_WARNED_MAX: Final = 1000


@dataclass(slots=True)
class Folder:
    """One folder as it was when read: its files and, down to a depth, its folders."""

    name: str
    path: str
    files: dict[str, os.stat_result] = field(default_factory=dict)
    folders: dict[str, Folder] = field(default_factory=dict)

    def walk(self, prefix: str = "") -> Iterator[tuple[str, os.stat_result]]:
        """Every file with its path below this folder, in a fixed order."""
        for name in sorted(self.files):
            yield prefix + name, self.files[name]
        for name in sorted(self.folders):
            yield from self.folders[name].walk(f"{prefix}{name}/")


def read_folder(path: str, *, depth: int) -> Folder:
    """The folder with `depth` levels of folders below it; raises OSError."""
    folder = Folder(os.path.basename(path), path)  # noqa: PTH119 - hot path
    with os.scandir(path) as entries:
        for entry in entries:
            name = entry.name
            if not is_servable_name(name):
                continue
            if entry.is_symlink():
                _warn_once(entry.path)
            elif entry.is_dir(follow_symlinks=False):
                if depth > 0:
                    folder.folders[name] = read_folder(entry.path, depth=depth - 1)
            else:
                status = _status(entry)
                if status is not None:
                    folder.files[name] = status
    return folder


def child_folders(path: str) -> list[str]:
    """The names of the folders directly inside, sorted; raises OSError."""
    names = []
    with os.scandir(path) as entries:
        for entry in entries:
            if not is_servable_name(entry.name):
                continue
            if entry.is_symlink():
                _warn_once(entry.path)
            elif entry.is_dir(follow_symlinks=False):
                names.append(entry.name)
    return sorted(names)


def is_servable_name(name: str) -> bool:
    # os.scandir gives bytes that are not UTF-8 as lone surrogates.
    return not name.startswith(".") and _encodes(name)


def state_key(folder: Folder) -> bytes:
    """Changes whenever a file below was written, moved, added or removed.

    The change time and the inode are part of it: a file that is rewritten in place
    with its old size and time restored still shows.
    """
    digest = hashlib.blake2b(digest_size=16)
    for path, s in folder.walk():
        digest.update(
            f"{path}\0{s.st_size}:{s.st_mtime_ns}:{s.st_ctime_ns}:{s.st_ino}\n".encode()
        )
    for path in _folder_paths(folder):
        digest.update(f"{path}/\n".encode())
    return digest.digest()


def directory_hash(folder: Folder) -> str:
    """The contract's token of a whole folder: any file written or moved changes it."""
    digest = hashlib.sha256()
    for path, s in folder.walk():
        digest.update(f"F:{path}:{s.st_size}:{s.st_mtime_ns // 1_000_000}\n".encode())
    for path in _folder_paths(folder):
        digest.update(f"D:{path}\n".encode())
    return digest.hexdigest()


def newest_change(folder: Folder) -> int:
    """The latest change time below, in nanoseconds; 0 for an empty folder."""
    return max((s.st_ctime_ns for _, s in folder.walk()), default=0)


def newest_write(folder: Folder) -> int:
    """The latest modification time below, in nanoseconds; 0 for an empty folder."""
    return max((s.st_mtime_ns for _, s in folder.walk()), default=0)


def _folder_paths(folder: Folder, prefix: str = "") -> Iterator[str]:
    for name in sorted(folder.folders):
        yield prefix + name
        yield from _folder_paths(folder.folders[name], f"{prefix}{name}/")


def _encodes(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _status(entry: os.DirEntry[str]) -> os.stat_result | None:
    try:
        status = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return None  # removed while we read: as good as never seen
    return status if stat.S_ISREG(status.st_mode) else None


def _warn_once(path: str) -> None:
    if path not in _WARNED and len(_WARNED) < _WARNED_MAX:
        _WARNED.add(path)
        logger.warning(
            "%s is a symbolic link and is left out: the library serves only what lies "
            "inside it. Use a bind mount or hard links instead.",
            path,
        )
