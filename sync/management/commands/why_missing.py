"""why_missing TEXT [--user USER] [--json]: why can't it be seen, and what to do?"""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import BadArgument, OneLineCommand
from sync import missing
from sync.missing import Reason


class Command(OneLineCommand):
    help = "Say why a title cannot be seen, or where it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "text",
            help="part of a title, a folder on a server, an id such as tmdb:603, a "
            "public id or 'movie:Title (Year)'",
        )
        parser.add_argument("--user", help="for this person")
        parser.add_argument("--json", action="store_true")

    def handle(self, **options: Any) -> None:
        try:
            answer = missing.why_missing(options["text"], user=options["user"])
        except (missing.NoText, missing.UnknownPerson) as error:
            raise BadArgument(str(error)) from None
        if options["json"]:
            self.stdout.write(json.dumps(answer.as_json(), ensure_ascii=False))
            return
        for reason in answer.reasons:
            self._reason(reason, "")
        for case in answer.cases:
            named = f" ({case.id})" if case.id else ""
            seen = f"is shown at {case.url}" if case.is_visible else "is not shown"
            self.stdout.write(f"{case.kind} {case.name}{named} {seen}")
            for reason in case.reasons:
                self._reason(reason, "  ")
        if answer.more:
            self.stdout.write("There is more of that name; say it more closely.")

    def _reason(self, reason: Reason, indent: str) -> None:
        self.stdout.write(f"{indent}- {reason.message}")
        if reason.way_out:
            self.stdout.write(f"{indent}  {reason.way_out}")
