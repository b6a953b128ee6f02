"""add_captions ITEM FILE --language L: a caption file for a movie or an episode."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from catalog.captions import uploads
from catalog.captions.cues import LARGEST_BYTES
from catalog.management.one_line import BadArgument, OneLineCommand
from catalog.queries import ItemNotFound, find_item
from sync import captions_by_hand
from sync.captions_by_hand import CaptionsError
from sync.management.following import follow
from sync.models import Trigger


class Command(OneLineCommand):
    help = "Give a movie or an episode a caption file, for every viewer."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("item", help="a public id or 'movie:Title (Year)'")
        parser.add_argument("file", help=f"one that ends with {uploads.ENDINGS_SAID}")
        parser.add_argument(
            "--language", required=True, help="a code such as en or pt-BR"
        )
        parser.add_argument(
            "--forced", action="store_true", help="only what nobody at home understands"
        )
        parser.add_argument(
            "--hearing-impaired", action="store_true", help="sounds are told, too"
        )

    def handle(self, **options: Any) -> None:
        path = Path(options["file"])
        try:
            item = find_item(options["item"])
            key = captions_by_hand.key_of(
                options["language"],
                forced=options["forced"],
                hearing_impaired=options["hearing_impaired"],
            )
            done = captions_by_hand.add(
                item,
                key,
                name=path.name,
                body=_read(path),
                source=Trigger.Source.COMMAND,
            )
        except (ItemNotFound, CaptionsError) as error:
            raise BadArgument(str(error)) from None
        follow(done.runs)
        said = f"{item} has the captions {key} from {path.name}."
        was = "" if done.was is None else f" They were those of {done.was.name}."
        self.stdout.write(said + was)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            # One byte more than is read of it tells that it is too large.
            return file.read(LARGEST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it has no such name"
        raise BadArgument(f"{path} cannot be read: {reason}.") from None
