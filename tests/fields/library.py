"""Two servers that have every field of the table differently, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple, TypeVar

from django.utils import timezone

from catalog.fields import JSONValue
from catalog.models import FieldChange, FieldLock, Item, PriorityRule, Server
from sync import settle, triggers
from sync.finalize.current import load_current
from sync.models import IdentityDecision, Observation, Run, Scan
from tests.fields.cases import (
    ALL_CASES,
    CASES,
    RIVALLED,
    Case,
    Said,
    remote_key,
    titles,
)
from tests.sync.scripted import Theatre

ALPHA: Final[Said] = {case: case.good.alpha for case in CASES}
BETA: Final[Said] = {case: case.good.beta for case in RIVALLED}
LATER: Final[Said] = {case: case.good.later for case in CASES}
NOTHING: Final[Said] = {}


class Source(NamedTuple):
    """Whose a value is, why, and the field whose rule decided."""

    server: str | None
    reason: str
    rule: str | None = None


class Seen(NamedTuple):
    """A value of the catalog with its source; None where there is none."""

    value: JSONValue
    source: Source | None


class Told(NamedTuple):
    """A row of history."""

    action: str
    old: JSONValue
    new: JSONValue
    old_source: str
    new_source: str


NEVER: Final = Seen(None, None)
_T = TypeVar("_T")


def by_name(cases: Iterable[Case], of: Callable[[Case], _T]) -> dict[str, _T]:
    """What is so of each case: two of these that differ name the cases that do."""
    return {str(case): of(case) for case in cases}


class Library:
    """The servers alpha (better) and beta, each listing a title for every case."""

    def __init__(self, theatre: Theatre) -> None:
        self._theatre = theatre
        self._mark = 0
        theatre.server("alpha")
        theatre.server("beta")
        self.says("alpha", ALPHA)
        self.says("beta", BETA)
        self.merge_with_alpha("beta")

    def merge_with_alpha(self, server: str) -> None:
        """Titles whose ids differ are one because a curator says so."""
        IdentityDecision.objects.bulk_create(
            IdentityDecision(
                kind=case.kind,
                verdict="merge",
                left_server="alpha",
                left_key=remote_key(case),
                right_server=server,
                right_key=remote_key(case),
                at=timezone.now(),
            )
            for case in ALL_CASES
            if case.has_own_id
        )

    def says(self, server: str, said: Said, *, bare: bool = False) -> None:
        self._theatre.says(server, *titles(server, said, bare=bare))

    def sync(self, *servers: str) -> Run:
        """A sync that every server answers in full."""
        run = self._theatre.sync(*servers)
        assert {scan.state for scan in run.scans.all()} == {Scan.State.COMPLETE}
        return run

    def resolve(self) -> Run:
        """Everything is resolved anew from what is stored."""
        return self._settle(triggers.request_resolve())

    def lock(self, values: Mapping[Case, JSONValue]) -> None:
        items = self.items()
        FieldLock.objects.bulk_create(
            FieldLock(
                item_id=items[case],
                field=case.field.name,
                key=case.key,
                value=value,
                at=timezone.now(),
            )
            for case, value in values.items()
        )
        self._resolve_named(items)

    def unlock(self) -> None:
        FieldLock.objects.all().delete()
        self._resolve_named(self.items())

    def rule(self, *servers: str, **scope: str) -> PriorityRule:
        """A curator's rule; it takes effect with the next resolve."""
        return PriorityRule.objects.create(servers=list(servers), **scope)

    def items(self) -> dict[Case, int]:
        """The title of each case; both servers' must be one."""
        found: dict[tuple[str, str], set[int]] = {}
        for kind, key, item in Observation.objects.values_list(
            "kind", "remote_key", "item_id"
        ):
            found.setdefault((kind, key), set()).add(item)
        parted = {key: items for key, items in found.items() if len(items) != 1}
        assert not parted, parted
        return {
            case: next(iter(found[case.kind, remote_key(case)])) for case in ALL_CASES
        }

    def seen(self) -> dict[Case, Seen]:
        """Every case as the catalog has it now."""
        items = self.items()
        slugs = dict(Server.objects.values_list("pk", "slug"))
        rules = dict(PriorityRule.objects.values_list("pk", "field"))
        current = load_current(list(items.values()), slugs)
        found: dict[Case, Seen] = {}
        for case, item in items.items():
            now = current[item]
            if case.key:
                entry = now.entries.get(case.field.name, {}).get(case.key)
                value = entry.value if entry else None
            else:
                value = now.values.get(case.field.name)
            row = now.sources.get(case.name)
            source = (
                Source(
                    row.server or row.origin,
                    row.reason,
                    rules[row.rule] if row.rule is not None else None,
                )
                if row
                else None
            )
            found[case] = Seen(value, source)
        return found

    def news(self) -> dict[Case, list[Told]]:
        """History since this was asked last, by case."""
        items = {item: case for case, item in self.items().items()}
        found: dict[Case, list[Told]] = {case: [] for case in items.values()}
        for change in FieldChange.objects.filter(pk__gt=self._mark).order_by("pk"):
            self._mark = change.pk
            case = items.get(change.item_id)
            if case is not None and (change.field, change.key) == case.name:
                found[case].append(
                    Told(
                        change.action,
                        change.old,
                        change.new,
                        change.old_source,
                        change.new_source,
                    )
                )
        return found

    def available(self) -> int:
        return Item.objects.filter(available=True).count()

    def _resolve_named(self, items: Mapping[Case, int]) -> None:
        self._settle(
            triggers.request_resolve(titles=list(items.values()), regroup=False)
        )

    def _settle(self, run: Run) -> Run:
        settle.resolve_now(run.pk)
        run.refresh_from_db()
        return run
