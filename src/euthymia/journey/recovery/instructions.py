"""What a patient takes home in words, by version and language, and what is said back (clinical.md 5D)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cached_property
from hashlib import sha256

from euthymia.domain.quantities import Confidence, Provenance

VERSION = "2026.11"
LANGUAGES = {"en": "English", "es": "Español"}
SOURCE = Provenance(
    "clinical.md 5D: driving KET-CH, SPR-L; return KET-L, SPR-L; crisis line VADOD", Confidence.V2
)


@dataclass(frozen=True, slots=True)
class Point:
    """Something the patient says back: what staff ask, and what the answer has to hold."""

    code: str
    asks: str
    right: str


@dataclass(frozen=True, slots=True)
class Topic:
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Instructions:
    """One version in one language. `digest` is over everything the patient reads and is asked."""

    language: str
    title: str
    topics: tuple[Topic, ...]
    points: tuple[Point, ...]
    version: str = VERSION

    @cached_property
    def digest(self) -> str:
        text = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return sha256(text.encode("utf-8")).hexdigest()

    @property
    def name(self) -> str:
        """As it stands in the record."""
        return f"{self.version} {self.language} {self.digest[:8]}"


# The later of the two counts: 24 h (KET-CH) and a night of sleep (SPR-L).
_ENGLISH = Instructions(
    "en", "After your session",
    (
        Topic("Today and tonight", (
            "Go home with the person who came for you, and stay with somebody until tomorrow.",
            "Do not drive, ride a bicycle or use machines for 24 hours, and not before a night of good sleep. The later of the two counts.",
            "No alcohol, no cannabis and no sleeping pills for 24 hours.",
            "Sign nothing important, and do not look after a child alone, for 24 hours.",
            "Begin with water or tea; eat when you feel like it.",
        )),
        Topic("Your medicines", ("Take up again what was held for today only as your clinician told you.",)),
        Topic("Call us, or come back, for", (
            "vomiting that does not stop, fainting, a severe headache,",
            "seeing or hearing things for more than four hours,",
            "blood or pain when you pass water.",
        )),
        Topic("Call 911 for", ("chest pain, trouble breathing, or when you cannot be woken easily.",)),
        Topic("Thoughts of suicide", (
            "New or worse thoughts can come after a session. Call or text 988 at once, at any hour (veterans press 1). In danger call 911.",
        )),
        Topic("In the days after", ("Write a few lines, see your therapist, sleep, eat and move well. We call you tomorrow.",)),
    ),
    (
        Point("driving", "When may you drive again?", "not for 24 hours, and not before a night of sleep"),
        Point("alcohol", "What must you leave out for 24 hours?", "alcohol, cannabis, sleeping pills"),
        Point("danger", "When do you call 911?", "chest pain, trouble breathing, cannot be woken"),
        Point("thoughts", "What do you do if thoughts of suicide come?", "call or text 988, or 911"),
    ),
)  # fmt: skip
_SPANISH = Instructions(
    "es", "Después de su sesión",
    (
        Topic("Hoy y esta noche", (
            "Vaya a casa con la persona que vino por usted y quédese con alguien hasta mañana.",
            "No conduzca, no monte en bicicleta ni use máquinas durante 24 horas, y no antes de una noche de buen sueño. Cuenta lo que sea más tarde.",
            "Nada de alcohol, cannabis ni pastillas para dormir durante 24 horas.",
            "No firme nada importante ni cuide a solas de un niño durante 24 horas.",
            "Empiece con agua o té; coma cuando tenga ganas.",
        )),
        Topic("Sus medicinas", ("Vuelva a tomar lo que se suspendió hoy solo como se lo indicó su médico.",)),
        Topic("Llámenos, o vuelva, si tiene", (
            "vómitos que no paran, un desmayo, un dolor de cabeza muy fuerte,",
            "visiones o voces durante más de cuatro horas,",
            "sangre o dolor al orinar.",
        )),
        Topic("Llame al 911 si tiene", ("dolor en el pecho, dificultad para respirar, o si no pueden despertarle con facilidad.",)),
        Topic("Pensamientos de suicidio", (
            "Después de una sesión pueden venir pensamientos nuevos o peores. Llame o escriba al 988 enseguida, a cualquier hora (veteranos: oprima 1). En peligro llame al 911.",
        )),
        Topic("Los días siguientes", ("Escriba unas líneas, vea a su terapeuta, duerma, coma y muévase bien. Mañana le llamamos.",)),
    ),
    (
        Point("driving", "¿Cuándo puede volver a conducir?", "no antes de 24 horas, ni antes de una noche de sueño"),
        Point("alcohol", "¿Qué no debe tomar durante 24 horas?", "alcohol, cannabis, pastillas para dormir"),
        Point("danger", "¿Cuándo llama al 911?", "dolor en el pecho, dificultad para respirar, no pueden despertarle"),
        Point("thoughts", "¿Qué hace si vienen pensamientos de suicidio?", "llamar o escribir al 988, o al 911"),
    ),
)  # fmt: skip
INSTRUCTIONS: tuple[Instructions, ...] = (_ENGLISH, _SPANISH)
POINTS = tuple(point.code for point in _ENGLISH.points)


def current(language: str) -> Instructions:
    """Today's version. Raises KeyError for a language that has none."""
    for found in INSTRUCTIONS:
        if found.language == language:
            return found
    raise KeyError(f"no instructions in {language!r}")
