"""Captions moved in time by a curator: what viewers get, and the desk's page."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import people
from accounts.models import Activity, User
from accounts.roles import Role
from catalog import caption_shifts
from catalog.caption_shifts import Seen, ShiftError
from catalog.captions import cues, letters, webvtt
from catalog.models import Caption, CaptionShift, Item, Server
from sync import undoing
from tests import faults
from tests.api import client_of
from tests.streaming.titles import add_captions, make_movie, make_server

SRT: Final = (
    "1\n00:00:01,000 --> 00:00:02,000\n1 < 2 &amp;amp;\n\n"
    "2\n00:00:03,000 --> 00:00:05,000\n<i>Two</i>\nlines\n\n"
    "3\n01:00:00,000 --> 01:00:01,500\nThree\n"
)


def shifted(ms: int) -> list[tuple[int, int, str]]:
    body = webvtt.write(cues.read(letters.decode(SRT.encode())))
    made = webvtt.shifted(body, ms)
    assert made.startswith(b"WEBVTT\n")
    return [(c.start_ms, c.end_ms, c.text) for c in webvtt.read(made)]


@pytest.mark.parametrize(
    ("ms", "times"),
    [
        (0, [(1000, 2000), (3000, 5000), (3600000, 3601500)]),
        (1500, [(2500, 3500), (4500, 6500), (3601500, 3603000)]),
        (-1500, [(0, 500), (1500, 3500), (3598500, 3600000)]),
        (-2000, [(1000, 3000), (3598000, 3599500)]),
        (-4000, [(0, 1000), (3596000, 3597500)]),
    ],
)
def test_every_cue_is_moved(ms: int, times: list[tuple[int, int]]) -> None:
    made = shifted(ms)
    assert [(start, end) for start, end, _ in made] == times
    texts = ["1 &lt; 2 &amp;amp;", "<i>Two</i>\nlines", "Three"]
    assert [text for *_, text in made] == texts[-len(times) :]


def test_moved_before_the_film_nothing_is_left() -> None:
    body = webvtt.write([cues.Cue(1000, 2000, "One")])
    assert webvtt.shifted(body, -2000) == b"WEBVTT\n"


# --- Over HTTP --------------------------------------------------------------------
@pytest.fixture
def server() -> Iterator[faults.Faulty]:
    with faults.Faulty(faults.answer(SRT.encode())) as running:
        yield running


@pytest.fixture
def film(transactional_db: None, server: faults.Faulty) -> Item:
    item = make_movie()
    add_captions(item, make_server(server.url), f"{server.url}/en.srt")
    return item


@pytest.fixture
def carol(transactional_db: None) -> User:
    return people.make_person("carol", "c-Passphrase-9", role=Role.CURATOR)


@pytest.fixture
def desk(carol: User) -> Client:
    return client_of(carol)


def served(viewer: Client, item: Item, **headers: str) -> Any:
    return viewer.get(f"/captions/{item.public_id}/en.vtt", headers=headers)


def page_of(item: Item, key: str = "en") -> str:
    return reverse("admin-caption", args=[item.public_id, key])


def form(item: Item) -> dict[str, str]:
    """What the page's hidden fields say now."""
    held = caption_shifts.shift_of(item, "en")
    row = Caption.objects.filter(item=item, key="en").first()
    return {
        "seen": held.at.isoformat() if held else "",
        "file": caption_shifts.mark(row),
    }


def press(desk: Client, item: Item, **sent: str) -> Any:
    return desk.post(page_of(item), form(item) | sent, follow=True)


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def test_every_viewer_gets_them_moved_at_once(
    film: Item, server: faults.Faulty, desk: Client, bob: User
) -> None:
    viewer = client_of(bob)
    before = served(viewer, film)
    assert b"00:00:01.000 --> 00:00:02.000" in before.content
    said = text(press(desk, film, step="500"))
    assert "Every viewer gets these captions 0.5 s later from now on." in said
    after = served(viewer, film, if_none_match=before["ETag"])
    assert after.status_code == 200
    assert b"00:00:01.500 --> 00:00:02.500" in after.content
    assert after["ETag"] != before["ETag"]
    assert "no-cache" in after["Cache-Control"]
    assert served(viewer, film, if_none_match=after["ETag"]).status_code == 304
    press(desk, film, step="1000")
    press(desk, film, step="-100")
    assert CaptionShift.objects.get().ms == 1400
    press(desk, film, ms="-250")
    assert b"00:00:00.750 --> 00:00:01.750" in served(viewer, film).content
    press(desk, film, reset="1")
    assert served(viewer, film)["ETag"] == before["ETag"]
    assert server.connections == 1, "a shift needs nothing from the server"


def test_the_page_shows_what_viewers_get_and_who_moved_it(
    film: Item, desk: Client
) -> None:
    film.captions.update(label="English")
    press(desk, film, ms="2000")
    said = text(desk.get(page_of(film)))
    for shown in (
        "00:00:03.000",
        "1 < 2 &amp;",
        "Two<br>lines",
        "English",
        "Attic",
        "All 3",
        "2 s later",
        "by carol",
    ):
        assert shown in said, shown
    assert "<script" not in said.partition("mh-cues")[2].partition("</table>")[0]


def test_only_the_first_fifty_are_shown(
    film: Item, desk: Client, server: faults.Faulty
) -> None:
    many = "\n\n".join(
        f"00:00:{n // 2:02},000 --> 00:01:00,000\nNo {n}." for n in range(60)
    )
    with faults.Faulty(faults.answer(many.encode())) as other:
        Server.objects.update(api_url=other.url)
        film.captions.update(url=f"{other.url}/many.srt")
        said = text(desk.get(page_of(film)))
    assert "The first 50 of 60" in said
    assert "No 49." in said
    assert "No 50." not in said


@pytest.mark.parametrize("ms", ["600001", "-600001", "1.5", "", "ten", "9" * 30, "٣"])
def test_what_is_no_shift_is_refused_in_words(
    film: Item, desk: Client, ms: str
) -> None:
    answer = press(desk, film, ms=ms)
    assert answer.status_code == 422
    assert "by at most 10 minutes" in text(answer)
    assert f'value="{ms}"' in text(answer), "what was typed stays"
    assert not CaptionShift.objects.exists()


def test_a_step_beyond_the_cap_is_refused(film: Item, desk: Client) -> None:
    press(desk, film, ms="599900")
    assert press(desk, film, step="500").status_code == 422
    assert CaptionShift.objects.get().ms == 599_900


def test_a_form_that_is_out_of_date_changes_nothing(film: Item, desk: Client) -> None:
    old = form(film)
    press(desk, film, ms="100")
    answer = desk.post(page_of(film), old | {"ms": "700"})
    assert answer.status_code == 422
    assert "somebody else has moved these captions" in text(answer)
    assert 'value="700"' in text(answer)
    assert desk.post(page_of(film), old | {"ms": "7", "seen": "x"}).status_code == 422
    now = form(film)
    film.captions.update(url="http://a.example/other.srt")
    answer = desk.post(page_of(film), now | {"ms": "700"})
    assert answer.status_code == 422
    assert "other captions have taken the place" in text(answer)
    assert CaptionShift.objects.get().ms == 100


def test_a_shift_is_for_one_file(
    film: Item, desk: Client, bob: User, server: faults.Faulty
) -> None:
    press(desk, film, ms="100")
    row = film.captions.get()
    cellar = make_server(f"{server.url}/b", "Cellar", 2)
    Caption.objects.update(server=cellar, url=f"{server.url}/b/en.srt")
    viewer = client_of(bob)
    assert b"00:00:01.000" in served(viewer, film).content
    said = text(desk.get(page_of(film)))
    assert "That was for another file, of Attic, so it does not apply" in said
    title = text(desk.get(reverse("admin:catalog_movie_change", args=[film.pk])))
    assert "Copper Harbor" in title
    # The steps begin at what viewers get.
    press(desk, film, step="-500")
    assert CaptionShift.objects.get().ms == -500
    Caption.objects.update(server=row.server, url=row.url)
    assert b"00:00:01.000" in served(viewer, film).content


@pytest.mark.parametrize(
    ("url", "same_server", "applies"),
    [
        ("http://a.example/en.srt", True, True),
        ("http://moved.example:81/en.srt", True, True),
        ("http://a.example/other.srt", True, False),
        ("http://a.example/en.srt", False, True),
        ("http://b.example/en.srt", False, False),
    ],
)
def test_which_file_it_was_made_for(
    film: Item, url: str, same_server: bool, applies: bool
) -> None:
    row = CaptionShift(url="http://a.example/en.srt", server_id=1, ms=5)
    assert row.is_for(url, 1 if same_server else None) is applies


def test_who_may(film: Item, bob: User) -> None:
    reader = client_of(people.make_person("ron", "r-Passphrase-9", role=Role.READER))
    answer = reader.get(page_of(film))
    assert "1 < 2 &amp;" in text(answer)
    assert '<form method="post" class="mh' not in answer.content.decode()
    assert press(reader, film, step="100").status_code == 403
    assert client_of(bob).get(page_of(film)).status_code in {302, 403}
    assert Client().get(page_of(film)).status_code == 302
    assert not CaptionShift.objects.exists()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"pending": True}, "Attic is still making them."),
        ({"url": "http://gone.invalid/x"}, "Attic does not give these captions"),
    ],
)
def test_captions_that_there_are_none_of_say_why(
    film: Item, desk: Client, change: dict[str, Any], why: str
) -> None:
    film.captions.update(**change)
    assert why in text(desk.get(page_of(film)))


def test_a_server_that_is_not_in_use_is_not_asked(
    film: Item, desk: Client, server: faults.Faulty
) -> None:
    Server.objects.update(enabled=False)
    assert "Attic is not in use" in text(desk.get(page_of(film)))
    assert server.connections == 0


def test_captions_nobody_has_any_more_can_be_put_back(film: Item, desk: Client) -> None:
    press(desk, film, ms="100")
    film.captions.all().delete()
    assert "Nobody has these captions any more." in text(desk.get(page_of(film)))
    title = desk.get(reverse("admin:catalog_movie_change", args=[film.pk]))
    assert page_of(film) in title.content.decode()
    assert press(desk, film, ms="5").status_code == 422
    assert press(desk, film, reset="1").status_code == 200
    assert not CaptionShift.objects.exists()
    for key in ("en", "xx", "a\0b"):
        assert desk.get(page_of(film, key)).status_code == 404


def test_it_is_kept_as_a_deed_and_can_be_undone(
    film: Item, desk: Client, carol: User
) -> None:
    press(desk, film, ms="1500")
    press(desk, film, ms="1500")
    press(desk, film, reset="1")
    first, last = Activity.objects.filter(item=film.public_id).order_by("pk")
    assert (first.verb, first.field, first.by) == (
        "captions_shifted",
        "captions.en",
        carol,
    )
    made = first.after
    assert (first.before, made and made["ms"]) == (None, 1500)
    assert (last.verb, last.before, last.after) == ("captions_reset", made, None)
    said = text(desk.get(reverse("admin:accounts_activity_changelist")))
    assert "shifted captions in time" in said
    assert "1.5 s later" in said
    undoing.undo(last, by=carol)
    assert CaptionShift.objects.get().ms == 1500
    press(desk, film, ms="-100")
    with pytest.raises(undoing.UndoError):
        undoing.undo(first, by=carol)
    latest = Activity.objects.latest("pk")
    film.captions.update(url="http://a.example/other.srt")
    with pytest.raises(undoing.UndoError):
        undoing.undo(latest, by=carol)
    assert CaptionShift.objects.get().ms == -100


def test_the_database_keeps_one_within_reason(film: Item) -> None:
    def keep(ms: int) -> None:
        with transaction.atomic():
            CaptionShift.objects.create(
                item=film, key="en", ms=ms, url="x", at=timezone.now()
            )

    for wrong in (0, 600_001, -600_001):
        with pytest.raises(IntegrityError):
            keep(wrong)
    keep(600_000)
    with pytest.raises(IntegrityError):
        keep(5)


def test_without_captions_there_is_nothing_to_move(film: Item) -> None:
    with pytest.raises(ShiftError):
        caption_shifts.set_shift(film, "de", 5)
    assert caption_shifts.set_shift(film, "de", 0) is False
    with pytest.raises(ShiftError):
        caption_shifts.set_shift(film, "en", 5, seen=Seen(at=None, file="other"))
    assert not Activity.objects.exists()


def test_the_command_moves_them_too(
    film: Item, bob: User, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("shift_captions", str(film.public_id), "en", "--ms", "-250")
    assert "0.25 s earlier than they are made" in capsys.readouterr().out
    assert b"00:00:00.750" in served(client_of(bob), film).content
    call_command("shift_captions", "movie:Copper Harbor", "en", "--ms", "0")
    assert "as they are made" in capsys.readouterr().out
    assert not CaptionShift.objects.exists()
    with pytest.raises(CommandError, match="Nobody has these captions"):
        call_command("shift_captions", str(film.public_id), "de", "--ms", "5")
    assert [row.who for row in Activity.objects.filter(item=film.public_id)] == [
        "the command line",
        "the command line",
    ]
