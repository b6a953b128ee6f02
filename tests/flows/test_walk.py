"""A random walk through syncs, faults, edits and settings, and where it must end.

Whatever happened on the way, once the servers answer again the catalog's available
titles are those of a fresh installation, and titles kept their public ids.  A failure
prints its seed; `--seed` walks the same way again.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from typing import Any, Final

from catalog.models import Item
from tests.flows.conftest import Peers
from tests.flows.edits import document, moved
from tests.flows.hub import Hub
from tests.replay import Canned, Replay
from tests.tiers import Tier

#: In every run and in the large tier.
STEPS: Final = (12, 20)


class Walk:
    """One walk; every step is drawn from its own random numbers."""

    def __init__(self, hub: Hub, peers: Peers, seed: int) -> None:
        self.hub = hub
        self.peers = {"a": peers.a, "b": peers.b}
        self.whole = {n: copy.deepcopy(p.listings) for n, p in self.peers.items()}
        self.random = random.Random(seed)
        self.enabled = {"a", "b"}
        self.better = "a"
        self.steps: list[str] = []

    def step(self) -> None:
        actions: list[Callable[[], str]] = [
            *[self.sync] * 4,
            *[self.edit_a_movie] * 3,
            *[self.edit_a_show] * 2,
            self.lose_a_movie,
            self.find_everything,
            self.break_a_document,
            self.break_a_listing,
            self.mend,
            self.swap,
            self.enable_or_disable,
            self.forget_etags,
        ]
        self.steps.append(self.random.choice(actions)())

    def some(self) -> tuple[str, Replay]:
        name = self.random.choice(["a", "b"])
        return name, self.peers[name]

    def sync(self) -> str:
        names = self.random.choice([["a"], ["b"], ["a", "b"]])
        if not (asked := [name for name in names if name in self.enabled]):
            return "nobody to sync"
        done = self.hub.run("sync", "--json", *asked)
        assert done.code in (0, 1, 3), (self.steps, done)
        return f"sync {asked}: {json.loads(done.out)['state']}"

    def edit_a_movie(self) -> str:
        name, peer = self.some()
        listing = peer.listings["movies"]
        titles = [key for key in listing if key != "version"]
        if not titles:
            return "no movie to edit"
        title = self.random.choice(titles)
        entry = listing[title]
        what = self.random.choice(["caption", "poster", "focal", "chapters", "quality"])
        match what:
            case "caption" if captions := entry["urls"].get("subtitles"):
                captions.pop(self.random.choice(sorted(captions)))
            case "poster":
                entry["urls"].pop("poster", None)
            case "focal":
                entry["backdropFocal"] = self.random.choice([None, "left", "right"])
            case "chapters":
                entry["urls"].pop("chapters", None)
            case "quality":
                entry["mediaQuality"] = None
        return f"{what} of {title} on {name}"

    def edit_a_show(self) -> str:
        name, peer = self.some()
        shows = [v for k, v in peer.listings["tv"].items() if k != "version"]
        if not shows:
            return "no show to edit"
        show = self.random.choice(shows)
        what = self.random.choice(["season", "episode", "logo", "thumbnail"])
        if what == "logo" or not show["seasons"]:
            show["logo"] = ""
            return f"no logo on {name}"
        key = self.random.choice(sorted(show["seasons"]))
        episodes = show["seasons"][key]["episodes"]
        if what == "season" or not episodes:
            show["seasons"].pop(key)
            return f"no {key} on {name}"
        number = self.random.choice(sorted(episodes))
        if what == "thumbnail":
            episodes[number].pop("thumbnail", None)
        else:
            episodes.pop(number)
        return f"no {what} {number} on {name}"

    def lose_a_movie(self) -> str:
        name, peer = self.some()
        titles = [key for key in peer.listings["movies"] if key != "version"]
        if titles:
            peer.listings["movies"].pop(self.random.choice(titles))
        return f"one movie less on {name}"

    def find_everything(self) -> str:
        name, peer = self.some()
        peer.listings = copy.deepcopy(self.whole[name])
        return f"all as recorded on {name}"

    def break_a_document(self) -> str:
        name, peer = self.some()
        titles = [key for key in peer.listings["movies"] if key != "version"]
        if not titles:
            return "no document to break"
        title = self.random.choice(titles)
        status = self.random.choice([404, 500, 200])
        peer.canned[document(peer, "movies", title)] = Canned(status, b"<html>")
        moved(peer, title)
        return f"{status} for the document of {title} on {name}"

    def break_a_listing(self) -> str:
        name, peer = self.some()
        path = self.random.choice(["/media/movies", "/media/tv"])
        body, status = self.random.choice([(b"{", 200), (b"", 500), (b"<p>", 200)])
        peer.canned[path] = Canned(status, body)
        return f"{status} {body!r} for {path} on {name}"

    def mend(self) -> str:
        name, peer = self.some()
        for path in list(peer.canned):
            del peer.canned[path]
        for title in peer.listings["movies"]:
            if title != "version":
                moved(peer, title)
        return f"mended {name}"

    def swap(self) -> str:
        self.better = "b" if self.better == "a" else "a"
        self.hub.do("set_server", "a", "--priority", self.priority("a"))
        return f"{self.better} is better"

    def priority(self, name: str) -> str:
        """b always has 5; a has more or less."""
        return "5" if name == "b" else {"a": "3", "b": "7"}[self.better]

    def enable_or_disable(self) -> str:
        name, _ = self.some()
        if name in self.enabled:
            self.enabled.discard(name)
            self.hub.do("set_server", name, "--disable")
            return f"disabled {name}"
        self.enabled.add(name)
        self.hub.do("set_server", name, "--enable")
        return f"enabled {name}"

    def forget_etags(self) -> str:
        name, peer = self.some()
        peer.etags = not peer.etags
        return f"etags of {name}: {peer.etags}"

    def come_home(self) -> None:
        """All servers answer and are enabled; what they list stays as it became."""
        for name in {"a", "b"} - self.enabled:
            self.hub.do("set_server", name, "--enable")
        for peer in self.peers.values():
            peer.canned.clear()
            for title in peer.listings["movies"]:
                if title != "version":
                    moved(peer, title)


def _available(hub: Hub) -> dict[tuple[Any, ...], dict[str, Any]]:
    return {p: item for p, item in hub.catalog().items() if item["available"]}


def test_a_random_walk_ends_where_it_should(
    hub: Hub, peers: Peers, seed: int, tier: Tier
) -> None:
    walk = Walk(hub, peers, seed)
    for name in ("a", "b"):
        hub.add(name, walk.peers[name], "--priority", walk.priority(name))
    ids: dict[int, Any] = {}
    for _ in range(tier.of(*STEPS)):
        walk.step()
        checked = hub.run("verify_catalog", "--wait", "0")
        assert checked.code == 0, (seed, walk.steps, checked)
        now = dict(Item.objects.values_list("pk", "public_id"))
        assert ids.items() <= now.items(), (seed, walk.steps)
        ids = now
    walk.come_home()
    hub.sync()
    assert hub.sync()["writes"] == 0, (seed, walk.steps)
    walked = _available(hub)
    assert ids.items() <= dict(Item.objects.values_list("pk", "public_id")).items()

    hub.start_over()
    for name in ("b", "a"):
        hub.add(name, walk.peers[name], "--priority", walk.priority(name))
    hub.sync()
    fresh = _available(hub)
    assert walked == fresh, (seed, walk.steps)
