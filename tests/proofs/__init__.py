"""Proofs that are too long for every run: `./hub prove`.

A proof is a module here with a `PROOF`, and a line in `PROOFS`.  What each showed
last, and when, stands in docs/proof.md.
"""

from __future__ import annotations

from typing import Final

from tests.proofs import crashes, large, laws, mutants
from tests.proofs.proof import Proof

PROOFS: Final[dict[str, Proof]] = {
    "crashes": crashes.PROOF,
    "large": large.PROOF,
    "laws": laws.PROOF,
    "mutants": mutants.PROOF,
}
