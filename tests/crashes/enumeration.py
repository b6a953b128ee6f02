"""One deed, and a death at each of its commits.

Whatever was acknowledged before the death must hold after it; the step in which it
came has happened whole or not at all, and can be done again.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final, Self

from tests.crashes import aftermath
from tests.crashes.commits import Commits, Point, When
from tests.crashes.forks import Broken, Ended, forked
from tests.crashes.steps import Deed
from tests.crashes.world import World
from tests.installation import Installation, Template

Tell = Callable[[Any], None]
State = dict[str, Any]

#: What follows a death: the reconciler looks, or whoever asked does it again at once.
#: A death after a commit leaves what one before the next leaves: each gets one of both.
AFTER: Final[Mapping[When, str]] = {"before": "look", "after": "repeat"}

_WHENS: Final[tuple[When, ...]] = ("before", "after")
#: So many commits a look makes good with at most; a later death is none.
_COMMITS_AFTER: Final = 20


@dataclass(slots=True)
class Found:
    """What the deaths of a deed showed."""

    deed: str
    commits: int = 0
    deaths: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Enumeration:
    """A deed between the same two states, again and again, on copies of a database."""

    deed: Deed
    before: Template
    folder: Path
    kept: dict[str, str] = field(default_factory=dict)
    break_it: Callable[[], None] | None = None
    made: int = 0
    states: list[State] = field(default_factory=list)
    last: Any = None
    places: list[str] = field(default_factory=list)

    def undisturbed(self) -> None:
        """Count the commits, and keep what there is after each step."""
        with self._copy() as installation:
            ended = forked(installation, self._living)
            if ended.killed:
                raise Broken(f"{self.deed.name} is killed by nobody.")
            self.places = ended.told[0]
            self.states = ended.told[1:-1]
            self.last = ended.told[-1]

    def died(
        self, point: Point, after: str, *, again: Point | None = None
    ) -> list[str] | None:
        """What is wrong after a death there; None where nobody came that far.

        With `again`, whoever goes on after it dies too, where it comes that far.
        """
        with self._copy() as installation:
            death = forked(installation, lambda tell: self._dying(point, tell))
            if not death.killed:
                return None
            done = len(death.told)
            if again is not None:
                forked(installation, lambda tell: self._dying_too(again))
            ended = forked(installation, lambda tell: self._after(after, done, tell))
        return self._wrong(after, done, ended)

    def _wrong(self, after: str, done: int, ended: Ended) -> list[str]:
        wrong = []
        if after == "look":
            looked, ended.told[:] = ended.told[0], ended.told[1:]
            allowed = self.states[done : done + 2]
            unlike = [self._unlike(looked, state) for state in allowed]
            if all(unlike):
                wrong += [f"after a look, {line}" for line in min(unlike, key=len)]
        state, last = ended.told
        wrong += self._unlike(state, self.states[-1])
        if last != self.last:
            wrong.append(f"the last sync says {last} instead of {self.last}")
        return wrong

    def _unlike(self, found: State, wanted: State) -> list[str]:
        before = self.states[0]["addresses"]
        given = {address.split()[0] for address in before}
        return aftermath.differences(
            found, wanted, given=given, one_way=self.deed.one_way
        )

    def _living(self, tell: Tell) -> None:
        """All steps, and what there is before, between and after them.

        The commits are those of the steps alone: what is between them is no deed.
        """
        world = self._begin()
        commits = Commits()
        commits.watched()
        states = [aftermath.state()]
        for step in self.deed.steps:
            commits.is_counting = True
            step(world)
            commits.is_counting = False
            aftermath.looked_after()
            states.append(aftermath.state())
        tell(commits.places)
        for state in states:
            tell(state)
        tell(aftermath.synced())

    def _dying(self, point: Point, tell: Tell) -> None:
        world = self._begin()
        commits = Commits(last=point)
        commits.watched()
        for step in self.deed.steps:
            commits.is_counting = True
            step(world)
            commits.is_counting = False
            tell("acknowledged")
            if step is not self.deed.steps[-1]:
                aftermath.looked_after()

    def _dying_too(self, point: Point) -> None:
        self._begin()
        aftermath.leases_run_out()
        commits = Commits(last=point, is_counting=True)
        commits.watched()
        aftermath.looked_after()

    def _after(self, after: str, done: int, tell: Tell) -> None:
        world = self._begin()
        aftermath.leases_run_out()
        if after == "look":
            aftermath.looked_after()
            tell(aftermath.state())
        for step in self.deed.steps[done:]:
            step(world)
            aftermath.looked_after()
        aftermath.looked_after()
        tell(aftermath.state())
        tell(aftermath.synced())

    def _begin(self) -> World:
        world = World(kept=self.kept)
        world.begins()
        if self.break_it is not None:
            self.break_it()
        self.deed.during(world)
        return world

    @contextmanager
    def _copy(self) -> Iterator[Installation]:
        self.made += 1
        folder = self.folder / str(self.made)
        with self.before.copied(folder) as installation:
            yield installation
        shutil.rmtree(folder)


@dataclass(slots=True)
class Prepared:
    """What there is before deeds, made once for all that begin alike."""

    migrated: Template
    folder: Path
    peers: dict[str, str]
    _open: ExitStack = field(default_factory=ExitStack)
    _made: dict[Any, tuple[Template, dict[str, str]]] = field(default_factory=dict)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._open.close()

    def before(self, deed: Deed) -> tuple[Template, dict[str, str]]:
        """An installation as it is before the deed, and what is kept for it."""
        if deed.before not in self._made:
            folder = self.folder / f"before-{len(self._made)}"
            installation = self._open.enter_context(self.migrated.copied(folder))
            kept = forked(installation, lambda tell: tell(self._made_for(deed))).last
            self._made[deed.before] = (Template.of(installation), kept)
        return self._made[deed.before]

    def _made_for(self, deed: Deed) -> dict[str, str]:
        world = World(kept=dict(self.peers))
        world.begins()
        deed.before(world)
        return world.kept


def enumerated(
    deed: Deed,
    prepared: Prepared,
    *,
    handful: int | None = None,
    twice: int = 0,
    chance: Random | None = None,
    near: str = "",
    break_it: Callable[[], None] | None = None,
    told: Callable[[str], None] = lambda line: None,
) -> Found:
    """Die at every commit of the deed, or a handful, or those whose place is `near`.

    And `twice` times by chance, with another death in what follows.
    """
    found = Found(deed.name)
    before, kept = prepared.before(deed)
    folder = prepared.folder / deed.name.replace(" ", "-")
    enumeration = Enumeration(deed, before, folder, kept, break_it)
    enumeration.undisturbed()
    found.commits = len(enumeration.places)
    deaths: list[tuple[Point, str, Point | None]] = [
        (point, after, None)
        for point, after in _deaths(found.commits, handful)
        if near in enumeration.places[point.commit]
    ]
    if found.commits and chance is not None:
        deaths += [_double(found.commits, chance) for _ in range(twice)]
    for point, after, again in deaths:
        wrong = enumeration.died(point, after, again=again)
        place = (
            f"{deed.name}, {point} ({enumeration.places[point.commit]})"
            f"{f', then {again}' if again else ''}, {after}"
        )
        if wrong is None:
            # Whoever waits for another looks again and again: a count is not two.
            found.missed += [place] if deed.one_way else []
            continue
        found.deaths += 1
        for line in wrong:
            found.wrong.append(f"{place}: {line}")
            told(found.wrong[-1])
    return found


def _double(commits: int, chance: Random) -> tuple[Point, str, Point | None]:
    when: When = chance.choice(_WHENS)
    point = Point(chance.randrange(commits), when)
    after = chance.choice(sorted(AFTER.values()))
    return point, after, Point(chance.randrange(_COMMITS_AFTER), chance.choice(_WHENS))


def _deaths(commits: int, handful: int | None) -> list[tuple[Point, str]]:
    every = [
        (Point(number, when), AFTER[when])
        for number in range(commits)
        for when in _WHENS
    ]
    every += [(Point(commits - 1, "after"), "look")] if commits else []
    if handful is None or handful >= len(every):
        return every
    # Spread evenly, both ends left to the others.
    return [every[(2 * n + 1) * len(every) // (2 * handful)] for n in range(handful)]
