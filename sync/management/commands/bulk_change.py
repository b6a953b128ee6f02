"""bulk_change DEED …: one deed over many titles, seen before it is applied, and undone.

    lock FIELD VALUE, empty FIELD, keep FIELD, unlock FIELD, use FIELD SERVER,
    usual FIELD; export FILE FIELD …
        each with --kind K, and --item ITEM …, --where NAME=VALUE … or --all
    import FILE
    list, show NUMBER, apply NUMBER, stop NUMBER, undo NUMBER

--dry-run only previews: `apply NUMBER` does what was previewed then.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from django.core.management.base import CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from catalog.api.filters import FILTERS
from catalog.management.one_line import BadArgument, OneLineCommand
from sync import bulk, settle
from sync.bulk import told
from sync.management.changed_in_bulk import tell
from sync.models import BulkChange

_LISTED: Final = 50
_WORDS: Final = {
    "lock": "lock a field or entry to a value",
    "empty": "lock that it has no value",
    "keep": "lock each title's own value as it is",
    "unlock": "let the servers decide again",
    "use": "let a server come first for a field",
    "usual": "take the titles' own rules for a field away",
}


class Command(OneLineCommand):
    help = "Change, preview, undo, import or export a field of many titles at once."

    def add_arguments(self, parser: CommandParser) -> None:
        deeds = parser.add_subparsers(dest="deed", required=True, metavar="DEED")
        for deed in bulk.DEEDS:
            one = deeds.add_parser(deed.value, help=_WORDS[deed.value])
            one.add_argument("field", help="such as overview, artwork.poster")
            if deed == BulkChange.Deed.LOCK:
                one.add_argument("value", help="literal for texts, JSON otherwise")
            if deed == BulkChange.Deed.USE:
                one.add_argument("server")
            _add_titles(one)
            _add_how(one)
        one = deeds.add_parser("import", help="lock the values of a CSV or JSON file")
        one.add_argument("file", type=Path)
        _add_how(one)
        one = deeds.add_parser("export", help="write values to a CSV or JSON file")
        one.add_argument("file", type=Path, help="ends in .csv or .json")
        one.add_argument("fields", nargs="+", metavar="field")
        _add_titles(one)
        one = deeds.add_parser("list", help=f"the newest {_LISTED}")
        one.add_argument("--json", action="store_true")
        for name, words in (
            ("show", "what it would do or did, and how far it is"),
            ("apply", "do what was previewed"),
            ("stop", "end it after the titles it is at"),
            ("undo", "put back what it changed"),
        ):
            one = deeds.add_parser(name, help=words)
            one.add_argument("number", type=int)
            if name == "undo":
                _add_how(one)
            else:
                one.add_argument("--json", action="store_true")

    def handle(self, **options: Any) -> None:
        try:
            match options["deed"]:
                case "export":
                    self._export(options)
                case "list":
                    self._list(options)
                case "show":
                    self._tell(_found(options), options)
                case "apply":
                    self._apply(_found(options), options)
                case "stop":
                    bulk.stop(change := _found(options))
                    self._tell(_anew(change), options)
                case _:
                    self._change(options)
        except bulk.BulkError as error:
            raise BadArgument(str(error)) from None

    def _change(self, options: dict[str, Any]) -> None:
        match options["deed"]:
            case "import":
                change = bulk.read_file(
                    options["file"].name, _read(options["file"]), by=None
                )
            case "undo":
                change = bulk.undo(_found(options), by=None)
            case deed:
                choice = bulk.Choice(
                    name=options["field"],
                    text=options.get("value") or "",
                    server=options.get("server") or "",
                )
                change = bulk.draft(
                    BulkChange.Deed(deed),
                    options["kind"],
                    _titles(options),
                    choice,
                    by=None,
                )
        if options["dry_run"]:
            self._tell(change, options)
        else:
            self._apply(change, options)

    def _apply(self, change: BulkChange, options: dict[str, Any]) -> None:
        bulk.apply(change, by=None)
        bulk.carry_out(change.pk)
        change = _anew(change)
        if change.run_id is not None:
            settle.resolve_now(change.run_id)
        self._tell(change, options)
        if change.state == BulkChange.State.FAILED:
            raise CommandError(change.error, returncode=1)

    def _export(self, options: dict[str, Any]) -> None:
        file: Path = options["file"]
        if file.suffix not in {".csv", ".json"}:
            raise BadArgument("The name of the file ends in .csv or .json.")
        titles = bulk.chosen(_titles(options))
        is_json = file.suffix == ".json"
        pieces = bulk.export(titles, options["fields"], as_json=is_json)
        try:
            with file.open("x", encoding="utf-8", newline="") as out:
                out.writelines(pieces)
        except OSError as error:
            raise BadArgument(f"{file} cannot be written: {error.strerror}.") from None
        self.stdout.write(f"Wrote {len(titles):,} titles to {file}.")

    def _list(self, options: dict[str, Any]) -> None:
        rows = BulkChange.objects.exclude(deed=BulkChange.Deed.EXPORT)
        found = list(rows.select_related("by").order_by("-pk")[:_LISTED])
        if options["json"]:
            self._json({"bulk_changes": [told.in_short(change) for change in found]})
            return
        for change in found:
            self.stdout.write(
                f"{change.pk:>6}  {change.get_state_display():<12}  "
                f"{told.titles_in_words(change):<16}  {told.in_words(change)}"
            )
        if not found:
            self.stdout.write("No bulk change yet.")

    def _tell(self, change: BulkChange, options: dict[str, Any]) -> None:
        said = told.as_json(change)
        if options["json"]:
            self._json(said)
        else:
            tell(change, said, self.stdout)

    def _json(self, said: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(said, ensure_ascii=False, cls=DjangoJSONEncoder))


def _add_titles(parser: CommandParser) -> None:
    parser.add_argument("--kind", required=True, choices=list(FILTERS))
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "--item",
        action="append",
        help="a public id or 'movie:Title (Year)'; may be given again",
    )
    which.add_argument(
        "--where",
        action="append",
        metavar="NAME=VALUE",
        help="such as genre=Drama, as lists of the API take it; all given must hold",
    )
    which.add_argument("--all", action="store_true", help="all titles of the kind")


def _add_how(parser: CommandParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="preview it only")
    parser.add_argument("--json", action="store_true")


def _titles(options: dict[str, Any]) -> Any:
    if options["item"] is not None:
        return bulk.titles_named(options["kind"], items=options["item"])
    where: dict[str, str] = {}
    for text in options["where"] or ():
        name, equals, value = text.partition("=")
        if not equals or name in where:
            raise BadArgument(f"--where {text}: write NAME=VALUE, each name once.")
        where[name] = value
    return bulk.titles_named(options["kind"], where=where)


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(bulk.MOST_BYTES + 1)
    except OSError as error:
        raise BadArgument(f"{file} cannot be read: {error.strerror}.") from None


def _found(options: dict[str, Any]) -> BulkChange:
    number: int = options["number"]
    rows = BulkChange.objects.exclude(deed=BulkChange.Deed.EXPORT)
    found = rows.filter(pk=number).first() if 0 < number < 2**63 else None
    if found is None:
        raise BadArgument(f"There is no bulk change {number}.")
    return found


def _anew(change: BulkChange) -> BulkChange:
    return BulkChange.objects.select_related("by").get(pk=change.pk)
