"""People: made, told apart, given roles; never a household without an owner."""

from __future__ import annotations

import importlib
import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from accounts import invitations, people, rights
from accounts.models import User
from accounts.roles import LastOwner, Role, give_role, rank_of, role_of, with_role

PASSWORD = "correct-horse-9"


@pytest.mark.django_db
def test_an_owner_is_made() -> None:
    olga = people.make_owner("Olga", PASSWORD, "Olga@Example.org")
    assert role_of(olga) is Role.OWNER
    assert (olga.username, olga.email) == ("Olga", "olga@example.org")
    assert olga.check_password(PASSWORD)
    assert olga.is_staff
    assert not olga.is_superuser
    assert User.objects.get(pk=olga.pk).has_perm("accounts.change_user")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "password", "email", "field"),
    [
        ("", PASSWORD, "", "name"),
        ("two words", PASSWORD, "", "name"),
        ("olga@example.org", PASSWORD, "", "name"),
        ("x" * 61, PASSWORD, "", "name"),
        ("a\0b", PASSWORD, "", "name"),
        ("OLGA", PASSWORD, "", "name"),
        ("änne", PASSWORD, "", "name"),
        ("A\u0308NNE", PASSWORD, "", "name"),
        ("new", "12345678", "", "password"),
        ("new", "new", "", "password"),
        ("new", PASSWORD, "no address", "email"),
        ("new", PASSWORD, "OLGA@example.ORG", "email"),
    ],
)
def test_who_is_not_made(name: str, password: str, email: str, field: str) -> None:
    people.make_owner("olga", PASSWORD, "olga@example.org")
    people.make_person("Änne", PASSWORD)
    with pytest.raises(people.PersonError) as refused:
        people.make_person(name, password, email)
    assert refused.value.field == field
    assert User.objects.count() == 2


@pytest.mark.django_db
def test_the_database_tells_names_and_addresses_apart() -> None:
    User.objects.create_user("Ölaf", "olaf@example.org")
    for name, email in (("ÖLAF", ""), ("other", "OLAF@example.org")):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.create_user(name, email)
    User.objects.create_user("one", "")
    User.objects.create_user("two", "")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(username="two").update(email="OLAF@EXAMPLE.org")


@pytest.mark.django_db
def test_createsuperuser_says_who_is_taken(bob: User) -> None:
    for name, email in (("BOB", "new@example.org"), ("new", "BOB@example.org")):
        with pytest.raises(CommandError, match=r"already|taken"):
            call_command(
                "createsuperuser",
                interactive=False,
                username=name,
                email=email,
                stderr=io.StringIO(),
            )
    call_command("createsuperuser", interactive=False, username="new", email="")
    assert role_of(User.objects.get(username="new")) is Role.OWNER


@pytest.mark.django_db
def test_a_role_sets_group_and_entry_to_the_admin(alice: User, bob: User) -> None:
    for role, staff in (
        (Role.OWNER, True),
        (Role.VIEWER, False),
        (Role.READER, True),
        (Role.OPERATOR, True),
        (Role.CURATOR, True),
    ):
        give_role(bob, role)
        bob = User.objects.get(pk=bob.pk)
        assert (role_of(bob), bob.is_staff) == (role, staff)
        assert [group.name for group in bob.groups.all()] == [role.group]
    assert bob.has_perm("catalog.change_fieldlock")
    assert not bob.has_perm("catalog.change_server")
    assert bob.has_perm("sync.add_trigger")
    assert not bob.has_perm("accounts.view_user")
    assert not bob.has_perm("catalog.view_progress")


@pytest.mark.django_db
def test_who_curated_before_there_were_operators_is_one() -> None:
    step = importlib.import_module(
        "accounts.migrations.0007_let_curators_keep_their_servers"
    )
    carol = people.make_person("carol", PASSWORD, role=Role.CURATOR)
    others = {
        role: people.make_person(role.group, PASSWORD, role=role)
        for role in (Role.VIEWER, Role.OWNER)
    }
    sent = invitations.make(role="curator")
    step.make_operators(apps, None)
    assert rank_of(User.objects.get(pk=carol.pk)) is Role.OPERATOR
    assert User.objects.get(pk=carol.pk).has_perm("catalog.change_server")
    for role, person in others.items():
        assert rank_of(User.objects.get(pk=person.pk)) is role
    pia = invitations.accept(sent.token, name="pia", password=PASSWORD)
    assert rank_of(User.objects.get(pk=pia.pk)) is Role.OPERATOR


@pytest.mark.django_db
def test_people_are_found_by_their_role(alice: User) -> None:
    made = {role: people.make_person(role.group, PASSWORD, role=role) for role in Role}
    for role, person in made.items():
        found = set(with_role(User.objects.all(), role))
        assert found == {person} | ({alice} if role is Role.OWNER else set())


@pytest.mark.django_db
def test_the_last_owner_stays(alice: User) -> None:
    with pytest.raises(LastOwner, match="alice is the only owner"):
        give_role(alice, Role.VIEWER)
    second = people.make_owner("olga", PASSWORD)
    give_role(alice, Role.VIEWER)
    assert role_of(User.objects.get(pk=alice.pk)) is Role.VIEWER
    with pytest.raises(LastOwner):
        give_role(second, Role.CURATOR)
    # Who is disabled counts for nothing.
    User.objects.filter(pk=alice.pk).update(is_superuser=True, is_active=False)
    with pytest.raises(LastOwner):
        give_role(second, Role.CURATOR)


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_step_down_at_once() -> None:
    both = [people.make_owner(name, PASSWORD) for name in ("one", "two")]

    def step_down(user: User) -> bool:
        try:
            give_role(user, Role.VIEWER)
        except LastOwner:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(step_down, both)) == [False, True]


@pytest.mark.django_db
def test_groups_are_put_back_in_step() -> None:
    curators = Group.objects.get(name="curator")
    before = set(curators.permissions.all())
    curators.permissions.set(Permission.objects.filter(codename="delete_user"))
    Group.objects.filter(name="owner").delete()
    call_command("migrate", verbosity=0)
    assert set(curators.permissions.all()) == before
    assert Group.objects.get(name="owner").permissions.count() == (
        Permission.objects.count()
    )
    assert {
        app
        for app, _ in curators.permissions.values_list(
            "content_type__app_label", "codename"
        )
    } == {"accounts", *rights.CURATED}
