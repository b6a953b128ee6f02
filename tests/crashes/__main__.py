"""Run deeds with their deaths on copies of the environment's installation.

``python -m tests.crashes FOLDER [--deed DEED ...]``: copies go below the folder, and
what was found comes as JSON.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import sys
import time
from pathlib import Path
from random import Random

import django


def main() -> int:
    """All deeds, if none are named; the guard named by `--break` is taken away.

    1 where a death was not made good, or nobody came as far as it.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--deed", action="append", dest="deeds")
    parser.add_argument("--handful", type=int, help="so many deaths of each deed")
    parser.add_argument("--twice", type=int, default=0, help="deaths in pairs, of each")
    parser.add_argument("--seed", type=int, default=0, help="for the chance in these")
    parser.add_argument("--near", default="", help="only commits of such a place")
    parser.add_argument("--break", dest="broken")
    asked = parser.parse_args()
    django.setup()
    from django.conf import settings

    from tests.crashes import forks
    from tests.crashes.breaking import BREAKS
    from tests.crashes.deeds import DEEDS
    from tests.crashes.enumeration import Prepared, enumerated
    from tests.crashes.steps import BROWSER
    from tests.installation import Installation, Template

    forks.warm_up(BROWSER)
    here = Installation(data=settings.MEDIAHUB_DATA, env=dict(os.environ))
    found = []
    with (
        forks.peers() as peers,
        Prepared(Template.of(here), asked.folder, peers) as prepared,
    ):
        for name in asked.deeds or list(DEEDS):
            began = time.monotonic()
            one = enumerated(
                DEEDS[name],
                prepared,
                handful=asked.handful,
                twice=asked.twice,
                chance=Random(f"{asked.seed} {name}"),
                near=asked.near,
                break_it=BREAKS[asked.broken] if asked.broken else None,
                told=_say,
            )
            _say(
                f"{name}: {one.commits} commits, {one.deaths} deaths, "
                f"{len(one.missed)} missed, {len(one.wrong)} wrong, "
                f"{time.monotonic() - began:.1f} s"
            )
            found.append(dataclasses.asdict(one))
    sys.stdout.write(json.dumps(found))
    return 1 if any(one["wrong"] or one["missed"] for one in found) else 0


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediahub.settings")
    sys.exit(main())
