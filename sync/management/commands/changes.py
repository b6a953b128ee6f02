"""changes [--run|--item|--server|--field|--since|…] [--json]: what changed, and why.

Narrowed by what the desk's list and the API take (`catalog.narrowing`).
"""

from __future__ import annotations

import json
from typing import Any, Final

from django.core.management.base import CommandParser
from django.db.models import QuerySet
from django.utils import timezone

from catalog.api.serializers import ChangeSerializer
from catalog.management.one_line import BadArgument, OneLineCommand
from catalog.models import FieldChange
from catalog.narrowing import NARROWINGS, Meaningless, narrowed
from catalog.queries import spoken_name
from sync.models import Run

_SHOWN: Final = 100


class Command(OneLineCommand):
    help = "Show what changed in the catalog, from whom to whom and why, newest first."

    def add_arguments(self, parser: CommandParser) -> None:
        for declared in NARROWINGS.values():
            flag = declared.short or declared.name
            takes = declared.takes
            if declared.choices is not None:
                takes = f"{takes}: {', '.join(declared.choices)}"
            parser.add_argument(f"--{flag}", dest=declared.name, help=takes)
        parser.add_argument(
            "--limit", type=int, default=_SHOWN, help=f"{_SHOWN} unless told; 0: all"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, **options: Any) -> None:
        limit: int = options["limit"]
        if limit < 0:
            raise BadArgument("--limit is a number of lines, or 0 for all.")
        found = _narrowed(options)
        rows = found[: limit + 1] if limit else found
        shown, more = 0, False
        lines: list[Any] = []
        for change in rows.iterator(1000):
            if limit and shown == limit:
                more = True
                break
            shown += 1
            if options["json"]:
                lines.append(ChangeSerializer(change).data)
            else:
                self.stdout.write(_line(change))
        if options["json"]:
            said = {"changes": lines, "more": more}
            self.stdout.write(json.dumps(said, ensure_ascii=False))
        elif more:
            self.stdout.write(f"These are the newest {limit}; --limit 0 shows all.")
        elif not shown:
            self.stdout.write("Nothing of that kind has changed.")


def _narrowed(options: dict[str, Any]) -> QuerySet[FieldChange]:
    given = {
        name: str(options[name]) for name in NARROWINGS if options[name] is not None
    }
    try:
        found = narrowed(given)
    except Meaningless as error:
        raise BadArgument(str(error)) from None
    if "run" in given:
        run = int(given["run"])
        known = (Run.objects.filter(pk=run), FieldChange.objects.filter(run=run))
        if not any(rows.exists() for rows in known):
            raise BadArgument(f"There is no run {run}.")
    return found.select_related("item__parent__parent", "by")


def _line(change: FieldChange) -> str:
    when = timezone.localtime(change.at).strftime("%Y-%m-%d %H:%M:%S")
    what = change.get_action_display()
    if change.field:
        name = f"{change.field}.{change.key}" if change.key else change.field
        old = _side(change.old, change.old_source)
        what = f"{name}: {old} -> {_side(change.new, change.new_source)}"
    why = [change.reason]
    if change.run is not None:
        why.append(f"run {change.run}")
    if change.by is not None:
        why.append(f"by {change.by.get_username()}")
    of = f"{change.item.kind} {spoken_name(change.item)}"
    return f"{change.pk:>8}  {when}  {of:<36}  {what}  {', '.join(filter(None, why))}"


def _side(value: Any, source: str) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = " ".join(text.split())
    text = text if len(text) <= 60 else f"{text[:59]}…"
    if value is None:
        text = "nothing"
    return f"{text} ({source})" if source else text
