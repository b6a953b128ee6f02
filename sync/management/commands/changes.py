"""changes [--run|--item|--server|--field|--since] [--json]: what changed, and why."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

from django.core.management.base import CommandParser
from django.utils import timezone

from catalog import history
from catalog.api.serializers import ChangeSerializer
from catalog.fields import UnknownField, named
from catalog.management.one_line import BadArgument, OneLineCommand
from catalog.models import FieldChange
from catalog.moments import moment
from catalog.queries import ItemNotFound, find_item, spoken_name
from sync.models import Run

_SHOWN: Final = 100


class Command(OneLineCommand):
    help = "Show what changed in the catalog, from whom to whom and why, newest first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--run", type=int, help="the number of a sync")
        parser.add_argument("--item", help="a public id or 'movie:Title (Year)'")
        parser.add_argument(
            "--server",
            help="one that gave or lost a value, or lock",
        )
        parser.add_argument("--field", help="such as title or captions.en:hi")
        parser.add_argument("--since", help="a day or a moment, such as 2026-11-01")
        parser.add_argument(
            "--limit", type=int, default=_SHOWN, help=f"{_SHOWN} unless told; 0: all"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, **options: Any) -> None:
        limit: int = options["limit"]
        if limit < 0:
            raise BadArgument("--limit is a number of lines, or 0 for all.")
        found = history.changes(**_narrowed(options))
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


def _narrowed(options: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"run": options["run"]}
    run = options["run"]
    if run is not None and not (
        0 < run < 2**63
        and (
            Run.objects.filter(pk=run).exists()
            or FieldChange.objects.filter(run=run).exists()
        )
    ):
        raise BadArgument(f"There is no run {run}.")
    try:
        if options["item"] is not None:
            found["item"] = find_item(options["item"])
        if options["field"] is not None:
            declared, key = named(None, options["field"])
            found["field"] = (declared.name, key)
    except (ItemNotFound, UnknownField) as error:
        raise BadArgument(str(error)) from None
    server = options["server"]
    if server is not None and not history.sources_named(server):
        raise BadArgument(f"There is and was no server named {server!r}.")
    found["server"] = server
    if options["since"] is not None:
        found["since"] = _moment(options["since"])
    return found


def _moment(text: str) -> datetime:
    try:
        return moment(text)
    except ValueError:
        raise BadArgument(
            f"{text!r} is neither a day nor a moment; write 2026-11-01 or "
            "2026-11-01T20:15."
        ) from None


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
