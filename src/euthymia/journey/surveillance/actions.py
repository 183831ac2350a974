"""The verbs of long-term safety: enter a result, enter what was reported from home, adopt the figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.queries import Member
from euthymia.clinic.tasks import actions as tasks
from euthymia.domain.protocols.words import SYMPTOMS
from euthymia.domain.quantities import Confidence, Fault, Provenance, Unusable
from euthymia.domain.rules import long_term
from euthymia.domain.rules.long_term import Settings
from euthymia.kit import streams, units

from . import due, queries
from .models import SafetyFact, SafetyFile, SurveillanceSettings

Kind = SafetyFact.Kind
SEVERITIES = ("mild", "moderate", "severe", "life-threatening")
SEVERITY_SOURCE = Provenance("clinical.md 6B: severity of an adverse event (FDA definitions)", Confidence.K)
REPORTERS = (
    ("patient", "the patient"),
    ("relative", "somebody close to them"),
    ("clinician", "another clinician"),
)
OUTCOMES = (("gone", "gone"), ("ongoing", "still there"), ("unknown", "not known"))
# What is felt at home: the words of the chair, and those of the long-term checks.
FELT = (
    *((one.code, one.label) for one in SYMPTOMS),
    ("bladder", "Bladder symptoms"), ("memory", "Memory or concentration"), ("craving", "Craving for ketamine"),
    ("hallucinations", "Hallucinations"), ("chest-pain", "Chest pain"), ("fainting", "Fainting"), ("other", "Something else"),
)  # fmt: skip
_CLOCKS = timedelta(minutes=5)


def enter_result(
    *, by: Member, patient: Patient, client_id: UUID, check: str, typed: Mapping[str, str | Sequence[str]], on: date,
    not_done: str = "", corrects: int | None = None, reason: str = "",
) -> SafetyFact:  # fmt: skip
    """A result of one check, taken `on` a day; or why it could not be done. Raises Unusable, NotAllowed."""
    file = _opened(by, patient)
    if (known := queries.of_client(file, client_id)) is not None:
        return known
    row = long_term.BY_CODE.get(check)
    if row is None or row.is_automatic or row.instrument:
        accepted = ", ".join(one.code for one in long_term.CHECKS if one.questions)
        raise Unusable.one("check", "unknown", f"{check!r} is not entered here", accepted)
    today = _local(by, units.current().now)
    faults, values = _correction_faults(patient, Kind.RESULT, check, corrects, reason), {}
    if on > today:
        faults.append(Fault("on", "future", "this lies in the future", "today, or an earlier day"))
    if not not_done.strip():
        try:
            values = long_term.read(row, typed)
        except Unusable as refused:
            faults += refused.faults
    if faults:
        raise Unusable(faults)
    says = f"could not be done: {not_done.strip()}" if not_done.strip() else long_term.in_words(row, values)
    at = datetime.combine(on, time(), by.clinic.zone)
    made = _append(by, file, SafetyFact(
        kind=Kind.RESULT, code=check, at=at, done=not not_done.strip(), detail=values, says=says, client_id=client_id,
        corrects=corrects, reason=reason.strip(),
    ))  # fmt: skip
    due.keep(patient)
    return made


def report(
    *, by: Member, patient: Patient, client_id: UUID, felt: str, severity: str, at: datetime, reporter: str, outcome: str,
    words: str = "", corrects: int | None = None, reason: str = "",
) -> SafetyFact:  # fmt: skip
    """A side effect that was reported from home. Raises Unusable, NotAllowed."""
    file = _opened(by, patient)
    if (known := queries.of_client(file, client_id)) is not None:
        return known
    offered = {
        "felt": (felt, dict(FELT)), "severity": (severity, dict(zip(SEVERITIES, SEVERITIES, strict=True))),
        "reporter": (reporter, dict(REPORTERS)), "outcome": (outcome, dict(OUTCOMES)),
    }  # fmt: skip
    faults = [
        Fault(name, "unknown", f"{said!r} is no answer", ", ".join(choices))
        for name, (said, choices) in offered.items()
        if said not in choices
    ]
    faults += _correction_faults(patient, Kind.REPORT, None, corrects, reason)
    if felt == "other" and not words.strip():
        faults.append(Fault("words", "missing", "say what it was", "a few words"))
    if at > units.current().now + _CLOCKS:
        faults.append(Fault("at", "future", "this lies in the future", "now, or earlier"))
    if faults:
        raise Unusable(faults)
    label = dict(FELT)[felt]
    says = " · ".join(part for part in (label, severity, words.strip(), dict(OUTCOMES)[outcome]) if part)
    detail = {"severity": severity, "reporter": reporter, "outcome": outcome, "words": words.strip()}
    made = _append(by, file, SafetyFact(
        kind=Kind.REPORT, code=felt, at=min(at, units.current().now), detail=detail, says=says, client_id=client_id,
        corrects=corrects, reason=reason.strip(),
    ))  # fmt: skip
    if severity in ("severe", "life-threatening"):
        _tell(by, patient, made, label)
    return made


def told(
    *, by: str, patient: Patient, client_id: UUID, felt: str, label: str, severity: str, at: datetime, phase: str, lasting: str,
    now_is: str, words: str, report: str,
) -> SafetyFact:  # fmt: skip
    """What a patient told by themself, triaged already: it stands on the timeline as they said it.

    "" is not said. `report` is the row that holds the whole of it.
    """
    file = _file_of(patient)
    if (known := queries.of_client(file, client_id)) is not None:
        return known
    says = " · ".join(part for part in (label, severity, words.strip(), now_is) if part)
    detail = {
        "severity": severity, "reporter": "patient", "outcome": now_is or "unknown", "words": words.strip(), "phase": phase,
        "lasting": lasting, "report": report,
    }  # fmt: skip
    row = SafetyFact(kind=Kind.REPORT, code=felt, at=at, detail=detail, says=says, client_id=client_id)
    return _append(by, file, row)


def adopt(*, by: Member, client_id: UUID, values: Mapping[str, int], reason: str) -> SurveillanceSettings:
    """Put figures in force. Raises Unusable, NotAllowed."""
    require(by, Permission.SET_POLICY)
    if by.clinic.medical_director_id != by.staff.pk:
        raise NotAllowed(f"{by.name} may not sign for the medical director of {by.clinic.name}")
    known = queries.settings_of_client(by.clinic, client_id)
    if known is not None:
        return known
    faults = (
        [] if reason.strip() else [Fault("reason", "missing", "say why the figures change", "a sentence")]
    )
    try:
        found = Settings.from_json(values)
    except Unusable as refused:
        raise Unusable([*refused.faults, *faults]) from None
    if faults:
        raise Unusable(faults)
    made = SurveillanceSettings(
        clinic=by.clinic, client_id=client_id, at=units.current().now, by=by.words, values=found.to_json(), reason=reason.strip()
    )  # fmt: skip
    made.save()
    auditing.record(
        verb="surveillance.adopted", says="adopted the figures of the long-term checks by signature", subject=str(made.pk),
        actor=by.words, values=made.values,
    )  # fmt: skip
    return made


def _opened(by: Member, patient: Patient) -> SafetyFile:
    """The patient's file, locked; made with the first row."""
    require(by, Permission.RECORD_SAFETY)
    if by.clinic.pk != patient.clinic_id:
        raise NotAllowed("this patient is another clinic's")
    return _file_of(patient)


def _file_of(patient: Patient) -> SafetyFile:
    streams.lock(Patient, [patient.pk])
    found = queries.file_of(patient)
    if found is None:
        found = SafetyFile(clinic_id=patient.clinic_id, patient=patient)
        found.save()
    locked: SafetyFile = streams.lock(SafetyFile, [found.pk])[found.pk]
    return locked


def _append(by: Member | str, file: SafetyFile, row: SafetyFact) -> SafetyFact:
    who = by if isinstance(by, str) else by.words
    row.clinic_id, row.file, row.by, row.entered_at = file.clinic_id, file, who, units.current().now
    streams.append(file, [row], locked=True)
    auditing.record(
        verb=f"safety.{row.kind}", says=f"entered a {row.get_kind_display()}: {row.code}", subject=f"{file.pk}#{row.n}",
        patient=file.patient_id, actor=who,
    )  # fmt: skip
    return row


def _correction_faults(
    patient: Patient, kind: str, code: str | None, corrects: int | None, reason: str
) -> list[Fault]:
    if corrects is None:
        return []
    wrong = queries.fact(patient, corrects)
    faults = [] if reason.strip() else [Fault("reason", "missing", "say what was wrong", "a few words")]
    if wrong is None or wrong.kind != kind or (code is not None and wrong.code != code):
        faults.append(Fault("corrects", "unknown", f"entry {corrects} is no such entry", "the number of one"))
    elif any(row.corrects == corrects for row in queries.history(patient)):
        faults.append(
            Fault("corrects", "corrected", f"entry {corrects} has been corrected already", "its correction")
        )
    return faults


def _tell(by: Member, patient: Patient, made: SafetyFact, label: str) -> None:
    """What was severe waits for a prescriber from now on."""
    now = units.current().now
    tasks.ask(
        by=by, patient=patient, client_id=uuid5(made.pk, "look"), kind="safety-finding", owner="prescriber",
        says=f"Reported from home: {label}, {made.detail['severity']}", source=SEVERITY_SOURCE, opens_at=now,
        due_at=now + due.LOOK_WITHIN, subject=f"safety {made.n}",
    )  # fmt: skip


def _local(by: Member, at: datetime) -> date:
    return at.astimezone(by.clinic.zone).date()
