"""MediaHub as its owner meets it: commands in, exit code and text out.

The commands run inside this process, through the same entry as `manage.py`, on the
test's real database; what they print is kept so that a test can prove that no secret
ever was in it.
"""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeAlias

from django.core.management import call_command, load_command_class

from sync.models import Run, Scan

Path: TypeAlias = tuple[Any, ...]  # kind, then the path of the export

_APP: Final = {"serve_library": "streaming"}


class MediaServer(Protocol):
    """What is needed to add a server: Replay and Shelf both have it."""

    @property
    def url(self) -> str: ...
    @property
    def prefix(self) -> str: ...
    @property
    def secret(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


@dataclass(slots=True)
class Hub:
    """One installation; `said` is everything its commands printed so far."""

    said: list[str] = field(default_factory=list)
    secrets: set[str] = field(default_factory=set)

    def run(self, *arguments: str) -> Done:
        """Run a command to its end, whatever that is."""
        name, *rest = arguments
        out, err = io.StringIO(), io.StringIO()
        code: int | str | None = 0
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            command = load_command_class(_APP.get(name, "sync"), name)
            try:
                command.run_from_argv(["manage.py", name, *rest])
            except SystemExit as ended:
                code = ended.code
        self.said += [out.getvalue(), err.getvalue()]
        return Done(int(code or 0), out.getvalue(), err.getvalue())

    def do(self, *arguments: str) -> str:
        """Run a command that must succeed; what it printed."""
        done = self.run(*arguments)
        assert done.code == 0, f"{arguments}: {done}"
        return done.out

    def add(self, name: str, server: MediaServer, *more: str) -> None:
        self.secrets.add(server.secret)
        self.do(
            *("add_server", name, "--kind", "media-processor"),
            *("--url", server.url, "--prefix", server.prefix),
            *("--secret", server.secret, *more),
        )

    def sync(self, *servers: str, code: int = 0) -> dict[str, Any]:
        """``sync --json``, its exit code checked, and its one object."""
        done = self.run("sync", "--json", *servers)
        assert done.code == code, done
        report: dict[str, Any] = json.loads(done.out)
        return report

    def export(self) -> str:
        return self.do("export_catalog", "--json")

    def catalog(self) -> dict[Path, dict[str, Any]]:
        """The export by kind and path; two titles of one path are a mistake."""
        items = json.loads(self.export())["items"]
        found = {(item["kind"], *item["path"]): item for item in items}
        assert len(found) == len(items), "two titles share a path"
        return found

    def item(self, *path: Any) -> dict[str, Any]:
        return self.catalog()[path]

    def explain(self, item: str, *more: str) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self.do("explain", item, "--json", *more))
        return said

    def public_id(self, item: str) -> str:
        return str(self.explain(item)["item"]["id"])

    def start_over(self) -> None:
        """An empty installation instead of this one."""
        call_command("flush", interactive=False, verbosity=0)
        assert not Run.objects.exists()
        assert not Scan.objects.exists()


def scans(report: dict[str, Any]) -> dict[str, str]:
    """The states of a report by server."""
    return {server["name"]: server["state"] for server in report["servers"]}


def error_of(report: dict[str, Any], name: str) -> dict[str, str]:
    """A server's error; it must have one."""
    (found,) = [s["error"] for s in report["servers"] if s["name"] == name]
    assert found is not None
    error: dict[str, str] = found
    return error


def said(item: dict[str, Any], name: str, key: str | None = None) -> tuple[Any, Any]:
    """A field's, or an entry's, value and source; (None, None) where there is none."""
    held = item["fields"] if key is None else item["entries"].get(name, {})
    found = held.get(name if key is None else key)
    return (found["value"], found["source"]) if found else (None, None)
