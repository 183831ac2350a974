"""The words shared by every infusion protocol: reasons, actions, symptoms, sedation, medicines in reach.

Sources: clinical.md 4D (actions), 4E (MOAA/S), 6A (effects), 6B (medicines; all doses K, to be confirmed
by the site's pharmacy before use).
"""

from __future__ import annotations

from euthymia.domain.instruments.library import sedation
from euthymia.domain.quantities import Confidence, Provenance

from .protocol import Choice, Medicine, ObservedScale, ScaleStep

REASONS = (
    Choice("comfort", "Comfort"),
    Choice("dissociation", "Dissociation"),
    Choice("pressure", "Blood pressure"),
    Choice("nausea", "Nausea"),
    Choice("order", "Prescriber's order"),
)

ACTIONS = (
    Choice("continue", "Continue"),
    Choice("recheck", "Recheck"),
    Choice("reposition-airway", "Reposition, open airway"),
    Choice("reassurance", "Reassurance, music off"),
    Choice("reduce-rate", "Reduce rate"),
    Choice("pause", "Pause"),
    Choice("resume", "Resume"),
    Choice("stop-early", "Stop early"),
    Choice("oxygen", "Oxygen"),
    Choice("drug-given", "Drug given"),
    Choice("call-anaesthesia", "Call anaesthesia"),
    Choice("emergency-call", "Rapid response, 911"),
    Choice("family-contacted", "Family contacted"),
    Choice("adverse-event-opened", "Adverse event opened"),
)

SYMPTOMS = (
    Choice("dissociation", "Dissociation"),
    Choice("dizziness", "Dizziness"),
    Choice("vertigo", "Vertigo"),
    Choice("nausea", "Nausea"),
    Choice("vomiting", "Vomiting"),
    Choice("somnolence", "Sleepiness"),
    Choice("sedation", "Sedation"),
    Choice("headache", "Headache"),
    Choice("dysgeusia", "Odd taste"),
    Choice("blurred-vision", "Blurred vision"),
    Choice("paraesthesia", "Tingling or numbness"),
    Choice("anxiety", "Anxiety"),
    Choice("confusion", "Confusion"),
)

MOAAS = ObservedScale(
    name=sedation.MOAAS.title,
    steps=tuple(ScaleStep(value, finding) for value, finding in sedation.MOAAS_FINDINGS),
    provenance=sedation.MOAAS_SOURCE,
)

_USUAL = Provenance("clinical.md 6B; confirm with the site's pharmacy", Confidence.K)


def _medicine(
    code: str,
    name: str,
    problem: str,
    dose_ug: tuple[int, int] | None,
    routes: tuple[str, ...] = (),
    *,
    note: str = "",
    caution: str = "",
) -> Medicine:
    low_ug, high_ug = dose_ug if dose_ug else (None, None)
    return Medicine(
        code=code,
        name=name,
        problem=problem,
        low_ug=low_ug,
        high_ug=high_ug,
        routes=routes,
        note=note,
        caution=caution,
        provenance=_USUAL,
    )


MEDICINES = (
    _medicine(
        "ondansetron",
        "ondansetron",
        "nausea",
        (4_000, 8_000),
        ("oral", "intravenous"),
        caution="QTc",
        note="to prevent: 30 min before",
    ),
    _medicine("metoclopramide", "metoclopramide", "nausea", (10_000, 10_000), caution="dystonia"),
    _medicine("promethazine", "promethazine", "nausea", (6_250, 12_500), caution="QTc; sedation"),
    _medicine("scopolamine", "scopolamine patch", "nausea", None, ("transdermal",), note="for repeaters"),
    _medicine(
        "labetalol",
        "labetalol",
        "pressure",
        (5_000, 20_000),
        ("intravenous",),
        note="slowly; reduce or pause the rate first",
        caution="asthma, bradycardia, block",
    ),
    _medicine(
        "hydralazine",
        "hydralazine",
        "pressure",
        (5_000, 10_000),
        ("intravenous",),
        note="reduce or pause the rate first",
    ),
    _medicine(
        "nitroglycerin", "nitroglycerin", "pressure", (400, 400), ("sublingual",), caution="PDE5 inhibitor"
    ),
    _medicine(
        "clonidine",
        "clonidine",
        "pressure",
        (100, 100),
        ("oral",),
        note="to prevent: 0.1–0.2 mg 60–90 min before",
    ),
    _medicine(
        "midazolam",
        "midazolam",
        "anxiety",
        (1_000, 2_000),
        ("intravenous",),
        note="0.02–0.03 mg/kg",
        caution="may blunt benefit; respiratory depression",
    ),
    _medicine(
        "lorazepam", "lorazepam", "anxiety", (500, 1_000), caution="may blunt benefit; respiratory depression"
    ),
    _medicine(
        "haloperidol",
        "haloperidol",
        "agitation",
        (2_500, 5_000),
        note="stop, low stimulus first",
        caution="QT",
    ),
    _medicine("glycopyrrolate", "glycopyrrolate", "hypersalivation", (200, 200)),
    _medicine("naloxone", "naloxone", "desaturation", (400, 400), note="if opioid; airway and oxygen first"),
    _medicine(
        "flumazenil",
        "flumazenil",
        "desaturation",
        (200, 200),
        note="if benzodiazepine; airway first",
        caution="seizure",
    ),
    _medicine("acetaminophen", "acetaminophen", "headache", (650_000, 1_000_000), caution="liver tests"),
    _medicine("ketorolac", "ketorolac", "headache", (15_000, 30_000), caution="kidney function"),
    _medicine("atropine", "atropine", "hypotension", (500, 1_000), note="fluids, legs up"),
    _medicine("lorazepam-seizure", "lorazepam", "seizure", (2_000, 4_000), note="stop; 911"),
)
