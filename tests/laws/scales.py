"""What must hold of the real rows after every deed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.utils import timezone

from accounts.models import User
from catalog import viewing
from catalog.models import (
    Alias,
    Artwork,
    Caption,
    ExternalId,
    FieldChange,
    FieldLock,
    FieldSource,
    Item,
    MediaFile,
    PriorityRule,
    Progress,
    Server,
    Watchlist,
)
from sync.export import export_catalog
from sync.models import Conflict, IdentityDecision, Observation, Quarantine
from tests.laws.expected import Decided, Expected
from tests.laws.kinship import Ref, Split
from tests.laws.memory import Memory
from tests.laws.oracle import Rule
from tests.laws.oracle import Server as Place

_WRITTEN: tuple[type[Model], ...] = (
    *(Item, ExternalId, Artwork, Caption, MediaFile),
    *(FieldSource, FieldChange, Observation, Alias),
)
#: Value and source of every field and entry, and since when, by title and name.
Since = dict[tuple[int, str, str], tuple[Any, Any]]


class Scales:
    """Compares the rows with what is remembered; remembers ids, locks and viewers."""

    def __init__(self, memories: Mapping[str, Memory], viewer: User) -> None:
        self.memories, self.viewer = memories, viewer
        self.ids: set[Any] = set()
        self.watched: set[Any] = set()
        #: Public id, field and key of every lock that was not lifted, and its value.
        self.locks: dict[tuple[Any, str, str], Any] = {}
        self.since: Since = {}
        self.play: dict[int, list[str]] = {}
        self.conflicts = self.weighed = 0
        self.decisions: set[tuple[Any, ...]] = set()
        self.expected = Expected({}, self._decided())

    def weigh(self) -> None:
        """Everything that holds once a deed is done."""
        before = self.since
        self.look_again()
        self._since_follows_values(before)

    def look_again(self) -> None:
        """The same after several deeds in one: a value may have come and gone."""
        self.weighed += 1
        self._observations()
        self._quarantine()
        self.expected = expected = Expected(self.memories, self._decided())
        self._catalog(expected)
        self._conflicts(expected)
        self._public_ids()
        self._viewers()
        self._locks()
        assert self._decisions() == self.decisions, "nobody else decides"
        self.since = self._since()

    # -- each law

    def _observations(self) -> None:
        """Stored is what was read whole, listed what the last listing named."""
        rows = Observation.objects.values_list(
            "server__slug", "kind", "remote_key", "listed"
        )
        assert set(rows) == {
            (server, *name, name in memory.listed)
            for server, memory in self.memories.items()
            for name in memory.items
        }

    def _quarantine(self) -> None:
        rows = Quarantine.objects.filter(stage=Quarantine.Stage.READING)
        assert set(rows.values_list("server__slug", "kind", "remote_key")) == {
            (server, *name)
            for server, memory in self.memories.items()
            for name in memory.quarantined
        }

    def _catalog(self, expected: Expected) -> None:
        exported = export_catalog()["items"]
        assert exported == expected.items
        play: dict[int, list[str]] = defaultdict(list)
        rows = MediaFile.objects.order_by("item", "position")
        for item, key in rows.values_list("item_id", "key"):
            play[item].append(key)
        self.play = {pk: keys for pk, keys in expected.play.items() if keys}
        assert play == self.play

    def _conflicts(self, expected: Expected) -> None:
        of_titles = Conflict.objects.exclude(reason=Conflict.Reason.LOCKS_DIFFER)
        rows = of_titles.values_list("reason", "evidence", "left", "right")
        assert set(rows) == {kept for kept in expected.apart if kept[2] != kept[3]}
        self.conflicts = Conflict.objects.count()

    def _public_ids(self) -> None:
        """A public id names its title for good, by itself or as an alias."""
        own = set(Item.objects.values_list("public_id", flat=True))
        aliases = set(Alias.objects.values_list("public_id", flat=True))
        assert not own & aliases
        assert self.ids <= own | aliases
        self.ids = own | aliases

    def _viewers(self) -> None:
        for public_id in self.watched:
            item = self._named(public_id)
            mine = Progress if item.kind in {"movie", "episode"} else Watchlist
            assert mine.objects.filter(user=self.viewer, item=item).count() == 1

    def _locks(self) -> None:
        """A lock holds until it is lifted, whatever its title became part of.

        Of titles that became one, one's value holds.
        """
        said: dict[tuple[int, str, str], list[Any]] = defaultdict(list)
        for (public_id, field, key), value in self.locks.items():
            said[self._named(public_id).pk, field, key].append(value)
        held = {
            (lock.item_id, lock.field, lock.key): lock.value
            for lock in FieldLock.objects.all()
        }
        for place, values in said.items():
            assert place in held, place
            assert held[place] in values, (place, held[place], values)

    def _since_follows_values(self, earlier: Since) -> None:
        """ "Since" moves with the value or its source, and with nothing else."""
        for name, (said, at) in self.since.items():
            if name in earlier:
                before, then = earlier[name]
                assert (said != before) == (at != then), (name, before, said)

    # -- what viewers do

    def watch(self, item: Item) -> None:
        if item.kind in {"movie", "episode"}:
            viewing.mark_watched(user=self.viewer, items=[item], at=timezone.now())
        elif item.kind == "show":
            viewing.add_to_watchlist(user=self.viewer, item=item, at=timezone.now())
        else:
            return
        self.watched.add(item.public_id)

    # -- what curators do

    def locked(self, item: Item, field: str, key: str, value: Any) -> None:
        """This value holds for the title, and for all that became part of it."""
        for place in list(self.locks):
            if place[1:] == (field, key) and self._named(place[0]) == item:
                self.locks[place] = value
        self.locks[item.public_id, field, key] = value

    def unlocked(self, lock: FieldLock) -> None:
        self.locks = {
            (public_id, field, key): value
            for (public_id, field, key), value in self.locks.items()
            if (field, key) != (lock.field, lock.key)
            or self._named(public_id) != lock.item
        }

    def decided(self) -> None:
        """A curator has said what is one title: from now on this is so."""
        self.decisions = self._decisions()

    # -- the rows

    def rows(self) -> dict[str, list[Any]]:
        """All rows of titles, entries, provenance, history and observations."""
        return {
            model.__name__: list(model._default_manager.order_by("pk").values_list())
            for model in _WRITTEN
        }

    def _named(self, public_id: Any) -> Item:
        alias = Alias.objects.filter(public_id=public_id).first()
        return alias.item if alias else Item.objects.get(public_id=public_id)

    def _decisions(self) -> set[tuple[Any, ...]]:
        return {
            (d.kind, d.verdict, d.left_server, d.left_key, d.right_server, d.right_key)
            for d in IdentityDecision.objects.all()
        }

    def _since(self) -> Since:
        """Since when each value is as it is, which is as the laws ask for it."""
        rows = FieldSource.objects.values_list("item_id", "field", "key", "since")
        return {
            (pk, name, key): (self.expected.titles[pk].answer(name, key)[:2], since)
            for pk, name, key, since in rows
        }

    def _decided(self) -> Decided:
        locks: dict[int, dict[tuple[str, str], Any]] = defaultdict(dict)
        for lock in FieldLock.objects.all():
            locks[lock.item_id][lock.field, lock.key] = lock.value
        merges: dict[str, list[tuple[Ref, Ref]]] = defaultdict(list)
        splits: dict[str, list[Split]] = defaultdict(list)
        for row in IdentityDecision.objects.all():
            pair = (row.left_server, row.left_key), (row.right_server, row.right_key)
            if row.verdict == "merge":
                merges[row.kind].append(pair)
            else:
                against = None if row.against is None else frozenset(row.against)
                splits[row.kind].append(Split(*pair, against))
        links = Observation.objects.values_list(
            "kind", "server__slug", "remote_key", "item"
        )
        return Decided(
            servers=tuple(
                Place(s.slug, s.priority, s.enabled, s.removed_at is not None)
                for s in Server.objects.all()
            ),
            rules=tuple(
                Rule(r.pk, tuple(r.servers), r.kind, r.field, r.item_id)
                for r in PriorityRule.objects.all()
            ),
            locks=locks,
            merges=merges,
            splits=splits,
            title={(kind, (slug, key)): item for kind, slug, key, item in links},
        )
