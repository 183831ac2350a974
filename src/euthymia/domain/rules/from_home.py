"""What a patient tells from home: who has to hear of it, how soon, and why.

clinical.md 5D says for what somebody calls or comes back; 8A and 9A say when mood and thoughts cannot wait. What a
patient cannot say never makes a report less urgent. Nothing here treats: it decides who is told.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from euthymia.domain.instruments import Words
from euthymia.domain.quantities import Confidence, Fault, Provenance

from .crisis_path import Trigger, of_told

_V, _V2, _P = Confidence.V, Confidence.V2, Confidence.P
LONGEST_WORDS = 4_000  # signs: what a person writes on a phone, and a pasted page besides
UNSURE = "unsure"


class Level(StrEnum):
    """How soon somebody has to hear of it: a person is paged now, or it stands in today's list."""

    RED = "red"
    AMBER = "amber"


class Severity(StrEnum):
    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"
    LIFE_THREATENING = "life-threatening"


class Lasting(StrEnum):
    """Since when it is felt. The ends are those of the facts: 4 hours (5D), 24 hours (5E), 2 weeks (6C)."""

    UNDER_4_H = "under-4-h"
    OVER_4_H = "over-4-h"
    OVER_24_H = "over-24-h"
    OVER_2_WEEKS = "over-2-weeks"


class Now(StrEnum):
    GONE = "gone"
    ONGOING = "ongoing"


class Phase(StrEnum):
    """Where on the safety timeline it belongs."""

    IMMEDIATE = "immediate"
    DELAYED = "delayed"
    LONG_TERM = "long-term"
    UNKNOWN = "no dose known before it"


_CALL = Provenance("clinical.md 5D: call or return (KET-L; SPR-L)", _V2)
_WORSE = Provenance("clinical.md 8C: worsening or new thoughts: pause, crisis path (SPR-L)", _V)
_GRAVE = Provenance("clinical.md 6B: life-threatening, serious (FDA definitions)", Confidence.K)
_READ = Provenance("everything told from home is read by a person the same day: site setting", _P)
_NOT_SAID = Provenance("what is not known never makes it less urgent (clinical.md 9A, as for behaviour without a date)", _P)  # fmt: skip
_BLADDER = Provenance("clinical.md 6C: new bladder symptoms for more than 2 weeks: hold, urology (SPR-L; CHA24; KSET)", _V2)  # fmt: skip
REMOTE = Provenance("clinical.md 9A: told from outside: contact within 15 to 30 minutes, then the emergency contact", _P)  # fmt: skip
FIRST_WITHIN, SECOND_WITHIN = timedelta(minutes=15), timedelta(minutes=30)
IMMEDIATE_UNTIL = timedelta(hours=24)
IMMEDIATE_SOURCE = Provenance(
    "clinical.md 6A: emergence reactions up to 24 h (KET-L); 5E: asked about at 24 h", _V
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One thing that may be felt, and when it pages a person: always, from a severity on, while it lasts, or never.

    `red_from` counts `SEVERE` and above, `red_lasting` everything that has lasted so long or longer.
    """

    code: str
    words: Words
    provenance: Provenance
    always: bool = False
    red_from: Severity | None = None
    red_lasting: Lasting | None = None
    while_there: bool = False
    emergency: bool = False
    long_term: bool = False


COMPLAINTS: tuple[Complaint, ...] = (
    Complaint(code="chest-pain", words=Words("Chest pain", "Dolor en el pecho"), always=True, emergency=True, provenance=_CALL),
    Complaint(code="breathing", words=Words("Trouble breathing", "Dificultad para respirar"), always=True, emergency=True, provenance=_CALL),
    Complaint(code="fainting", words=Words("I fainted", "Me desmayé"), always=True, emergency=True, provenance=_CALL),
    Complaint(code="headache", words=Words("Headache", "Dolor de cabeza"), red_from=Severity.SEVERE, provenance=_CALL),
    Complaint(code="vomiting", words=Words("Vomiting", "Vómitos"), while_there=True, provenance=_CALL),
    Complaint(code="hallucinations", words=Words("I see or hear what others do not", "Veo u oigo lo que otros no"),
              red_lasting=Lasting.OVER_4_H, provenance=_CALL),
    Complaint(code="urination", words=Words("Blood in the urine, or pain when it comes", "Sangre en la orina, o dolor al orinar"),
              always=True, long_term=True, provenance=_CALL),
    Complaint(code="mood", words=Words("My mood is worse", "Mi ánimo está peor"), red_from=Severity.SEVERE, provenance=_WORSE),
    Complaint(code="bladder", words=Words("I have to go to the toilet more often", "Tengo que ir al baño más a menudo"),
              long_term=True, provenance=_BLADDER),
    Complaint(code="memory", words=Words("Memory or concentration", "Memoria o concentración"), long_term=True, provenance=_READ),
    Complaint(code="craving", words=Words("I want ketamine, alcohol or a drug", "Ganas de ketamina, alcohol o una droga"),
              long_term=True, provenance=_READ),
    Complaint(code="dissociation", words=Words("Feeling unreal or far away", "Me siento irreal o lejano"), provenance=_READ),
    Complaint(code="dizziness", words=Words("Dizziness", "Mareo"), provenance=_READ),
    Complaint(code="nausea", words=Words("Sick to my stomach", "Náuseas"), provenance=_READ),
    Complaint(code="blurred-vision", words=Words("Blurred sight", "Vista borrosa"), provenance=_READ),
    Complaint(code="somnolence", words=Words("Very sleepy", "Mucho sueño"), provenance=_READ),
    Complaint(code="confusion", words=Words("Confused", "Confusión"), red_from=Severity.SEVERE, provenance=_GRAVE),
    Complaint(code="anxiety", words=Words("Anxious or afraid", "Ansiedad o miedo"), provenance=_READ),
    Complaint(code="other", words=Words("Something else, or a worry", "Otra cosa, o una preocupación"), provenance=_READ),
)  # fmt: skip
BY_CODE = {one.code: one for one in COMPLAINTS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was said. "" and "unsure" are both not known; `thoughts` is yes, no or unsure."""

    felt: str
    severity: str = ""
    lasting: str = ""
    now: str = ""
    thoughts: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    says: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Triage:
    """Who has to hear of it: the level with its reasons, whether 911 is said first, and what opens the crisis path."""

    level: Level
    reasons: tuple[Reason, ...]
    emergency: bool
    trigger: Trigger | None


def faults(told: Told) -> list[Fault]:
    """What cannot be kept as it was sent."""
    accepted: tuple[tuple[str, str, tuple[str, ...]], ...] = (
        ("severity", told.severity, (*Severity, UNSURE)), ("lasting", told.lasting, (*Lasting, UNSURE)),
        ("now", told.now, (*Now, UNSURE)), ("thoughts", told.thoughts, ("yes", "no", UNSURE)),
    )  # fmt: skip
    found = [
        Fault(name, "unknown", f"{said!r} is no answer", ", ".join(choices))
        for name, said, choices in accepted
        if said and said not in choices
    ]
    if told.felt not in BY_CODE:
        found.append(Fault("felt", "unknown", f"{told.felt!r} is not in the list", ", ".join(BY_CODE)))
    if told.felt == "other" and not told.words.strip():
        found.append(Fault("words", "missing", "say what it is", "a few words"))
    if len(told.words) > LONGEST_WORDS:
        says = f"{len(told.words)} signs are too many for one report"
        found.append(Fault("words", "too-long", says, f"at most {LONGEST_WORDS}"))
    return found


def triage(told: Told) -> Triage:
    """Who has to hear of it. Raises KeyError for a complaint that is not in the table."""
    complaint = BY_CODE[told.felt]
    grave = told.severity == Severity.LIFE_THREATENING
    found = list(_of_complaint(complaint, told))
    if grave:
        found.append(Reason("felt as life-threatening", _GRAVE))
    trigger = _thoughts(told)
    if trigger is not None:
        found.append(Reason(trigger.says, trigger.provenance))
    if found:
        return Triage(Level.RED, tuple(found), complaint.emergency or grave, trigger)
    reasons = [Reason("told from home: read and answered today", _READ)]
    if complaint.code == "bladder":
        reasons.append(_of_bladder(told))
    return Triage(Level.AMBER, tuple(reasons), False, None)


def _of_complaint(complaint: Complaint, told: Told) -> Iterable[Reason]:
    """Why this complaint pages a person; an answer that was not given counts as the graver one."""
    name = complaint.words.en
    if complaint.always:
        yield Reason(name, complaint.provenance)
    if complaint.red_from is not None:
        if not _known(told.severity):
            yield Reason(f"{name}: how strong is not known", _NOT_SAID)
        elif _reaches(Severity, told.severity, complaint.red_from):
            yield Reason(f"{name}, {told.severity}", complaint.provenance)
    if complaint.red_lasting is not None:
        if not _known(told.lasting):
            yield Reason(f"{name}: for how long is not known", _NOT_SAID)
        elif _reaches(Lasting, told.lasting, complaint.red_lasting):
            yield Reason(f"{name}, lasting", complaint.provenance)
    if complaint.while_there:
        if not _known(told.now):
            yield Reason(f"{name}: whether it has stopped is not known", _NOT_SAID)
        elif told.now == Now.ONGOING:
            yield Reason(f"{name}, does not stop", complaint.provenance)


def _of_bladder(told: Told) -> Reason:
    if not _known(told.lasting):
        return Reason("for how long is not known: asked about before the next dose", _NOT_SAID)
    if told.lasting == Lasting.OVER_2_WEEKS:
        return Reason("for more than 2 weeks: hold, and urology", _BLADDER)
    return Reason("watched: hold after 2 weeks", _BLADDER)


def _thoughts(told: Told) -> Trigger | None:
    """Said in an answer, left open, or written in words."""
    if told.thoughts == "yes":
        return of_told("thoughts of death or of hurting themselves")
    if told.thoughts == UNSURE:
        return of_told("not sure about thoughts of death or of hurting themselves")
    return of_words(told.words)


# Words that open the inquiry of 9A wherever a patient writes. The list is this program's own and a site setting; it
# misses much, so nothing is ever answered by it alone: every page with a field for words names who helps at once.
ALARMING: tuple[str, ...] = (
    "kill myself", "killing myself", "suicid", "end my life", "ending my life", "take my life", "want to die", "wish i was dead",
    "wish i were dead", "better off dead", "hurt myself", "hurting myself", "harm myself", "harming myself", "self harm", "self-harm",
    "cut myself", "overdose", "not want to live", "dont want to live", "no reason to live", "cant go on", "end it all",
    "matarme", "me mato", "quitarme la vida", "quiero morir", "me quiero morir", "no quiero vivir", "mejor muert", "hacerme dano",
    "lastimarme", "cortarme", "sobredosis", "acabar con todo", "sin razon para vivir", "no puedo mas",
)  # fmt: skip


def of_words(words: str) -> Trigger | None:
    """What was written, wherever it was: a word of the list opens the inquiry (9A: remote, keyword)."""
    plain = _plain(words)
    return of_told("words about death or self-harm") if any(one in plain for one in ALARMING) else None


def _plain(words: str) -> str:
    """Without case, accents, apostrophes and double spaces, so that a phone's spelling is found."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", words) if not unicodedata.combining(sign))
    return " ".join(bare.casefold().replace("’", "").replace("'", "").split())


def phase(told: Told, at: datetime, last_dose: datetime | None) -> Phase:
    """Where it stands on the safety timeline: within a day of the dose, one of the watched domains, or in between."""
    complaint = BY_CODE[told.felt]
    if last_dose is None or at < last_dose:
        return Phase.UNKNOWN
    if at - last_dose <= IMMEDIATE_UNTIL:
        return Phase.IMMEDIATE
    if complaint.long_term or told.lasting == Lasting.OVER_2_WEEKS:
        return Phase.LONG_TERM
    return Phase.DELAYED


def due(level: Level, told_at: datetime, closes_at: datetime | None, next_day_ends: datetime) -> datetime:
    """Until when somebody has answered: red within the remote contact's time; amber by today's closing, or, told
    after it or while nothing is known of the hours, by the end of the next day."""
    if level is Level.RED:
        return told_at + FIRST_WITHIN
    return closes_at if closes_at is not None and told_at < closes_at else next_day_ends


def _known(said: str) -> bool:
    return said not in ("", UNSURE)


def _reaches(scale: type[StrEnum], said: str, least: StrEnum) -> bool:
    order = [one.value for one in scale]
    return order.index(said) >= order.index(least.value)
