"""What an adverse event is said in: coded kinds, grades, criteria, relation, action, outcome (clinical.md 4C, 4D, 6A, 6B).

Severity says how strong it was; seriousness, what came of it. They are two questions, and either may be open: not
known is an answer of its own and counts as the graver one until somebody has looked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from euthymia.domain.quantities import Confidence, Fault, Provenance

_V, _K, _P = Confidence.V, Confidence.K, Confidence.P


@dataclass(frozen=True, slots=True)
class Kind:
    """One coded term, in the program's own words."""

    code: str
    says: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Grade:
    """One answer to one of the questions, and its words."""

    code: str
    says: str


_STOP = Provenance("clinical.md 4C: stops the infusion, emergency call", _P)
_LIMITS = Provenance("clinical.md 4C: out of the limits", _P)
_EFFECT = Provenance("clinical.md 6A: effects that were reported", _V)
_SITE = Provenance("a word of this program: the duty to record is published, the term is not", _P)

KINDS: tuple[Kind, ...] = (
    Kind("chest-pain", "Chest pain", _STOP),
    Kind("seizure", "Seizure", _STOP),
    Kind("anaphylaxis", "Anaphylaxis or allergic reaction", _STOP),
    Kind("laryngospasm", "Laryngospasm", _STOP),
    Kind("stroke-signs", "Signs of a stroke", _STOP),
    Kind("loss-of-consciousness", "Loss of consciousness", _STOP),
    Kind("respiratory-depression", "Respiratory depression or apnoea", _EFFECT),
    Kind("desaturation", "Low oxygen saturation", _LIMITS),
    Kind("aspiration", "Aspiration", _LIMITS),
    Kind("arrhythmia", "New arrhythmia", _LIMITS),
    Kind("hypertension", "High blood pressure", _EFFECT),
    Kind("hypotension", "Low blood pressure or fainting", _LIMITS),
    Kind("agitation", "Agitated or psychotic reaction", Provenance("clinical.md 6B", _K)),
    Kind("anxiety", "Anxiety or panic", _EFFECT),
    Kind("dissociation", "Dissociation", _EFFECT),
    Kind("confusion", "Confusion", _EFFECT),
    Kind("sedation", "Sedation", _EFFECT),
    Kind("somnolence", "Sleepiness", _EFFECT),
    Kind("dizziness", "Dizziness", _EFFECT),
    Kind("vertigo", "Vertigo", _EFFECT),
    Kind("nausea", "Nausea", _EFFECT),
    Kind("vomiting", "Vomiting", _EFFECT),
    Kind("headache", "Headache", _EFFECT),
    Kind("blurred-vision", "Blurred vision", _EFFECT),
    Kind("dysgeusia", "Odd taste", _EFFECT),
    Kind("paraesthesia", "Tingling or numbness", _EFFECT),
    Kind("iv-site", "Infiltration or phlebitis at the IV site", Provenance("clinical.md 6B", _P)),
    Kind("suicidality", "New or worse suicidal thoughts, or an attempt", Provenance("clinical.md 6A, 9 (MCN22)", _V)),
    Kind("mania", "Mania", Provenance("clinical.md 6C, 8C", _P)),
    Kind("bladder", "Bladder symptoms", Provenance("clinical.md 6C (SPR-L; CHA24; KSET)", Confidence.V2)),
    Kind("liver", "Liver values", Provenance("clinical.md 6A (NOP11; COT21)", _V)),
    Kind("fall", "Fall or injury", _SITE),
    Kind("medication-error", "Wrong drug, dose, rate or patient", _SITE),
    Kind("device", "Pump, monitor or other device at fault", _SITE),
    Kind("other", "Something else, in words", _SITE),
)  # fmt: skip
SEVERITIES: tuple[Grade, ...] = (
    Grade("mild", "mild"), Grade("moderate", "moderate"), Grade("severe", "severe"),
    Grade("life-threatening", "life-threatening"), Grade("fatal", "fatal"),
)  # fmt: skip
CRITERIA: tuple[Grade, ...] = (
    Grade("death", "death"), Grade("life-threatening", "life-threatening"),
    Grade("hospitalisation", "hospital stay, or a longer one"), Grade("disability", "lasting disability"),
    Grade("congenital", "harm to an unborn child"), Grade("important", "important medical event"),
)  # fmt: skip
CRITERIA_SOURCE = Provenance("clinical.md 6B: fields of an adverse event (FDA definitions)", _K)
RELATIONS: tuple[Grade, ...] = (
    Grade("related", "related"), Grade("possible", "possibly related"), Grade("unrelated", "not related"),
)  # fmt: skip
ACTIONS: tuple[Grade, ...] = (
    Grade("continued", "dose continued"), Grade("reduced", "rate reduced"), Grade("paused", "paused, then resumed"),
    Grade("stopped", "stopped early"), Grade("withheld", "not given"), Grade("none", "no dose was running"),
)  # fmt: skip
OUTCOMES: tuple[Grade, ...] = (
    Grade("recovered", "recovered"), Grade("recovering", "recovering"), Grade("ongoing", "not recovered yet"),
    Grade("sequelae", "recovered, with something that stays"), Grade("fatal", "died"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is said of an event. "" and None are "not known"; `serious_because` None: nobody has judged it yet."""

    kind: str
    words: str = ""
    onset_at: datetime
    ended_at: datetime | None = None
    severity: str = ""
    serious_because: Sequence[str] | None = None
    relation: str = ""
    action: str = ""
    treatment: str = ""
    outcome: str = ""
    witnesses: Sequence[str] = ()
    transferred: bool | None = None


def is_serious(facts: Facts) -> bool | None:
    """Whether one of the criteria holds; None while nobody has judged it."""
    return None if facts.serious_because is None else bool(facts.serious_because)


def is_grave(facts: Facts) -> bool:
    """Severe or worse, or of a kind that stops an infusion: taken for serious until it is judged."""
    stops = facts.kind in {one.code for one in KINDS if one.provenance is _STOP}
    return stops or facts.severity in ("severe", "life-threatening", "fatal")


def faults(facts: Facts, now: datetime) -> list[Fault]:
    """What is wrong with these words; nothing that is merely not known."""
    found = [
        *_unknown("kind", facts.kind, [one.code for one in KINDS], required=True),
        *_unknown("severity", facts.severity, _codes(SEVERITIES)),
        *_unknown("relation", facts.relation, _codes(RELATIONS)),
        *_unknown("action", facts.action, _codes(ACTIONS)),
        *_unknown("outcome", facts.outcome, _codes(OUTCOMES)),
    ]
    for one in facts.serious_because or ():
        found += _unknown("serious_because", one, _codes(CRITERIA))
    if facts.kind == "other" and not facts.words.strip():
        found.append(Fault("words", "missing", "say what it was", "a few words"))
    if facts.onset_at > now:
        found.append(Fault("onset_at", "future", "this lies in the future", "now, or earlier"))
    if facts.ended_at is not None and not facts.onset_at <= facts.ended_at <= now:
        found.append(Fault("ended_at", "impossible", "not between the onset and now", "the time it was over"))
    return found + _contradictions(facts)


def _contradictions(facts: Facts) -> list[Fault]:
    """Fatal and life-threatening are serious by themselves, whichever question says so."""
    found, because = [], facts.serious_because
    for severity, criterion in (("fatal", "death"), ("life-threatening", "life-threatening")):
        if facts.severity == severity and because is not None and criterion not in because:
            says = f"a {severity} event is serious by that alone"
            found.append(
                Fault("serious_because", "contradicts", says, f"tick {criterion}, or another severity")
            )
    if facts.outcome == "fatal" and facts.severity not in ("fatal", ""):
        says = f"the patient died, and the severity says {facts.severity}"
        found.append(Fault("severity", "contradicts", says, "fatal, or another outcome"))
    return found


def _codes(grades: Sequence[Grade]) -> list[str]:
    return [one.code for one in grades]


def _unknown(at: str, code: str, known: Sequence[str], *, required: bool = False) -> list[Fault]:
    if not code:
        return [Fault(at, "missing", "choose one", ", ".join(known))] if required else []
    return [] if code in known else [Fault(at, "unknown", f"{code!r} is none of the list", ", ".join(known))]
