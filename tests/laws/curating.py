"""What curators and viewers do in a household's life."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from catalog.models import FieldLock, Item, PriorityRule, Server
from sync import orders
from sync.identities import IdentityError
from sync.locks import LockError
from sync.models import Conflict
from sync.preview import Preview
from sync.types import KINDS
from tests.laws import deeds, offers, weighed
from tests.laws.life import INDICES, NAMES, Life
from tests.laws.memory import Memory
from tests.laws.shelf import Shelf
from tests.laws.table import OF_KIND, OF_PLAYING_FILE, TABLE

_names = st.sampled_from(NAMES)
_BELOW = {
    "movie": ("movie",),
    "show": ("show", "season", "episode"),
    "season": ("season", "episode"),
    "episode": ("episode",),
}


class Curating(Life):
    """Servers, orders, locks, and decisions on what is one title."""

    # -- servers

    @rule(name=_names)
    def server_comes_or_goes(self, name: str) -> None:
        server = Server.objects.filter(slug=name).first()
        if server is None:
            self.shelves[name] = Shelf(slug=name)
            self.memories[name] = Memory()
            deeds.add_server(name)
        elif server.removed_at is None:
            deeds.remove_server(server)
            self.memories[name].held = None
        else:
            deeds.add_server(name)
        self.scales.weigh()

    @rule(name=_names)
    def server_switched(self, name: str) -> None:
        server = Server.objects.filter(slug=name, removed_at=None).first()
        if server is not None:
            deeds.enable(server, enabled=not server.enabled)
            self.scales.weigh()

    @rule(one=_names, other=_names)
    def servers_swapped(self, one: str, other: str) -> None:
        found = {s.slug: s for s in Server.objects.present()}
        if one != other and one in found and other in found:
            pair = sorted((found[one], found[other]), key=lambda s: s.priority)
            said = orders.preview_priorities(pair[::-1])
            deeds.swap(*pair)
            self._as_foreseen(said)

    # -- rules

    @rule(
        kind=st.sampled_from(("", *KINDS)),
        field=st.sampled_from(
            ("", "title", "overview", "artwork", "captions", "files", "width")
        ),
        index=st.none() | INDICES,
        order=st.permutations(NAMES),
        number=st.integers(1, 3),
    )
    def rule_set(
        self, kind: str, field: str, index: int | None, order: list[str], number: int
    ) -> None:
        item = self.item(index) if index is not None else None
        if not _may_rule(kind, field, item):
            with pytest.raises(orders.RuleError):
                deeds.place_of(kind, field, item)
            return
        if names := self.present(order[:number]):
            place = deeds.place_of(kind, field, item)
            said = orders.preview_rule(place, orders.servers_named(names))
            deeds.set_rule(place, names)
            self._as_foreseen(said)

    @precondition(lambda self: self.scales.expected.decided.rules)
    @rule(index=INDICES)
    def rule_cleared(self, index: int) -> None:
        rules = list(PriorityRule.objects.order_by("pk"))
        found = rules[index % len(rules)]
        place = deeds.place_of(found.kind, found.field, found.item)
        said = orders.preview_clear(place)
        deeds.clear_rule(place)
        self._as_foreseen(said)

    def _as_foreseen(self, said: Preview) -> None:
        """What a preview says is what then happens."""
        before = self.scales.since, self.scales.play
        self.scales.weigh()
        after = self.scales.since, self.scales.play
        assert weighed.moved(before, after) == weighed.foreseen(said)

    # -- locks

    @rule(index=INDICES, what=st.sampled_from(offers.LOCKS))
    def locked(self, index: int, what: tuple[str, str, Any]) -> None:
        item = self.item(index)
        if item is None:
            return
        if what[0] not in {declared.name for declared in OF_KIND[item.kind]}:
            with pytest.raises(LockError):
                deeds.lock(item, *what)
            return
        deeds.lock(item, *what)
        self.scales.locked(item, *what)
        self.scales.weigh()

    @precondition(lambda self: self.scales.locks)
    @rule(index=INDICES)
    def unlocked(self, index: int) -> None:
        found = list(FieldLock.objects.order_by("pk"))
        lock = found[index % len(found)]
        self.scales.unlocked(lock)
        deeds.unlock(lock.item, lock.field, lock.key)
        self.scales.weigh()

    # -- what is one title

    @rule(kind=st.sampled_from(("movie", "show")), left=INDICES, right=INDICES)
    def merged(self, kind: str, left: int, right: int) -> None:
        one, other = self.item(left, kind), self.item(right, kind)
        if one is None or other is None:
            return
        if one == other:
            with pytest.raises(IdentityError):
                deeds.merge(one, other)
            return
        locks = {item.pk: _locks_of(item) for item in (one, other)}
        deeds.merge(one, other)
        self.scales.decided()
        weighed.are_one(one, other, locks)
        self.scales.weigh()

    @rule(kind=st.sampled_from(("movie", "show")), index=INDICES, name=_names)
    def parted(self, kind: str, index: int, name: str) -> None:
        item = self.item(index, kind)
        server = Server.objects.filter(slug=name).first()
        if item is None or server is None:
            return
        taken = {ref for ref in weighed.members(item) if ref[0] == name}
        rest = weighed.members(item) - taken
        if not taken or not rest:
            with pytest.raises(IdentityError):
                deeds.split(item, server)
            return
        deeds.split(item, server)
        self.scales.decided()
        weighed.are_apart(kind, taken, rest)
        self.scales.weigh()

    @precondition(lambda self: self.scales.conflicts)
    @rule(index=INDICES, together=st.booleans())
    def conflict_decided(self, index: int, *, together: bool) -> None:
        found = list(Conflict.objects.order_by("pk"))
        conflict = found[index % len(found)]
        of_locks = conflict.right is None
        words = ("take", "keep") if of_locks else ("merge", "keep-apart")
        lock = conflict.lock
        deeds.decide(conflict, words[0] if together else words[1])
        self.scales.decided()
        if of_locks and together and lock is not None:
            held = FieldLock.objects.get(
                item=conflict.left, field=lock.field, key=lock.key
            )
            assert held.value == lock.value
        assert not Conflict.objects.filter(pk=conflict.pk).exists()
        self.scales.weigh()

    # -- what is shown of it

    @rule(index=INDICES)
    def explained(self, index: int) -> None:
        if item := self.item(index):
            weighed.is_explained(self.scales, item)

    # -- what viewers do

    @rule(index=INDICES)
    def watched(self, index: int) -> None:
        if item := self.item(index):
            self.scales.watch(item)


def _may_rule(kind: str, field: str, item: Item | None) -> bool:
    """Whether a rule for this can move anything at all, and says what it is for."""
    if not (kind or field or item):
        return False
    of_file = {d.name for d in TABLE if d.merged == OF_PLAYING_FILE}
    if field in of_file:
        return False  # rules on these are set on files
    kinds = set(_BELOW[item.kind] if item else KINDS)
    if kind:
        kinds &= {kind}
    if field:
        kinds &= {k for k, of in OF_KIND.items() if field in {d.name for d in of}}
    return bool(kinds)


def _locks_of(item: Item) -> dict[tuple[str, str], Any]:
    return {
        (lock.field, lock.key): lock.value
        for lock in FieldLock.objects.filter(item=item)
    }
