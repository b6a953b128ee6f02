"""What is in the tables after a test that commits is what a migration leaves."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import DEFAULT_DB_ALIAS

from catalog.models import Server
from tests.emptying import rows_of


@pytest.mark.django_db(transaction=True)
def test_every_time_the_same_rows_are_put_back() -> None:
    for _ in range(2):
        Group.objects.all().delete()
        Permission.objects.filter(codename__startswith="view").delete()
        Server.objects.create(
            name="alpha", slug="alpha", api_url="http://alpha.example", priority=1
        )
        call_command("flush", interactive=False, verbosity=0)
        put_back = rows_of(DEFAULT_DB_ALIAS)
        assert {group.name for group in Group.objects.all()} >= {"owner", "curator"}
        assert not Server.objects.exists()
        # Nothing is left for the apps to put back, and nothing to take away.
        emit_post_migrate_signal(0, False, DEFAULT_DB_ALIAS)
        assert rows_of(DEFAULT_DB_ALIAS) == put_back
