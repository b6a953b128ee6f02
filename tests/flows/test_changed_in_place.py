"""What changes on a server while its name stays: captions, pictures, files, addresses.

Real `serve_library` programs over folders whose files are rewritten.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from catalog.models import FieldChange
from tests.flows.conftest import Shelf, Shelves
from tests.flows.hub import Hub, said
from tests.library_factory import Episode, make_movie, make_show, write
from tests.library_files import PNG, info_of

FOG = ("movie", "Fog", 1999)
_SRT = "1\n00:00:00,000 --> 00:00:01,000\nHello, {}\n"
_HDR: dict[str, Any] = {
    "format": "10-bit HDR10 (BT.2020)",
    "bitDepth": 10,
    "colorSpace": "YUV",
    "transferCharacteristics": "PQ",
    "isHDR": True,
}


def _fog(shelf: Shelf, server: str, **more: Any) -> Path:
    given: dict[str, Any] = {
        "metadata": {"id": 77, "title": "Fog", "release_date": "1999-05-01"},
        "info": info_of(f"fog {server}"),
    }
    return make_movie(shelf.folder, "Fog (1999)", **given | more)


def _both(hub: Hub, shelves: Shelves) -> None:
    """One after the other, so that history is the same every time."""
    hub.add("a", shelves.a)
    hub.add("b", shelves.b)
    hub.sync("a")
    hub.sync("b")


def _dated(path: Path, seconds: int) -> None:
    os.utime(path, (seconds, seconds))


def _told(field: str, key: str = "") -> list[tuple[str, str, str]]:
    rows = FieldChange.objects.filter(field=field, key=key).order_by("pk")
    return list(rows.values_list("action", "old_source", "new_source"))


def test_a_caption_edited_in_place(hub: Hub, shelves: Shelves) -> None:
    """Its address says nothing of it: the time does, and only that language moves."""
    folder = _fog(shelves.a, "a", captions=["en", "de"])
    _fog(shelves.b, "b", captions=["en", "fr"])
    _both(hub, shelves)
    before = hub.item(*FOG)["entries"]["captions"]
    assert {key: c["source"] for key, c in before.items()} == {
        "en": "a",
        "de": "a",
        "fr": "b",
    }
    edited = folder / "Fog (1999).en.srt"
    write(edited, _SRT.format("again"))
    _dated(edited, 2_000_000_000)

    assert hub.sync()["changes"]["updated"] == 1

    after = hub.item(*FOG)["entries"]["captions"]
    old, new = before["en"]["value"], after["en"]["value"]
    assert new["url"] == old["url"]
    assert new["last_modified"] != old["last_modified"]
    assert _told("captions", "en") == [("updated", "a", "a")]
    assert {k: v for k, v in after.items() if k != "en"} == {
        k: v for k, v in before.items() if k != "en"
    }
    assert hub.sync()["writes"] == 0


def test_captions_of_one_server_never_displace_those_of_another(
    hub: Hub, shelves: Shelves
) -> None:
    """Each language by itself, of movies and episodes, in whatever order they sync."""
    for shelf, languages in ((shelves.a, ["en", "de"]), (shelves.b, ["en", "fr"])):
        _fog(shelf, "x", captions=languages)
        episode = Episode(number=1, info={}, captions=languages)
        make_show(shelf.folder, "Bay", {"Season 1": [episode]})
    _both(hub, shelves)
    before = hub.export()
    for path in (FOG, ("episode", "Bay", 1, 1)):
        captions = hub.item(*path)["entries"]["captions"]
        found = {key: caption["source"] for key, caption in captions.items()}
        assert found == {"en": "a", "de": "a", "fr": "b"}, path
    for name in ("b", "a", "b"):
        assert hub.sync(name)["writes"] == 0
    assert hub.export() == before
    # An episode's captions are withdrawn like everything else.
    season = shelves.a.folder / "tv/Bay/Season 1"
    for language in ("en", "de"):
        (season / f"Bay - S01E01.{language}.srt").unlink()
    hub.sync("a")
    captions = hub.item("episode", "Bay", 1, 1)["entries"]["captions"]
    assert {k: c["source"] for k, c in captions.items()} == {"en": "b", "fr": "b"}


def test_hdr_becomes_sdr(hub: Hub, shelves: Shelves) -> None:
    _fog(shelves.a, "a", info=info_of("hdr", hdr="HDR10", mediaQuality=_HDR))
    hub.add("a", shelves.a)
    hub.sync()
    assert said(hub.item(*FOG), "hdr") == (["hdr10"], "a")
    assert said(hub.item(*FOG), "bit_depth") == (10, "a")

    _fog(shelves.a, "a", info=info_of("sdr"))
    hub.sync()
    assert said(hub.item(*FOG), "hdr") == (["sdr"], "a")
    assert said(hub.item(*FOG), "bit_depth") == (8, "a")
    assert hub.sync()["writes"] == 0


def test_a_file_nobody_can_read_keeps_nothing_of_the_one_before(
    hub: Hub, shelves: Shelves
) -> None:
    """Nor does it borrow from another server's file, which it is not."""
    folder = _fog(shelves.a, "a", info=info_of("hdr", hdr="HDR10", mediaQuality=_HDR))
    _fog(shelves.b, "b")
    _both(hub, shelves)
    assert said(hub.item(*FOG), "width") == (64, "a")

    (folder / "Fog (1999).mp4.info").unlink()
    write(folder / "Fog (1999).mp4", b"no film at all")
    hub.sync()

    item = hub.item(*FOG)
    assert sorted(item["entries"]["files"]) == ["a", "b"]
    for name in ("width", "duration_ms", "hdr", "bit_depth", "video_codec"):
        assert said(item, name) == (None, None), name
    assert _told("hdr") == [("cleared", "a", "")]
    assert hub.sync()["writes"] == 0


def test_a_poster_replaced_under_its_name(hub: Hub, shelves: Shelves) -> None:
    folder = _fog(shelves.a, "a", images=["poster.jpg"])
    _dated(folder / "poster.jpg", 1_500_000_000)
    hub.add("a", shelves.a)
    hub.sync()
    before, _ = said(hub.item(*FOG), "artwork", "poster")
    write(folder / "poster.jpg", PNG)
    _dated(folder / "poster.jpg", 1_600_000_000)
    assert hub.sync()["changes"]["updated"] == 1
    after, _ = said(hub.item(*FOG), "artwork", "poster")
    assert after["url"] != before["url"]
    assert after["url"].partition("?")[0] == before["url"].partition("?")[0]


def test_pictures_of_one_moment_on_two_servers(hub: Hub, shelves: Shelves) -> None:
    """The part of the address that tells pictures apart is equal; the rest is not."""
    folders = [_fog(s, "x", images=["poster.jpg"]) for s in (shelves.a, shelves.b)]
    for folder in folders:
        _dated(folder / "poster.jpg", 1_500_000_000)
    _both(hub, shelves)
    first, source = said(hub.item(*FOG), "artwork", "poster")
    assert source == "a"
    (folders[0] / "poster.jpg").unlink()
    hub.sync()
    second, source = said(hub.item(*FOG), "artwork", "poster")
    assert source == "b"
    assert second["url"].startswith(f"{shelves.b.url}/")
    # The control: the two addresses did end alike.
    assert first["url"].partition("?")[2] == second["url"].partition("?")[2] != ""


def test_sizes_are_bytes(hub: Hub, shelves: Shelves) -> None:
    """Of movies and episodes alike, whatever a server counts in."""
    _fog(shelves.a, "a")
    episode = Episode(number=1, info={})
    make_show(shelves.a.folder, "Bay", {"Season 1": [episode]})
    hub.add("a", shelves.a)
    hub.sync()
    for path, file in (
        (FOG, "movies/Fog (1999)/Fog (1999).mp4"),
        (("episode", "Bay", 1, 1), "tv/Bay/Season 1/Bay - S01E01.mp4"),
    ):
        value, _ = said(hub.item(*path), "files", "a")
        assert value["size_bytes"] == (shelves.a.folder / file).stat().st_size
        assert said(hub.item(*path), "duration_ms") == (1000, "a")


def test_shows_of_one_name_keep_their_episodes_apart(
    hub: Hub, shelves: Shelves
) -> None:
    """Two shows with one title are two, on each server, with all that is below."""
    for shelf in (shelves.a, shelves.b):
        for number, year in ((1, 1990), (2, 2015)):
            make_show(
                shelf.folder,
                f"Flash ({year})",
                {"Season 1": [Episode(number=1, info=info_of(f"flash {number}"))]},
                metadata={
                    "id": number,
                    "name": "Flash",
                    "first_air_date": f"{year}-01-01",
                },
            )
    _both(hub, shelves)
    rows = hub.do("export_catalog", "--json").count('"kind": "episode"')
    assert rows == 2
    assert hub.sync()["writes"] == 0
