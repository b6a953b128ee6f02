"""The four recorded movies, by hand: two on both servers, one on each alone."""

from __future__ import annotations

from typing import Any, Final

from tests.flows.handwritten import (
    Both,
    OnlyA,
    OnlyB,
    Title,
    both_media,
    caption,
    each,
    file,
    image,
    media,
    only_a,
    only_b,
    same,
)

COPPER_A: Final = "a:/media/movies/Copper%20Harbor%20(2019)"
COPPER_B: Final = "b:/movies/Copper%20Harbor%20(2019)"
SOLAR_A: Final = "a:/media/movies/Solar%20Drift%20(2021)"
SOLAR_B: Final = "b:/movies/Solar%20Drift%20(2021)"
ZOE_A: Final = "a:/media/movies/Zo%C3%AB%20%26%20the%20100%25%20Caf%C3%A9%20(2023)"
FERRY_B: Final = "b:/movies/Night%20Ferry%20(2018)"

#: What the metadata of all four says alike.
_ALIKE: Final = {
    "tagline": "A test",
    "rating": 7.25,
    "content_rating": "PG-13",
    "status": "Released",
    "languages": ["en"],
    "cast": [{"name": "Test Actor", "character": "Hero", "profile": None}],
}


def _about(title: str, released: str, minutes: int, number: int, *genres: str) -> Any:
    return _ALIKE | {
        "title": title,
        "original_title": title,
        "year": int(released[:4]),
        "release_date": released,
        "runtime_ms": minutes * 60_000,
        "genres": list(genres),
        "trailer_url": f"https://www.youtube.com/watch?v=test{number}",
    }


MOVIES: Final[dict[tuple[Any, ...], Title]] = {
    ("movie", "Copper Harbor", 2019): Title(
        fields=each(
            _about(
                "Copper Harbor", "2019-03-02", 102, 910002, "Drama", "Science Fiction"
            )
        )
        | {
            "overview": Both(
                "Overview of Copper Harbor (2019) (server 1).",
                "Overview of Copper Harbor (2019) (server 2).",
            )
        }
        | both_media(
            a=media("320x180", 6000, 43098, 128044),
            b=media("640x360", 6000, 113456, 128044),
        ),
        external_ids={"tmdb": same("910002"), "imdb": same("tt0910002")},
        artwork={
            "poster": OnlyA(image(f"{COPPER_A}/poster.jpg?hash=23e9821c5f")),
            "backdrop": Both(
                image(f"{COPPER_A}/backdrop.jpg?hash=934cad26ea", focal="center"),
                image(f"{COPPER_B}/backdrop.jpg?hash=a16fb35d87", focal="center"),
            ),
        },
        captions={
            "en": OnlyA(
                caption(
                    f"{COPPER_A}/Copper%20Harbor%20(2019).en.srt",
                    "English",
                    "2026-11-22T15:48:40.696Z",
                )
            )
        },
        files={
            "a": OnlyA(
                file(
                    f"{COPPER_A}/Copper%20Harbor%20(2019).mp4",
                    130.0341796875,
                    "2026-11-22T15:48:40.509Z",
                    "1470f00edc54b1e3d79f477e4ebda216ed69ea1febefbf46547136213c60580f",
                )
            ),
            "b": OnlyB(
                file(
                    f"{COPPER_B}/Copper%20Harbor%20(2019).mp4",
                    181.564453125,
                    "2026-11-22T15:48:45.981Z",
                    "abd47eccafd677b10864654fb0e7f2fcbf43aa7588bb03293e333eaf90d7af82",
                )
            ),
        },
    ),
    ("movie", "Solar Drift", 2021): Title(
        fields=each(_about("Solar Drift", "2021-03-01", 101, 910001, "Drama"))
        | {
            "overview": Both(
                "Overview of Solar Drift (2021) (server 1).",
                "Overview of Solar Drift (2021) (server 2).",
            ),
            "chapters": same(
                [
                    {"start_ms": 0, "end_ms": 3000, "title": "Chapter 01"},
                    {"start_ms": 3000, "end_ms": 7000, "title": "Chapter 02"},
                ]
            ),
        }
        | both_media(
            a=media("320x180", 7000, 612141, 127996),
            b=media("640x360", 7000, 1739491, 128097),
        ),
        external_ids={"tmdb": same("910001"), "imdb": same("tt0910001")},
        artwork={
            "poster": Both(
                image(f"{SOLAR_A}/poster.jpg?hash=09420194e9"),
                image(f"{SOLAR_B}/poster.jpg?hash=b57e93e1fb"),
            ),
            "backdrop": Both(
                image(f"{SOLAR_A}/backdrop.jpg?hash=047bafda8e", focal="left"),
                image(f"{SOLAR_B}/backdrop.jpg?hash=ea3de7ee5c", focal="right"),
            ),
            "logo": OnlyA(image(f"{SOLAR_A}/logo.png?hash=3584d09d57")),
        },
        captions={
            "en": Both(
                caption(
                    f"{SOLAR_A}/Solar%20Drift%20(2021).en.srt",
                    "English",
                    "2026-11-22T15:48:40.120Z",
                ),
                caption(
                    f"{SOLAR_B}/Solar%20Drift%20(2021).en.srt",
                    "English",
                    "2026-11-22T15:48:45.646Z",
                ),
            ),
            "en:hi": OnlyA(
                caption(
                    f"{SOLAR_A}/Solar%20Drift%20(2021).en.hi.srt",
                    "English Hearing Impaired",
                    "2026-11-22T15:48:40.120Z",
                )
            ),
            "es": OnlyA(
                caption(
                    f"{SOLAR_A}/Solar%20Drift%20(2021).es.srt",
                    "Spanish",
                    "2026-11-22T15:48:40.120Z",
                )
            ),
            "fr": OnlyB(
                caption(
                    f"{SOLAR_B}/Solar%20Drift%20(2021).fr.srt",
                    "French",
                    "2026-11-22T15:48:45.646Z",
                )
            ),
        },
        files={
            "a": OnlyA(
                file(
                    f"{SOLAR_A}/Solar%20Drift%20(2021).mp4",
                    638.283203125,
                    "2026-11-22T15:48:39.835Z",
                    "6dca74a42b956f95e03576d3dfc2dcfc6326965744a56c9ad57e2dce10ece35b",
                )
            ),
            "b": OnlyB(
                file(
                    f"{SOLAR_B}/Solar%20Drift%20(2021).mp4",
                    1601.6806640625,
                    "2026-11-22T15:48:45.484Z",
                    "c6667019209058e0465a7a7eef9e7fd38e467677c666f7dd697d1e0b6ad08f87",
                )
            ),
        },
    ),
    ("movie", "Zoë & the 100% Café", 2023): Title(
        fields=only_a(
            _about("Zoë & the 100% Café", "2023-03-03", 103, 910003, "Drama")
            | {"overview": "Overview of Zoë & the 100% Café (2023) (server 1)."}
            | media("320x180", 7000, 42883, 128065)
        ),
        external_ids=only_a({"tmdb": "910003", "imdb": "tt0910003"}),
        artwork=only_a(
            {
                "poster": image(f"{ZOE_A}/poster.jpg?hash=ccb0bc4198"),
                "backdrop": image(
                    f"{ZOE_A}/backdrop.jpg?hash=b9d858953d", focal="left"
                ),
                "logo": image(f"{ZOE_A}/logo.png?hash=b0e3e54696"),
            }
        ),
        captions=only_a(
            {
                "en": caption(
                    f"{ZOE_A}/Zo%C3%AB%20%26%20the%20100%25%20Caf%C3%A9%20(2023).en.srt",
                    "English",
                    "2026-11-22T15:48:41.388Z",
                ),
                "es": caption(
                    f"{ZOE_A}/Zo%C3%AB%20%26%20the%20100%25%20Caf%C3%A9%20(2023).es.srt",
                    "Spanish",
                    "2026-11-22T15:48:41.388Z",
                ),
            }
        ),
        files=only_a(
            {
                "a": file(
                    f"{ZOE_A}/Zo%C3%AB%20%26%20the%20100%25%20Caf%C3%A9%20(2023).mp4",
                    151.248046875,
                    "2026-11-22T15:48:41.078Z",
                    "ebe1af73b56387a5df2595511ac24fbaedba61790a11babc51dc4d71cd2374fc",
                )
            }
        ),
    ),
    ("movie", "Night Ferry", 2018): Title(
        fields=only_b(
            _about("Night Ferry", "2018-03-03", 103, 910004, "Drama")
            | {"overview": "Overview of Night Ferry (2018) (server 2)."}
            | media("640x360", 7000, 164003, 128353)
        ),
        external_ids=only_b({"tmdb": "910004", "imdb": "tt0910004"}),
        artwork=only_b(
            {
                "poster": image(f"{FERRY_B}/poster.jpg?hash=82b2acb6bd"),
                "backdrop": image(
                    f"{FERRY_B}/backdrop.jpg?hash=03f13190ff", focal="right"
                ),
            }
        ),
        captions=only_b(
            {
                "en": caption(
                    f"{FERRY_B}/Night%20Ferry%20(2018).en.srt",
                    "English",
                    "2026-11-22T15:48:46.901Z",
                )
            }
        ),
        files=only_b(
            {
                "b": file(
                    f"{FERRY_B}/Night%20Ferry%20(2018).mp4",
                    254.990234375,
                    "2026-11-22T15:48:46.717Z",
                    "87993095079112d65ceef43c4bf94b03da656869a7d04b99376b8b99d77dca13",
                )
            }
        ),
    ),
}
