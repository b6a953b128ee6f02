"""Why can't X be seen?  Every answer comes with the way out.

Reads only.  Where a text means several titles, each is answered for by itself; where it
means none, the servers are looked at.
"""

from __future__ import annotations

from typing import Final

from django.utils import timezone

from accounts.models import User
from accounts.names import name_key
from sync.missing.answers import Answer, Case, Reason
from sync.missing.named import Named, look_for
from sync.missing.servers import server_reasons
from sync.missing.titles import case_of, held_way_out, quarantine_reason

__all__ = ["Answer", "Case", "NoText", "Reason", "UnknownPerson", "why_missing"]

_LONGEST: Final = 500


class NoText(ValueError):
    """There is nothing to look for; the text says what is expected."""


class UnknownPerson(LookupError):
    """Nobody has this name."""


def why_missing(text: str, *, user: str | None = None) -> Answer:
    """Answer for all that the text may mean.  Raises NoText and UnknownPerson."""
    wanted = " ".join(text.split())
    if not wanted or len(wanted) > _LONGEST or "\0" in wanted:
        raise NoText(
            "Say what is missing: part of a title, a folder on a server, an id such as "
            "tmdb:603, or a title as 'movie:Title (Year)'."
        )
    person = list(_person(user)) if user is not None else []
    found = look_for(wanted)
    cases = [
        case_of(item, alias=found.aliases.get(item.pk)) for item in found.titles
    ] + _no_titles(found)
    reasons = person
    if not cases:
        reasons = [
            *person,
            Reason(
                code="not_listed",
                message=f"No server lists anything called {wanted!r}.",
                way_out="Look at how its server calls it, and sync that server.",
            ),
            *server_reasons(),
        ]
    return Answer(
        text=wanted, cases=tuple(cases), reasons=tuple(reasons), more=found.more
    )


def _person(name: str) -> list[Reason]:
    person = User.objects.filter(name_key=name_key(name)).first() if name else None
    if person is None:
        raise UnknownPerson(f"There is nobody named {name!r}.")
    if person.is_active:
        return []
    if person.waiting_since is not None:
        asked = timezone.localtime(person.waiting_since).strftime("%Y-%m-%d")
        return [
            Reason(
                code="not_approved",
                message=f"{person.username} asked on {asked} to come in, and was not "
                "let in yet: they see nothing.",
                way_out="An owner lets them in, under People in the admin.",
            )
        ]
    return [
        Reason(
            code="account_disabled",
            message=f"The account of {person.username} is disabled: they see nothing.",
            way_out="An owner lets them in again, under People in the admin.",
        )
    ]


def _no_titles(found: Named) -> list[Case]:
    """Items of servers that made no title."""
    cases = [
        Case(
            name=row.remote_key,
            kind=row.kind,
            reasons=(
                Reason(
                    code="unplaced",
                    message=f"{row.server.name} lists it, but its show, season or "
                    "number is not known.",
                    way_out=f"Mend its folders on {row.server.name}, then `sync "
                    f"{row.server.slug}`.",
                ),
            ),
        )
        for row in found.unplaced
    ]
    cases += [
        Case(
            name=row.remote_key,
            kind=row.kind,
            reasons=(quarantine_reason(row, row.server),),
        )
        for row in found.quarantined
    ]
    cases += [
        Case(
            name=row.title or row.remote_key,
            kind=row.kind,
            reasons=(
                Reason(
                    code="held",
                    message=f"{row.scan.server.name} lists it as {row.remote_key!r} in "
                    f"scan {row.scan_id}, which is held for your word.",
                    way_out=held_way_out(row.scan.server),
                ),
            ),
        )
        for row in found.held
    ]
    return cases
