"""What a mutant is, and how one is tried."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from doors import process

ROOT: Final = Path(__file__).resolve().parents[3]
#: What a copy of the tree needs to run tests that start no program.
_COPIED: Final = (
    *("accounts", "catalog", "doors", "mediahub", "streaming", "sync", "tests"),
    *("templates", "static", "manage.py", "pyproject.toml", "CHANGELOG.md"),
)
_LEFT_OUT: Final = shutil.ignore_patterns("__pycache__", "vendor", "browser")
_SECONDS: Final = 300.0


class Edit(NamedTuple):
    """`old`, which stands exactly once below `where`, becomes `new`."""

    where: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A bug with a name, the law it breaks, and the tests that must see it."""

    name: str
    breaks: str
    edits: tuple[Edit, ...]
    tests: tuple[str, ...]


class DoesNotApplyError(Exception):
    """The text to be changed does not stand exactly once in the tree."""


class Outcome(NamedTuple):
    """How a mutant fared."""

    caught: bool
    seconds: float
    said: str


class Copy:
    """A copy of the tree, to be mutated and mended."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        for name in _COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=_LEFT_OUT)
            else:
                shutil.copy2(source, folder / name)

    def try_(self, mutant: Mutant) -> Outcome:
        """Whether its tests fail with it.  Raises DoesNotApplyError."""
        before = self.apply(mutant)
        try:
            began = time.monotonic()
            done = self.test(mutant.tests)
            seconds = time.monotonic() - began
        except process.ProcessFailed as error:
            # It hangs: a fault that no test has named.
            return Outcome(caught=False, seconds=_SECONDS, said=str(error))
        finally:
            self.mend(before)
        said = done.stdout.decode(errors="replace") + done.stderr.decode(
            errors="replace"
        )
        # 1: tests failed.  All else, such as 2 or 4, is nothing a test has seen.
        return Outcome(caught=done.code == 1, seconds=seconds, said=said)

    def test(self, tests: Sequence[str]) -> process.Finished:
        """These tests, in the copy."""
        # No caches of compiled code: an edit may come within the second of another.
        argv = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-n", "0"]
        argv += ["-p", "no:cacheprovider", "--nomigrations", "--tb=line", *tests]
        return process.run(argv, seconds=_SECONDS, cwd=self.folder)

    def apply(self, mutant: Mutant) -> dict[Path, str]:
        """Patch; the text of before of each file.  Raises DoesNotApplyError."""
        before: dict[Path, str] = {}
        for edit in mutant.edits:
            places = [
                path
                for path in self._files(edit.where)
                for _ in range(path.read_text().count(edit.old))
            ]
            if len(places) != 1:
                self.mend(before)
                raise DoesNotApplyError(
                    f"{mutant.name}: {edit.old!r} stands {len(places)} times below "
                    f"{edit.where}, not once; say anew what this mutant is."
                )
            [path] = places
            text = path.read_text()
            before.setdefault(path, text)
            path.write_text(text.replace(edit.old, edit.new))
        return before

    def mend(self, before: dict[Path, str]) -> None:
        """Undo a patch."""
        for path, text in before.items():
            path.write_text(text)

    def _files(self, where: str) -> Iterator[Path]:
        place = self.folder / where
        yield from sorted(place.rglob("*.py")) if place.is_dir() else [place]
