"""Bars on a terminal while a run goes on; nothing at all anywhere else."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import DatabaseError, connection
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.table import Column

from sync.follow import progress_of
from sync.models import Run

_EVERY: Final = 0.5  # seconds
_WIDE: Final = 120  # columns


@contextmanager
def drawn(run: Run, *, quiet: bool) -> Iterator[None]:
    """Draw on stderr how far the run is, if that is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    over = threading.Event()
    artist = threading.Thread(target=_draw, args=(run.pk, over), daemon=True)
    artist.start()
    try:
        yield
    finally:
        over.set()
        artist.join()


def bars_on(console: Console) -> Progress:
    """Bars for this terminal: on a narrow one the words alone take more lines."""
    name = Column(no_wrap=True, max_width=24, overflow="ellipsis")
    words = Column(overflow="fold")
    return Progress(
        TextColumn("{task.fields[name]}", markup=False, table_column=name),
        BarColumn(bar_width=24 if console.width >= _WIDE else 10),
        TextColumn(
            "{task.fields[words]}", markup=False, style="dim", table_column=words
        ),
        console=console,
        transient=True,
    )


def _draw(run_id: int, over: threading.Event) -> None:
    try:
        with bars_on(Console(stderr=True)) as bars:
            tasks: dict[str, TaskID] = {}
            while True:
                try:
                    _show(run_id, bars, tasks)
                except DatabaseError:
                    # The sync itself waits for the database, and says so.
                    connection.close()
                if over.wait(_EVERY):
                    break
    finally:
        connection.close()


def _show(run_id: int, bars: Progress, tasks: dict[str, TaskID]) -> None:
    for part in progress_of(Run.objects.get(pk=run_id)):
        name = _plain(part["server"] or "The whole catalog")
        task = tasks.get(name)
        if task is None:
            task = tasks[name] = bars.add_task("", total=None, name=name, words="")
        share = 1.0 if part["is_over"] else part["share"]
        said = part["silence"] or part["words"]
        words = " · ".join(word for word in (part["phase_words"], said) if word)
        bars.update(
            task,
            total=None if share is None else 1.0,
            completed=share or 0.0,
            words=_plain(words),
        )


def _plain(text: str) -> str:
    """A server's words without what would move a terminal's cursor."""
    return "".join(c if c.isprintable() else "�" for c in text)
