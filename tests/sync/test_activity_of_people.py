"""Changes of people and of the household leave a trace, and can be taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts import activity, household, people
from accounts.models import Activity, Household, User
from accounts.roles import Role, give_role, rank_of
from sync import undoing
from tests.api import client_of
from tests.sync import desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def bea() -> User:
    """A curator with an address."""
    found = people.make_person(
        "bea", "b-Passphrase-9", "bea@example.org", role=Role.CURATOR
    )
    Activity.objects.all().delete()
    return found


def _latest() -> Activity:
    return Activity.objects.latest("pk")


def _told() -> list[tuple[str, str, Any, Any]]:
    rows = Activity.objects.order_by("pk")
    return [(row.verb, row.about, row.before, row.after) for row in rows]


def _sent(client: Client, person: User, **more: Any) -> None:
    """What the form of a person sends; the rest stays."""
    whole: dict[str, Any] = {
        "username": person.username,
        "email": person.email,
        "role": rank_of(person).value,
        "is_active": "on",
        **more,
    }
    url = reverse("admin:accounts_user_change", args=[person.pk])
    answer = client.post(url, {name: v for name, v in whole.items() if v is not None})
    assert answer.status_code == 302, answer.content.decode()
    person.refresh_from_db()


def test_a_persons_name_address_role_and_access_by_the_desk(
    olgas: Client, bea: User
) -> None:
    Activity.objects.all().delete()
    _sent(olgas, bea)  # changes nothing
    assert not Activity.objects.exists()
    _sent(olgas, bea, username="beate", email="")
    _sent(olgas, bea, role=Role.OPERATOR.value)
    _sent(olgas, bea, is_active=None)
    assert _told() == [
        (
            "person_changed",
            "bea",
            {"name": "bea", "email": "bea@example.org"},
            {"name": "beate", "email": ""},
        ),
        ("person_role", "beate", {"role": "curator"}, {"role": "operator"}),
        ("person_disabled", "beate", None, None),
    ]
    olga = User.objects.get(username="olga")
    assert set(Activity.objects.values_list("by", "person")) == {(olga.pk, bea.pk)}
    page = desk.text_of(olgas, desk.page_url(Activity.objects.order_by("pk")[0]))
    assert "name: bea; email: bea@example.org" in page
    assert "name: beate; email: none" in page
    # Of people, to those who keep them.
    curator = people.make_person("cora", "c-Passphrase-9", role=Role.CURATOR)
    seen = activity.visible_to(curator)
    assert not seen.filter(verb__startswith="person").exists()


def test_each_of_them_is_undone_and_done_again(bea: User, alice: User) -> None:
    def state() -> Any:
        bea.refresh_from_db()
        return (
            bea.username,
            bea.email,
            rank_of(User.objects.get(pk=bea.pk)),
            bea.is_active,
            Household.objects.values_list("name", "time_zone", "sign_up").first(),
        )

    household.change(name="Home", by=alice)
    for deed in (
        lambda: people.change(bea, name="beate", email="b@example.org", by=alice),
        lambda: people.change(bea, name="beate", email="", by=alice),
        lambda: give_role(bea, Role.READER, by=alice),
        lambda: people.disable(bea, by=alice),
        lambda: people.enable(bea, by=alice),
        lambda: household.change(name="Attic", time_zone="Europe/Berlin", by=alice),
        lambda: household.change(sign_up="approval", by=alice),
    ):
        before = state()
        deed()
        after, row = state(), _latest()
        assert before != after
        assert undoing.may_undo(row, alice)
        assert undoing.undo(row, by=alice) is None
        back = _latest()
        assert (state(), back.undoes) == (before, row)
        undoing.undo(back, by=alice)
        assert state() == after


def test_what_is_other_since_is_not_undone(bea: User, alice: User) -> None:
    people.change(bea, name="beate", email=bea.email, by=alice)
    row = _latest()
    people.change(bea, name="bella", email=bea.email, by=alice)
    with pytest.raises(undoing.UndoError, match="what was changed is not as alice"):
        undoing.undo(row, by=alice)
    again = _latest()
    people.make_person("beate", "b-Passphrase-9")
    with pytest.raises(undoing.UndoError, match="Somebody is called beate already"):
        undoing.undo(again, by=alice)
    people.remove(bea, by=alice)
    with pytest.raises(undoing.UndoError, match="no account any more"):
        undoing.undo(again, by=alice)
    household.change(name="Home", by=alice)
    row = _latest()
    household.change(name="Attic", by=alice)
    with pytest.raises(undoing.UndoError, match="household is not as"):
        undoing.undo(row, by=alice)


def test_nobody_undoes_more_than_they_may(bea: User, alice: User) -> None:
    operator = people.make_person("otto", "o-Passphrase-9", role=Role.OPERATOR)
    people.change(bea, name="beate", email="", by=alice)
    assert not undoing.may_undo(_latest(), operator)
    household.change(name="Home", by=alice)
    assert undoing.may_undo(_latest(), operator)
    household.change(sign_up="approval", by=alice)
    assert not undoing.may_undo(_latest(), operator)
    # An owner who was made one, and is the only one by now, stays one.
    give_role(bea, Role.OWNER, by=alice)
    row = _latest()
    people.disable(alice, by=bea)
    with pytest.raises(undoing.UndoError, match="only owner"):
        undoing.undo(row, by=bea)
    # A deed from before it was kept whose account it is.
    Activity.objects.filter(pk=row.pk).update(person=None)
    row.refresh_from_db()
    assert not undoing.may_undo(row, User.objects.get(pk=bea.pk))


def test_the_household_by_the_desk(olgas: Client, carols: Client, bea: User) -> None:
    url = reverse("admin:accounts_household_change", args=[1])
    sent = {"name": "Home", "time_zone": "UTC", "sign_up": "approval"}
    Activity.objects.all().delete()
    assert olgas.post(url, sent).status_code == 302
    assert olgas.post(url, sent).status_code == 302  # changes nothing
    # How people come in is not for an operator to say.
    more = {**sent, "name": "Attic", "sign_up": "closed"}
    assert carols.post(url, more).status_code == 302
    assert _told() == [
        (
            "household_changed",
            "Home",
            {"name": "MediaHub", "sign_up": "closed"},
            {"name": "Home", "sign_up": "approval"},
        ),
        ("household_changed", "Attic", {"name": "Home"}, {"name": "Attic"}),
    ]
    names = list(Activity.objects.order_by("pk").values_list("by_name", flat=True))
    assert names == ["olga", "carol"]
    assert Household.get().sign_up == "approval"
    # Who may not look at the household, does not see it here.
    listed = "/api/v1/activity/"
    assert len(client_of(bea).get(listed).json()["results"]) == 0
    assert len(olgas.get(listed).json()["results"]) == 2


def test_what_cannot_be_leaves_no_trace(bea: User, alice: User) -> None:
    with pytest.raises(people.PersonError):
        people.change(bea, name="alice", email="", by=alice)
    with pytest.raises(people.PersonError):
        people.change(bea, name="bea", email="no address", by=alice)
    with pytest.raises(ValidationError):
        household.change(time_zone="Moon/Crater", by=alice)
    assert not Activity.objects.exists()
    bea.refresh_from_db()
    assert (bea.username, bea.email) == ("bea", "bea@example.org")


def test_links_and_log_ins_that_an_owner_ends(olgas: Client, bea: User) -> None:
    browser = Client()
    browser.force_login(bea)
    browser.get("/account/")
    Activity.objects.all().delete()
    link = reverse("admin:accounts_user_reset_link", args=[bea.pk])
    shown = olgas.post(link).content.decode()
    people_list = reverse("admin:accounts_user_changelist")
    sent = {"action": "log_out", "index": "0", "_selected_action": [bea.pk]}
    olgas.post(people_list, sent)
    olgas.post(people_list, sent)  # nowhere any more
    assert _told() == [
        ("password_link", "bea", None, None),
        ("log_in_ended", "bea: everywhere", None, None),
    ]
    kept = str(list(Activity.objects.values()))
    assert "key" in shown
    assert not any(part in kept for part in shown.split('"') if "/password/" in part)
