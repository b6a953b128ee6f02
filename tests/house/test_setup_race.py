"""Several browsers with the same link at the same moment: one owner, nobody lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from accounts.people import make_owner
from accounts.roles import owners
from mediahub.setup import link
from mediahub.setup.models import Setup
from mediahub.setup.owner import LinkIsVoid, make_first_owner

BROWSERS = 4


@pytest.mark.django_db(transaction=True)
def test_of_several_browsers_one_makes_the_owner() -> None:
    address = f"/{link.new_link()}"
    together = Barrier(BROWSERS)

    def browse(number: int) -> tuple[int, str]:
        client = Client()
        try:
            assert client.get(address).status_code == 302
            together.wait(timeout=60)
            password = f"correct-Horse-{number}"
            given = {"name": f"anna{number}", "password": password, "again": password}
            answer = client.post("/setup/owner/", given)
            return answer.status_code, answer.content.decode()
        finally:
            connection.close()

    with ThreadPoolExecutor(BROWSERS) as pool:
        answers = list(pool.map(browse, range(BROWSERS)))
    assert sorted(status for status, _ in answers) == [302] + [410] * (BROWSERS - 1)
    assert all(
        "Somebody was faster" in page for status, page in answers if status == 410
    )
    assert User.objects.count() == 1
    assert owners().count() == 1
    assert Setup.objects.get().step == Setup.Step.HOUSEHOLD


@pytest.mark.django_db
def test_who_was_slower_by_a_moment_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other browser's commit falls between the questions the page asks."""
    token = str(link.new_link()).split("/")[1]
    digest = link.digest_of(token)
    assert digest is not None
    client = Client()
    assert client.get(f"/setup/{token}/").status_code == 302
    real = link.is_valid

    def overtaken(asked: str) -> bool:
        if not owners().exists():
            make_first_owner(digest, "anna", "correct-Horse-7")
        return real(asked)

    monkeypatch.setattr(link, "is_valid", overtaken)
    password = "correct-Horse-8"
    given = {"name": "berta", "password": password, "again": password}
    answer = client.post("/setup/owner/", given)
    assert answer.status_code == 410
    assert "Somebody was faster" in answer.content.decode()
    assert [user.username for user in User.objects.all()] == ["anna"]


@pytest.mark.django_db
def test_a_link_makes_one_owner_whatever_the_page_saw() -> None:
    digest = link.digest_of(str(link.new_link()).split("/")[1])
    assert digest is not None
    make_first_owner(digest, "anna", "correct-Horse-7")
    with pytest.raises(LinkIsVoid):
        make_first_owner(digest, "berta", "correct-Horse-8")
    # An owner made on the command line counts as well.
    User.objects.all().delete()
    digest = link.digest_of(str(link.new_link()).split("/")[1])
    assert digest is not None
    make_owner("clara", "correct-Horse-9")
    with pytest.raises(LinkIsVoid):
        make_first_owner(digest, "berta", "correct-Horse-8")
    assert [user.username for user in User.objects.all()] == ["clara"]
