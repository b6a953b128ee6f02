"""What a command loads before it does anything: its own needs, and no page of the site.

Looked at, not timed: starts are what every command, worker and container waits for.
"""

from __future__ import annotations

import json
import sys

from doors import process
from tests.installation import ROOT, Installation

_LOOK = """
import json, sys
import django
from django.core.management import load_command_class

def loaded():
    pages = {"mediahub.urls", "sync.admin", "drf_spectacular.views"}
    return sorted(pages & set(sys.modules))

django.setup()
load_command_class("sync", "list_servers").run_from_argv(["", "list_servers", "--json"])
after_a_command = loaded()
from django.contrib import admin
from django.core.checks import run_checks
before = len(admin.site._registry)
faults = run_checks()
print(json.dumps([after_a_command, before, len(faults), loaded(),
    sorted(model._meta.label for model in admin.site._registry)]))
"""


def test_pages_are_loaded_for_those_who_look_at_them(
    installation: Installation,
) -> None:
    env = {**installation.env, "DJANGO_SETTINGS_MODULE": "mediahub.settings"}
    done = process.run([sys.executable, "-c", _LOOK], seconds=120, env=env, cwd=ROOT)
    assert done.code == 0, done.stderr.decode()
    last = done.stdout.decode().splitlines()[-1]
    after_a_command, before, faults, after_checks, pages = json.loads(last)
    assert (after_a_command, before) == ([], 0)
    # The negative control: `check` loads them all, and looks at each.
    assert faults == 0
    assert after_checks == ["drf_spectacular.views", "mediahub.urls", "sync.admin"]
    assert {"catalog.Movie", "catalog.Server", "sync.Run", "accounts.User"} <= {*pages}
