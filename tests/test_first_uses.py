"""No shape of JSON waits for its first use to look up what it is made of.

Two threads that do so at once end the process (SIGSEGV in msgspec 0.22): a worker that
reads two listings side by side, or a web server in a burst of webhooks.
"""

from __future__ import annotations

import sys

from doors import process
from tests.installation import ROOT, Installation


def test_all_is_looked_up_before_there_are_threads(installation: Installation) -> None:
    done = process.run(
        [sys.executable, "-m", "tests.first_uses"],
        seconds=120,
        env=installation.env,
        cwd=ROOT,
    )
    assert done.code == 0, done.stderr.decode()
    assert int(done.stderr.split()[-1]) > 20, "the walk over shapes finds few"
    assert done.stdout.decode() == ""
