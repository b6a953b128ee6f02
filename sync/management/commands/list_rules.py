"""list_rules [--json]: every rule on the order of servers."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import CommandParser

from catalog.management.one_line import OneLineCommand
from sync import orders


class Command(OneLineCommand):
    help = "List the rules on the order of servers, the widest first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, **options: Any) -> None:
        rules = orders.listed()
        if options["json"]:
            self.stdout.write(json.dumps({"rules": rules}, ensure_ascii=False))
            return
        for rule in rules:
            self.stdout.write(rule["words"])
        if not rules:
            self.stdout.write("No rules: every field follows the servers' priorities.")
