"""The commands of docs/webhooks.md, run as they are written."""

from __future__ import annotations

import json
import re
import shutil

import pytest
from pytest_django.live_server_helper import LiveServer

from doors import process
from sync import senders
from sync.models import Trigger
from tests.installation import ROOT

PAGE = ROOT / "docs" / "webhooks.md"


def block(beginning: str) -> str:
    """The indented lines from this one on."""
    lines = PAGE.read_text().splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(beginning))
    found = []
    for line in lines[start:]:
        if not line.startswith("    "):
            break
        found.append(line[4:])
    return "\n".join(found)


@pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("openssl")),
    reason="needs curl and openssl",
)
def test_the_page_signs_what_is_taken(live_server: LiveServer) -> None:
    made = senders.add_sender(name="lamp")
    signed = block("    SECRET=whsec_")
    for name, value in {
        "SECRET": made.secret,
        "URL": f"{live_server.url}/webhooks/lamp/",
    }.items():
        signed, replaced = re.subn(rf"(?m)^{name}=.*$", f"{name}={value}", signed)
        assert replaced == 1
    token = block("    curl -X POST http://127.0.0.1:8000/webhooks/lamp/TOKEN/")
    token = token.replace("http://127.0.0.1:8000", live_server.url)
    token = token.replace("TOKEN", made.token)
    for script in (signed, token):
        done = process.run(["bash", "-c", script], seconds=60)
        assert done.code == 0, done.stderr
        assert Trigger.objects.filter(pk=json.loads(done.stdout)["trigger"]).exists()
    assert Trigger.objects.order_by("pk")[0].kinds == ["movies"]
