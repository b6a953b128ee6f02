"""What a server withdraws falls to the next one; a title that nobody lists is hidden,
keeps all it had, and comes back as the same title.

Real `serve_library` programs over folders in which files come and go.
"""

from __future__ import annotations

import shutil
from typing import Any

from catalog.models import FieldChange, Item
from tests.flows.conftest import Shelf, Shelves
from tests.flows.hub import Hub, said, scans
from tests.library_factory import Episode, make_movie, make_show, write
from tests.library_files import JPEG, info_of

FOG = ("movie", "Fog", 1999)


def _fog(shelf: Shelf, server: str, **more: Any) -> None:
    make_movie(
        shelf.folder,
        "Fog (1999)",
        metadata={
            "id": 77,
            "title": "Fog",
            "release_date": "1999-05-01",
            "overview": f"Says {server}.",
            **({"tagline": "Only a knows"} if server == "a" else {}),
        },
        info=info_of(f"fog {server}"),
        images=["poster.jpg"],
        captions=["en", "de"],
        **more,
    )


def _bay(shelf: Shelf, server: str, *seasons: str) -> None:
    make_show(
        shelf.folder,
        "Bay",
        {season: [Episode(number=n, info={}) for n in (1, 2)] for season in seasons},
        metadata={
            "id": 88,
            "name": "Bay",
            "first_air_date": "2001-01-01",
            "overview": f"Says {server}.",
        },
    )


def _history(field: str, key: str = "") -> list[tuple[str, str, str]]:
    rows = FieldChange.objects.filter(field=field, key=key).order_by("pk")
    return list(rows.values_list("action", "old_source", "new_source"))


def _both(hub: Hub, shelves: Shelves) -> None:
    hub.add("a", shelves.a)
    hub.add("b", shelves.b)
    hub.sync("a")
    hub.sync("b")


def test_a_poster_vanishes_here_then_there(hub: Hub, shelves: Shelves) -> None:
    _fog(shelves.a, "a")
    _fog(shelves.b, "b")
    _both(hub, shelves)
    assert said(hub.item(*FOG), "artwork", "poster")[1] == "a"

    (shelves.a.folder / "movies/Fog (1999)/poster.jpg").unlink()
    report = hub.sync()
    assert (report["changes"]["updated"], report["changes"]["cleared"]) == (1, 0)
    value, source = said(hub.item(*FOG), "artwork", "poster")
    assert source == "b"
    assert value["url"].startswith(f"{shelves.b.url}/movies/Fog%20(1999)/poster.jpg")
    assert _history("artwork", "poster") == [("updated", "a", "b")]

    (shelves.b.folder / "movies/Fog (1999)/poster.jpg").unlink()
    report = hub.sync()
    assert (report["changes"]["updated"], report["changes"]["cleared"]) == (0, 1)
    item = hub.item(*FOG)
    assert "artwork" not in item["entries"]
    assert item["available"] is True
    assert _history("artwork", "poster")[-1] == ("cleared", "b", "")

    write(shelves.b.folder / "movies/Fog (1999)/poster.jpg", JPEG)
    hub.sync()
    assert said(hub.item(*FOG), "artwork", "poster")[1] == "b"


def test_a_caption_and_a_value_vanish(hub: Hub, shelves: Shelves) -> None:
    _fog(shelves.a, "a")
    _fog(shelves.b, "b")
    _both(hub, shelves)
    folder = shelves.a.folder / "movies/Fog (1999)"
    (folder / "Fog (1999).de.srt").unlink()
    write(folder / "metadata.json", '{"id": 77, "title": "Fog", "overview": " "}')
    hub.sync()
    item = hub.item(*FOG)
    assert said(item, "captions", "de")[1] == "b"
    assert said(item, "captions", "en")[1] == "a"
    assert said(item, "overview") == ("Says b.", "b")
    assert said(item, "tagline") == (None, None)
    assert said(item, "title") == ("Fog", "a")
    assert _history("tagline") == [("cleared", "a", "")]
    assert _history("captions", "en") == [("updated", "a", "a")] or not _history(
        "captions", "en"
    )


def test_a_movie_goes_and_comes_back(hub: Hub, shelves: Shelves) -> None:
    _fog(shelves.a, "a")
    _fog(shelves.b, "b")
    _both(hub, shelves)
    public_id = hub.public_id("movie:Fog (1999)")

    shutil.rmtree(shelves.a.folder / "movies/Fog (1999)")
    only_b = hub.sync()
    assert only_b["changes"]["unavailable"] == 0
    item = hub.item(*FOG)
    assert item["available"] is True
    assert said(item, "overview") == ("Says b.", "b")
    assert said(item, "tagline") == (None, None)
    assert sorted(item["entries"]["files"]) == ["b"]

    shutil.rmtree(shelves.b.folder / "movies/Fog (1999)")
    gone = hub.sync()
    assert gone["changes"]["unavailable"] == 1
    item = hub.item(*FOG)
    assert item["available"] is False
    # All that is stored counts again, what a had withdrawn before included.
    assert said(item, "overview") == ("Says a.", "a")
    assert said(item, "tagline") == ("Only a knows", "a")
    assert sorted(item["entries"]["files"]) == ["a", "b"]
    assert hub.sync()["writes"] == 0
    assert hub.public_id("movie:Fog (1999)") == public_id

    _fog(shelves.b, "b")
    back = hub.sync()
    assert back["changes"]["restored"] == 1
    assert back["changes"]["created"] == 0
    assert hub.item(*FOG)["available"] is True
    assert said(hub.item(*FOG), "overview") == ("Says b.", "b")
    assert hub.public_id("movie:Fog (1999)") == public_id
    actions = FieldChange.objects.filter(field="").order_by("pk")
    assert [row.action for row in actions] == ["created", "unavailable", "restored"]


def test_a_show_loses_a_season_and_itself(hub: Hub, shelves: Shelves) -> None:
    _bay(shelves.a, "a", "Season 1", "Season 2")
    _bay(shelves.b, "b", "Season 2")
    _both(hub, shelves)
    assert len(hub.catalog()) == 7
    ids = dict(Item.objects.values_list("pk", "public_id"))

    shutil.rmtree(shelves.a.folder / "tv/Bay/Season 1")
    report = hub.sync()
    assert report["changes"]["unavailable"] == 3
    shown = {p for p, item in hub.catalog().items() if item["available"]}
    assert shown == {
        ("show", "Bay"),
        ("season", "Bay", 2),
        ("episode", "Bay", 2, 1),
        ("episode", "Bay", 2, 2),
    }
    for shelf in (shelves.a, shelves.b):
        shutil.rmtree(shelf.folder / "tv/Bay")
    assert hub.sync()["changes"]["unavailable"] == 4
    assert not any(item["available"] for item in hub.catalog().values())

    _bay(shelves.a, "a", "Season 1", "Season 2")
    assert hub.sync()["changes"]["restored"] == 7
    assert all(item["available"] for item in hub.catalog().values())
    assert dict(Item.objects.values_list("pk", "public_id")) == ids


def test_a_failed_scan_withdraws_nothing(hub: Hub, shelves: Shelves) -> None:
    """The negative control: the same empty folder, but the listing is not proven."""
    _fog(shelves.a, "a")
    hub.add("a", shelves.a)
    hub.sync()
    before = hub.export()
    hub.do("set_server", "a", "--secret", "not-it")
    shutil.rmtree(shelves.a.folder / "movies/Fog (1999)")
    assert scans(hub.sync(code=1)) == {"a": "failed"}
    assert hub.export() == before
    hub.do("set_server", "a", "--secret", shelves.a.secret)
    assert hub.sync()["changes"]["unavailable"] == 1
