"""The laws as properties of a schedule.  Each raises AssertionError where it fails."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Final

from sync.changes import Current, History, diff_item
from tests.laws.judged import (
    applied,
    as_title,
    first_written,
    is_the,
    judged,
    resolved,
    same,
    state_of,
)
from tests.laws.oracle import is_nothing
from tests.laws.table import OF_PLAYING_FILE, TABLE
from tests.laws.worlds import Schedule, World, draw, smallest

Property = Callable[[Schedule], None]


def as_the_laws_say(schedule: Schedule) -> None:
    """Every value, entry, source, reason, rule and order of play is the oracle's."""
    for world in schedule:
        assert same(as_title(resolved(world)), judged(world))


def whatever_the_order(schedule: Schedule) -> None:
    """Order of observations, servers, rules and locks is no input (law 1)."""
    for world in schedule:
        expected = as_title(resolved(world))
        for turn in range(2):
            assert as_title(resolved(_turned(world, turn))) == expected


def _turned(world: World, turn: int) -> World:
    chance = random.Random(turn)

    def turned(values: tuple[Any, ...]) -> tuple[Any, ...]:
        return values[::-1] if turn == 0 else tuple(chance.sample(values, len(values)))

    return replace(
        world,
        said=turned(world.said),
        servers=turned(world.servers),
        rules=turned(world.rules),
        locks=dict(turned(tuple(world.locks.items()))),
    )


def twice_is_once(schedule: Schedule) -> None:
    """What is written once is not written again (law 9)."""
    for world in schedule:
        resolution = resolved(world)
        assert not diff_item(first_written(world), resolution)


def from_any_state(schedule: Schedule) -> None:
    """From whatever a title was, the difference leads to what was resolved."""
    for before in schedule:
        held = first_written(before)
        for world in schedule:
            resolution = resolved(world)
            now = applied(held, diff_item(held, resolution))
            assert is_the(now, state_of(resolution)), (now, state_of(resolution))
            assert not diff_item(now, resolution)


def provenance_is_complete(schedule: Schedule) -> None:
    """A source for every value and every lock, and for nothing else."""
    held = first_written(schedule[0])
    for world in schedule:
        held = applied(held, diff_item(held, resolved(world)))
        values = {(name, "") for name in held.values}
        values |= {(name, key) for name, of in held.entries.items() for key in of}
        assert held.sources.keys() == values | world.locks.keys()
        for name, value in held.values.items():
            assert not is_nothing(value), (name, value)


def reasons_in_precedence(schedule: Schedule) -> None:
    """Law 2's seven reasons, each where it must be and nowhere else."""
    for world in schedule:
        for (name, key), source in first_written(world).sources.items():
            locked = (name, key) in world.locks
            assert (source.reason == "locked") is (source.origin == "lock") is locked
            if source.reason in {"item_rule", "field_rule", "kind_rule"}:
                [rule] = [rule for rule in world.rules if rule.id == source.rule]
                assert source.server in rule.servers
                scope = {
                    "item_rule": rule.title is not None,
                    "field_rule": rule.title is None and bool(rule.field),
                    "kind_rule": rule.title is None and not rule.field,
                }
                assert scope[source.reason]
            elif source.reason != "fallback":
                assert source.rule is None


def a_reason_is_no_history(schedule: Schedule) -> None:
    """History for each value or source that moves, and for nothing else (law 2)."""
    held = first_written(schedule[0])
    for world in schedule[1:]:
        changes = diff_item(held, resolved(world))
        now = applied(held, changes)
        told = {(row.field, row.key) for row in changes.history if row.field}
        assert told == _moved(held, now)
        fresh = {(c.field, c.key) for c in changes.sources if c.fresh}
        assert fresh == _moved(held, now) & now.sources.keys()
        available = [row for row in changes.history if not row.field]
        if held.available == now.available:
            assert not available
        else:
            word = "restored" if now.available else "unavailable"
            assert available == [History(word)]
        held = now


def _moved(before: Current, after: Current) -> set[tuple[str, str]]:
    """Where the value, or who it comes from, is another."""
    moved = set()
    for name in before.sources.keys() | after.sources.keys():
        old, new = before.sources.get(name), after.sources.get(name)
        whose = [(s.server, s.origin) if s else None for s in (old, new)]
        is_same = same(_value(before, *name), _value(after, *name))
        if whose[0] != whose[1] or not is_same:
            moved.add(name)
    # A lock as nothing that is lifted leaves nothing to tell.
    return {
        name
        for name in moved
        if name in after.sources or not is_nothing(_value(before, *name))
    }


def _value(current: Current, name: str, key: str) -> object:
    if not key:
        return current.values.get(name)
    entry = current.entries.get(name, {}).get(key)
    return entry.value if entry else None


def unavailable_keeps(schedule: Schedule) -> None:
    """A title that no server lists any more keeps every value it could have (law 7)."""
    for world in schedule:
        gone = replace(
            world, said=tuple(said._replace(listed=False) for said in world.said)
        )
        before, after = resolved(world), resolved(gone)
        assert not after.available
        # Another file may play first, and it may describe less of itself.
        assert before.fields.keys() - _OF_FILE <= after.fields.keys()
        for name, choices in before.entries.items():
            assert choices.keys() <= after.entries[name].keys()


_OF_FILE: Final = {d.name for d in TABLE if d.merged == OF_PLAYING_FILE}


ALL: Final[tuple[Property, ...]] = (
    as_the_laws_say,
    whatever_the_order,
    twice_is_once,
    from_any_state,
    provenance_is_complete,
    reasons_in_precedence,
    a_reason_is_no_history,
    unavailable_keeps,
)


def check(properties: tuple[Property, ...], seeds: range) -> None:
    """Draw and check; a failure is told with its seed, made as small as it gets."""
    for seed in seeds:
        schedule = draw(seed)
        for holds in properties:
            if _fails(holds, schedule):
                small = smallest(schedule, partial(_fails, holds))
                raise AssertionError(told(holds, seed, small))


def _fails(holds: Property, schedule: Schedule) -> bool:
    try:
        holds(schedule)
    except AssertionError:
        return True
    return False


def told(holds: Property, seed: int, schedule: Schedule) -> str:
    """What fails, for a person."""
    lines = [f"{holds.__name__} fails for seed {seed}; the smallest schedule of it:"]
    for number, world in enumerate(schedule):
        lines.append(f"-- world {number}, a {world.kind} {world.lineage}")
        lines += [f"   {part}" for part in (*world.servers, *world.said, *world.rules)]
        lines += [f"   locks {dict(world.locks)}"] if world.locks else []
        lines.append(f"   core:   {as_title(resolved(world))}")
        lines.append(f"   oracle: {judged(world)}")
    return "\n".join(lines)
