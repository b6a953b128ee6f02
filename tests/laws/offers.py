"""What a server of the walk may say of its items: few names, so that they meet."""

from __future__ import annotations

from typing import Any, Final

from hypothesis import strategies as st

from sync.types import JSONValue, ObservedItem

MOVIES: Final = ("Blue Moon", "blue moon!", "Red Sun", "Old Film")
SHOWS: Final = ("Long Tale", "Short Tale")
NUMBERS: Final = (0, 1)

_years = st.sampled_from((2001, 2001, 2002, None))
_ids = st.dictionaries(
    st.sampled_from(("tmdb", "imdb")), st.sampled_from(("1", "2")), max_size=2
)
_marks = st.sampled_from((None, None, None, "f1", "f2"))


def _some(**offers: tuple[Any, ...]) -> st.SearchStrategy[dict[str, JSONValue]]:
    """Values of some of these fields; what is no value is said, too."""
    return st.fixed_dictionaries(
        {}, optional={name: st.sampled_from(values) for name, values in offers.items()}
    )


_words = _some(
    overview=("one", "two", "", "  "),
    rating=(0, 7.5, 8),
    genres=(["Drama"], ["Drama", "Comedy"], []),
    runtime_ms=(0, 5_400_000),
)
_media = _some(width=(640, 1920), hdr=(["sdr"], []), video_codec=("h264", "hevc"))
_PICTURE: Final[dict[str, JSONValue]] = {
    "url": "http://art.example/p.jpg",
    "placeholder": None,
    "focal": None,
}


def _caption(name: str, *, pending: bool = False) -> dict[str, JSONValue]:
    return {
        "url": f"http://subs.example/{name}.vtt",
        "label": None,
        "last_modified": None,
        "pending": pending,
    }


_pictures = st.dictionaries(
    st.sampled_from(("poster", "logo")),
    st.sampled_from(("p", "q")).map(
        lambda name: {**_PICTURE, "url": f"http://art.example/{name}.jpg"}
    ),
    max_size=2,
)
_captions = st.dictionaries(
    st.sampled_from(("en", "en:hi")),
    st.tuples(st.sampled_from(("c", "d")), st.booleans()).map(
        lambda said: _caption(said[0], pending=said[1])
    ),
    max_size=2,
)


def _files(key: str, number: int) -> list[dict[str, JSONValue]]:
    return [
        {
            "url": f"http://files.example/{key}/{n}.mp4",
            "container": "mp4",
            "size_bytes": 1,
            "modified_at": None,
            "fingerprint": None,
        }
        for n in range(number)
    ]


@st.composite
def movies(draw: st.DrawFn) -> ObservedItem:
    """A movie's folder; its title need not be the folder's name."""
    key = draw(st.sampled_from(MOVIES))
    title = draw(st.sampled_from((key, key, key, "Blue Moon")))
    values = {"title": title, **draw(_words), **draw(_media)}
    if (year := draw(_years)) is not None:
        values["year"] = year
    return ObservedItem(
        kind="movie",
        remote_key=key,
        values=values,
        external_ids=draw(_ids),
        artwork=draw(_pictures),
        captions=draw(_captions),
        files=_files(key, draw(st.integers(0, 2))),
        fingerprint=draw(_marks),
    )


@st.composite
def shows(draw: st.DrawFn) -> list[ObservedItem]:
    """A show with its seasons and episodes, parents first."""
    key = draw(st.sampled_from(SHOWS))
    values = {"title": draw(st.sampled_from((key, "Long Tale"))), **draw(_words)}
    if (year := draw(_years)) is not None:
        values["year"] = year
    top = ObservedItem(
        kind="show",
        remote_key=key,
        values=values,
        external_ids=draw(_ids),
        artwork=draw(_pictures),
    )
    found = [top]
    for season in draw(st.sets(st.sampled_from(NUMBERS))):
        path = f"{key}/Season {season}"
        found.append(
            ObservedItem(
                kind="season",
                remote_key=path,
                parent_key=key,
                values={"title": path, "season_number": season},
                artwork=draw(_pictures),
            )
        )
        for episode in draw(st.sets(st.sampled_from(NUMBERS))):
            below = f"{path}/S{season:02}E{episode:02}"
            found.append(
                ObservedItem(
                    kind="episode",
                    remote_key=below,
                    parent_key=path,
                    values={
                        "title": f"Part {episode}",
                        "season_number": season,
                        "episode_number": episode,
                        **draw(_media),
                    },
                    captions=draw(_captions),
                    files=_files(below, 1),
                )
            )
    return found


#: What a sync may be about, by the names people use.
KINDS: Final = st.none() | st.lists(
    st.sampled_from(("movies", "shows", "seasons", "episodes", "tv")),
    min_size=1,
    max_size=2,
    unique=True,
).map(tuple)
GROUPS: Final = st.none() | st.lists(
    st.sampled_from(
        (
            *("metadata", "artwork", "captions", "files", "media_info"),
            *("media_quality", "chapters", "artwork:poster", "captions:en"),
        )
    ),
    min_size=1,
    max_size=4,
    unique=True,
).map(tuple)


def films(number: int) -> list[ObservedItem]:
    """So many films, each with values that nothing else has, and a common one."""
    return [
        ObservedItem(
            kind="movie",
            remote_key=(key := f"Film {n}"),
            values={"title": key, "year": 1950, "overview": "o", "tagline": "a film"},
            external_ids={"tvdb": str(n)},
            artwork={"backdrop": _PICTURE},
            captions={"fr": _caption("fr"), "de": _caption("de", pending=True)},
            files=_files(key, 1),
        )
        for n in range(number)
    ]


#: Ways in which all films lose something at once, or do not.
LOSSES: Final[tuple[tuple[str, JSONValue], ...]] = (
    ("tagline", " "),
    ("artwork", {}),
    ("captions", {"de": _caption("de", pending=True)}),
    ("captions", {"fr": _caption("fr"), "de": _caption("de")}),
    ("overview", None),
)

#: What curators lock: a field or an entry, and what with.
LOCKS: Final[tuple[tuple[str, str, JSONValue], ...]] = (
    ("title", "", "A curator's title"),
    ("overview", "", "A curator's words"),
    ("overview", "", None),
    ("rating", "", 0),
    ("genres", "", None),
    ("width", "", 7),
    ("external_ids", "imdb", "tt9"),
    ("external_ids", "tmdb", None),
    (
        "artwork",
        "poster",
        {"url": "http://art.example/c.jpg", "placeholder": None, "focal": "left"},
    ),
    ("artwork", "logo", None),
    ("captions", "en", None),
    ("files", "alpha", None),
)
