"""The two recorded shows, by hand: Harbor Lights on both servers (a has seasons 1 and
2, b has 1 and 3), The Long Meridian on a alone."""

from __future__ import annotations

from typing import Any, Final

from tests.flows.handwritten import (
    Both,
    OnlyA,
    Said,
    Title,
    each,
    image,
    only_a,
    only_b,
    same,
)
from tests.flows.handwritten_episodes import EPISODES

HARBOR_A: Final = "a:/media/tv/Harbor%20Lights"
HARBOR_B: Final = "b:/tv/Harbor%20Lights"
LONG_A: Final = "a:/media/tv/The%20Long%20Meridian"
FILES_HARBOR_A: Final = "a/library/tv/Harbor Lights"
FILES_HARBOR_B: Final = "b/library/tv/Harbor Lights"
FILES_LONG_A: Final = "a/library/tv/The Long Meridian"

#: What the metadata of both shows says alike.  The trailer is null, the tagline "".
_ALIKE: Final = {
    "year": 2020,
    "release_date": "2020-01-15",
    "last_air_date": "2021-02-15",
    "genres": ["Drama"],
    "rating": 7.5,
    "content_rating": "TV-14",
    "runtime_ms": 1_500_000,
    "status": "Ended",
    "cast": [{"name": "Test Lead", "character": "Lead", "profile": None}],
    "networks": ["TestNet"],
    "countries": ["US"],
    "languages": ["en"],
}


def _season(number: int, aired: str) -> dict[str, Any]:
    return {
        "title": f"Season {number}",
        "overview": f"Season {number} overview",
        "year": int(aired[:4]),
        "release_date": aired,
        "rating": 7.0,
        "season_number": number,
    }


def _poster(show: str, files: str, number: int, mark: str) -> Any:
    return image(
        f"{show}/Season%20{number}/season_poster.jpg?hash={mark}",
        f"{files}/Season {number}/season_poster.jpg.blurhash",
    )


_HARBOR_ARTWORK: Final[dict[str, Said]] = {
    "poster": Both(
        image(
            f"{HARBOR_A}/show_poster.jpg?hash=00afbecc84",
            f"{FILES_HARBOR_A}/show_poster.jpg.blurhash",
        ),
        image(
            f"{HARBOR_B}/show_poster.jpg?hash=66709f6531",
            f"{FILES_HARBOR_B}/show_poster.jpg.blurhash",
        ),
    ),
    "backdrop": Both(
        image(
            f"{HARBOR_A}/show_backdrop.jpg?hash=4f4c8dcb21",
            f"{FILES_HARBOR_A}/show_backdrop.jpg.blurhash",
            "center",
        ),
        image(
            f"{HARBOR_B}/show_backdrop.jpg?hash=1522495f69",
            f"{FILES_HARBOR_B}/show_backdrop.jpg.blurhash",
            "center",
        ),
    ),
    # b says "": no value, whatever its priority.
    "logo": OnlyA(
        image(
            f"{HARBOR_A}/show_logo.png?hash=92be111f80",
            f"{FILES_HARBOR_A}/show_logo.png.blurhash",
        )
    ),
}

SHOWS: Final[dict[tuple[Any, ...], Title]] = {
    ("show", "Harbor Lights"): Title(
        fields=each(
            _ALIKE | {"title": "Harbor Lights", "original_title": "Harbor Lights"}
        )
        | {
            "overview": Both(
                "Overview of Harbor Lights (server 1).",
                "Overview of Harbor Lights (server 2).",
            )
        },
        external_ids={"tmdb": same("920001")},
        artwork=_HARBOR_ARTWORK,
    ),
    ("season", "Harbor Lights", 1): Title(
        fields=each(_season(1, "2020-01-15")),
        external_ids={"tmdb": same("940001")},
        artwork={
            "poster": Both(
                _poster(HARBOR_A, FILES_HARBOR_A, 1, "f3e4f49214"),
                _poster(HARBOR_B, FILES_HARBOR_B, 1, "1ddcdca4a1"),
            )
        },
    ),
    ("season", "Harbor Lights", 2): Title(
        fields=only_a(_season(2, "2021-01-15")),
        external_ids=only_a({"tmdb": "940002"}),
        artwork=only_a({"poster": _poster(HARBOR_A, FILES_HARBOR_A, 2, "6ddf03ed87")}),
    ),
    ("season", "Harbor Lights", 3): Title(
        fields=only_b(_season(3, "2022-01-15")),
        external_ids=only_b({"tmdb": "940003"}),
        artwork=only_b({"poster": _poster(HARBOR_B, FILES_HARBOR_B, 3, "3cb001bdcc")}),
    ),
    ("show", "The Long Meridian"): Title(
        fields=only_a(
            _ALIKE
            | {
                "title": "The Long Meridian",
                "original_title": "The Long Meridian",
                "overview": "Overview of The Long Meridian (server 1).",
            }
        ),
        external_ids=only_a({"tmdb": "920002"}),
        artwork=only_a(
            {
                "poster": image(
                    f"{LONG_A}/show_poster.jpg?hash=e85b6e33c4",
                    f"{FILES_LONG_A}/show_poster.jpg.blurhash",
                ),
                "backdrop": image(
                    f"{LONG_A}/show_backdrop.jpg?hash=cfc4546c66",
                    f"{FILES_LONG_A}/show_backdrop.jpg.blurhash",
                    "right",
                ),
                "logo": image(
                    f"{LONG_A}/show_logo.png?hash=eb3d09132e",
                    f"{FILES_LONG_A}/show_logo.png.blurhash",
                ),
            }
        ),
    ),
    ("season", "The Long Meridian", 1): Title(
        fields=only_a(_season(1, "2020-01-15")),
        external_ids=only_a({"tmdb": "940001"}),
        artwork=only_a({"poster": _poster(LONG_A, FILES_LONG_A, 1, "466597bc2b")}),
    ),
    ("season", "The Long Meridian", 2): Title(
        fields=only_a(_season(2, "2021-01-15")),
        external_ids=only_a({"tmdb": "940002"}),
        artwork=only_a({"poster": _poster(LONG_A, FILES_LONG_A, 2, "1318c2971a")}),
    ),
    **EPISODES,
}
