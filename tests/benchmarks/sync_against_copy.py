"""How long a sync takes, against a raw copy of the same rows in the same run.

    .venv/bin/python -m tests.benchmarks.sync_against_copy [--titles 20000]
        [--servers 3] [--database-url postgres://…] [--keep FOLDER] [--inline]

Generates a library per server (kept in FOLDER for the next run), serves each with a
`serve_library` child, and measures the first sync, an unchanged sync and one after
one title in a hundred changed on every server, each in a process of its own with its
peak of memory.  `--inline` leaves the network out: items come from a formula and are
always read whole, so that the database part is seen alone.  Then what swapping the two
best servers would change, the swap, the audit of all and the coverage; and with
`--inline`, where it is installed, diffsync on the same items.

The database is made for the run and dropped after it: on the server of
--database-url or DATABASE_URL, else SQLite in a temporary folder.

The unit of all ratios is the raw copy: every observation as one JSON value into a
table without keys, by COPY (SQLite: executemany), median of three, measured once
after the first sync and once at the end.  Machines are noisy: compare ratios of one
run, never seconds of two.  Asserts what was written, never how long it took.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final, NamedTuple

from doors import process
from tests.benchmarks.database import Database, fresh_database
from tests.benchmarks.libraries import (
    Library,
    change,
    expected_overviews,
    kept_libraries,
)
from tests.library_server import SECRET, library_server

ROOT: Final = Path(__file__).resolve().parent.parent.parent
_STEP_SECONDS: Final = 3600.0
_PYTHON: Final = sys.executable


class Step(NamedTuple):
    """One measured sync, and how many rows the database says it wrote."""

    name: str
    measured: dict[str, Any]
    written: int | None


class Benchmark:
    """One run over one fresh database."""

    def __init__(self, database: Database, data: Path) -> None:
        self.database = database
        self.env = {
            name: value
            for name, value in os.environ.items()
            if name != "REDIS_URL" and not name.startswith("MEDIAHUB_")
        } | {
            "DATABASE_URL": database.url,
            "MEDIAHUB_DATA": str(data),
            "DJANGO_SETTINGS_MODULE": "mediahub.settings",
        }
        self.steps: list[Step] = []
        self.deeds: list[tuple[str, dict[str, Any]]] = []
        self.copies: list[dict[str, Any]] = []
        self.diffsync: dict[str, Any] = {}

    def run(self, *arguments: str) -> bytes:
        """A child's output; its errors are ours."""
        done = process.run(
            [_PYTHON, *arguments], seconds=_STEP_SECONDS, env=self.env, cwd=ROOT
        )
        if done.code != 0:
            raise SystemExit(f"{' '.join(arguments)}: {done.stderr.decode()[-2000:]}")
        return done.stdout

    def add_servers(self, urls: Sequence[str]) -> None:
        self.run("manage.py", "migrate", "--verbosity", "0")
        for number, url in enumerate(urls):
            kind = ("--kind", "media-processor", "--secret", SECRET)
            self.run("manage.py", "add_server", _slug(number), *kind, "--url", url)

    def sync(self, name: str, *options: str, counted: bool = False) -> Step:
        """One sync; on SQLite, rows are only counted where it is asked for."""
        counts = counted or self.database.is_postgresql
        if counts:
            self.database.count_from_now()
            before = self.database.written()
        said = self.run("-m", "tests.benchmarks.one_sync", *options)
        measured = json.loads(said)
        written = self.database.written() - before if counts else None
        if counts:
            self.database.stop_counting()
        assert measured["report"]["state"] == "succeeded", measured["report"]
        # A run takes minutes: what is measured is seen even if a later step fails.
        print(f"{name}: {measured['wall']:.2f} s", file=sys.stderr, flush=True)
        self.steps.append(Step(name, measured, written))
        return self.steps[-1]

    def deed(self, name: str) -> dict[str, Any]:
        """Something else than a sync; what it said of itself."""
        measured: dict[str, Any] = json.loads(
            self.run("-m", "tests.benchmarks.one_deed", name)
        )
        print(f"{name}: {measured['wall']:.2f} s", file=sys.stderr, flush=True)
        self.deeds.append((name, measured))
        said: dict[str, Any] = measured["said"]
        return said

    def copy(self) -> None:
        said = self.run("-m", "tests.benchmarks.raw_copy")
        self.copies.append(json.loads(said))

    @property
    def unit(self) -> float:
        return float(statistics.median(copy["json"] for copy in self.copies))

    def table(self) -> str:
        """What was measured, for people."""
        typed = statistics.median(copy["typed"] for copy in self.copies)
        copies = [f"{copy['json']:.2f}" for copy in self.copies]
        lines = [
            f"{self.copies[0]['rows']} observations;"
            f" raw copy {self.unit:.2f} s = 1.00,"
            f" into typed columns {typed / self.unit:.2f};"
            f" it took {' and '.join(copies)} s",
            f"{'step':<16}{'wall s':>8}{'ratio':>8}{'database':>10}{'ratio':>8}"
            f"{'processor':>10}{'finalize':>10}{'peak MiB':>10}{'writes':>9}",
        ]
        for name, measured, _ in self.steps:
            wall = measured["wall"] - measured["adapters_alone"]
            database = min(measured["database"], wall)
            lines.append(
                f"{name:<16}{wall:>8.2f}{wall / self.unit:>8.2f}"
                f"{database:>10.2f}{database / self.unit:>8.2f}"
                f"{measured['processor']:>10.2f}"
                f"{measured['report']['seconds']['finalize']:>10.2f}"
                f"{measured['peak_mib']:>10.0f}{measured['report']['writes']:>9}"
            )
        for name, measured in self.deeds:
            wall, database = (
                measured["wall"],
                min(measured["database"], measured["wall"]),
            )
            lines.append(
                f"{name:<16}{wall:>8.2f}{wall / self.unit:>8.2f}"
                f"{database:>10.2f}{database / self.unit:>8.2f}"
                f"{measured['processor']:>10.2f}{'':>10}"
                f"{measured['peak_mib']:>10.0f}{measured['said'].get('writes', 0):>9}"
            )
        for name, seconds in self.diffsync.items():
            if name != "peak_mib":
                lines.append(
                    f"diffsync, {name}: {seconds:.2f} s, {seconds / self.unit:.2f};"
                    f" peak {self.diffsync['peak_mib']:.0f} MiB"
                )
        return "\n".join(lines)


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as temporary, ExitStack() as stack:
        data = Path(temporary)
        url = options.database_url or os.environ.get("DATABASE_URL")
        benchmark = Benchmark(stack.enter_context(fresh_database(url, data)), data)
        if options.inline:
            _inline(benchmark, options.titles, options.servers)
        else:
            keep = Path(options.keep) if options.keep else data / "libraries"
            libraries = kept_libraries(keep, options.titles, options.servers)
            urls = [
                stack.enter_context(library_server(library.root)).url
                for library in libraries
            ]
            _served(benchmark, libraries, urls)
        where = "PostgreSQL" if benchmark.database.is_postgresql else "SQLite"
        how = "items from a formula" if options.inline else "items over HTTP"
        print(f"{options.titles} titles on {options.servers} servers, {where}, {how}")
        print(benchmark.table())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="sync_against_copy", description=(__doc__ or "").split("\n", 1)[0]
    )
    parser.add_argument("--titles", type=int, default=20_000)
    parser.add_argument("--servers", type=int, default=3)
    parser.add_argument("--database-url", default="")
    parser.add_argument("--keep", metavar="FOLDER", help="keep the libraries here")
    parser.add_argument("--inline", action="store_true", help="without the network")
    options = parser.parse_args()
    if options.titles < 100 or not 1 <= options.servers <= 10:
        parser.error("At least 100 titles, and 1 to 10 servers.")
    return options


def _served(
    benchmark: Benchmark, libraries: Sequence[Library], urls: Sequence[str]
) -> None:
    benchmark.add_servers(urls)
    first = benchmark.sync("first")
    _assert_first(first, libraries[0].titles)
    benchmark.copy()
    _assert_unchanged(benchmark.sync("unchanged", counted=True))
    how_many = {_slug(library.number): change(library) for library in libraries}
    changed = benchmark.sync("1 % changed")
    assert changed.measured["changed"] == how_many, (
        changed.measured["changed"],
        how_many,
    )
    _assert_overviews(benchmark, libraries)
    _assert_unchanged(benchmark.sync("unchanged again", counted=True))
    _deeds(benchmark)
    benchmark.copy()


def _inline(benchmark: Benchmark, titles: int, servers: int) -> None:
    benchmark.add_servers(["http://127.0.0.1:9"] * servers)
    formula = ("--inline", str(titles))
    first = benchmark.sync("first", *formula)
    _assert_first(first, titles)
    benchmark.copy()
    _assert_unchanged(benchmark.sync("unchanged", *formula, counted=True))
    changed = benchmark.sync("1 % changed", *formula, "--generation", "1")
    movies = titles - titles // 100
    for number in range(servers):
        wanted = len(range(number, movies, 100))
        assert changed.measured["changed"][_slug(number)] == wanted, changed.measured
    again = benchmark.sync(
        "unchanged again", *formula, "--generation", "1", counted=True
    )
    _assert_unchanged(again)
    _deeds(benchmark)
    benchmark.copy()
    beside = json.loads(
        benchmark.run("-m", "tests.benchmarks.one_diffsync", str(titles), str(servers))
    )
    if beside.pop("missing", False):
        print("diffsync is not installed: pip install diffsync", file=sys.stderr)
    benchmark.diffsync = beside


def _deeds(benchmark: Benchmark) -> None:
    """The other deeds: the swap does what was said of it, and leaves all in order."""
    foreseen = benchmark.deed("preview")
    done = benchmark.deed("swap")
    assert foreseen["updated"] == done["updated"] > 0, (foreseen, done)
    verdict = benchmark.deed("verify")
    assert verdict["differences"] == 0, verdict
    benchmark.deed("coverage")


def _assert_first(step: Step, titles: int) -> None:
    shows = titles // 100
    items = titles - shows + shows * (1 + 2 + 2 * 6)
    report = step.measured["report"]
    for server in report["servers"]:
        assert server["state"] == "complete", server
        assert server["items"] == items, (server, items)
    assert report["changes"]["created"] >= items, report["changes"]


def _assert_unchanged(step: Step) -> None:
    assert step.measured["report"]["writes"] == 0, step.measured["report"]
    assert step.written == 0, f"The database counted {step.written} rows."


def _assert_overviews(benchmark: Benchmark, libraries: Sequence[Library]) -> None:
    """The catalog says what the files on disk say, best server first."""
    movies = {movie for library in libraries for movie in library.changing}
    wanted = dict(expected_overviews(libraries, movies))
    held = benchmark.database.overviews()
    wrong = [
        (movie, said, held.get(movie))
        for movie, said in wanted.items()
        if held.get(movie) != said
    ]
    assert wanted, "No changed movie has an overview."
    assert not wrong, f"{len(wrong)} of {len(wanted)} are wrong: {wrong[:3]}"


def _slug(number: int) -> str:
    return "abcdefghij"[number]


if __name__ == "__main__":
    main()
