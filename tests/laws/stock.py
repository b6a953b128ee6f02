"""What a server has to offer, drawn by seed: titles that other servers have, too."""

from __future__ import annotations

import random
from typing import Any

from sync.types import ObservedItem

_TITLES = ("Blue Moon", "Red Sun", "Old Film", "Green Hill")
_FILE: dict[str, Any] = {
    "container": "mp4",
    "size_bytes": 1,
    "modified_at": None,
    "fingerprint": None,
}


def stocked(chance: random.Random) -> list[ObservedItem]:
    """Some movies, and a show with a season or two."""
    found = [
        _item(chance, "movie", title, None, title=title, year=2001)
        for title in chance.sample(_TITLES, chance.randint(2, 4))
    ]
    found.append(_item(chance, "show", "Long Tale", None, title="Long Tale"))
    for season in chance.sample((0, 1, 2), chance.randint(1, 2)):
        path = f"Long Tale/Season {season}"
        found.append(
            _item(chance, "season", path, "Long Tale", title=path, season_number=season)
        )
        for number in chance.sample((1, 2), chance.randint(0, 2)):
            found.append(
                _item(
                    chance,
                    "episode",
                    f"{path}/S{season:02}E{number:02}",
                    path,
                    title=f"Part {number}",
                    season_number=season,
                    episode_number=number,
                )
            )
    return found


def _item(
    chance: random.Random, kind: Any, key: str, parent: str | None, **values: Any
) -> ObservedItem:
    plays = kind in {"movie", "episode"}
    some: dict[str, tuple[Any, ...]] = {
        "overview": ("one", "two", ""),
        "rating": (0, 7.5),
        "release_date": ("2001-01-01", "2001-02-02"),
    }
    if plays:
        some |= {"width": (640, 1920), "hdr": (["sdr"], []), "chapters": ([],)}
        some |= {"runtime_ms": (1, 2)}
    values |= {
        name: chance.choice(offers)
        for name, offers in some.items()
        if chance.random() < 0.6
    }
    return ObservedItem(
        kind=kind,
        remote_key=key,
        parent_key=parent,
        values=values,
        external_ids={"imdb": "tt1"} if key == "Red Sun" else {},
        artwork={
            name: {
                "url": f"http://{name}/{chance.randrange(3)}.jpg",
                "placeholder": None,
                "focal": None,
            }
            for name in ("poster", "logo")
            if chance.random() < 0.5
        },
        captions={
            name: {
                "url": f"http://{name}.vtt",
                "label": None,
                "last_modified": None,
                "pending": chance.random() < 0.5,
            }
            for name in ("en", "en:hi", "de")
            if plays and chance.random() < 0.5
        },
        files=[
            {"url": f"http://files/{key}/{n}.mp4", **_FILE}
            for n in range(chance.choice((0, 1, 1, 2)) if plays else 0)
        ],
    )
