"""A household: its servers, what they said, and how all of it is weighed.

Real rows, leases, adoption and projection; only the servers are written down.
"""

from __future__ import annotations

from typing import ClassVar, Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize

from accounts.models import User
from catalog.models import Item, Server
from sync.models import Observation
from tests.laws import brake, deeds, offers
from tests.laws.memory import Memory
from tests.laws.parts import Part, Subject, Wanted
from tests.laws.scales import Scales
from tests.laws.shelf import Shelf

NAMES: Final = ("alpha", "beta", "gamma")
INDICES: Final = st.integers(0, 11)
_KINDS: Final = {
    "movies": {"movie"},
    "shows": {"show"},
    "seasons": {"season"},
    "episodes": {"episode"},
    "tv": {"show", "season", "episode"},
}


class Life(RuleBasedStateMachine):
    """One life; `shelves` are found by the adapters of the servers."""

    shelves: ClassVar[dict[str, Shelf]] = {}

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        deeds.forget_everything()
        self.shelves.clear()
        self.memories: dict[str, Memory] = {}
        self.viewer, _ = User.objects.get_or_create(username="walker")
        self.scales = Scales(self.memories, self.viewer)
        self.deliveries = 0
        self._seen: object = None
        for name in NAMES[:2]:
            self.shelves[name] = Shelf(slug=name)
            self.memories[name] = Memory()
            deeds.add_server(name)
            self._fill(name, data)
        self.sync_them(weigh=False)
        self.scales.weigh()

    def _fill(self, name: str, data: st.DataObject) -> None:
        for movie in data.draw(st.lists(offers.movies(), max_size=3)):
            self.shelves[name].offer(movie)
        for show in data.draw(st.lists(offers.shows(), max_size=1)):
            for item in show:
                self.shelves[name].offer(item)

    # -- syncs

    def has_news(self) -> bool:
        """Whether anything was done since all was seen to be at rest."""
        return self._seen != self._done()

    def at_rest(self) -> None:
        """All was synced without trouble, and synced again for nothing."""
        self._seen = self._done()

    def _done(self) -> object:
        changes = {name: shelf.changes for name, shelf in self.shelves.items()}
        return self.scales.weighed, changes

    def sync_them(self, *, weigh: bool = True) -> None:
        """A whole sync of all that are enabled."""
        names = self.enabled()
        run = deeds.ask(names)
        for name in names:
            self.scan(name, weigh=weigh)
        assert deeds.finish(run).is_finished

    def scan(
        self,
        name: str,
        wanted: Wanted | None = None,
        *,
        force: bool = False,
        weigh: bool = True,
    ) -> None:
        """The scan that is due on a server."""
        wanted = wanted or Wanted()
        tokens = {} if force else self.memories[name].asked_with(wanted)
        shelf = self.shelves[name]
        shelf.asked_with.clear()
        deeds.scan(name)
        assert shelf.asked_with == tokens, "a token stands for what is not stored"
        self.heard(name, wanted)
        # Work that is delivered twice is done once.
        deeds.scan(name)
        if weigh:
            self.scales.weigh()

    def heard(self, name: str, wanted: Wanted) -> None:
        """The scan ended as the laws name it, and was held where they say so."""
        shelf, memory = self.shelves[name], self.memories[name]
        state, after = memory.after(shelf.told, wanted, shelf.offers)
        is_held = state != "failed" and brake.holds(memory, after)
        assert deeds.state_of_scan(name) == ("held" if is_held else state)
        if is_held:
            memory.held = state, after
        elif state != "failed":
            memory.become(after)

    def wanted(self, name: str, asked: list[deeds.Asked]) -> Wanted:
        """What is asked of a server, in the oracle's words."""
        return Wanted(
            [
                Part(
                    None
                    if a.kinds is None
                    else frozenset().union(*map(_kinds, a.kinds)),
                    None if a.groups is None else frozenset(a.groups),
                    None if a.item is None else self._subject(name, a.item),
                )
                for a in asked
            ]
        )

    def _subject(self, name: str, item: Item) -> Subject:
        lineage = [item]
        while (parent := lineage[-1].parent) is not None:
            lineage.append(parent)
        parents = dict(Item.objects.values_list("pk", "parent"))
        within = {item.pk}
        for _ in ("season", "episode"):
            within |= {pk for pk, parent in parents.items() if parent in within}
        top = lineage[-1]
        links = list(
            Observation.objects.exclude(item=None).values_list(
                "server__slug", "kind", "remote_key", "item"
            )
        )
        return Subject(
            item.kind,
            tuple(title.number or 0 for title in lineage[-2::-1]),
            top.pk,
            frozenset(
                (k, key) for s, k, key, pk in links if s == name and pk in within
            ),
            {k: pk for s, kind, k, pk in links if (s, kind) == (name, top.kind)},
            [
                self.memories[s].items[kind, key]
                for s, kind, key, pk in links
                if pk == top.pk
            ],
        )

    # -- the rows

    def item(self, index: int, *kinds: str) -> Item | None:
        items = Item.objects.order_by("pk")
        if kinds:
            items = items.filter(kind__in=kinds)
        found = list(items)
        return found[index % len(found)] if found else None

    def enabled(self) -> list[str]:
        """The servers that are asked."""
        rows = Server.objects.enabled().order_by("slug")
        return list(rows.values_list("slug", flat=True))

    def nearest(self, name: str) -> str:
        """This server, or another that is asked; none where none is."""
        names = self.enabled()
        return name if name in names else (names or [""])[0]

    def present(self, names: list[str]) -> list[str]:
        """Those of these that are there, in this order."""
        there = set(Server.objects.present().values_list("slug", flat=True))
        return [name for name in names if name in there]


def _kinds(name: str) -> set[str]:
    return _KINDS[name]
