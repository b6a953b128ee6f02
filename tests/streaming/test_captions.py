"""Captions of servers, honest and hostile, as WebVTT."""

from __future__ import annotations

import time

import pytest
from django.test import Client

from accounts.models import User
from catalog.captions import cues, letters, webvtt
from catalog.models import Caption, Item
from tests import faults
from tests.streaming.titles import add_captions, make_movie, make_server

SRT = "1\r\n00:00:01,000 --> 00:00:02,500\r\nHello\r\n<i>there</i>\r\n\r\n"


def vtt(text: str) -> str:
    return webvtt.write(cues.read(letters.decode(text.encode()))).decode()


def test_subrip() -> None:
    assert vtt(SRT) == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nHello\n<i>there</i>\n"
    )


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("<img src=x onerror=alert(1)>hi", "hi"),
        ("<script>alert(1)</script>", "alert(1)"),
        ("<c.x onclick=1>hi</c>", "hi"),
        ("<b onclick=alert(1)>hi</b>", "<b>hi</b>"),
        ("<i>open", "<i>open</i>"),
        ("<b><i>crossed</b></i>", "<b><i>crossed</i></b>"),
        ("</b>closed", "closed"),
        ("<00:00:01.000>timed", "timed"),
        ("&lt;script&gt;1", "1"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("1 --&gt; 2", "1 --&gt; 2"),
        ("{\\an8}up", "up"),
        ("<font color=red>red</font>", "red"),
        ("<<b>b>x", "&lt;<b>b&gt;x</b>"),
        ("NOTE not a note", "NOTE not a note"),
        ("STYLE", "STYLE"),
        ("nul\x00 and \x1b", "nul and"),
    ],
)
def test_only_plain_marks_remain(said: str, shown: str) -> None:
    made = vtt(f"1\n00:00:01,000 --> 00:00:02,000\n{said}\n")
    assert made.split("\n", 3)[3].rstrip() == shown


@pytest.mark.parametrize(
    "times",
    [
        "00:00:02,000 --> 00:00:01,000",
        "00:00:01,000 --> 00:00:01,000",
        "99:99:99,000 --> 99:99:99,999",
        "00:00:01,000 --> 20:00:00,000",
        "-00:00:05,000 --> 00:00:02,000",
        "00:00:01 --> 00:00:02",
    ],
)
def test_impossible_times_are_dropped(times: str) -> None:
    good = "2\n00:01:00,000 --> 00:01:01,000\nstays\n"
    made = vtt(f"1\n{times}\ngoes\n\n{good}")
    assert "stays" in made
    assert "goes" not in made


def test_styles_regions_and_notes_are_dropped() -> None:
    made = vtt(
        "WEBVTT\n\nSTYLE\n::cue { background: url(http://evil/) }\n\n"
        "REGION\nid:x\n\nNOTE secret\n\nname\n"
        "00:01.000 --> 00:02.000 position:10% line:0\nHello\n"
    )
    assert made == "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nHello\n"


def test_ass_is_text_alone() -> None:
    made = vtt(
        "[Events]\nFormat: Layer, Start, End, Style, Text\n"
        "Dialogue: 0,0:00:01.00,0:00:02.00,Sign,{\\fn../../etc\\pos(1,2)}One,\\Ntwo\n"
        "Dialogue: 0,0:00:03.00,0:00:04.00,Sign,{\\p1}m 0 0 l 9 9\n"
    )
    assert made == "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nOne,\ntwo\n"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("é".encode(), "é"),
        (b"\xef\xbb\xbf" + "é".encode(), "é"),
        (b"\xff\xfe" + "é".encode("utf-16-le"), "é"),
        (b"\xfe\xff" + "é".encode("utf-16-be"), "é"),
        ("caption é".encode("utf-16-le"), "caption é"),
        ("caption é".encode("utf-16-be"), "caption é"),
        (b"caf\xe9 \x93quoted\x94", "café “quoted”"),
        (b"a\r\nb\rc", "a\nb\nc"),
    ],
)
def test_letters(body: bytes, text: str) -> None:
    assert letters.decode(body) == text


@pytest.mark.parametrize(
    "body", [b"PK\x03\x04zip", b"\x1f\x8bgzip", b"abcdefgh\x00" * 9]
)
def test_what_is_no_text(body: bytes) -> None:
    with pytest.raises(letters.NotTextError):
        letters.decode(body)


@pytest.mark.parametrize("text", ["", "\n\n", "no times", "WEBVTT\n", "<html></html>"])
def test_what_holds_no_captions(text: str) -> None:
    with pytest.raises(cues.NoCuesError):
        cues.read(text)


def test_one_endless_line_and_a_million_cues_take_no_endless_time() -> None:
    started = time.process_time()
    with pytest.raises(cues.NoCuesError):
        cues.read("x" * cues.LARGEST_BYTES)
    one = "00:00:01,000 --> 00:00:02,000\nx\n\n"
    assert len(cues.read(one * (cues.MOST_CUES + 5000))) == cues.MOST_CUES
    nested = "<" * 2000 + "b" * 2000
    webvtt.clean(nested * 3)
    # A parser that reads lines again and again takes minutes here.
    assert time.process_time() - started < 60


# --- Over HTTP --------------------------------------------------------------------
@pytest.fixture
def bobs(bob: User) -> Client:
    browser = Client()
    browser.force_login(bob)
    return browser


def path_of(item: Item, key: str = "en") -> str:
    return f"/captions/{item.public_id}/{key}.vtt"


@pytest.mark.django_db(transaction=True)
def test_captions_are_fetched_once_per_version(bobs: Client) -> None:
    with faults.Faulty(faults.answer(SRT.encode())) as server:
        item = make_movie()
        add_captions(
            item, make_server(server.url), f"{server.url}/a.srt", "pt-BR:forced"
        )
        answers = [bobs.get(path_of(item, "pt-BR:forced")) for _ in range(3)]
        assert {a.status_code for a in answers} == {200}
        assert answers[0]["Content-Type"] == "text/vtt; charset=utf-8"
        assert server.connections == 1
        held = {"if-none-match": answers[0]["ETag"]}
        again = bobs.get(path_of(item, "pt-BR:forced"), headers=held)
        assert again.status_code == 304
        Caption.objects.update(last_modified="2026-01-01T00:00:00Z")
        assert bobs.get(path_of(item, "pt-BR:forced")).status_code == 200
        assert server.connections == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("script", "status"),
    [
        (faults.answer(b"x" * (cues.LARGEST_BYTES + 1)), 502),
        (faults.gzip_bomb(cues.LARGEST_BYTES + 1), 502),
        (faults.answer(b"", "404 Not Found"), 404),
        (faults.answer(b"", "500 Oops"), 502),
        (faults.answer(b"nothing to show"), 422),
        (faults.answer(b"PK\x03\x04"), 422),
        (faults.answer(b""), 422),
    ],
)
def test_bad_captions_are_refused_in_words(
    bobs: Client, script: faults.Script, status: int
) -> None:
    with faults.Faulty(script) as server:
        item = make_movie()
        add_captions(item, make_server(server.url), f"{server.url}/{status}.srt?k=hide")
        answer = bobs.get(path_of(item))
        assert answer.status_code == status
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert b"hide" not in answer.content
        assert str(server.port).encode() not in answer.content


@pytest.mark.django_db(transaction=True)
def test_only_finished_captions_for_who_may_watch(bobs: Client) -> None:
    item = make_movie()
    add_captions(
        item, make_server("http://a.example"), "http://a.example/x", pending=True
    )
    assert bobs.get(path_of(item)).status_code == 404
    assert bobs.get(path_of(item, "xx")).status_code == 404
    assert Client().get(path_of(item)).status_code == 302
