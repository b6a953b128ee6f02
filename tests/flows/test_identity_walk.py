"""Ids, titles, years and files of a dozen folders change at random, sync by sync; the
groups and conflicts at the end are those of a fresh installation.

A failure prints its seed; `--seed` walks the same way again.
"""

from __future__ import annotations

import random
from typing import Any, Final

from catalog.models import Alias, Item
from sync.models import Conflict
from tests.flows.conftest import Shelves
from tests.flows.hub import Hub
from tests.library_factory import make_movie, write
from tests.library_files import info_of
from tests.tiers import Tier

#: In every run and in the large tier.
STEPS: Final = (5, 8)
FOLDERS: Final = ("One (2001)", "Two (2002)", "Three", "Four (2004)", "Uno (2001)")


def _redraw(chance: random.Random, shelves: Shelves) -> str:
    """One folder of one server says something else of itself."""
    server, folder = chance.choice("ab"), chance.choice(FOLDERS)
    shelf = getattr(shelves, server)
    about: dict[str, Any] = {
        "title": chance.choice(["One", "Two", "Uno", "Three"]),
        "id": chance.choice([None, 1, 2, 3]),
        "imdb_id": chance.choice([None, None, "tt0000001", "tt0000002"]),
        "release_date": chance.choice(["", "2001-01-01", "2002-02-02"]),
    }
    mark = chance.choice(["x", "y", f"{server} {folder}", f"{server} {folder}"])
    make_movie(shelf.folder, folder, metadata=about, info=info_of(mark))
    write(shelf.folder / "movies" / folder / "turn.txt", str(chance.random()))
    return f"{server}/{folder}: {about} {mark}"


def _conflicts() -> list[tuple[Any, ...]]:
    rows = Conflict.objects.select_related("left", "right")
    return sorted(
        (c.reason, c.evidence, *sorted([str(c.left), str(c.right)])) for c in rows
    )


def test_identity_is_a_function_of_what_is_stored(
    hub: Hub, shelves: Shelves, seed: int, tier: Tier
) -> None:
    chance = random.Random(seed)
    steps = [_redraw(chance, shelves) for _ in range(8)]
    hub.add("a", shelves.a)
    hub.add("b", shelves.b)
    known: set[Any] = set()
    for _ in range(tier.of(*STEPS)):
        steps.append(_redraw(chance, shelves))
        hub.sync(*chance.choice([("a",), ("b",), ()]))
        checked = hub.run("verify_catalog", "--wait", "0")
        assert checked.code == 0, (seed, steps, checked)
        # Law 10: a public id never changes, and answers for good.
        now = set(Item.objects.values_list("public_id", flat=True))
        answering = now | set(Alias.objects.values_list("public_id", flat=True))
        assert known <= answering, (seed, steps)
        known = answering
    hub.sync()
    assert hub.sync()["writes"] == 0, (seed, steps)
    walked, conflicts = hub.do("export_catalog", "--json"), _conflicts()
    hidden = Item.objects.filter(available=False).count()

    hub.start_over()
    hub.add("b", shelves.b, "--priority", "2")
    hub.add("a", shelves.a, "--priority", "1")
    hub.sync("b")
    hub.sync("a")
    assert (hub.export(), _conflicts()) == (walked, conflicts), (seed, steps)
    assert hidden == 0, (seed, steps)
