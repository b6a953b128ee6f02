"""The ten recorded episodes, by hand.  Their TMDB ids are shared between the shows,
and b has no thumbnail for the second episode of a season."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from tests.flows.handwritten import (
    Both,
    OnlyA,
    OnlyB,
    Said,
    Title,
    both_media,
    caption,
    file,
    image,
    media,
    only_a,
    only_b,
    same,
)

_FOLDERS: Final = {
    "a": ("a:/media/tv", "a/library/tv"),
    "b": ("b:/tv", "b/library/tv"),
}
#: Only first episodes of a first season have chapters.
_CHAPTERS: Final = [
    {"start_ms": 0, "end_ms": 2000, "title": "Chapter 01"},
    {"start_ms": 2000, "end_ms": 5000, "title": "Chapter 02"},
]


@dataclass(frozen=True, slots=True)
class Copy:
    """One server's copy: thumbnail mark, KiB, bit rates, times, fingerprint."""

    thumbnail: str | None
    kib: float
    video_bitrate: int
    audio_bitrate: int
    modified: str
    captions_modified: str
    fingerprint: str


def _about(season: int, number: int) -> dict[str, Any]:
    aired = f"{2019 + season}-{number:02d}-15"
    return {
        "title": f"Part {number}",
        "overview": f"Episode {number} of season {season}.",
        "year": 2019 + season,
        "release_date": aired,
        "rating": 7.0,
        "runtime_ms": 1_500_000,
        "season_number": season,
        "episode_number": number,
        **({"chapters": _CHAPTERS} if (season, number) == (1, 1) else {}),
    }


class _At:
    """The addresses of one server's copy."""

    def __init__(self, server: str, show: str, season: int, number: int) -> None:
        base, files = _FOLDERS[server]
        encoded = show.replace(" ", "%20")
        self.folder = f"{base}/{encoded}/Season%20{season}"
        self.files = f"{files}/{show}/Season {season}"
        self.stem = (
            f"{self.folder}/{encoded}%20-%20S{season:02d}E{number:02d}"
            f"%20-%20Part%20{number}%20WEBDL-1080p"
        )
        self.number = f"{number:02d}"

    def thumbnail(self, mark: str) -> Any:
        return image(
            f"{self.folder}/{self.number}%20-%20Thumbnail.jpg?hash={mark}",
            f"{self.files}/{self.number} - Thumbnail.jpg.blurhash",
        )

    def captions(self, copy: Copy) -> dict[str, Any]:
        """First episodes have English and Spanish, second ones English."""
        when = copy.captions_modified
        found = {"en": caption(f"{self.stem}.en.srt", "English", when)}
        if self.number == "01":
            found["es"] = caption(f"{self.stem}.es.srt", "Spanish", when)
        return found

    def file(self, copy: Copy) -> Any:
        return file(f"{self.stem}.mp4", copy.kib, copy.modified, copy.fingerprint)


def _media(copy: Copy) -> Any:
    return media("320x180", 5000, copy.video_bitrate, copy.audio_bitrate)


def _title(
    show: str, season: int, number: int, a: Copy | None, b: Copy | None
) -> Title:
    about = _about(season, number)
    tmdb = str(930_000 + season * 100 + number)
    at_a, at_b = (_At(server, show, season, number) for server in ("a", "b"))
    if b is None:
        assert a is not None
        thumbnail = at_a.thumbnail(a.thumbnail or "")
        return Title(
            only_a(about | _media(a)),
            external_ids=only_a({"tmdb": tmdb}),
            artwork=only_a({"thumbnail": thumbnail}),
            captions=only_a(at_a.captions(a)),
            files=only_a({"a": at_a.file(a)}),
        )
    if a is None:
        shown = {"thumbnail": at_b.thumbnail(b.thumbnail)} if b.thumbnail else {}
        return Title(
            only_b(about | _media(b)),
            external_ids=only_b({"tmdb": tmdb}),
            artwork=only_b(shown),
            captions=only_b(at_b.captions(b)),
            files=only_b({"b": at_b.file(b)}),
        )
    thumbnail_a = at_a.thumbnail(a.thumbnail or "")
    said: Said = OnlyA(thumbnail_a)
    if b.thumbnail:
        said = Both(thumbnail_a, at_b.thumbnail(b.thumbnail))
    captions_b = at_b.captions(b)
    return Title(
        {k: same(v) for k, v in about.items()} | both_media(_media(a), _media(b)),
        external_ids={"tmdb": same(tmdb)},
        artwork={"thumbnail": said},
        captions={k: Both(v, captions_b[k]) for k, v in at_a.captions(a).items()},
        files={"a": OnlyA(at_a.file(a)), "b": OnlyB(at_b.file(b))},
    )


_COPIES: Final = {
    ("Harbor Lights", 1, 1): (
        Copy(
            "82f6cbce69",
            454.7763671875,
            609286,
            127846,
            "2026-11-22T15:48:42.034Z",
            "2026-11-22T15:48:42.113Z",
            "22ac65a810e8baae06058b4de54909b983a94a1c2126e38af72c853fcd5ccb10",
        ),
        Copy(
            "7d09dbcc89",
            159.9794921875,
            126291,
            127846,
            "2026-11-22T15:48:47.535Z",
            "2026-11-22T15:48:47.608Z",
            "61f4b02dd85873270e7f13f02c800d97c2d21191ea4a45c413cc931454812daa",
        ),
    ),
    ("Harbor Lights", 1, 2): (
        Copy(
            "48d220364a",
            454.169921875,
            609286,
            127950,
            "2026-11-22T15:48:42.353Z",
            "2026-11-22T15:48:42.426Z",
            "85680a3ce30600976f116819278338c951185e25065dd65413c34c5abc5f6ab9",
        ),
        Copy(
            None,
            159.373046875,
            126291,
            127950,
            "2026-11-22T15:48:47.893Z",
            "2026-11-22T15:48:47.899Z",
            "3ae1d1a5187392c1730379f0f381e9367b54bdfe90b819c9142866522a4b3116",
        ),
    ),
    ("Harbor Lights", 2, 1): (
        Copy(
            "65cf15ee60",
            454.2294921875,
            609286,
            128047,
            "2026-11-22T15:48:42.759Z",
            "2026-11-22T15:48:42.872Z",
            "0f0628657dab415192e444b83156873448d2db04c17e1821d33a101edb5ab626",
        ),
        None,
    ),
    ("Harbor Lights", 2, 2): (
        Copy(
            "0bfe07353b",
            454.140625,
            609286,
            127902,
            "2026-11-22T15:48:43.114Z",
            "2026-11-22T15:48:43.227Z",
            "d854eb9591a1822e39ea4ca98697643d5f2b66b155f3b516c631563c88004cba",
        ),
        None,
    ),
    ("Harbor Lights", 3, 1): (
        None,
        Copy(
            "5db99da3de",
            159.40625,
            126291,
            128004,
            "2026-11-22T15:48:48.245Z",
            "2026-11-22T15:48:48.331Z",
            "90757d564aba726fd80f2b5dce23c571ad7797c2d1fa7b46f995b32d5ae98b1e",
        ),
    ),
    ("Harbor Lights", 3, 2): (
        None,
        Copy(
            None,
            159.462890625,
            126291,
            128096,
            "2026-11-22T15:48:48.593Z",
            "2026-11-22T15:48:48.599Z",
            "dc7e5dbf62cd5118b0a8cc675164e386d725eb7b1cfe35bf7a5a1393fd2924ee",
        ),
    ),
    ("The Long Meridian", 1, 1): (
        Copy(
            "0b5f4d8ba8",
            89.6005859375,
            10982,
            127846,
            "2026-11-22T15:48:43.780Z",
            "2026-11-22T15:48:43.903Z",
            "64d17928088246be30b93c8533e061a3a664cfbb842e5a1b4201121a81452a26",
        ),
        None,
    ),
    ("The Long Meridian", 1, 2): (
        Copy(
            "f64874f242",
            88.994140625,
            10982,
            127950,
            "2026-11-22T15:48:44.139Z",
            "2026-11-22T15:48:44.227Z",
            "31c917b37ae2ffcf27b93194faab0495af01365b0c04f4703d653d4c6f798ad5",
        ),
        None,
    ),
    ("The Long Meridian", 2, 1): (
        Copy(
            "b0ab500be3",
            89.0537109375,
            10982,
            128047,
            "2026-11-22T15:48:44.503Z",
            "2026-11-22T15:48:44.597Z",
            "8c42699c222a0d18c6c5147a9a8636809d1ca281025b54362ebbc869ce5c5108",
        ),
        None,
    ),
    ("The Long Meridian", 2, 2): (
        Copy(
            "435260bc3d",
            88.96484375,
            10982,
            127902,
            "2026-11-22T15:48:44.786Z",
            "2026-11-22T15:48:44.868Z",
            "9c2144c71d9ef1709eca4b4354f1bf42ae00eb4ded8836f517340e286268a0db",
        ),
        None,
    ),
}

EPISODES: Final[dict[tuple[Any, ...], Title]] = {
    ("episode", show, season, number): _title(show, season, number, a, b)
    for (show, season, number), (a, b) in _COPIES.items()
}
