"""verify_catalog [--item ITEM] [--json]: is the catalog what the laws say?"""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser

from catalog.management.one_line import BadArgument, OneLineCommand
from catalog.queries import ItemNotFound, find_item
from sync import audit


class Command(OneLineCommand):
    help = (
        "Recompute the catalog from what the servers said and curators decided, and "
        "compare. Reads only. Exit 0: equal; 1: differences; 3: a sync was being "
        "merged all the while."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--item", help="this title and those below it alone")
        parser.add_argument(
            "--wait",
            type=float,
            default=60.0,
            metavar="SECONDS",
            help="how long a sync that is being merged is waited for; 60 unless told",
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, **options: Any) -> None:
        item = None
        if options["item"] is not None:
            try:
                item = find_item(options["item"])
            except ItemNotFound as error:
                raise BadArgument(str(error)) from None
        if not 0 <= options["wait"] <= 86_400:
            raise BadArgument("--wait is a number of seconds, at most a day.")
        try:
            verdict = audit.verify(item, patience=options["wait"])
        except audit.NotSettled as error:
            raise CommandError(str(error), returncode=3) from None
        if options["json"]:
            said = {
                "equal": verdict.differences == 0,
                "titles": verdict.titles,
                "observations": verdict.observations,
                "differences": verdict.differences,
                "listed": [found.as_json() for found in verdict.listed],
                "seconds": verdict.seconds,
            }
            self.stdout.write(json.dumps(said, ensure_ascii=False))
        else:
            for found in verdict.listed:
                self.stdout.write(str(found))
            if verdict.differences > len(verdict.listed):
                self.stdout.write(
                    f"… and {verdict.differences - len(verdict.listed)} more"
                )
        if verdict.differences:
            raise CommandError(str(verdict), returncode=1)
        if not options["json"]:
            self.stdout.write(str(verdict))
