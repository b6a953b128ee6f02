"""Which chapters viewers may want to skip, by what these are called.  Pure.

A name counts as a whole: "The opening of the tomb" is a part of the story.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Literal

Skipped = Literal["intro", "recap", "credits"]

#: A longer one is hardly what its name says, in milliseconds.
LONGEST_MS: Final = {"intro": 5 * 60_000, "recap": 5 * 60_000, "credits": 30 * 60_000}
#: English, German, French, Spanish, Italian, Portuguese; without accents.
_NAMES: Final[dict[Skipped, frozenset[str]]] = {
    "intro": frozenset(
        {
            *("intro", "opening", "opening credits", "opening titles", "op"),
            *("title sequence", "main title", "main titles", "theme song"),
            *("vorspann", "titelvorspann", "titelsequenz", "titelsong"),
            *("generique", "generique de debut", "generique d ouverture"),
            *("cabecera", "apertura", "creditos iniciales", "secuencia de apertura"),
            *("sigla", "sigla iniziale", "sigla di apertura"),
            *("abertura", "creditos de abertura"),
        }
    ),
    "recap": frozenset(
        {
            *("recap", "previously", "previously on", "last time", "story so far"),
            *("ruckblick", "was bisher geschah", "zuletzt", "zusammenfassung"),
            *("resume", "precedemment", "dans les episodes precedents"),
            *("resumen", "anteriormente", "en episodios anteriores"),
            *("riassunto", "nelle puntate precedenti", "resumo"),
        }
    ),
    "credits": frozenset(
        {
            *("credits", "end credits", "ending credits", "closing credits"),
            *("end titles", "ending", "closing", "outro", "ed"),
            *("abspann", "nachspann", "endtitel"),
            *("credits de fin", "generique de fin"),
            *("creditos", "creditos finales", "cierre", "titulos de credito"),
            *("titoli di coda", "sigla finale", "creditos finais"),
        }
    ),
}
_BETWEEN: Final = re.compile(r"[^a-z]+")
_SERIES: Final = re.compile(r"previously on .{1,60}|the story so far")


def skipped(title: str, length_ms: int) -> Skipped | None:
    """What a chapter is, if it is one that may be skipped."""
    name = _plain(title)
    for kind, names in _NAMES.items():
        is_it = name in names or (kind == "recap" and _SERIES.fullmatch(name))
        if is_it and length_ms <= LONGEST_MS[kind]:
            return kind
    return None


def _plain(title: str) -> str:
    """Small letters without accents, and single spaces: ``Intro 1`` is ``intro``."""
    apart = unicodedata.normalize("NFKD", title[:100].casefold())
    letters = "".join(one for one in apart if not unicodedata.combining(one))
    return _BETWEEN.sub(" ", letters).strip()
