"""How long the desk's pages take over many titles, against a bare page in the same run.

    .venv/bin/python -m tests.benchmarks.desk_pages [--titles 100000]
        [--database-url postgres://…]

Makes a catalog of three servers by copies of a small one (`tests/sync/copies.py`), asks
for each page once, and then five times: the median of these.  The unit of all ratios is
the page for logging in, which shows no title.  Pages are asked for within the process,
as tests do: what a network adds is left out.  Machines are noisy: compare ratios of one
run, never seconds of two.

The database is made for the run and dropped after it: on the server of
--database-url or DATABASE_URL, else SQLite in a temporary folder.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import Final

from doors import process
from tests.benchmarks.database import fresh_database

ROOT: Final = Path(__file__).resolve().parent.parent.parent
_SECONDS: Final = 3600.0


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="desk_pages", description=(__doc__ or "").split("\n", 1)[0]
    )
    parser.add_argument("--titles", type=int, default=100_000)
    parser.add_argument("--database-url", default="")
    options = parser.parse_args()
    url = options.database_url or os.environ.get("DATABASE_URL")
    with tempfile.TemporaryDirectory() as data, fresh_database(url, Path(data)) as made:
        kept = {
            name: value
            for name, value in os.environ.items()
            if name != "REDIS_URL" and not name.startswith("MEDIAHUB_")
        }
        env = kept | {
            "DATABASE_URL": made.url,
            "MEDIAHUB_DATA": data,
            "DJANGO_SETTINGS_MODULE": "mediahub.settings",
        }
        one_desk = ("-m", "tests.benchmarks.one_desk", str(options.titles))
        for command in (("manage.py", "migrate", "--verbosity", "0"), one_desk):
            done = process.run(
                [sys.executable, *command], seconds=_SECONDS, env=env, cwd=ROOT
            )
            if done.code != 0:
                raise SystemExit(done.stderr.decode()[-2000:])
            sys.stdout.write(done.stdout.decode())


if __name__ == "__main__":
    main()
