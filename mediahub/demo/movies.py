"""The demo's movies. All of it is invented here.

What each server lacks is deliberate: the comment beside a copy says what it shows.
"""

from __future__ import annotations

from typing import Final

from mediahub.demo.plan import LARGE, Copy, Film, Look, Movie

MOVIES: Final[tuple[Movie, ...]] = (
    Movie(
        number=1,
        title="Solar Drift",
        released="2021-09-17",
        tagline="The way home is a moving target.",
        overview="A cargo sail loses its course between two suns. Its crew of three "
        "has eleven days of light, one working telescope, and a passenger who claims "
        "to have made the voyage before.",
        genres=("Science Fiction", "Drama"),
        rating=8.1,
        certificate="PG-13",
        cast={
            "Ines Okafor": "Captain Vale",
            "Tomas Lindqvist": "Orrin",
            "Mei Castellan": "The Passenger",
        },
        director="Hanna Brandvold",
        studio="Tidewater Pictures",
        look=Look(
            scene="sun",
            colors=("#0b1026", "#5b2a5e", "#f0764a"),
            light="#ffd9a0",
            words=("SOLAR", "DRIFT"),
        ),
        film=Film(source="drift", seconds=60, tone=110),
        chapters=("Departure", "Two Suns", "The Passenger", "Landfall"),
        collection="The Drift",
        on={
            # The better picture and the French captions are on the second server.
            "attic": Copy(captions=("en", "de"), has_chapters=True),
            "cellar": Copy(
                size=LARGE,
                captions=("fr",),
                says={
                    "tagline": "Two suns. One way home.",
                    "overview": "Between two suns a cargo sail drifts off its course. "
                    "Three people aboard have days to find another, and one of them "
                    "is not who the crew list says.",
                    "vote_average": 7.8,
                },
            ),
        },
    ),
    Movie(
        number=2,
        title="Copper Harbor",
        released="2019-03-08",
        tagline="Everything the sea gives back is green.",
        overview="The last refinery on the coast closes on a Friday. On Saturday the "
        "harbor master finds a ship in the basin that no book has a number for.",
        genres=("Mystery", "Drama"),
        rating=7.4,
        certificate="PG-13",
        cast={"Edda Marsh": "Runa", "Philip Achterberg": "Harbor Master"},
        director="Joel Tamm",
        studio="Small Lamp Films",
        look=Look(
            scene="harbor",
            colors=("#1d1410", "#7a3f22", "#d98a4b"),
            light="#ffe2b8",
            words=("COPPER", "HARBOR"),
            style="tall",
            seed=4,
        ),
        film=Film(source="mandelbrot", seconds=40, tone=131),
        on={
            # Its poster is on the second server only.
            "attic": Copy(without=frozenset({"poster"})),
            "cellar": Copy(
                without=frozenset({"tagline"}),
                says={
                    "overview": "A refinery town loses its refinery and finds a ship "
                    "that nobody has ever registered.",
                    "rating": "PG",
                },
            ),
        },
    ),
    Movie(
        number=3,
        title="Night Ferry",
        released="2018-11-02",
        tagline="One crossing. No lights.",
        overview="Forty passengers board the 23:50. When the fog lifts there are "
        "forty-one, and every one of them has a ticket.",
        genres=("Thriller", "Mystery"),
        rating=7.7,
        certificate="R",
        cast={
            "Sunniva Hale": "The Purser",
            "Marek Ostrow": "Passenger 12",
            "Lucía Ferrán": "Ada",
        },
        director="Ottilie Kranz",
        studio="Second Mate",
        look=Look(
            scene="ferry",
            colors=("#050914", "#10294a", "#2e6b8f"),
            light="#ffd27a",
            words=("night", "ferry"),
            style="plain",
            seed=7,
        ),
        film=Film(source="life", seconds=45, tone=98),
        chapters=("Boarding", "Fog", "Forty-one"),
        on={
            # What it is about is known on the second server only.
            "attic": Copy(
                without=frozenset({"overview"}), captions=("en",), has_chapters=True
            ),
            "cellar": Copy(captions=("en", "fr")),
        },
    ),
    Movie(
        number=4,
        title="The Long Meridian",
        released="2020-06-19",
        tagline="A line is a promise.",
        overview="Two surveyors walk from pole to pole along the same degree, one "
        "from each end. They have written to each other for nine years and never met.",
        genres=("Adventure", "Romance"),
        rating=8.4,
        certificate="PG",
        cast={"Amara Nwosu": "Lien", "Gustav Eide": "Petter"},
        director="Paloma Reyes-Ito",
        studio="Tidewater Pictures",
        look=Look(
            scene="globe",
            colors=("#101b33", "#24507a", "#7fc4c9"),
            light="#f7f3d7",
            words=("THE LONG", "MERIDIAN"),
            seed=3,
        ),
        film=Film(source="zoneplate", seconds=50, tone=165),
        chapters=("North", "Letters", "Equator"),
        on={
            # German captions on the second server only; chapters there as well.
            "attic": Copy(captions=("en",)),
            "cellar": Copy(
                captions=("de",),
                has_chapters=True,
                says={"tagline": "Pole to pole, one degree at a time."},
            ),
        },
    ),
    Movie(
        number=5,
        title="Paper Lanterns",
        released="2024-02-09",
        tagline="Write it down. Let it go.",
        overview="Every summer a river town sends its wishes downstream. This year "
        "one of them comes back with an answer.",
        genres=("Family", "Fantasy"),
        rating=8.0,
        certificate="PG",
        cast={"Noor Ellison": "Wren", "Haruki Dane": "The Boatman"},
        director="Ilse Fontaine",
        studio="Nine Rivers",
        look=Look(
            scene="lanterns",
            colors=("#170d2b", "#5a2350", "#c9506b"),
            light="#ffc46b",
            words=("Paper", "Lanterns"),
            style="plain",
            seed=9,
        ),
        film=Film(source="embers", seconds=45, tone=196),
        on={
            # For who hears little: captions that name the sounds.
            "attic": Copy(captions=("en", "en.hi", "de")),
            "cellar": Copy(without=frozenset({"logo", "overview"})),
        },
    ),
    Movie(
        number=6,
        title="Low Tide",
        released="2016-08-26",
        tagline="Six hours of road.",
        overview="Twice a day a road appears between the island and the mainland. A "
        "mail driver who has never missed it picks up someone who wants him to.",
        genres=("Drama",),
        rating=7.2,
        certificate="PG-13",
        cast={"Brendan Oake": "Col", "Vera Simonsen": "Nell"},
        director="Joel Tamm",
        studio="Small Lamp Films",
        look=Look(
            scene="tide",
            colors=("#16323d", "#4f8a8b", "#f2d7a6"),
            light="#fff4da",
            words=("LOW", "TIDE"),
            style="tall",
            seed=11,
        ),
        film=Film(source="tide", seconds=40, tone=147),
        on={"attic": Copy()},  # the first server alone has it
    ),
    Movie(
        number=7,
        title="A Field in March",
        released="2022-03-25",
        tagline="Nothing is growing. Everything is.",
        overview="A year on one acre, filmed from the same fence post, told by the "
        "three people who have ploughed it.",
        genres=("Documentary",),
        rating=7.9,
        certificate="G",
        cast={"Marta Hollis": "Herself", "Abel Hollis": "Himself"},
        director="Freya Lund",
        studio="Hedgerow",
        look=Look(
            scene="field",
            colors=("#cfe0d8", "#8fb08a", "#3f5a34"),
            light="#fff8d6",
            words=("A FIELD", "IN MARCH"),
            seed=13,
        ),
        film=Film(source="cellauto", seconds=40, tone=175),
        on={"cellar": Copy(without=frozenset({"logo"}))},  # the second alone has it
    ),
)
