"""Facts of a video: from its description, else from its header, never an error."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from streaming.library import probe as probing
from streaming.library.probe import probe
from streaming.library.shelf import Shelf
from tests.library_factory import Episode, make_movie, make_show, write
from tests.library_files import info_of, video_bytes

RECORDED = Path(__file__).parent.parent / "payloads" / "media_processor"


def movie(root: Path, name: str) -> Any:
    return json.loads(Shelf(str(root), "movies", "").listing().body)[name]


@pytest.mark.parametrize(
    "video", sorted(RECORDED.glob("*/library/**/*.mp4")), ids=lambda p: p.name
)
def test_the_header_says_what_the_description_says(video: Path) -> None:
    """Every recorded video, against what a media-processor found in it."""
    described = json.loads(video.with_name(video.name + ".info").read_bytes())
    facts = probe(str(video))
    assert facts is not None
    assert facts.length == described["length"]
    assert facts.dimensions == described["dimensions"]
    assert facts.hdr == described["hdr"]
    assert facts.quality == described["mediaQuality"]
    assert facts.additional == described["additionalMetadata"]


def test_the_fingerprint_is_that_of_the_content(tmp_path: Path) -> None:
    names = sorted(RECORDED.glob("*/library/movies/*/*.mp4"))
    moved = tmp_path / "moved.mp4"
    shutil.copyfile(names[0], moved)
    prints = [f.fingerprint for f in (probe(str(n)) for n in [*names, moved]) if f]
    assert prints[-1] == prints[0]
    assert len(set(prints[:-1])) == len(names)


def test_without_a_description_the_header_is_read(tmp_path: Path) -> None:
    make_movie(tmp_path, "Dune", info=None)
    found = movie(tmp_path, "Dune")
    assert found["length"] == {"Dune.mp4": 1000}
    assert found["dimensions"] == {"Dune.mp4": "64x36"}
    assert len(found["_id"]) == 64
    assert found["additional_metadata"]["size"]["kb"] * 1024 == len(video_bytes())


def test_a_description_of_another_file_is_not_believed(tmp_path: Path) -> None:
    make_movie(tmp_path, "Old", info={"length": 5, "source": {"size": 1}})
    make_movie(tmp_path, "Right", info={"length": 5})
    make_movie(tmp_path, "Silent", info={"length": 5, "source": None})
    assert movie(tmp_path, "Old")["length"] == {"Old.mp4": 1000}
    assert movie(tmp_path, "Old")["_id"] != info_of("Old/Old.mp4")["uuid"]
    assert movie(tmp_path, "Right")["length"] == {"Right.mp4": 5}
    assert movie(tmp_path, "Silent")["length"] == {"Silent.mp4": 5}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 1000,
        b"not a video",
        video_bytes()[:200],
        video_bytes()[-700:],
        b"\x00\x00\x00\x01mdat\xff\xff\xff\xff\xff\xff\xff\xff",
        b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
    ],
)
def test_a_file_that_cannot_be_read_is_listed(tmp_path: Path, content: bytes) -> None:
    folder = make_movie(tmp_path, "Broken", settings={"tmdb_id": 3})
    write(folder / "Broken.mp4", content)
    make_show(tmp_path, "Broken", {"Season 1": [Episode(number=1)]})
    write(tmp_path / "tv/Broken/Season 1/Broken - S01E01.mp4", content)
    found = movie(tmp_path, "Broken")
    assert found["length"] == {"Broken.mp4": None}
    assert (found["_id"], found["mediaQuality"]) == ("tmdb_3", None)
    assert found["urls"]["mp4"] == "/movies/Broken/Broken.mp4"
    shows = json.loads(Shelf(str(tmp_path), "tv", "").listing().body)
    episode = shows["Broken"]["seasons"]["Season 1"]["episodes"]["S01E01"]
    assert episode["length"] is None
    assert "_id" not in episode


def test_bytes_and_seconds_are_capped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    video = tmp_path / "video.mp4"
    write(video, video_bytes())
    assert probe(str(video)) is not None
    with monkeypatch.context() as patch:
        patch.setattr(probing, "MAX_BYTES", 100)
        assert probe(str(video)) is None
    with monkeypatch.context() as patch:
        patch.setattr(probing, "MAX_SECONDS", -1.0)
        assert probe(str(video)) is None


def test_a_link_is_not_probed(tmp_path: Path) -> None:
    write(tmp_path / "video.mp4", video_bytes())
    (tmp_path / "link.mp4").symlink_to(tmp_path / "video.mp4")
    assert probe(str(tmp_path / "link.mp4")) is None
