"""What the evaluation's pages are given: the patient, the parts with their progress, the findings as they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from euthymia.clinic.people import queries as people
from euthymia.clinic.people.doors import StaffRequest, check_chart
from euthymia.clinic.people.models import Patient
from euthymia.domain.quantities import Confidence
from euthymia.domain.rules.finding import Outcome, Severity
from euthymia.kit.pages import missing_is_not_found

from .assessing import Assessment
from .facts import Gathered, PartFacts
from .kinds import NONE
from .models import Fact
from .parts import BY_PART, PARTS, PartForms

GROUPS = (
    (Severity.STOP, "Stops treatment", "Nobody can sign past these.", "chip-high", "***"),
    (Severity.NOT_NOW, "Not now: first to be put right", "Treating all the same takes a second licensed person.", "chip-medium", "**"),
    (Severity.MISSING, "Missing", "Not known is never a pass.", "chip-technical", "?"),
    (Severity.CAUTION, "Caution", "Weighed in the reason of whoever signs.", "chip-low", "*"),
    (Severity.INFO, "For information", "Checked; nothing stands against treatment.", "chip-info", "i"),
)  # fmt: skip
CONTRADICTS = "contradicts"  # what a finding about two sources says (interfaces.md 3)
OUTCOMES = {
    Outcome.CONTRAINDICATED: "Contraindicated",
    Outcome.NOT_NOW: "Not now",
    Outcome.UNDETERMINED: "Cannot be decided yet",
    Outcome.CONDITIONAL: "Possible, on conditions",
    Outcome.ELIGIBLE: "Eligible",
}


def patient_or_404(request: StaffRequest, patient_id: UUID) -> Patient:
    """The patient, for who may read this chart."""
    with missing_is_not_found():
        patient = people.patient(request.member.clinic, patient_id)
    patient.clinic = request.member.clinic
    check_chart(request, patient)
    return patient


@dataclass(frozen=True, slots=True)
class Card:
    """One part as it stands: open, flagged or signed, who signed, and what the rules still want of it."""

    forms: PartForms
    url: str
    state: str
    words: str
    signed_by: str
    signed_at: Any
    unconfirmed: int
    missing: int


def cards(patient: Patient, found: Gathered, assessed: Assessment) -> list[Card]:
    return [_card(patient, found.parts[forms.part], assessed) for forms in PARTS]


def _card(patient: Patient, part: PartFacts, assessed: Assessment) -> Card:
    findings = assessed.of_part(part.forms.part)
    flagged = [one for one in findings if one["severity"] in (Severity.STOP, Severity.NOT_NOW)]
    missing = [one for one in findings if one["severity"] == Severity.MISSING]
    if flagged:
        state, words = "flagged", f"{len(flagged)} against treatment"
    elif part.is_signed:
        state, words = "signed", f"signed, {len(missing)} missing" if missing else "signed"
    elif part.signed is not None:
        state, words = "open", "changed since it was signed"
    else:
        state, words = "open", f"{len(missing)} missing" if missing else "ready to sign"
    signed = part.signed if part.is_signed else None
    return Card(
        part.forms, reverse("evaluation-part", args=[patient.pk, part.forms.slug]), state, words,
        signed.by.partition(" <")[0] if signed else "", signed.at if signed else None, len(part.unconfirmed), len(missing),
    )  # fmt: skip


def sentence(assessed: Assessment) -> str:
    """The big sentence over the list."""
    for severity, one, many in (
        (Severity.STOP, "1 thing forbids this course.", "{} things forbid this course."),
        (Severity.NOT_NOW, "1 thing stops this course for now.", "{} things stop this course for now."),
        (Severity.MISSING, "1 thing is not known yet.", "{} things are not known yet."),
        (Severity.CAUTION, "1 thing asks for caution.", "{} things ask for caution."),
    ):
        count = len(assessed.of_severity(severity))
        if count:
            return one if count == 1 else many.format(count)
    return "Nothing stands against this course."


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence as it is read: where it stands in the case, what stands there, and the row behind it."""

    at: str
    value: str
    fact: Fact | None
    says: str
    url: str


def groups(patient: Patient, found: Gathered, findings: Any) -> list[dict[str, Any]]:
    """Findings by severity, each with its evidence one tap away; empty groups left out."""
    shown = []
    for severity, title, hint, chip, mark in GROUPS:
        rows = [
            {"finding": one, "evidence": _evidence(patient, found, one), "meaning": Confidence(one["confidence"]).meaning,
             "part": next(forms.title for forms in PARTS if forms.part == one["part"]),
             "action": "" if one["action"] == "none" else one["action"], "contradicts": CONTRADICTS in one["says"]}
            for one in findings if one["severity"] == severity
        ]  # fmt: skip
        # Two sources that disagree are read first: somebody has to ask.
        rows.sort(key=lambda row: not row["contradicts"])
        if rows:
            shown.append(
                {
                    "severity": severity.value,
                    "title": title,
                    "hint": hint,
                    "chip": chip,
                    "mark": mark,
                    "rows": rows,
                }
            )
    return shown


def _evidence(patient: Patient, found: Gathered, finding: Mapping[str, Any]) -> list[Evidence]:
    listed = []
    for one in finding["because"]:
        fact = found.behind(one["at"])
        url = ""
        if fact is not None:
            forms = next(forms for forms in BY_PART.values() if isinstance(fact, forms.table))
            url = f"{reverse('evaluation-part', args=[patient.pk, forms.slug])}#fact-{fact.pk}"
        listed.append(Evidence(one["at"], shown(one["value"]), fact, says(fact) if fact else "", url))
    return listed


def shown(value: Any) -> str:
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, dict):
        return ", ".join(f"{key} {shown(one)}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(shown(one) for one in value) or "none"
    return str(value)


def says(fact: Fact) -> str:
    """A fact as a line."""
    forms = next(forms for forms in PARTS if isinstance(fact, forms.table))
    kind = forms.kind(fact.kind)
    return kind.none if fact.item == NONE else kind.says(fact)
