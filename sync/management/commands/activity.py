"""activity [--by U] [--server S] [--item ITEM] [--limit N] [--json]: who did what."""

from __future__ import annotations

import json
from typing import Any, Final

from django.core.management.base import CommandParser
from django.utils import timezone

from accounts.api.activity import ActivitySerializer
from accounts.models import Activity, User
from accounts.names import name_key
from catalog.management.one_line import BadArgument, OneLineCommand
from catalog.models import Server
from catalog.queries import ItemNotFound, find_item
from sync import activity_words

_SHOWN: Final = 100


class Command(OneLineCommand):
    help = "Show what people did that steers the merge, the newest first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--by", help="a person; - for the command line")
        parser.add_argument("--server", help="a server's slug, of removed ones too")
        parser.add_argument("--item", help="a public id or 'movie:Title (Year)'")
        parser.add_argument(
            "--limit", type=int, default=_SHOWN, help=f"{_SHOWN} unless told; 0: all"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, **options: Any) -> None:
        limit: int = options["limit"]
        if limit < 0:
            raise BadArgument("--limit is a number of lines, or 0 for all.")
        rows = (
            Activity.objects.filter(**_narrowed(options))
            .select_related("undone_by")
            .order_by("-pk")
        )
        found = list(rows[: limit + 1] if limit else rows)
        more = bool(limit) and len(found) > limit
        shown = found[:limit] if limit else found
        if options["json"]:
            said = {
                "activity": [ActivitySerializer(row).data for row in shown],
                "more": more,
            }
            self.stdout.write(json.dumps(said, ensure_ascii=False))
            return
        for row in shown:
            self.stdout.write(_line(row))
        if more:
            self.stdout.write(f"These are the newest {limit}; --limit 0 shows all.")
        elif not shown:
            self.stdout.write("Nobody has done anything of that kind.")


def _narrowed(options: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    by = options["by"]
    if by == "-":
        found["by_name"] = ""
    elif by is not None:
        found["by_name"] = _name(by)
    if options["server"] is not None:
        slug = options["server"]
        if not Server.objects.filter(slug=slug).exists():
            raise BadArgument(f"There is and was no server with the slug {slug!r}.")
        found["server"] = slug
    if options["item"] is not None:
        try:
            found["item"] = find_item(options["item"]).public_id
        except ItemNotFound as error:
            raise BadArgument(str(error)) from None
    return found


def _name(text: str) -> str:
    """As it was written; who is gone is still known by what they did."""
    person = User.objects.filter(name_key=name_key(text)).first()
    if person is not None:
        return person.username
    if Activity.objects.filter(by_name=text).exists():
        return text
    raise BadArgument(f"There is and was nobody named {text!r} who did anything.")


def _line(row: Activity) -> str:
    when = timezone.localtime(row.at).strftime("%Y-%m-%d %H:%M:%S")
    field = activity_words.field_of(row)
    what = f"{row.get_verb_display()}{f' {field}' if field else ''}: {row.about}"
    before, after = activity_words.before(row), activity_words.after(row)
    if before or after:
        what += f"  {before or 'nothing'} -> {after or 'nothing'}"
    return f"{row.pk:>8}  {when}  {row.who:<18}  {what}"
