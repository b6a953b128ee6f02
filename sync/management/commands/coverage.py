"""coverage [--missing FIELD | --only-on SERVER FIELD] [--json]: who has what."""

from __future__ import annotations

import json
from typing import Any, Final

from django.core.management.base import CommandParser
from django.db.models import QuerySet

from catalog.api.serializers import TitleSerializer
from catalog.fields import UnknownField, named
from catalog.management.one_line import BadArgument, OneLineCommand
from catalog.models import Item
from catalog.queries import spoken_name
from sync import coverage
from sync.servers import ServerError, find_server
from sync.types import KINDS

_SHOWN: Final = 100


class Command(OneLineCommand):
    help = (
        "For each kind and field: how many available titles have a value, are locked, "
        "and which enabled servers offer one. Or the titles that lack one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kind", help="movie, show, season or episode")
        gaps = parser.add_mutually_exclusive_group()
        gaps.add_argument(
            "--missing",
            metavar="FIELD",
            help="titles without it, and no server has one: artwork.poster",
        )
        gaps.add_argument(
            "--only-on",
            nargs=2,
            metavar=("SERVER", "FIELD"),
            help="titles that have it on this server alone: attic captions.de",
        )
        parser.add_argument(
            "--limit", type=int, default=_SHOWN, help=f"{_SHOWN} unless told; 0: all"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, **options: Any) -> None:
        kind: str | None = options["kind"]
        if kind is not None and kind not in KINDS:
            known = ", ".join(KINDS)
            raise BadArgument(f"There is no kind {kind!r}; there are {known}.")
        if options["limit"] < 0:
            raise BadArgument("--limit is a number of titles, or 0 for all.")
        if options["missing"] is not None or options["only_on"] is not None:
            self._titles(_asked(options), options)
            return
        counted = coverage.coverage()
        if options["json"]:
            said = coverage.as_json(counted, kind=kind)
            self.stdout.write(json.dumps(said, ensure_ascii=False))
            return
        self._table(counted, kind)

    def _titles(self, found: QuerySet[Item], options: dict[str, Any]) -> None:
        limit: int = options["limit"]
        titles = found.select_related("parent__parent").order_by("pk")
        count = found.count()
        shown = titles[:limit] if limit else titles
        if options["json"]:
            said = {
                "count": count,
                "titles": [TitleSerializer(item).data for item in shown.iterator(500)],
            }
            self.stdout.write(json.dumps(said, ensure_ascii=False))
            return
        for item in shown.iterator(500):
            self.stdout.write(f"{item.public_id}  {item.kind:<8} {spoken_name(item)}")
        more = "; --limit 0 shows all" if limit and count > limit else ""
        self.stdout.write(f"{count} title{'' if count == 1 else 's'}{more}.")

    def _table(self, counted: coverage.Coverage, only: str | None) -> None:
        names = list(counted.servers.values())
        width = max([9, *(len(name) for name in names)])
        for kind, titles in counted.titles.items():
            if not titles or (only and kind != only):
                continue
            heads = "".join(f"  {name:>{width}}" for name in names)
            self.stdout.write(f"{kind}: {titles} available")
            self.stdout.write(f"{'':28}  {'have':>9}  {'locked':>6}{heads}")
            for place in counted.places:
                if place.place.kind == kind:
                    offers = "".join(
                        f"  {place.offered.get(slug, 0):>{width}}"
                        for slug in counted.servers
                    )
                    self.stdout.write(
                        f"  {place.place.name:<26}  {place.with_value:>9}"
                        f"  {place.locked:>6}{offers}"
                    )
        if not any(counted.titles.values()):
            self.stdout.write("No title is available yet.")


def _asked(options: dict[str, Any]) -> QuerySet[Item]:
    kind: str | None = options["kind"]
    try:
        if options["missing"] is not None:
            field, key = named(kind, options["missing"])
            return coverage.missing(field.name, key, kind=kind)
        server, text = options["only_on"]
        field, key = named(kind, text)
        return coverage.only_on(find_server(server), field.name, key, kind=kind)
    except (UnknownField, ServerError) as error:
        raise BadArgument(str(error)) from None
