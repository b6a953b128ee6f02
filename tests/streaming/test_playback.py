"""Which file plays, what a file is called, and which captions are shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from catalog.captions.languages import caption_name, choose_caption
from streaming import formats
from streaming.playback import (
    Client,
    Decision,
    File,
    Play,
    Reason,
    Way,
    advise,
    decide,
    describe,
    same_cut,
)


def file(key: str = "a", container: str = "mp4", video: str = "h264", **more: object):  # type: ignore[no-untyped-def]
    made = File(
        key=key,
        server=key.title(),
        container=formats.container_of(container),
        video=formats.video_of(video),
        audio=tuple(c for c in (formats.audio_of("aac"),) if c),
        duration_ms=60_000,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def plays(decision: Decision) -> tuple[Play, ...]:
    """In the order in which they are tried."""
    return (decision.play, *decision.fallbacks) if decision.play else ()


ALL = Client()
BROWSER = Client(
    containers=frozenset({"mp4", "webm"}),
    video={"h264": False, "vp9": None},
    audio=frozenset({"aac"}),
    max_height=1080,
    max_bitrate=20_000_000,
)


NO_PIECES = replace(BROWSER, hls=False)


@pytest.mark.parametrize(
    ("given", "client", "reasons"),
    [
        (file(), ALL, ()),
        (file(), BROWSER, ()),
        (file(container="Matroska"), BROWSER, (Reason.CONTAINER,)),
        (file(video="HEVC"), BROWSER, (Reason.VIDEO,)),
        (
            file(container="mkv", video="hevc"),
            BROWSER,
            (Reason.CONTAINER, Reason.VIDEO),
        ),
        (file(audio=(formats.audio_of("dts"),)), BROWSER, (Reason.AUDIO,)),
        (
            file(audio=(formats.audio_of("dts"), formats.audio_of("aac"))),
            BROWSER,
            (),
        ),
        (file(hdr=("hdr10",)), BROWSER, (Reason.HDR,)),
        (file(hdr=("sdr",)), BROWSER, ()),
        (file(video="vp9", hdr=("hdr10",)), BROWSER, ()),
        (file(height=2160), BROWSER, (Reason.HEIGHT,)),
        (file(bitrate=30_000_000), BROWSER, (Reason.BITRATE,)),
        # What is not known is no reason.
        (file(container="", video="", audio=()), BROWSER, ()),
    ],
)
def test_reasons(given: File, client: Client, reasons: tuple[Reason, ...]) -> None:
    decision = decide([given], client)
    assert decision.reasons.get("a", ()) == reasons
    assert (decision.way == "direct") == (not reasons)


def test_the_order_is_the_merges() -> None:
    files = [file("a"), file("b"), file("c")]
    decision = decide(files, ALL)
    assert [(one.file.key, one.way) for one in plays(decision)] == [
        ("a", Way.DIRECT),
        ("a", Way.REMUX),
        ("b", Way.DIRECT),
        ("b", Way.REMUX),
        ("c", Way.DIRECT),
        ("c", Way.REMUX),
        ("a", Way.TRANSCODE),
        ("b", Way.TRANSCODE),
        ("c", Way.TRANSCODE),
    ]


def test_a_server_that_does_not_answer_comes_last() -> None:
    files = [file("a", answers=False), file("b", video="hevc"), file("c")]
    decision = decide(files, BROWSER)
    assert [one.file.key for one in plays(decision)] == [*"ccbc", *"aaa"]
    assert decision.reasons == {"a": (Reason.SERVER,), "b": (Reason.VIDEO,)}


@pytest.mark.parametrize(
    ("given", "ways"),
    [
        # Only what it is packed in, or its sound, is in the way.
        (file(container="mkv"), ["remux", "transcode"]),
        (file(audio=(formats.audio_of("dts"),)), ["remux", "transcode"]),
        (
            file(container="mkv", audio=(formats.audio_of("dts"),)),
            ["remux", "transcode"],
        ),
        # Pictures cannot be helped so: they are converted.
        (file(container="mkv", video="hevc"), ["transcode"]),
        (file(container="mkv", height=2160), ["transcode"]),
        (file(bitrate=30_000_000), ["transcode"]),
        (file(container="mkv", bits=10), ["transcode"]),
        # So are those that nobody knows yet, and those that no piece holds.
        (file(container="avi", video=""), ["transcode"]),
        (file(container="avi", video="mpeg4"), ["transcode"]),
        # HDR is not, nor what cannot be cut, nor what nobody reads in pieces.
        (file(container="mkv", video="hevc", hdr=("hdr10",)), []),
        (file(height=2160, hdr=("dv",)), []),
        (file(container="mkv", can_be_cut=False), []),
        (file(container="flv", video="mpeg4"), []),
    ],
)
def test_what_is_played_in_pieces(given: File, ways: list[str]) -> None:
    assert [one.way for one in plays(decide([given], BROWSER))] == ways
    apart = decide([given], replace(BROWSER, hls=False))
    assert apart.way == "refused"


def test_a_player_without_pieces_is_given_files_alone() -> None:
    decision = decide([file("a"), file("b", container="mkv")], NO_PIECES)
    assert [(one.file.key, one.way) for one in plays(decision)] == [("a", "direct")]


def test_what_is_not_converted_says_why() -> None:
    for given in (file(video="hevc", hdr=("hlg",)), file(height=2160, hdr=("dv",))):
        decision = decide([given], BROWSER)
        assert decision.way == "refused"
        assert Reason.HDR in decision.reasons["a"]


def test_converting_comes_after_every_file_that_need_not_be() -> None:
    files = [file("a", video="hevc"), file("b", container="mkv"), file("c")]
    decision = decide(files, BROWSER)
    assert [(one.file.key, one.way) for one in plays(decision)] == [
        ("b", Way.REMUX),
        ("c", Way.DIRECT),
        ("c", Way.REMUX),
        ("a", Way.TRANSCODE),
        ("b", Way.TRANSCODE),
        ("c", Way.TRANSCODE),
    ]


def test_nothing_plays() -> None:
    assert decide([], ALL).file is None
    assert decide([file(video="hevc")], NO_PIECES).file is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (file(), file("b"), True),
        (file(), file("b", duration_ms=61_000), True),
        (file(), file("b", duration_ms=61_001), False),
        (file(), file("b", duration_ms=None), None),
        (file(fingerprint="f"), file("b", fingerprint="f", duration_ms=None), True),
        (file(fingerprint="f"), file("b", fingerprint="g", duration_ms=None), None),
    ],
)
def test_the_same_cut(one: File, other: File, same: bool | None) -> None:
    assert same_cut(one, other) is same


def test_what_a_file_is() -> None:
    hevc = file(container="matroska", video="H.265", audio=(formats.audio_of("dts"),))
    assert describe(hevc) == "HEVC video with DTS sound in a Matroska file"
    assert "Safari" in advise(hevc)
    assert (
        describe(file(container="", video="", audio=())) == "a file of an unknown kind"
    )
    assert hevc.mime == 'video/x-matroska; codecs="hvc1.2.4.L150.B0, dtsc"'
    assert file(container="").mime is None


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("en", "English"),
        ("de:hi", "German (for the hard of hearing)"),
        ("pt-BR:forced", "Portuguese (Brazil) (forced)"),
        ("fr:auto", "French (automatic)"),
        ("und", "Unknown language"),
        ("xx", "xx"),
    ],
)
def test_names_of_captions(key: str, name: str) -> None:
    assert caption_name(key) == name


def test_names_in_the_readers_language() -> None:
    assert caption_name("de", "fr") == "Allemand"
    assert caption_name("de", "no such") == "German"


@pytest.mark.parametrize(
    ("wanted", "keys", "chosen"),
    [
        ("", ["en"], "off"),
        ("off", ["en"], "off"),
        ("en", ["de", "en"], "en"),
        ("en:hi", ["en", "en:hi"], "en:hi"),
        ("en:hi", ["en:forced", "en"], "en"),
        ("en", ["en:forced", "en:hi"], "en:hi"),
        ("pt-BR", ["pt", "en"], "pt"),
        ("en", ["de"], "off"),
        ("en", [], "off"),
    ],
)
def test_the_choice_goes_along(wanted: str, keys: list[str], chosen: str) -> None:
    assert choose_caption(wanted, keys) == chosen
