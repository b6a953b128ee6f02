"""`./hub prove`: which long proofs there are.  `./hub prove NAME ...`: runs one."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Sequence

from tests.proofs import PROOFS


def main(arguments: Sequence[str]) -> int:
    """List them, or run one; its exit code, and 2 for a name that is none."""
    name, *others = arguments or [""]
    if name in PROOFS:
        return PROOFS[name].run(others)
    if name in {"", "-h", "--help"}:
        print("usage: hub prove NAME [ARGUMENT ...]\n")
        for known, proof in sorted(PROOFS.items()):
            print(_entry(known, proof.shows))
        return 0
    known = ", ".join(sorted(PROOFS))
    print(f'There is no proof "{name[:50]}"; there are: {known}.', file=sys.stderr)
    return 2


def _entry(name: str, shows: str) -> str:
    return textwrap.fill(
        shows, 80, initial_indent=f"  {name:<10} ", subsequent_indent=" " * 13
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
