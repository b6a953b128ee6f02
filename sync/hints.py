"""Words about a title that its server may not list yet: whether it does by now.

A title is named by an external id, by its folder or a path in it, or by title and
year; any of them that fits is enough.  A hint decides nothing but when to look again.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Final

from django.db.models import Q, QuerySet

from catalog.fields import JSONValue
from catalog.models import ExternalId, Server
from sync.libraries import library_of
from sync.models import Observation
from sync.title_key import title_key

#: How long after a hint its servers are asked again, until one lists the title.
TRIES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 3, 10, 30))

#: Of a path, the file, its season's folder and its show's.
_PARTS: Final = 3
_ABOVE: Final = {"season": "show", "episode": "show"}

Hint = Mapping[str, JSONValue]


def names_a_title(hint: Hint) -> bool:
    """Whether a hint says enough to tell when the title has come."""
    return bool(_names(hint))


def is_listed(hint: Hint, servers: Sequence[str] | None) -> bool:
    """Whether one of these servers (slugs; None: any) lists the title by now."""
    asked = Server.objects.enabled()
    if servers is not None:
        asked = asked.filter(slug__in=servers)
    listed = Observation.objects.filter(server__in=asked, listed=True)
    kind = hint.get("kind")
    kinds = ["movie", "show"] if kind is None else [_ABOVE.get(str(kind), kind)]
    return any(
        _is_there(hint, listed, listed.filter(name, kind__in=kinds))
        for name in _names(hint)
    )


def may_come(hint: Hint, servers: Sequence[str] | None) -> bool:
    """Whether one of these servers is asked for such titles at all."""
    library = library_of(str(hint.get("kind") or ""))
    asked = Server.objects.enabled()
    if servers is not None:
        asked = asked.filter(slug__in=servers)
    return not library or asked.exclude(left_out=library).exists()


def _is_there(
    hint: Hint, listed: QuerySet[Observation], named: QuerySet[Observation]
) -> bool:
    """Whether what was named is listed; of a show, the part that is meant."""
    season, episode = hint.get("season"), hint.get("episode")
    if season is None:
        return named.exists()
    shows = named.filter(kind="show").values("item")
    if episode is None:
        part = Q(kind="season", item__parent__in=shows, item__number=season)
    else:
        part = Q(
            kind="episode",
            item__parent__parent__in=shows,
            item__parent__number=season,
            item__number=episode,
        )
    return listed.filter(part).exists()


def _names(hint: Hint) -> list[Q]:
    """By what the title may be found, the surest first."""
    found = []
    ids = hint.get("external_ids")
    for scheme, value in (ids if isinstance(ids, Mapping) else {}).items():
        called = ExternalId.objects.filter(key=scheme, value=str(value))
        found.append(Q(item__in=called.values("item")))
    if folders := _folders(hint.get("path")):
        found.append(Q(remote_key__in=folders))
    title, year = hint.get("title"), hint.get("year")
    if isinstance(title, str) and title.strip() and year is not None:
        found.append(Q(title_key=title_key(title), year=year))
    return found


def _folders(path: JSONValue) -> list[str]:
    """What of a path may be the folder that a server calls the title by."""
    if not isinstance(path, str):
        return []
    last = PurePosixPath(path.replace("\\", "/").lstrip("/")).parts[-_PARTS:]
    return [*last, *(unicodedata.normalize("NFC", part) for part in last)]
