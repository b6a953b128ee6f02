"""explain ITEM [--field FIELD] [--json]: why each value is what it is."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import CommandParser

from catalog.fields import UnknownField
from catalog.management.one_line import BadArgument, OneLineCommand
from catalog.queries import ItemNotFound, find_item
from sync import explain
from sync.evidence import members_of


class Command(OneLineCommand):
    help = "Show where a title's values come from, why, and what else there is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("item", help="a public id or 'movie:Title (Year)'")
        parser.add_argument("--field", help="such as title or captions.en:hi")
        parser.add_argument("--json", action="store_true")

    def handle(self, **options: Any) -> None:
        try:
            explanation = explain.explain(
                find_item(options["item"]), only=options["field"]
            )
        except (ItemNotFound, UnknownField) as error:
            raise BadArgument(str(error)) from None
        if options["json"]:
            self.stdout.write(
                json.dumps(explain.as_json(explanation), ensure_ascii=False)
            )
            return
        item = explanation.item
        hidden = "" if item.available else ", unavailable"
        self.stdout.write(f"{item.kind} {item} ({item.public_id}{hidden})")
        for member in members_of(item):
            why = ", ".join(map(_word, member.evidence)) or "by itself"
            gone = "" if member.listed else ", no longer listed"
            self.stdout.write(f"  {member.server}: {member.remote_key} ({why}{gone})")
        for name, explained in explanation.fields.items():
            self._line(name, explained)
        for name, entries in explanation.entries.items():
            for key, explained in entries.items():
                self._line(f"{name}.{key}", explained)

    def _line(self, name: str, explained: explain.Explained) -> None:
        decided = explained.decided
        why = f"{decided.source}, {decided.reason}" if decided.source else "nobody"
        if decided.rule:
            why = f"{why}: {decided.rule}"
        if decided.locked_at:
            who = f" by {decided.locked_by}" if decided.locked_by else ""
            why = f"{why}{who} on {decided.locked_at:%Y-%m-%d}"
        self.stdout.write(f"  {name:<24} {_short(decided.value):<48} {why}")
        for other in explained.alternatives:
            stale = ", stale" if other.stale else ""
            self.stdout.write(
                f"  {'':<24} {_short(other.value):<48} also {other.server}{stale}"
            )


def _word(evidence: str) -> str:
    """An evidence for a line; nobody reads a fingerprint to its end."""
    return evidence if len(evidence) <= 60 else f"{evidence[:24]}…"


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 48 else f"{text[:47]}…"
