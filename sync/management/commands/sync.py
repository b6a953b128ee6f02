"""sync [SERVER ...]: ask servers what they have and bring the catalog up to date."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, Final

from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from catalog.management.one_line import BadArgument, OneLineCommand
from sync import execute, rehearse, servers, triggers
from sync.management.bars import drawn
from sync.models import Trigger
from sync.report import report_run
from sync.scope import KINDS_BY_NAME, ScopeError, split_words
from sync.targets import find_target

_EXIT: Final = {"succeeded": 0, "partial": 3, "held": 3, "failed": 1}


class Command(OneLineCommand):
    help = "Sync servers (default: all that are enabled). Exit 3: partial, 1: failed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("servers", nargs="*", metavar="SERVER")
        parser.add_argument("--kinds", help=", ".join(KINDS_BY_NAME))
        parser.add_argument(
            "--groups", help="such as metadata,captions:fr,artwork:poster"
        )
        parser.add_argument("--item", help="a public id or 'movie:Title (Year)'")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would change, keep nothing"
        )
        parser.add_argument(
            "--force", action="store_true", dest="force", help="read all anew"
        )
        parser.add_argument("--no-wait", action="store_true", help="ask and return")
        parser.add_argument(
            "--quiet", action="store_true", help="only speak of trouble"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, **options: Any) -> None:
        slugs = self._slugs(options["servers"])
        kinds, groups = (_words(options[name]) for name in ("kinds", "groups"))
        try:
            item = (
                find_target(options["item"], kinds)
                if options["item"] is not None
                else None
            )
            # One transaction: whoever else looks for work finds the trigger planned.
            with transaction.atomic():
                trigger = triggers.request_sync(
                    source=Trigger.Source.COMMAND,
                    servers=slugs,
                    kinds=kinds,
                    groups=groups,
                    item=item,
                    force=options["force"],
                    dry_run=options["dry_run"],
                )
                run = triggers.plan(trigger.pk)
        except ScopeError as error:
            raise BadArgument(error.message) from None
        if options["no_wait"]:
            self._say(options, {"run": run.pk, "state": run.state}, f"Run {run.pk}.")
            return
        with (
            _quiet_log() if options["quiet"] else nullcontext(),
            drawn(run, quiet=options["quiet"]),
        ):
            report = report_run(
                rehearse.carry_out(run.pk)
                if options["dry_run"]
                else execute.carry_out(run)
            )
        self._say(options, report, _sentence(report))
        if (code := _EXIT[report["state"]]) != 0:
            if options["quiet"]:
                raise CommandError(_sentence(report), returncode=code)
            sys.exit(code)

    def _slugs(self, names: list[str]) -> list[str] | None:
        if not names:
            return None
        slugs = []
        for name in names:
            try:
                server = servers.find_server(name)
            except servers.ServerError as error:
                raise BadArgument(str(error)) from None
            if not server.enabled:
                raise BadArgument(
                    f"{server.name} is disabled; "
                    f"enable it with: set_server {server.slug} --enable"
                )
            slugs.append(server.slug)
        return slugs

    def _say(self, options: dict[str, Any], value: dict[str, Any], text: str) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(value, ensure_ascii=False))
        elif not options["quiet"]:
            self.stdout.write(text)


def _words(option: str | None) -> list[str] | None:
    return None if option is None else split_words(option)


@contextmanager
def _quiet_log() -> Iterator[None]:
    """No warnings meanwhile: cron mails whatever is printed, and they need nobody."""
    before = logging.root.manager.disable
    logging.disable(max(before, logging.WARNING))
    try:
        yield
    finally:
        logging.disable(before)


def _sentence(report: dict[str, Any]) -> str:
    """One line for a person, or for the mail cron sends."""
    changes = ", ".join(f"{n} {what}" for what, n in report["changes"].items() if n)
    troubles = "; ".join(
        f"{server['name']} {server['state']}: {server['error']['message']}"
        for server in report["servers"]
        if server["error"]
    )
    if report["dry_run"]:
        line = f"Dry run {report['state']}: {changes or 'nothing'} would change."
    else:
        line = f"Sync {report['state']}: {changes or 'nothing changed'}."
    left_out = "".join(
        f" {words[:1].upper()}{words[1:]}."
        for server in report["servers"]
        if (words := server["not_synced"])
    )
    return f"{line} {troubles}{left_out}" if troubles else f"{line}{left_out}"
