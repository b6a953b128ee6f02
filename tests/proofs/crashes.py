"""`kill -9` before and after every commit of every deed (`tests/crashes`)."""

from __future__ import annotations

import argparse
import os
import random
import subprocess  # noqa: TID251 - what it shows on the way is to be seen at once
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import django

from tests.proofs.proof import Proof

_TWICE: Final = 5


def run(arguments: Sequence[str]) -> int:
    """All deeds, or those that are named; 1 where something was lost or done twice."""
    parser = argparse.ArgumentParser("hub prove crashes", description=PROOF.shows)
    parser.add_argument("deeds", nargs="*", metavar="DEED")
    parser.add_argument("--seed", type=int, help="for deaths in pairs; else drawn")
    parser.add_argument(
        "--twice", type=int, default=_TWICE, help=f"pairs for each deed ({_TWICE})"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args(arguments)
    seed = random.randrange(10**6) if asked.seed is None else asked.seed
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediahub.settings")
    django.setup()
    from tests.crashes.deeds import DEEDS
    from tests.installation import Template

    unknown = sorted(set(asked.deeds) - set(DEEDS))
    if unknown:
        known = ", ".join(DEEDS)
        print(f'There is no deed "{unknown[0]}"; there are: {known}.', file=sys.stderr)
        return 2
    names = asked.deeds or list(DEEDS)
    print(f"Seed {seed}.", file=sys.stderr, flush=True)
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory() as folder,
        Template.made(Path(folder) / "migrated") as migrated,
    ):

        def share(job: int) -> int:
            """Every so-many-th deed, in a process and an installation of its own."""
            mine = [
                word for name in names[job :: asked.jobs] for word in ("--deed", name)
            ]
            if not mine:
                return 0
            with migrated.copied(Path(folder) / f"job-{job}") as installation:
                return subprocess.run(
                    [
                        *(sys.executable, "-m", "tests.crashes"),
                        *(str(installation.data / "copies"), *mine),
                        *("--twice", str(asked.twice), "--seed", str(seed)),
                    ],
                    env=installation.env,
                    stdout=subprocess.DEVNULL,
                    check=False,
                ).returncode

        with ThreadPoolExecutor(asked.jobs) as pool:
            codes = list(pool.map(share, range(asked.jobs)))
    print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)
    return 1 if any(codes) else 0


PROOF = Proof(
    shows=(
        "A death before and after every commit of syncs, decisions, settings and "
        "requests, and pairs of deaths: nothing is lost, nothing is done twice."
    ),
    run=run,
)
