"""Pages of last resort stand by themselves: no database, no session, a way on."""

from __future__ import annotations

import pytest
from django.template.loader import get_template
from django.test import Client, RequestFactory

from accounts.models import User
from catalog.site import faults


@pytest.mark.parametrize("name", ["400", "403_csrf", "429", "500", "503"])
def test_a_page_of_last_resort_reads_nothing(name: str) -> None:
    # Without the database's mark, any query would fail this test.
    text = get_template(f"{name}.html").render()
    assert text.count("<h1") == 1
    assert 'href="/"' in text
    assert "<script" not in text
    assert " style=" not in text


def test_an_error_of_ours_is_answered_with_its_page() -> None:
    answer = faults.failed(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "Something went wrong here" in answer.content.decode()


def test_a_page_not_for_a_person_says_so(bob: User) -> None:
    request = RequestFactory().get("/")
    request.user = bob
    answer = faults.refused(request, Exception())
    assert answer.status_code == 403
    assert "not open to you" in answer.content.decode()


@pytest.mark.django_db
def test_a_stranger_finds_no_page_and_no_menu() -> None:
    answer = Client().get("/nothing/at/all/")
    assert answer.status_code == 404
    text = answer.content.decode()
    assert "This page is not here" in text
    assert "Log out" not in text
