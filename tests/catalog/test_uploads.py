"""Caption files that people upload: what is taken, what is refused, and why."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from datetime import timedelta
from typing import Final

import pytest
from django.utils import timezone

from catalog.captions import uploads
from catalog.captions.cues import LARGEST_BYTES, MOST_CUES
from catalog.models import CaptionFile

SRT: Final = "1\n00:00:01,000 --> 00:00:02,500\nGrüße & mehr\n"
VTT: Final = "WEBVTT\n\n00:01.000 --> 00:02.500\nGrüße & mehr\n"
ASS: Final = (
    "[Script Info]\nTitle: x\n\n[Events]\n"
    "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
    "Dialogue: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,{\\b1}Grüße & mehr\n"
)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.srt", SRT.encode()),
        ("A.SRT", SRT.encode()),
        ("a.vtt", VTT.encode()),
        ("a.ass", ASS.encode()),
        ("a.ssa", ASS.encode()),
        ("bom.srt", SRT.encode("utf-8-sig")),
        ("utf-16.srt", SRT.encode("utf-16")),
        ("utf-16-without-mark.srt", SRT.encode("utf-16-le")),
        ("utf-32.srt", SRT.encode("utf-32")),
        ("western.srt", SRT.encode("cp1252")),
        ("old-mac.srt", SRT.replace("\n", "\r").encode()),
        ("dos.srt", SRT.replace("\n", "\r\n").encode()),
        ("nul.srt", SRT.replace("mehr", "me\0hr").encode()),
        ("called-otherwise.vtt", SRT.encode()),
    ],
)
def test_what_is_taken(name: str, body: bytes) -> None:
    (cue,) = uploads.read(name, body)
    assert (cue.start_ms, cue.end_ms, cue.text) == (1000, 2500, "Grüße & mehr")


def _zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.srt", SRT)
    return packed.getvalue()


def _many(cues: int) -> bytes:
    return b"".join(b"0:0:1,0 --> 0:0:2,0\nx\n\n" for _ in range(cues))


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("a.srt", b"", "is empty"),
        ("a.srt", b" \n\t\n", "is empty"),
        ("a.srt", b"Hello\n", "There are no captions"),
        ("a.srt", b"WEBVTT\n\n", "There are no captions"),
        ("a.srt", b"1\n00:00:05,000 --> 00:00:01,000\nBackwards\n", "no captions"),
        ("a.srt", _zip(), "another kind of file"),
        ("a.srt", gzip.compress(SRT.encode()), "another kind of file"),
        ("a.srt", random.Random(7).randbytes(4096), "There are no captions"),
        ("a.srt", b"\x89PNG\r\n\x1a\n" + bytes(200) + b"x" * 800, "another kind"),
        ("a.srt", SRT.encode("cp1252").replace(b"\xfc", b"\x81"), "encoding UTF-8"),
        ("a.srt", b"x" * (LARGEST_BYTES + 1), "larger than 10 MiB"),
        ("a.srt", _many(MOST_CUES + 5), "no film has so many"),
        ("a.zip", SRT.encode(), "ends with .srt, .vtt, .ass or .ssa"),
        ("a.sub", SRT.encode(), "ends with .srt, .vtt, .ass or .ssa"),
        ("srt", SRT.encode(), "ends with .srt, .vtt, .ass or .ssa"),
        ("", SRT.encode(), "ends with .srt, .vtt, .ass or .ssa"),
    ],
)
def test_what_is_refused_is_said_with_the_way_out(
    name: str, body: bytes, words: str
) -> None:
    with pytest.raises(uploads.Refused, match=words):
        uploads.read(name, body)


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("fog.en.srt", "fog.en.srt"),
        ("../../etc/passwd.srt", "passwd.srt"),
        ("C:\\films\\fog.srt", "fog.srt"),
        ("fo\0g\n.srt", "fog.srt"),
        ("\u202etrs.gof.srt", "trs.gof.srt"),
        ("  a   b .srt ", "a b .srt"),
        ("/", ""),
    ],
)
def test_a_name_is_a_name_and_no_path(given: str, clean: str) -> None:
    assert uploads.clean_name(given) == clean


def test_a_long_name_keeps_its_ending() -> None:
    clean = uploads.clean_name("x" * 500 + ".srt")
    assert len(clean) == 200
    assert clean.endswith("x.srt")


@pytest.mark.django_db
def test_a_file_is_kept_once_and_packed() -> None:
    body = _many(20_000)
    url = uploads.keep(body)
    assert uploads.keep(body) == url
    row = CaptionFile.objects.get()
    assert len(bytes(row.packed)) < len(body) // 100
    assert uploads.body_of(uploads.digest_of(url) or "") == body
    with pytest.raises(uploads.GoneError, match="upload them again"):
        uploads.body_of("0" * 64)


@pytest.mark.django_db
def test_what_is_named_or_young_stays() -> None:
    young, named, old = (uploads.keep(body) for body in (b"young", b"named", b"old"))
    later = CaptionFile.objects.get(digest=uploads.digest_of(young))
    CaptionFile.objects.exclude(pk=later.pk).update(
        kept_at=timezone.now() - timedelta(days=2)
    )
    assert uploads.sweep({uploads.digest_of(named) or ""}, timezone.now()) == 1
    assert not uploads.is_kept(old)
    assert uploads.is_kept(young)
    assert uploads.is_kept(named)


@pytest.mark.parametrize(
    "url",
    ["http://x.example/a.srt", "uploaded:", "uploaded:" + "A" * 64, "uploaded:x", None],
)
def test_other_addresses_name_no_file(url: object) -> None:
    assert uploads.digest_of(url) is None
