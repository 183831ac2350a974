"""Aldrete, PADSS and MPADSS: fit to leave, in paraphrased criteria. None was validated for ketamine."""

from __future__ import annotations

from euthymia.domain.instruments.model import (
    AnsweredBy,
    Better,
    Instrument,
    Item,
    Licence,
    Option,
    Scoring,
    Ship,
    Words,
    Worked,
    cuts,
    sum_of,
)
from euthymia.domain.quantities import Confidence, Provenance

from . import examples
from .common import NO_RULE, NOW, P, V

READY = 9
_DISSOCIATION = (
    "Neither validated for ketamine nor a measure of dissociation: the discharge gate asks for more."
)


def _item(name: str, *steps: str) -> Item:
    """`steps` are what 2, 1 and 0 mean."""
    offered = tuple(Option(2 - at, Words(f"{2 - at}: {step}")) for at, step in enumerate(steps))
    return Item(label=Words(name), low=0, high=2, options=offered)


def _recovery(
    id_: str,
    title: str,
    items: tuple[Item, ...],
    source: Provenance,
    notes: tuple[str, ...],
    worked: tuple[Worked, ...] = (),
) -> Instrument:
    return Instrument(
        id=id_,
        title=title,
        version="1",
        measures=Words("recovery"),
        answered_by=AnsweredBy.STAFF,
        recall=NOW,
        items=items,
        wording_source="criteria in own words (clinical.md 5A, 5B)",
        scoring=Scoring(
            says="the sum of the five items", provenance=source, parts=sum_of(5), missing_provenance=NO_RULE
        ),
        better=Better.HIGHER,
        bands=cuts((0, "not ready", ""), (READY, "ready", "")),
        bands_provenance=source,
        worked=worked,
        licence=Licence(
            ship=Ship.TEXT,
            terms="Paraphrased criteria are facts; the drawn forms are not carried.",
            provenance=Provenance(
                "criteria are facts, forms are not carried (clinical.md 13)", Confidence.V2
            ),
        ),
        source=source.source,
        minutes=2,
        notes=(*notes, _DISSOCIATION),
    )


_BLEEDING = "Bleeding is 2 throughout with a cannula only; it is asked all the same (clinical.md 5B)."

ALDRETE = _recovery(
    "aldrete", "Modified Aldrete",
    (
        _item("Activity", "moves 4 limbs", "2 limbs", "none"),
        _item("Respiration", "deep breath and cough", "dyspnoea or limited", "apnoea"),
        _item("Circulation", "pressure within 20 mmHg of before", "20 to 50 mmHg", "beyond 50 mmHg"),
        _item("Consciousness", "fully awake", "arousable", "unresponsive"),
        _item("SpO₂", "over 92 % on air", "needs oxygen for over 90 %", "under 90 % on oxygen"),
    ),
    Provenance("Aldrete, modified (clinical.md 5A)", V),
    ("The version of 1970 used percent of pressure and colour: this is the modified one.",),
    examples.ALDRETE,
)  # fmt: skip
PADSS = _recovery(
    "padss", "PADSS",
    (
        _item("Vital signs", "within 20 % of before", "20 to 40 %", "more than 40 %"),
        _item("Activity and mental state", "oriented and steady gait", "either", "neither"),
        _item("Pain, nausea, vomiting", "minimal", "moderate, treated", "severe"),
        _item("Surgical bleeding", "minimal", "moderate", "severe"),
        _item("Intake and output", "both", "either", "neither"),
    ),
    Provenance("Chung (clinical.md 5B)", V),
    (_BLEEDING,),
    examples.PADSS,
)  # fmt: skip
MPADSS = _recovery(
    "mpadss", "MPADSS",
    tuple(
        Item(label=Words(name), low=0, high=2)
        for name in ("Vital signs", "Ambulation", "Nausea, vomiting", "Pain", "Bleeding")
    ),
    Provenance("MPADSS (clinical.md 5B); one protocol asks for it twice in a row", P),
    (_BLEEDING,),
    examples.MPADSS,
)  # fmt: skip
