"""What is said in the demo's films: caption lines by title and language.

Lines are spread over the length of the film. A title without lines has no captions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

LINES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "Solar Drift": {
        "en": (
            "Eleven days of light. After that we steer by memory.",
            "Then we had better start remembering.",
            "You said you made this voyage before.",
            "I said I arrived. That is not the same.",
            "Both suns in the glass. Which one is ours?",
            "The one that is waiting for us.",
        ),
        "de": (
            "Elf Tage Licht. Danach steuern wir aus dem Gedächtnis.",
            "Dann sollten wir anfangen, uns zu erinnern.",
            "Sie sagten, Sie seien diese Strecke schon gefahren.",
            "Ich sagte, ich sei angekommen. Das ist nicht dasselbe.",
            "Beide Sonnen im Glas. Welche ist unsere?",
            "Die, die auf uns wartet.",
        ),
        "fr": (
            "Onze jours de lumière. Ensuite, on navigue de mémoire.",
            "Alors commençons à nous souvenir.",
            "Vous disiez avoir déjà fait ce voyage.",
            "J'ai dit que j'étais arrivée. Ce n'est pas pareil.",
            "Deux soleils dans la lunette. Lequel est le nôtre ?",
            "Celui qui nous attend.",
        ),
    },
    "Night Ferry": {
        "en": (
            "Last call for the 23:50. Tickets, please.",
            "How many on board?",
            "Forty. I counted them twice.",
            "Then who is standing at the rail?",
            "Count again. Slowly.",
        ),
        "fr": (
            "Dernier appel pour le 23 h 50. Billets, s'il vous plaît.",
            "Combien à bord ?",
            "Quarante. J'ai compté deux fois.",
            "Alors qui se tient au bastingage ?",
            "Recomptez. Lentement.",
        ),
    },
    "The Long Meridian": {
        "en": (
            "Dear Lien, today the line crossed a frozen lake.",
            "Dear Petter, here it runs through a market. I bought pears.",
            "I mark each mile with a stone. Do you?",
            "With chalk. The rain reads it first.",
            "If we both keep walking, we cannot miss each other.",
        ),
        "de": (
            "Liebe Lien, heute lief die Linie über einen gefrorenen See.",
            "Lieber Petter, hier geht sie durch einen Markt. Ich kaufte Birnen.",
            "Ich lege an jede Meile einen Stein. Du auch?",
            "Kreide. Der Regen liest sie zuerst.",
            "Wenn wir beide weitergehen, können wir uns nicht verfehlen.",
        ),
    },
    "Paper Lanterns": {
        "en": (
            "Write it down. Nobody else has to read it.",
            "And if it comes true?",
            "Then the river keeps the paper.",
            "This one is coming back. Against the current.",
            "It has an answer on it.",
        ),
        "en.hi": (
            "[crickets, water lapping]\nWrite it down. Nobody else has to read it.",
            "[pencil scratching]\nAnd if it comes true?",
            "THE BOATMAN: Then the river keeps the paper.",
            "[bell, far off]\nWREN: This one is coming back.",
            "[paper unfolding]\nIt has an answer on it.",
        ),
        "de": (
            "Schreib es auf. Niemand sonst muss es lesen.",
            "Und wenn es wahr wird?",
            "Dann behält der Fluss das Papier.",
            "Die hier kommt zurück. Gegen die Strömung.",
            "Da steht eine Antwort drauf.",
        ),
    },
    "Second Winter": {
        "en": (
            "Nine days. I had already put the shovels away.",
            "How much wood is left?",
            "The chairs. Then the doors.",
            "Somebody has to go over the pass.",
            "Somebody already did.",
        ),
        "de": (
            "Neun Tage. Ich hatte die Schaufeln schon weggeräumt.",
            "Wie viel Holz ist noch da?",
            "Die Stühle. Dann die Türen.",
            "Jemand muss über den Pass.",
            "Jemand ist schon gegangen.",
        ),
    },
    "Zoë & the 100% Café": {
        "en": (
            "Complete satisfaction since 1961. It is on the sign.",
            "I have a receipt from 1974. The soup was cold.",
            "Would you like a new soup?",
            "I would like the same soup. Warm.",
        ),
        "de": (
            "Hundert Prozent zufrieden seit 1961. Steht auf dem Schild.",
            "Ich habe einen Beleg von 1974. Die Suppe war kalt.",
            "Möchten Sie eine neue Suppe?",
            "Ich möchte dieselbe Suppe. Warm.",
        ),
        "fr": (
            "Satisfaction totale depuis 1961. C'est écrit sur l'enseigne.",
            "J'ai un reçu de 1974. La soupe était froide.",
            "Voulez-vous une autre soupe ?",
            "Je voudrais la même. Chaude.",
        ),
    },
    "Harbor Lights S01E01": {
        "en": (
            "Pilot boat to freighter: follow my light.",
            "Which one? I see two.",
            "There is only one light on this coast.",
            "Then who is keeping the other?",
        ),
        "de": (
            "Lotsenboot an Frachter: Folgen Sie meinem Licht.",
            "Welchem? Ich sehe zwei.",
            "Es gibt nur ein Licht an dieser Küste.",
            "Und wer hütet dann das andere?",
        ),
    },
}


def subtitles(lines: tuple[str, ...], seconds: int) -> str:
    """The lines as an SRT file, with a pause after each."""
    step = (seconds - 2) * 1000 // len(lines)
    cues = []
    for number, line in enumerate(lines):
        start = 1000 + number * step
        end = start + min(step * 9 // 10, 5500)
        cues.append(f"{number + 1}\n{_time(start)} --> {_time(end)}\n{line}\n")
    return "\n".join(cues)


def chapters(titles: tuple[str, ...], seconds: int) -> str:
    """Chapters of equal length as a WEBVTT file."""
    step = seconds * 1000 // len(titles)
    cues = ["WEBVTT\n"]
    for number, title in enumerate(titles):
        start, end = number * step, (number + 1) * step
        span = f"{_time(start)} --> {_time(end)}".replace(",", ".")
        cues.append(f"{span}\n{title}\n")
    return "\n".join(cues)


def _time(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"00:{seconds // 60:02d}:{seconds % 60:02d},{rest:03d}"
