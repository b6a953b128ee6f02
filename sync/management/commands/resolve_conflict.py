"""resolve_conflict ID --merge|--keep-apart|--keep|--take: decide a conflict."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import BadArgument, OneLineCommand
from sync import conflicts, settle


class Command(OneLineCommand):
    help = "Decide a conflict: of titles merge or keep apart, of locks keep or take."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", type=int, help="the number list_conflicts shows")
        decision = parser.add_mutually_exclusive_group(required=True)
        for name, words in (
            ("merge", "they are one title"),
            ("keep-apart", "they are two titles"),
            ("keep", "the lock that holds stays"),
            ("take", "the other lock takes its place"),
        ):
            decision.add_argument(
                f"--{name}",
                dest="decision",
                action="store_const",
                const=name,
                help=words,
            )

    def handle(self, **options: Any) -> None:
        try:
            conflict = conflicts.find_conflict(options["id"])
            run = conflicts.resolve_conflict(conflict, options["decision"])
        except conflicts.ConflictError as error:
            raise BadArgument(str(error)) from None
        settle.resolve_now(run.pk)
        self.stdout.write(f"Decided conflict {options['id']}.")
