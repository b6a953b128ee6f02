"""A `sync` whose worker ends (SIGKILL) whenever it merges a title of this name.

Run as a program: ``python -m tests.sync.merging_death TITLE``; the servers are there
already and each lists what `scripted` items its slug says.  Ends with the exit code of
`sync` where no such title is merged.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

import django


def main(title: str) -> None:
    """Sync once, with a death at the title."""
    django.setup()
    from django.core.management import execute_from_command_line

    from sync.finalize import project

    real = vars(project)["resolve_item"]

    def dying(kind: str, observations: Any, *args: Any, **kwargs: Any) -> Any:
        if any(o.values.get("title") == title for o in observations):
            os.kill(os.getpid(), signal.SIGKILL)
        return real(kind, observations, *args, **kwargs)

    vars(project)["resolve_item"] = dying
    execute_from_command_line(["manage.py", "sync", "--json"])


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediahub.settings")
    main(sys.argv[1])
