"""The set-up's steps: what they make, what they refuse, and coming back to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from accounts.models import Household, User
from accounts.roles import Role, role_of
from catalog.models import Server
from mediahub.setup import link
from mediahub.setup.models import Setup
from sync.models import Run, Trigger
from tests.library_factory import make_movie
from tests.library_server import SECRET, LibraryServer, library_server

pytestmark = pytest.mark.django_db

OWNER = {
    "name": "anna",
    "email": "anna@example.org",
    "password": "correct-Horse-7",
    "again": "correct-Horse-7",
}
HOME = {"name": "Home cinema", "time_zone": "Europe/Berlin"}
JUNK = [
    "",
    "   ",
    "x" * 10_000,
    "a\0b",
    "a\u202eb",
    "\ud7ff\u0007",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "' OR 1=1 --",
]


@pytest.fixture
def visitor() -> Client:
    """Who opened the link."""
    client = Client()
    client.get(f"/{link.new_link()}")
    return client


@pytest.fixture
def annas(visitor: Client) -> Client:
    """The owner, at the second step."""
    visitor.post("/setup/owner/", OWNER)
    return visitor


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LibraryServer]:
    root = tmp_path_factory.mktemp("library")
    make_movie(root, "Copper Harbor (2019)", metadata={"title": "Copper Harbor"})
    with library_server(root) as server:
        yield server


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def ends_at(client: Client, address: str) -> str:
    return str(client.get(address, follow=True).redirect_chain[-1][0])


def errors_of(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 200
    found: dict[str, list[str]] = answer.context["form"].errors
    return found


def test_the_owner_is_made_and_logged_in(visitor: Client) -> None:
    answer = visitor.post("/setup/owner/", OWNER)
    assert (answer.status_code, answer["Location"]) == (302, "/setup/household/")
    anna = User.objects.get()
    assert (anna.username, anna.email, role_of(anna)) == (
        "anna",
        "anna@example.org",
        Role.OWNER,
    )
    assert anna.check_password(OWNER["password"])
    # May see what the last step shows, and all else.
    assert anna.has_perm("sync.view_run")
    assert visitor.session["_auth_user_id"] == str(anna.pk)
    assert Setup.objects.get().token_digest == ""


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("name", "", "required"),
        ("name", "x" * 10_000, "at most 60"),
        ("name", "a\0b", "Null characters"),
        ("name", "a b", "no blanks"),
        ("name", "a\u202eb", "letters, digits"),
        ("email", "nobody", "valid email"),
        ("password", "short1A", "too short"),
        ("password", "password", "too common"),
        ("password", "19283746501", "numeric"),
        ("password", "anna@example", "too similar"),
        ("password", "x\0" * 20, "Null characters"),
    ],
)
def test_what_an_owner_has_to_mend(
    visitor: Client, field: str, value: str, why: str
) -> None:
    given = {**OWNER, field: value}
    if field == "password":
        given["again"] = value
    answer = visitor.post("/setup/owner/", given)
    assert why in " ".join(errors_of(answer)[field])
    assert OWNER["password"] not in text_of(answer)
    assert not User.objects.exists()


def test_all_that_is_to_mend_is_said_at_once(visitor: Client) -> None:
    given = {"name": "Anna Maria", "email": "x", "password": "pass", "again": "word"}
    answer = visitor.post("/setup/owner/", given)
    assert set(errors_of(answer)) == {"name", "email", "password", "again"}
    assert "Please type the password once more" in text_of(answer)


def test_two_passwords_that_differ(visitor: Client) -> None:
    answer = visitor.post("/setup/owner/", {**OWNER, "again": "another-Horse-7"})
    assert errors_of(answer)["again"] == ["The two passwords differ."]


@pytest.mark.parametrize("junk", JUNK)
@pytest.mark.parametrize("field", ["name", "email", "password", "again"])
def test_no_junk_makes_an_error_page_of_the_owner(
    visitor: Client, field: str, junk: str
) -> None:
    answer = visitor.post("/setup/owner/", {**OWNER, field: junk})
    assert answer.status_code in {200, 302}
    assert "<script>alert(1)" not in text_of(answer)


@pytest.mark.parametrize("junk", JUNK)
@pytest.mark.parametrize("field", ["name", "time_zone"])
def test_no_junk_makes_an_error_page_of_the_household(
    annas: Client, field: str, junk: str
) -> None:
    answer = annas.post("/setup/household/", {**HOME, field: junk})
    assert answer.status_code in {200, 302}
    assert "<script>alert(1)" not in text_of(answer)


@pytest.mark.parametrize("junk", [*JUNK, "http://", "http://[::1", "http://h:0"])
@pytest.mark.parametrize("field", ["name", "api_url", "media_url", "prefix", "secret"])
def test_no_junk_makes_an_error_page_of_the_server(
    annas: Client, field: str, junk: str
) -> None:
    annas.post("/setup/household/", HOME)
    given = {"name": "nas", "api_url": "http://127.0.0.1:9", "secret": "s3cret-word"}
    answer = annas.post("/setup/server/", {**given, field: junk})
    assert answer.status_code in {200, 302}
    assert "s3cret-word" not in text_of(answer)
    assert "<script>alert(1)" not in text_of(answer)


def test_the_household_is_kept(annas: Client) -> None:
    given = {"name": "  Home   cinema ", "time_zone": "europe/new york"}
    answer = annas.post("/setup/household/", given)
    assert "no such time zone" in errors_of(answer)["time_zone"][0]
    given["time_zone"] = "america/new york"
    answer = annas.post("/setup/household/", given)
    assert (answer.status_code, answer["Location"]) == (302, "/setup/server/")
    home = Household.get()
    assert (home.name, home.time_zone) == ("Home cinema", "America/New_York")
    assert home.set_up_at is None


def test_coming_back_goes_on_where_one_was(annas: Client) -> None:
    for place in ("/setup/", "/"):
        assert (
            annas.get(place, follow=True).redirect_chain[-1][0] == "/setup/household/"
        )
    annas.post("/setup/household/", HOME)
    assert annas.get("/", follow=True).redirect_chain[-1][0] == "/setup/server/"
    # In another browser, after logging in.
    other = Client()
    assert other.login(username=OWNER["name"], password=OWNER["password"])
    assert ends_at(other, "/setup/") == "/setup/server/"


def test_the_first_server_is_added_tested_and_fetched(
    annas: Client, library: LibraryServer
) -> None:
    annas.post("/setup/household/", HOME)
    given = {"name": "nas", "api_url": library.url, "secret": "wrong"}
    answer = annas.post("/setup/server/", given, follow=True)
    assert answer.redirect_chain == [("/setup/server/", 302)]
    answer = annas.post("/setup/server/test/")
    # What cannot be tried without the secret is no fault of its own.
    results = [part["result"] for part in answer.context["parts"]]
    assert [one and one.ok for one in results] == [True, False, None, None]
    assert "Not all works yet" in text_of(answer)
    # The secret alone is mended.
    server = Server.objects.get()
    mended = {
        **{name: getattr(server, name) for name in ("api_url", "media_url", "prefix")},
        "secret": SECRET,
    }
    answer = annas.post("/setup/server/", mended, follow=True)
    assert SECRET not in text_of(answer)
    assert Server.objects.get().secret == SECRET
    lines = annas.post(
        "/setup/server/test/", headers={"Accept": "application/x-ndjson"}
    )
    said = b"".join(lines.streaming_content).decode()  # type: ignore[attr-defined]
    assert said.count('"ok": true') == 4
    assert SECRET not in said
    answer = annas.post("/setup/sync/start/")
    assert answer["Location"] == "/setup/sync/"
    run = Run.objects.get()
    assert Setup.objects.get().run == run
    assert Trigger.objects.get().by == User.objects.get()
    # Asking twice is asking once.
    annas.post("/setup/sync/start/")
    assert Run.objects.count() == 1
    assert "Fetching your movies and shows" in text_of(annas.get("/setup/sync/"))
    assert ends_at(annas, "/") == "/setup/sync/"


def test_going_to_the_site_is_the_end(annas: Client) -> None:
    annas.post("/setup/household/", HOME)
    assert annas.post("/setup/finish/").status_code == 302
    assert Household.get().set_up_at is not None
    assert Setup.objects.get().step == Setup.Step.DONE
    for address in ("", "owner/", "household/", "server/", "sync/", "any-token/"):
        answer = annas.get(f"/setup/{address}")
        assert (answer.status_code, answer["Location"]) == (302, "/")
    assert annas.post("/setup/household/", {**HOME, "name": "Taken"})["Location"] == "/"
    assert Household.get().name == HOME["name"]
    assert Client().get("/setup/owner/").status_code == 410


def test_the_steps_are_the_owners_alone(annas: Client, bob: User) -> None:
    bobs = Client()
    bobs.force_login(bob)
    for address in ("household/", "server/", "sync/"):
        assert bobs.get(f"/setup/{address}").status_code == 403
        assert "login" in Client().get(f"/setup/{address}")["Location"]
    for address in ("server/look/", "server/test/", "sync/start/", "finish/"):
        assert bobs.post(f"/setup/{address}").status_code == 403
        assert annas.get(f"/setup/{address}").status_code == 405
    assert bobs.get("/setup/")["Location"] == "/"
    assert bobs.post("/setup/owner/", OWNER)["Location"] == "/"


def test_who_comes_second_is_told_kindly(visitor: Client, annas: Client) -> None:
    second = Client()
    answer = second.get("/setup/", follow=True)
    assert answer.status_code == 410
    assert "Somebody was faster" in text_of(answer)
    assert "?next=/setup/" in text_of(answer)
