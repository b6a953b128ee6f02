"""What a long proof is: a sentence that says what it shows, and a way to run it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """`run` takes the arguments after the name; what it returns is the exit code."""

    shows: str
    run: Callable[[Sequence[str]], int]
