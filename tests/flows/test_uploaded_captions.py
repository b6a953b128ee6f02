"""A caption file from the desk, the API or the command line to the viewer's player."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any, Final

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts import people
from accounts.models import Activity, User
from accounts.roles import Role
from catalog.captions.cues import LARGEST_BYTES
from catalog.models import Caption, CaptionFile, CaptionShift, Item
from sync import captions_by_hand, undoing
from sync.models import Observation
from tests.api import bearer, client_of, problem, sent
from tests.sync import desk
from tests.sync.scripted import Theatre, movie, show
from tests.sync.test_captions_by_hand import follow

SRT: Final = b"1\n00:00:01,000 --> 00:00:02,000\nHello <b>there</b> & you\n"
OTHER: Final = SRT.replace(b"Hello", b"Other")


@pytest.fixture
def theatre(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Theatre:
    return Theatre(monkeypatch)


@pytest.fixture
def film(theatre: Theatre) -> Item:
    theatre.server("alpha", movie("Fog", year=1980), *show("Fjord", (1, 1)))
    theatre.sync()
    return Item.objects.get(title="Fog")


@pytest.fixture
def cora(transactional_db: None) -> User:
    return people.make_person("cora", "c-Passphrase-9", role=Role.CURATOR)


@pytest.fixture
def coras(cora: User) -> Client:
    return client_of(cora)


@pytest.fixture
def viewer(transactional_db: None) -> Client:
    return client_of(people.make_person("vic", "v-Passphrase-9", role=Role.VIEWER))


def page_of(item: Item) -> str:
    return reverse("admin-captions-by-hand", args=[item.public_id])


def file(body: bytes = SRT, name: str = "fog.en.srt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body)


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(seen-[^"]+)" value="(\w+)"', page))


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def served(viewer: Client, item: Item, key: str = "en") -> Any:
    return viewer.get(f"/captions/{item.public_id}/{key}.vtt")


def test_from_the_desk_to_the_viewer_and_back(
    film: Item, coras: Client, viewer: Client
) -> None:
    title = desk.text_of(coras, desk.title_url(film))
    assert page_of(film) in title
    answer = coras.post(
        page_of(film), {"file": file(), "language": "English"}, follow=True
    )
    said = text(answer)
    assert "Added the captions English." in said
    assert "00:00:01.000" in said
    assert "Hello there & you" in said
    follow()
    got = served(viewer, film)
    assert got.status_code == 200
    assert got["Content-Type"] == "text/vtt; charset=utf-8"
    assert got.content.decode() == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nHello <b>there</b> &amp; you\n"
    )
    page = desk.text_of(coras, page_of(film))
    assert "fog.en.srt" in page
    # Replaced.
    answer = coras.post(
        page_of(film), {"file": file(OTHER), "language": "en", **hidden(page)}
    )
    assert answer.status_code == 303
    follow()
    assert b"Other <b>" in served(viewer, film).content
    # Somebody who has the old page open.
    answer = coras.post(page_of(film), {"take-out": "en", **hidden(page)})
    assert answer.status_code == 422
    assert "somebody else has changed" in text(answer)
    page = desk.text_of(coras, page_of(film))
    coras.post(page_of(film), {"take-out": "en", **hidden(page)})
    follow()
    assert served(viewer, film).status_code == 404
    assert "Uploaded</h2>" not in desk.text_of(coras, page_of(film))


def test_flags_make_their_own_captions(film: Item, coras: Client) -> None:
    sent_ = {"language": "pt-br", "hi": "yes", "forced": "yes"}
    coras.post(page_of(film), {"file": file(), **sent_})
    follow()
    assert Caption.objects.get().key == "pt-BR:hi:forced"


def test_an_episode_has_them_for_who_may_see_it(
    film: Item, coras: Client, viewer: Client, client: Client
) -> None:
    episode = Item.objects.get(kind="episode")
    coras.post(page_of(episode), {"file": file(), "language": "en"})
    follow()
    assert served(viewer, episode).status_code == 200
    assert served(client, episode).status_code == 302, "a stranger logs in first"
    Item.objects.filter(pk=episode.pk).update(available=False)
    assert served(viewer, episode).status_code == 404
    season = Item.objects.get(kind="season")
    assert coras.get(page_of(season)).status_code == 404
    assert "captions/" not in desk.text_of(coras, desk.title_url(season))


@pytest.mark.parametrize(
    ("body", "name", "language", "words"),
    [
        (b"", "a.srt", "en", "The file is empty"),
        (b"no captions", "a.srt", "en", "There are no captions"),
        (b"PK\x03\x04" + b"x" * 900, "a.srt", "en", "another kind of file"),
        (SRT, "a.exe", "en", "is not named like a caption file"),
        (SRT, "a.srt", "", "Say in which language"),
        (SRT, "a.srt", "Klingonese", "names no captions"),
        (SRT, "a.srt", "en\0", "names no captions"),
        (b"x" * (LARGEST_BYTES + 1), "a.srt", "en", "larger than 10 MiB"),
    ],
)
def test_what_is_refused_is_said_beside_the_form_and_nothing_is_kept(
    film: Item, coras: Client, body: bytes, name: str, language: str, words: str
) -> None:
    answer = coras.post(page_of(film), {"file": file(body, name), "language": language})
    assert answer.status_code == 422
    assert words in text(answer)
    assert not CaptionFile.objects.exists()
    assert not Observation.objects.filter(server__kind="captions-by-hand").exists()


def test_a_hundred_mebibytes_are_refused_and_not_kept_on_the_way(
    film: Item, coras: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    kept = TemporaryFileUploadHandler.file_complete

    def noted(self: TemporaryFileUploadHandler, file_size: int) -> Any:
        sizes.append(self.file.tell())
        return kept(self, file_size)

    monkeypatch.setattr(TemporaryFileUploadHandler, "file_complete", noted)
    huge = bytes(100 * 1024 * 1024)
    answer = coras.post(page_of(film), {"file": file(huge), "language": "en"})
    assert answer.status_code == 422
    assert "larger than 10 MiB" in text(answer)
    url = f"/api/v1/movies/{film.public_id}/captions/"
    said = problem(coras.post(url, {"file": file(huge), "language": "en"}), 400)
    assert "larger than 10 MiB" in str(said)
    assert len(sizes) == 2
    assert max(sizes) < 17 * 1024**2
    assert not CaptionFile.objects.exists()


def test_no_file_is_asked_for(film: Item, coras: Client) -> None:
    answer = coras.post(page_of(film), {"language": "en"})
    assert answer.status_code == 422
    assert "Choose a caption file." in text(answer)


def test_a_name_with_a_path_is_a_name(film: Item, coras: Client) -> None:
    body = file(name="x.srt")
    body.name = "../../<script>.srt"
    coras.post(page_of(film), {"file": body, "language": "en"})
    assert captions_by_hand.uploaded(film)["en"].name == "<script>.srt"
    assert "<script>.srt" not in desk.text_of(coras, page_of(film))


def test_who_only_looks_may_not(film: Item, viewer: Client) -> None:
    reader = client_of(people.make_person("rea", "r-Passphrase-9", role=Role.READER))
    for who, statuses in ((reader, {403}), (viewer, {302, 403})):
        answer = who.post(page_of(film), {"file": file(), "language": "en"})
        assert answer.status_code in statuses
        assert who.get(page_of(film)).status_code in statuses
    assert page_of(film) not in desk.text_of(reader, desk.title_url(film))
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people.make_person("cy", "c-Passphrase-9", role=Role.CURATOR))
    answer = strict.post(page_of(film), {"file": file(), "language": "en"})
    assert answer.status_code == 403
    assert not CaptionFile.objects.exists()


# --- Over the API -----------------------------------------------------------------
def test_the_api_adds_and_takes_out(film: Item, coras: Client, viewer: Client) -> None:
    url = f"/api/v1/movies/{film.public_id}/captions/"
    answer = coras.post(
        url, {"file": file(), "language": "en", "hearing_impaired": "true"}
    )
    assert answer.status_code == 201, answer.content
    said = answer.json()
    assert (said["key"], said["replaced"]) == ("en:hi", False)
    assert said["run"]
    follow()
    assert served(viewer, film, "en:hi").status_code == 200
    again = coras.post(
        url, {"file": file(), "language": "en", "hearing_impaired": "true"}
    )
    assert again.json() == {"key": "en:hi", "replaced": True, "run": None}
    gone = coras.delete(f"{url}en:hi/")
    assert gone.status_code == 200
    follow()
    assert served(viewer, film, "en:hi").status_code == 404
    problem(coras.delete(f"{url}en:hi/"), 404)
    problem(coras.delete(f"{url}%00/"), 404)
    by = Activity.objects.filter(verb__startswith="captions_").order_by("pk")
    assert [(d.verb, d.by_name) for d in by] == [
        ("captions_added", "cora"),
        ("captions_taken_out", "cora"),
    ]


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"language": "en"}, "file"),
        ({"file": "text", "language": "en"}, "file"),
        ({"file": (b"", "a.srt"), "language": "en"}, "file"),
        ({"file": (SRT, "a.zip"), "language": "en"}, "file"),
        ({"file": (SRT, "a.srt")}, "language"),
        ({"file": (SRT, "a.srt"), "language": "??"}, "language"),
        ({"file": (SRT, "a.srt"), "language": "en", "forced": "maybe"}, "forced"),
        ({"file": (SRT, "a.srt"), "language": "en", "kind": "x"}, "kind"),
    ],
)
def test_the_api_names_what_is_wrong(
    film: Item, coras: Client, given: dict[str, Any], wrong: str
) -> None:
    body = {k: file(*v) if isinstance(v, tuple) else v for k, v in given.items()}
    answer = coras.post(f"/api/v1/movies/{film.public_id}/captions/", body)
    assert wrong in problem(answer, 400)["errors"]
    assert not CaptionFile.objects.exists()


def test_the_api_refuses_who_may_not(film: Item, viewer: Client, cora: User) -> None:
    url = f"/api/v1/movies/{film.public_id}/captions/"
    problem(viewer.post(url, {"file": file(), "language": "en"}), 403)
    problem(viewer.delete(f"{url}en/"), 403)
    problem(Client().post(url, {"file": file(), "language": "en"}), 401)
    # A token reads, watches or asks for syncs; none curates.
    answer = Client().post(
        url, {"file": file(), "language": "en"}, **bearer(cora, "read", "sync", "watch")
    )
    problem(answer, 403)
    assert not CaptionFile.objects.exists()


def test_the_api_moves_captions_in_time(
    film: Item, coras: Client, viewer: Client
) -> None:
    captions = f"/api/v1/movies/{film.public_id}/captions/"
    coras.post(captions, {"file": file(), "language": "en"})
    follow()
    url = f"{captions}en/shift/"
    answer = sent(coras, "PUT", url, {"ms": 1500})
    assert answer.json() == {"key": "en", "ms": 1500, "changed": True}
    assert b"00:00:02.500 -->" in served(viewer, film).content
    assert not sent(coras, "PUT", url, {"ms": 1500}).json()["changed"]
    deed = Activity.objects.get(verb="captions_shifted")
    assert deed.by_name == "cora"
    undoing.undo(deed)
    assert b"00:00:01.000 -->" in served(viewer, film).content
    sent(coras, "PUT", url, {"ms": -500})
    assert b"00:00:00.500 -->" in served(viewer, film).content
    # A shift is for one file.
    coras.post(captions, {"file": file(OTHER), "language": "en"})
    follow()
    assert b"00:00:01.000 -->" in served(viewer, film).content
    sent(coras, "PUT", url, {"ms": 0})
    assert not CaptionShift.objects.exists()


@pytest.mark.parametrize(
    "body", [{}, {"ms": 600_001}, {"ms": "soon"}, {"ms": 1.5}, {"ms": 1, "by": 2}]
)
def test_a_shift_that_cannot_be_is_refused(
    film: Item, coras: Client, body: dict[str, Any]
) -> None:
    captions = f"/api/v1/movies/{film.public_id}/captions/"
    coras.post(captions, {"file": file(), "language": "en"})
    follow()
    problem(sent(coras, "PUT", f"{captions}en/shift/", body), 400)
    assert not CaptionShift.objects.exists()


def test_a_shift_of_what_is_not_there_is_refused(
    film: Item, coras: Client, viewer: Client
) -> None:
    captions = f"/api/v1/movies/{film.public_id}/captions"
    for key in ("en", "%00"):
        problem(sent(coras, "PUT", f"{captions}/{key}/shift/", {"ms": 5}), 404)
    problem(sent(viewer, "PUT", f"{captions}/en/shift/", {"ms": 5}), 403)


# --- On the command line ----------------------------------------------------------
def test_the_commands(
    film: Item, viewer: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "Fog.srt"
    path.write_bytes(SRT)
    call_command("add_captions", "movie:Fog (1980)", str(path), language="en")
    assert capsys.readouterr().out == ("Fog (1980) has the captions en from Fog.srt.\n")
    assert served(viewer, film).status_code == 200
    call_command("take_out_captions", "movie:Fog (1980)", "en")
    assert served(viewer, film).status_code == 404
    for item, given, language in (
        ("movie:Nothing", str(path), "en"),
        ("movie:Fog (1980)", str(tmp_path / "none.srt"), "en"),
        ("movie:Fog (1980)", str(tmp_path), "en"),
        ("movie:Fog (1980)", str(path), "??"),
        ("show:Fjord", str(path), "en"),
    ):
        with pytest.raises(CommandError) as refused:
            call_command("add_captions", item, given, language=language)
        assert refused.value.returncode == 2
    with pytest.raises(CommandError, match="Nobody has uploaded"):
        call_command("take_out_captions", "movie:Fog (1980)", "en")
