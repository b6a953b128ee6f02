"""Bad arguments to each command: one clear line on stderr, exit 2, nothing else.

In this process for the table, as programs for one of each kind.
"""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Final

import pytest

from catalog.models import Server
from sync.models import Run
from tests.flows.conftest import Peers
from tests.flows.hub import Done, Hub
from tests.installation import Installation

ADD: Final = ("add_server", "new", "--kind", "media-processor", "--url", "http://h")
UNKNOWN_ID: Final = str(uuid.UUID(int=7))

#: The command line, and what its one line must name.
TABLE: Final[list[tuple[tuple[str, ...], str]]] = [
    # add_server
    (("add_server",), "name"),
    (("add_server", "new", "--url", "http://h"), "--kind"),
    (("add_server", "new", "--kind", "media-processor"), "--url"),
    (("add_server", "new", "--kind", "dropbox", "--url", "http://h"), "dropbox"),
    (("add_server", "new", "--kind", "jellyfin", "--url", "http://h"), "jellyfin"),
    (("add_server", "new", "--kind", "tmdb", "--url", "http://h"), "tmdb"),
    ((*ADD, "--priority", "1"), "good"),
    ((*ADD, "--priority", "-1"), "priority"),
    ((*ADD, "--priority", "first"), "first"),
    ((*ADD, "--priority", "1.5"), "1.5"),
    ((*ADD, "--priority", "99999999999"), "priority"),
    ((*ADD, "--colour", "red"), "--colour"),
    ((*ADD, "--prefix", "/a b?c"), "prefix"),
    ((*ADD, "--prefix", "/../etc"), "prefix"),
    ((*ADD, "--secret", "two\nlines"), "secret"),
    ((*ADD, "--secret", "s" * 1001), "secret"),
    ((*ADD, "--media-url", "ftp://h"), "ftp://h"),
    (("add_server", "", "--kind", "media-processor", "--url", "http://h"), "name"),
    (
        ("add_server", "x" * 101, "--kind", "media-processor", "--url", "http://h"),
        "name",
    ),
    (("add_server", "good", "--kind", "media-processor", "--url", "http://h"), "good"),
    (("add_server", "Lock", "--kind", "media-processor", "--url", "http://h"), "Lock"),
    # add_captions, take_out_captions
    (("add_captions", "movie:None"), "file"),
    (("add_captions", "movie:None", "/none.srt"), "--language"),
    (("add_captions", "movie:None", "/none.srt", "--language", "en"), "movie:None"),
    (("take_out_captions", "movie:None"), "key"),
    (("take_out_captions", "movie:None", "en"), "movie:None"),
    # set_server, remove_server, check_server
    (("set_server",), "name"),
    (("set_server", "nobody", "--priority", "3"), "nobody"),
    (("set_server", "good"), "set_server --help"),
    (("set_server", "good", "--enable", "--disable"), "--disable"),
    (("set_server", "second", "--priority", "1"), "good"),
    (("set_server", "good", "--url", "gopher://h"), "gopher://h"),
    (("remove_server",), "name"),
    (("remove_server", "nobody"), "nobody"),
    (("check_server",), "name"),
    (("check_server", "nobody"), "nobody"),
    (("list_servers", "--yaml"), "--yaml"),
    # sync
    (("sync", "nobody"), "nobody"),
    (("sync", "good", "nobody"), "nobody"),
    (("sync", "off"), "set_server off --enable"),
    (("sync", "--kinds", "films"), "movies, shows, seasons, episodes, tv"),
    (("sync", "--kinds", ""), "movies, shows, seasons, episodes, tv"),
    (("sync", "--groups", "posters"), "metadata, artwork, captions, files"),
    (("sync", "--groups", "captions,"), "metadata, artwork, captions, files"),
    (("sync", "--groups", "artwork:cover"), "artwork:poster, artwork:backdrop"),
    (("sync", "--groups", "captions:loud"), "captions:fr"),
    (("sync", "--groups", "metadata:title"), "only captions and artwork"),
    (("sync", "--item", "movie:Fog"), "movie:Fog"),
    (("sync", "--item", ""), "movie:Title (Year)"),
    (("sync", "--item", UNKNOWN_ID), UNKNOWN_ID),
    (("sync", "--item", "movie:Solar Drift (2021)", "--kinds", "tv"), "only movies"),
    (("sync", "--speed", "11"), "--speed"),
    # explain, export_catalog
    (("explain",), "item"),
    (("explain", "movie:Nothing (1900)"), "movie:Nothing (1900)"),
    (("explain", "Solar Drift"), "Solar Drift"),
    (("explain", "film:Solar Drift"), "film:Solar Drift"),
    (("explain", "season:Harbor Lights"), "season:Harbor Lights"),
    (("explain", "episode:Harbor Lights S01E99"), "S01E99"),
    (("explain", UNKNOWN_ID), UNKNOWN_ID),
    (("explain", "movie:Solar Drift (2021)", "--field", "colour"), "colour"),
    (("explain", "movie:Solar Drift (2021)", "--field", "title.en"), "title"),
    (("explain", "movie:Solar Drift (2021)", "--field", "networks.x"), "networks"),
    (("explain", "movie:Solar Drift (2021)", "--field", "episode_number"), "movie"),
    (
        ("explain", "movie:Solar Drift (2021)", "--field", "artwork.hologram"),
        "hologram",
    ),
    (("explain", "movie:Solar Drift (2021)", "--field", "captions."), "captions."),
    (("explain", "movie:Solar Drift (2021)", "--field", ""), "field"),
    (("export_catalog", "--csv"), "--csv"),
]
URLS: Final = [
    "",
    "h",
    "//h",
    "http://",
    "http:///path",
    "http:h",
    "ftp://h",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "http://h:0",
    "http://h:99999",
    "http://h:port",
    "http://[::1",
    "http://h/?q=1",
    "http://h/#top",
    "http://h/a b",
    "http://h\n.example",
    "http://user:hunter2@h",
    "http://hunter2@h",
    "http://" + "h" * 600,
]


def is_refusal(done: Done, names: str) -> None:
    assert done.code == 2, done
    assert done.out == "", done
    assert len(done.err.splitlines()) == 1, done
    assert done.err.endswith("\n")
    assert names in done.err, done
    assert "Traceback" not in done.err


@pytest.fixture
def configured(hub: Hub, peers: Peers) -> Hub:
    hub.add("good", peers.a, "--priority", "1")
    hub.add("second", peers.b, "--priority", "2")
    hub.add("off", peers.b, "--priority", "3", "--disabled")
    hub.sync("good")
    return hub


def test_the_table(configured: Hub, subtests: pytest.Subtests) -> None:
    servers = list(Server.objects.order_by("pk").values("name", "priority", "enabled"))
    runs = Run.objects.count()
    for arguments, names in TABLE:
        with subtests.test(" ".join(arguments)[:60]):
            is_refusal(configured.run(*arguments), names)
    # Whatever was refused left nothing behind.
    assert servers == list(
        Server.objects.order_by("pk").values("name", "priority", "enabled")
    )
    assert Run.objects.count() == runs


def test_addresses(hub: Hub, subtests: pytest.Subtests) -> None:
    for url in URLS:
        with subtests.test(url[:40]):
            done = hub.run("add_server", "n", "--kind", "media-processor", "--url", url)
            is_refusal(done, "")
            assert "hunter2" not in done.err
    assert not Server.objects.exists()


def test_good_spellings_are_accepted(hub: Hub) -> None:
    """The negative control of the addresses."""
    for number, url in enumerate(
        (
            "http://192.168.1.5:3000",
            "https://media.example.org/node/",
            "http://[::1]:8000",
            " http://nas ",
            "HTTP://NAS.local",
        )
    ):
        hub.do("add_server", f"s{number}", "--kind", "media-processor", "--url", url)
    assert Server.objects.count() == 5


def test_a_kind_that_is_coming_is_told_from_an_unknown_one(hub: Hub) -> None:
    said = {
        kind: hub.run("add_server", "n", "--kind", kind, "--url", "http://h").err
        for kind in ("plex", "folder", "omdb", "nonsense")
    }
    assert all("media-processor" in line for line in said.values())
    shapes = {kind: line.replace(kind, "KIND") for kind, line in said.items()}
    assert shapes["plex"] == shapes["folder"] == shapes["omdb"]
    assert shapes["plex"] != shapes["nonsense"]


def test_sync_without_any_server(hub: Hub) -> None:
    """Nothing to do is done: no error, no crash."""
    report = hub.sync()
    assert report["servers"] == []
    assert report["writes"] == 0
    assert report["state"] == "succeeded"


def test_as_programs(installation: Installation, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "full" / "movies").mkdir(parents=True)

    def serve(folder: str, *more: str) -> tuple[str, ...]:
        return ("serve_library", str(tmp_path / folder), *more)

    for arguments, names in (
        (("sync", "nobody"), "nobody"),
        (("add_server", "x", "--kind", "nonsense", "--url", "http://h"), "nonsense"),
        (serve("none", "--port", "0", "--secret", "s"), "none"),
        (serve("empty", "--port", "0", "--secret", "s"), "movies"),
        (serve("full", "--port", "0"), "--secret"),
        (serve("full", "--port", "70000", "--secret", "s"), "port"),
    ):
        done = installation.manage(*arguments)
        is_refusal(Done(done.code, done.stdout.decode(), done.stderr.decode()), names)
