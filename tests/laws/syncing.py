"""What servers do in a household's life, and how they are asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from catalog.models import Server
from sync.holding import CannotDecide
from sync.models import Run, Trigger, WebhookDelivery
from sync.types import KINDS
from tests.laws import deeds, offers, weighed
from tests.laws.life import INDICES, NAMES, Life
from tests.laws.parts import Wanted
from tests.laws.shelf import LISTINGS

#: With two of them left as they are, as many lose something as may.
_MANY = 22
_names = st.sampled_from(NAMES)
_troubles = st.sampled_from(
    ("well", "down", "listing", "unreadable", "unacceptable", "no tokens")
)
_news = offers.movies() | offers.shows()
_parts = st.tuples(
    offers.KINDS, offers.GROUPS, st.none() | INDICES, st.sampled_from((False, True))
)
_listings = st.sampled_from(tuple(LISTINGS))


class Syncing(Life):
    """Syncs of all sorts, and the trouble in them."""

    # -- what servers do

    @rule(name=_names, show=offers.shows())
    def show_changes(self, name: str, show: Any) -> None:
        if name in self.shelves:
            self.shelves[name].take_away(("show", show[0].remote_key))
            for item in show:
                self.shelves[name].offer(item)

    @rule(name=_names, index=INDICES)
    def item_vanishes(self, name: str, index: int) -> None:
        shelf = self.shelves.get(name)
        if shelf is not None and (names := sorted(shelf.offers)):
            shelf.take_away(names[index % len(names)])

    def _trouble(self, name: str, index: int, how: str, listing: str) -> None:
        shelf = self.shelves[name]
        names = sorted(shelf.offers)
        match how:
            case "well":
                shelf.mend()
            case "down":
                shelf.down = True
            case "listing":
                shelf.broken[listing] = index % 3
            case "no tokens":
                shelf.has_tokens = not shelf.has_tokens
            case _ if names:
                faults = {
                    "unreadable": shelf.unreadable,
                    "unacceptable": shelf.unacceptable,
                }[how]
                faults.add(names[index % len(names)])

    # -- syncs

    @rule(
        name=_names,
        movie=offers.movies(),
        index=INDICES,
        how=_troubles,
        listing=_listings,
    )
    def sync_one(
        self, name: str, movie: Any, index: int, how: str, listing: str
    ) -> None:
        """One server has news, and perhaps some trouble in telling them."""
        if name := self.nearest(name):
            self.shelves[name].offer(movie)
            self._trouble(name, index, how, listing)
            run = deeds.ask([name])
            self.scan(name)
            deeds.finish(run)

    @rule(name=_names, news=_news, part=_parts, spares=st.booleans())
    def sync_part(self, name: str, news: Any, part: Any, *, spares: bool) -> None:
        """Of kinds, groups or a title, or all anew."""
        if name := self.nearest(name):
            self._offer(name, news, spares=spares)
            self._sync_parts(name, [part])

    @rule(name=_names, news=_news, part=_parts, spares=st.booleans())
    def sync_tried(self, name: str, news: Any, part: Any, *, spares: bool) -> None:
        """Tried before it is done: what is said is what then happens."""
        if name := self.nearest(name):
            self._offer(name, news, spares=spares)
            said = self._rehearse(name, self._asked(*part))
            assert self._sync_parts(name, [part]) == said

    @rule(
        name=_names,
        news=_news,
        parts=st.lists(_parts, min_size=2, max_size=2),
        index=INDICES,
        how=_troubles,
        listing=_listings,
    )
    def sync_parts(
        self, name: str, news: Any, parts: Any, index: int, how: str, listing: str
    ) -> None:
        """Asked by two before it begins, and with trouble: one scan is about both."""
        if name := self.nearest(name):
            self._offer(name, news, spares=False)
            self._trouble(name, index, how, listing)
            self._sync_parts(name, parts)

    def _offer(self, name: str, news: Any, *, spares: bool) -> None:
        for item in news if isinstance(news, list) else [news]:
            self.shelves[name].offer(item)
        self.shelves[name].spares = spares

    def _asked(
        self, kinds: Any, groups: Any, index: int | None, force: bool
    ) -> deeds.Asked:
        item = None if index is None else self.item(index)
        return deeds.Asked(kinds, groups, item, force)

    def _sync_parts(self, name: str, parts: list[Any]) -> dict[str, Any]:
        """Asked for, done and finished; what is said of it."""
        asked = [self._asked(*part) for part in parts]
        wanted = self.wanted(name, asked)
        runs = [deeds.ask([name], one) for one in asked]
        self.scan(name, wanted, force=any(one.force for one in asked))
        told = [deeds.told(deeds.finish(run)) for run in runs]
        return told[0]

    def _rehearse(self, name: str, asked: deeds.Asked) -> dict[str, Any]:
        """What a dry run says, which changes nothing."""
        before = self.scales.rows()
        said = deeds.rehearsed(name, asked)
        assert self.scales.rows() == before
        self.scales.weigh()
        return said

    @precondition(Life.has_news)
    @rule()
    def sync_all(self) -> None:
        for shelf in self.shelves.values():
            shelf.mend()
        self.sync_them()
        for name in self.enabled():
            if self.memories[name].held is None:
                weighed.all_is_stored(self.scales, name, self.shelves[name].offers)
        self._nothing_new()
        self.at_rest()

    def _nothing_new(self) -> None:
        before = self.scales.rows()
        names = self.enabled()
        run = deeds.ask(names)
        for name in names:
            deeds.scan(name)
        assert deeds.finish(run).writes == 0
        deeds.resolve_all()
        assert self.scales.rows() == before

    @rule(
        name=_names,
        movie=offers.movies(),
        at=st.integers(1, 6),
        way=st.sampled_from(deeds.WAYS),
    )
    def sync_breaks_off(self, name: str, movie: Any, at: int, way: str) -> None:
        """Killed in the midst, or its lease taken; then somebody does it anew."""
        if not (name := self.nearest(name)):
            return
        self.shelves[name].offer(movie)
        run = deeds.ask([name])
        with deeds.broken_off(at, way):
            deeds.scan(name)
        if deeds.state_of_scan(name) in {"pending", "running"}:
            deeds.scan(name)
        self.heard(name, Wanted())
        deeds.finish(run)
        self.scales.look_again()

    @rule(
        name=_names,
        movie=offers.movies(),
        again=st.sampled_from(("at once", "when planned", "when done")),
    )
    def delivered_twice(self, name: str, movie: Any, again: str) -> None:
        """A webhook's call that comes twice is one request, and one sync."""
        if not (name := self.nearest(name)):
            return
        self.shelves[name].offer(movie)
        self.deliveries += 1
        call = f"call {self.deliveries}"
        requests = Trigger.objects.count()
        first = deeds.deliver(name, call)
        seconds = [deeds.deliver(name, call)] if again == "at once" else []
        run = deeds.planned(first)
        if again == "when planned":
            seconds.append(deeds.deliver(name, call))
        self.scan(name)
        deeds.finish(run)
        if again == "when done":
            seconds.append(deeds.deliver(name, call))
        assert seconds == [first]
        assert deeds.planned(first) == run
        assert Trigger.objects.count() == requests + 1
        assert WebhookDelivery.objects.get(delivery_id=call).times == 2
        before = self.scales.rows()
        deeds.scan(name)
        assert self.scales.rows() == before

    # -- much at once, and what is held

    @rule(
        name=_names,
        what=st.sampled_from((*KINDS, "films")),
        left=st.sampled_from((0, 1, 2, 3)),
        loss=st.none() | st.sampled_from(offers.LOSSES),
        tries=st.booleans(),
        answer=st.sampled_from(("accept", "discard", "wait")),
        at=st.integers(0, 4),
        way=st.sampled_from(deeds.WAYS),
    )
    def much_goes(
        self,
        name: str,
        what: str,
        left: int,
        loss: tuple[str, Any] | None,
        answer: str,
        at: int,
        way: str,
        *,
        tries: bool,
    ) -> None:
        """Most of a kind goes, or of many films what they had; a curator says to it."""
        if not (name := self.nearest(name)):
            return
        shelf = self.shelves[name]
        if what == "films":
            self._lose(name, left, loss)
        for gone in sorted(n for n in shelf.offers if n[0] == what)[left:]:
            shelf.take_away(gone)
        said = self._rehearse(name, deeds.ALL_OF_IT) if tries else None
        run = deeds.ask([name])
        self.scan(name)
        done = deeds.finish(run)
        assert said is None or said == deeds.told(done)
        if self.memories[name].held is not None and answer == "accept":
            self._accept(name, at, way)
        if self.memories[name].held is not None and answer == "discard":
            self._discard(name)

    def _lose(self, name: str, left: int, loss: tuple[str, Any] | None) -> None:
        """Many films come; then most of them go, or lose what they had."""
        shelf, films = self.shelves[name], offers.films(_MANY)
        for film in films:
            shelf.offer(film)
        run = deeds.ask([name])
        self.scan(name)
        deeds.finish(run)
        for film in films[left:]:
            if loss is None:
                shelf.take_away(("movie", film.remote_key))
            else:
                shelf.offer(_without(film, *loss))

    @precondition(lambda self: any(m.held for m in self.memories.values()))
    @rule(name=_names, at=st.integers(0, 4), way=st.sampled_from(deeds.WAYS))
    def held_accepted(self, name: str, at: int, way: str) -> None:
        """Once, whatever ends whoever carries it out; it is then as it was read."""
        if not Server.objects.filter(slug=name).exists():
            return
        memory = self.memories[name]
        if memory.held is None or name not in self.enabled():
            with pytest.raises(CannotDecide):
                deeds.accept(name)
            return
        self._accept(name, at, way)

    def _accept(self, name: str, at: int, way: str) -> None:
        memory = self.memories[name]
        assert memory.held is not None
        state, after = memory.held
        held = deeds.held_scan(name)
        with deeds.broken_off(at, way):
            deeds.accept(name)
        deeds.scan(name)
        deeds.finish(Run.objects.filter(scans=held).latest("pk"))
        held.refresh_from_db()
        assert (held.state, held.decision) == (state, "adopted")
        memory.become(after)
        self.scales.look_again()
        before = self.scales.rows()
        with pytest.raises(CannotDecide):
            deeds.accept(name)
        deeds.scan(name)
        assert self.scales.rows() == before

    @precondition(lambda self: any(m.held for m in self.memories.values()))
    @rule(name=_names)
    def held_discarded(self, name: str) -> None:
        if not Server.objects.filter(slug=name).exists():
            return
        if self.memories[name].held is None:
            with pytest.raises(CannotDecide):
                deeds.discard(name)
            return
        self._discard(name)

    def _discard(self, name: str) -> None:
        deeds.discard(name)
        self.memories[name].held = None
        self.scales.weigh()


def _without(film: Any, name: str, value: Any) -> Any:
    """The film with another value, or with other entries."""
    if isinstance(value, dict):
        return replace(film, **{name: value})
    return replace(film, values={**film.values, name: value})
