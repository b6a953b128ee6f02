"""The rest of the demo's movies, as `movies` begins them."""

from __future__ import annotations

from typing import Final

from mediahub.demo.plan import LARGE, Copy, Film, Look, Movie

MORE_MOVIES: Final[tuple[Movie, ...]] = (
    Movie(
        number=8,
        title="Glass Orchard",
        released="2017-10-13",
        tagline="Do not shake the trees.",
        overview="A glassblower plants the pieces that failed. In the third autumn "
        "they bear.",
        genres=("Fantasy", "Drama"),
        rating=7.6,
        certificate="PG",
        cast={"Odile Brask": "Maren", "Teo Varga": "Anselm"},
        director="Ilse Fontaine",
        studio="Nine Rivers",
        look=Look(
            scene="orchard",
            colors=("#0e2a2f", "#2f7f74", "#b9e3c6"),
            light="#f3ffe9",
            words=("Glass", "Orchard"),
            style="plain",
            seed=5,
        ),
        film=Film(source="orchard", seconds=35, tone=208),
        on={
            # Nothing is known of this file but its address.
            "attic": Copy(is_described=False),
            "cellar": Copy(without=frozenset({"backdrop"})),
        },
    ),
    Movie(
        number=9,
        title="Second Winter",
        released="2025-01-10",
        tagline="It came back for the rest.",
        overview="The thaw lasts nine days. Then the snow returns to a valley that "
        "has burned its wood, eaten its stores and made its peace.",
        genres=("Thriller", "Drama"),
        rating=8.3,
        certificate="R",
        cast={
            "Jorun Aske": "Tove",
            "Emil Sarkis": "The Doctor",
            "Bea Holloway": "Ida",
        },
        director="Hanna Brandvold",
        studio="Second Mate",
        look=Look(
            scene="mountains",
            colors=("#1b2a41", "#6d8fb3", "#eef4f8"),
            light="#ffffff",
            words=("SECOND", "WINTER"),
            seed=21,
        ),
        film=Film(source="frost", seconds=50, tone=123),
        chapters=("Thaw", "Day Nine", "The Pass"),
        on={
            "attic": Copy(captions=("en",), has_chapters=True),
            "cellar": Copy(captions=("en", "de")),
        },
    ),
    Movie(
        number=10,
        title="Zoë & the 100% Café",
        released="2023-05-12",
        tagline="Tips not included.",
        overview="Zoë buys a café that has promised complete satisfaction since "
        "1961, and finds out that its guests have kept the receipts.",
        genres=("Comedy", "Romance"),
        rating=7.8,
        certificate="PG",
        cast={"Clémence Abara": "Zoë", "Ravi Sundquist": "Mr. Penhallow"},
        director="Paloma Reyes-Ito",
        studio="Hedgerow",
        look=Look(
            scene="cafe",
            colors=("#3a1020", "#a83a4a", "#f4b66a"),
            light="#fff1d8",
            words=("Zoë & the", "100% Café"),
            style="plain",
            seed=2,
        ),
        film=Film(source="bars", seconds=40, tone=262),
        on={
            "attic": Copy(captions=("en", "fr")),
            "cellar": Copy(captions=("de",), without=frozenset({"poster"})),
        },
    ),
    Movie(
        number=11,
        title="Ember & Ash",
        released="2015-07-24",
        tagline="They were never the same fire.",
        overview="Twin smoke jumpers, one fire, two maps. Only one of the maps has "
        "the road on it.",
        genres=("Action", "Drama"),
        rating=6.9,
        certificate="PG-13",
        cast={"Dario Quill": "Ash", "Lena Quill": "Ember"},
        director="Marcus Dell",
        studio="Second Mate",
        look=Look(
            scene="embers",
            colors=("#120607", "#5e1712", "#e2571f"),
            light="#ffd08a",
            words=("EMBER", "& ASH"),
            style="tall",
            seed=17,
        ),
        film=Film(source="sierpinski", seconds=35, tone=139),
        on={
            # Two spellings, one id: one title.
            "attic": Copy(),
            "cellar": Copy(folder="Ember and Ash (2015)"),
        },
    ),
    Movie(
        number=12,
        title="Marrow Street",
        released="2014-04-04",
        tagline="Number nine is not there any more.",
        overview="A postwoman with thirty years on one round keeps delivering to a "
        "house the city says was never built.",
        genres=("Mystery",),
        rating=7.1,
        certificate="PG-13",
        cast={"Gwen Adair": "Dot", "Isaac Thorne": "The Surveyor"},
        director="Ottilie Kranz",
        studio="Small Lamp Films",
        look=Look(
            scene="street",
            colors=("#171526", "#3d3a6b", "#b07aa1"),
            light="#ffd98c",
            words=("MARROW", "STREET"),
            style="tall",
            seed=6,
        ),
        film=Film(source="test", seconds=35, tone=117),
        on={"cellar": Copy()},
    ),
    Movie(
        number=13,
        title="The Quiet Astronomer",
        released="2023-11-17",
        tagline="She wrote down every night.",
        overview="For forty years a village schoolteacher measured one star. Her "
        "notebooks turn out to be the only record of its end.",
        genres=("Documentary", "History"),
        rating=8.6,
        certificate="G",
        cast={"Solveig Hartmann": "Narrator"},
        director="Freya Lund",
        studio="Hedgerow",
        look=Look(
            scene="stars",
            colors=("#04060f", "#131c45", "#3c4f9a"),
            light="#e9efff",
            words=("THE QUIET", "ASTRONOMER"),
            seed=31,
        ),
        film=Film(source="stars", seconds=45, tone=87),
        on={
            # Logo and cast on the second server, backdrop on the first.
            "attic": Copy(without=frozenset({"logo", "cast"})),
            "cellar": Copy(without=frozenset({"backdrop"})),
        },
    ),
    Movie(
        number=14,
        title="Kites over Brenna",
        released="2012-05-18",
        tagline="Hold on. Let out more line.",
        overview="In the windiest town on the map, eleven-year-old Brenna sets out "
        "to fly a kite higher than the rule that forbids it.",
        genres=("Family", "Animation"),
        rating=7.5,
        certificate="G",
        cast={"Pia Lovell": "Brenna", "Old Tam Rourke": "The Mayor"},
        director="Ilse Fontaine",
        studio="Nine Rivers",
        look=Look(
            scene="kites",
            colors=("#2f6fb0", "#8cc6e8", "#f6e7b4"),
            light="#ff6b5a",
            words=("Kites over", "Brenna"),
            style="plain",
            seed=8,
        ),
        film=Film(source="sky", seconds=35, tone=233),
        on={
            # The first server has the larger file this time.
            "attic": Copy(size=LARGE, without=frozenset({"rating", "genres"})),
            "cellar": Copy(),
        },
    ),
)
