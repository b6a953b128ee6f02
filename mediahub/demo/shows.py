"""The demo's shows: seasons split between the servers, specials, gaps on both sides."""

from __future__ import annotations

from typing import Final

from mediahub.demo.plan import Episode, Film, Look, Season, Show

_S: Final = 30

HARBOR_LIGHTS: Final = Show(
    number=101,
    title="Harbor Lights",
    tagline="Follow the light backwards.",
    overview="When the lighthouse keeper's log turns up in another country, a harbor "
    "pilot and a linguist follow its route backwards.",
    genres=("Drama", "Mystery"),
    rating=8.7,
    certificate="TV-14",
    status="Ended",
    network="Channel Nine North",
    cast={
        "Signe Aldous": "Mika Thorsen",
        "Jonah Prager": "Elias Roe",
        "Wanda Achebe": "Inspector Lund",
    },
    look=Look(
        scene="lighthouse",
        colors=("#0a1428", "#274a72", "#d98f6c"),
        light="#ffe9b0",
        words=("HARBOR", "LIGHTS"),
        seed=12,
    ),
    places=("harbor", "lighthouse", "ferry", "tide", "globe", "stars"),
    # The first server knows no logo, the second no placeholder and no tagline.
    on={"attic": frozenset({"logo"}), "cellar": frozenset({"tagline"})},
    says={
        "cellar": {
            "overview": "Two keepers, one lighthouse, and a coast that has more lamps "
            "at night than it has by day.",
            "vote_average": 7.9,
        }
    },
    seasons=(
        Season(
            number=0,
            title="Specials",
            aired="2021-12-24",
            overview="Between the seasons.",
            posters=(),
            episodes=(
                Episode(
                    number=1,
                    title="The Keeper's Christmas",
                    aired="2021-12-24",
                    overview="One night, one lamp, and everyone who ever tended it.",
                    film=Film(source="frost", seconds=_S, tone=220),
                    on=("cellar",),
                ),
            ),
        ),
        Season(
            number=1,
            title="Season 1",
            aired="2020-09-04",
            overview="A logbook is found that was never lost.",
            posters=("attic",),
            episodes=(
                Episode(
                    number=1,
                    title="The Log",
                    aired="2020-09-04",
                    overview="Mika brings a freighter in through fog and is handed a "
                    "book in a language she almost reads.",
                    film=Film(source="drift", seconds=40, tone=147),
                    on=("attic",),
                    captions={"attic": ("en", "de")},
                ),
                Episode(
                    number=2,
                    title="Bearing",
                    aired="2020-09-11",
                    overview="Two lines on a chart cross where there is no land.",
                    film=Film(source="tide", seconds=_S, tone=165),
                    on=("attic",),
                ),
                Episode(
                    number=3,
                    title="Slack Water",
                    aired="2020-09-18",
                    overview="Elias translates one word, and the harbor goes quiet.",
                    film=Film(source="stars", seconds=_S, tone=175),
                    on=("attic",),
                    no_thumbnail=("attic",),
                ),
            ),
        ),
        Season(
            number=2,
            title="Season 2",
            aired="2022-10-07",
            overview="The second lighthouse answers.",
            episodes=(
                Episode(
                    number=1,
                    title="Lee Shore",
                    aired="2022-10-07",
                    overview="A reply arrives, dated next week.",
                    film=Film(source="embers", seconds=_S, tone=131),
                    no_overview=("attic",),
                ),
                Episode(
                    number=2,
                    title="The Other Lamp",
                    aired="2022-10-14",
                    overview="Across the strait someone keeps the same hours.",
                    film=Film(source="orchard", seconds=_S, tone=139),
                    no_thumbnail=("attic",),
                ),
                Episode(
                    number=3,
                    title="Undertow",
                    aired="2022-10-21",
                    overview="The pilot boat returns without its pilot.",
                    film=Film(source="sky", seconds=_S, tone=156),
                    on=("cellar",),
                ),
            ),
        ),
        Season(
            number=3,
            title="Season 3",
            aired="2024-09-06",
            overview="The route ends where it was drawn.",
            posters=("cellar",),
            episodes=(
                Episode(
                    number=1,
                    title="Landfall",
                    aired="2024-09-06",
                    overview="The coast on the map is forty years older than the map.",
                    film=Film(source="bars", seconds=_S, tone=185),
                    on=("cellar",),
                ),
                Episode(
                    number=2,
                    title="Extinguished",
                    aired="2024-09-13",
                    overview="The last entry is in Mika's own hand.",
                    film=Film(source="test", seconds=_S, tone=196),
                    on=("cellar",),
                ),
            ),
        ),
    ),
)

WEATHER_DESK: Final = Show(
    number=102,
    title="The Weather Desk",
    tagline="Chance of everything.",
    overview="Five forecasters at the smallest station in the country try to be right "
    "once. The weather has read the script.",
    genres=("Comedy",),
    rating=7.9,
    certificate="TV-PG",
    status="Returning Series",
    network="Lantern TV",
    cast={"Dee Okonjo": "Frances", "Kit Varley": "Barnaby", "Ulla Berg": "Ms. Frost"},
    look=Look(
        scene="weather",
        colors=("#f2b84b", "#e8795a", "#5a3f78"),
        light="#fff6df",
        words=("The Weather", "Desk"),
        style="plain",
        seed=15,
    ),
    places=("weather", "kites", "cafe", "mountains"),
    on={"attic": frozenset(), "cellar": frozenset({"poster", "overview"})},
    seasons=(
        Season(
            number=1,
            title="Season 1",
            aired="2022-04-01",
            overview="The new barometer has opinions.",
            episodes=(
                Episode(
                    number=1,
                    title="Mostly Frances",
                    aired="2022-04-01",
                    overview="The first forecast of spring is taken personally.",
                    film=Film(source="bars", seconds=_S, tone=294),
                ),
                Episode(
                    number=2,
                    title="A Front Moves In",
                    aired="2022-04-08",
                    overview="It brings luggage.",
                    film=Film(source="sky", seconds=_S, tone=311),
                    on=("attic",),
                ),
                Episode(
                    number=3,
                    title="Isobars",
                    aired="2022-04-15",
                    overview="Barnaby draws one line too many.",
                    film=Film(source="zoneplate", seconds=_S, tone=330),
                    no_overview=("attic",),
                ),
            ),
        ),
        Season(
            number=2,
            title="Season 2",
            aired="2023-04-07",
            overview="Ms. Frost is promoted to climate.",
            posters=("cellar",),
            episodes=(
                Episode(
                    number=1,
                    title="Unseasonable",
                    aired="2023-04-07",
                    overview="Snow on the studio floor, and only there.",
                    film=Film(source="frost", seconds=_S, tone=349),
                ),
                Episode(
                    number=2,
                    title="One Hundred Percent",
                    aired="2023-04-14",
                    overview="A forecast comes true in every detail, to nobody's joy.",
                    film=Film(source="embers", seconds=_S, tone=370),
                    on=("cellar",),
                ),
            ),
        ),
    ),
)

SMALL_HOURS: Final = Show(
    number=103,
    title="Small Hours",
    tagline="Four stories before morning.",
    overview="Each night begins in the same all-night kiosk and ends somewhere no bus "
    "goes back from.",
    genres=("Drama", "Fantasy"),
    rating=8.2,
    certificate="TV-MA",
    status="Ended",
    network="Channel Nine North",
    cast={"Ansel Brody": "The Vendor"},
    look=Look(
        scene="moon",
        colors=("#06070f", "#1a2350", "#5b4a8a"),
        light="#f4ecc8",
        words=("SMALL", "HOURS"),
        style="tall",
        seed=19,
    ),
    places=("street", "moon", "cafe", "lanterns"),
    on={"cellar": frozenset()},
    seasons=(
        Season(
            number=1,
            title="Season 1",
            aired="2019-11-01",
            overview="",
            posters=("cellar",),
            episodes=(
                Episode(
                    number=1,
                    title="01:10",
                    aired="2019-11-01",
                    overview="A man buys yesterday's paper and reads about tomorrow.",
                    film=Film(source="stars", seconds=_S, tone=104),
                    on=("cellar",),
                ),
                Episode(
                    number=2,
                    title="02:25",
                    aired="2019-11-08",
                    overview="The tram runs on time. It does not stop.",
                    film=Film(source="test", seconds=_S, tone=110),
                    on=("cellar",),
                ),
                Episode(
                    number=3,
                    title="04:40",
                    aired="2019-11-15",
                    overview="Two strangers wait thirty years for a bakery to open.",
                    film=Film(source="tide", seconds=_S, tone=117),
                    on=("cellar",),
                ),
            ),
        ),
    ),
)

SHOWS: Final = (HARBOR_LIGHTS, WEATHER_DESK, SMALL_HOURS)
