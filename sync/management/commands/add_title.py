"""add_title KIND FIELD=VALUE …: a title or a file that no server lists."""

from __future__ import annotations

from typing import Any, cast

from django.core.management.base import CommandParser

from catalog.management.one_line import BadArgument, OneLineCommand
from sync import by_hand, execute, written
from sync.by_hand import ByHandError
from sync.models import Trigger
from sync.types import Kind


class Command(OneLineCommand):
    help = "Add a title by hand, or another file to one that is there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=written.KINDS)
        parser.add_argument(
            "said",
            nargs="+",
            metavar="FIELD=VALUE",
            help=(
                "such as title=Solaris year=1972 files=https://… external_ids='tmdb "
                "593'; of episodes also show_title, show_year, show_ids"
            ),
        )

    def handle(self, **options: Any) -> None:
        kind = cast("Kind", options["kind"])
        try:
            said = written.read(kind, _typed(kind, options["said"]))
            kept = by_hand.add(said, source=Trigger.Source.COMMAND)
        except (written.Refused, ByHandError) as error:
            raise BadArgument(str(error)) from None
        if kept.run is not None:
            execute.carry_out(kept.run)
        self.stdout.write(f"Added {kept.row.remote_key} by hand.")


def _typed(kind: Kind, said: list[str]) -> dict[str, str]:
    typed: dict[str, str] = {}
    known = written.asked_of(kind)
    for each in said:
        name, sign, text = each.partition("=")
        if not sign or name not in known:
            raise BadArgument(
                f"{each[:60]!r} is no FIELD=VALUE; fields are {', '.join(known)}."
            )
        if name in typed:
            text = f"{typed[name]}\n{text}"
        typed[name] = text
    return typed
