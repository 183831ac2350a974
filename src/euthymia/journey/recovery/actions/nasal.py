"""An esketamine dose that was watched: its own protocol, with the hard stops of the REMS."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.crisis import queries as crises
from euthymia.clinic.monitoring import actions as monitoring
from euthymia.clinic.monitoring import queries as watches
from euthymia.clinic.people import queries as people
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Patient
from euthymia.clinic.people.queries import Member
from euthymia.clinic.pharmacy import actions as pharmacy
from euthymia.clinic.pharmacy import in_hand
from euthymia.clinic.tasks import actions as tasks
from euthymia.clinic.visits import actions as visits
from euthymia.clinic.visits import queries as found_visits
from euthymia.clinic.visits.models import Room, Visit, VisitEvent
from euthymia.domain import monitoring as alarms
from euthymia.domain import protocols
from euthymia.domain.protocols.before_start import judge_resting_pressure
from euthymia.domain.quantities import Fault, Unusable
from euthymia.domain.rules import after_discharge
from euthymia.domain.rules.ready_to_start import Light
from euthymia.journey.evaluation import queries as evaluation
from euthymia.journey.infusion import holds
from euthymia.journey.infusion.observations import checked_vitals
from euthymia.journey.intake import queries as intake
from euthymia.journey.intake.documents import SPRAY
from euthymia.journey.recovery import queries
from euthymia.journey.recovery.models import Recovery
from euthymia.kit import live, streams, units
from euthymia.kit.ids import uuid7

from . import devices as used_devices

# What the programme asks before the first spray (compliance.md 6; V); none of it is overridden.
REMS = {
    "certified": "this setting is certified in the REMS",
    "enrolled": "the patient's enrolment in the REMS is confirmed",
    "observed": "the spray was used under direct observation",
    "prescriber_on_site": "a prescriber is on site",
}
LONGEST = timedelta(hours=4)  # P: a dose that lies further back is a record of another day


def begin_nasal(
    *, by: Member, patient: Patient, room: Room, client_id: UUID, dose_mg: int, lots: Sequence[str] = (),
    devices: Sequence[str] = (), baseline: Mapping[str, str], began_at: datetime, ended_at: datetime, rems: Sequence[str],
    reason: str = "",
) -> Recovery:  # fmt: skip
    """The dose was given from `began_at` (first spray) to `ended_at` (last): watching begins, and so does the clock of
    the REMS form. `baseline` are the signs before it. Raises Unusable, NotPosted, NotAllowed.

    Where the clinic keeps its drug account here, `devices` are scanned or numbered, and are opened and given in the
    book in the same breath; the lots are theirs. Where it keeps none, `lots` are as they were read.
    """
    require(by, Permission.RUN_INFUSION)
    if by.clinic.pk not in {patient.clinic_id, room.clinic_id} or patient.clinic_id != room.clinic_id:
        raise NotAllowed("this patient or chair is another clinic's")
    streams.lock(Patient, [patient.pk])
    streams.lock(Room, [room.pk])
    known = Recovery.objects.filter(clinic=by.clinic, client_id=client_id).select_related("visit").first()
    if known is not None:
        return known
    accounted = in_hand.keeps_account(by.clinic)
    scanned: list[used_devices.Scanned] = []
    before, faults = _baseline(baseline, reason)
    if accounted:
        pharmacy.answer_again(by=by, client_id=client_id)
        scanned = used_devices.look(by, devices)
        lots = [one.device.row.lot for one in scanned if one.device is not None]
        faults += used_devices.faults_of(dose_mg, scanned, reason, began_at)
    faults += _dose_faults(dose_mg, None if accounted else lots, began_at, ended_at)
    faults += [
        Fault("rems", code, f"not confirmed: {says}", says) for code, says in REMS.items() if code not in rems
    ]
    if not queries.is_enrolled(patient):
        says = "no enrolment in the REMS is recorded for this patient"
        faults.append(Fault("rems", "not-enrolled", says, "the enrolment, signed by patient and prescriber"))
    faults += _who_faults(by, patient)
    faults += monitoring.chair_faults(room)
    if faults:
        raise Unusable(faults)
    recovery_id = uuid7()
    entries = (
        used_devices.use(
            by=by, patient=patient, client_id=client_id, order=str(recovery_id), scanned=scanned, at=began_at,
            reason=f"esketamine {dose_mg} mg, watched" + (f"; {reason.strip()}" if reason.strip() else ""),
        )
        if accounted
        else []
    )  # fmt: skip
    visit = found_visits.here_today(patient, units.current().now)
    if visit is None or watches.is_watched(visit):
        visit = visits.open_visit(clinic=by.clinic, patient=patient, room=room, by=by.words)
    visits.seat(visit, room, by=by.words)
    dose: dict[str, object] = {
        "mg": dose_mg,
        "lots": [lot.strip() for lot in lots],
        "rems": sorted(rems),
        "reason": reason.strip(),
    }
    if accounted:
        dose["devices"] = [one.device.row.code for one in scanned if one.device is not None]
        dose["entries"] = [row.n for row in entries]
        dose["book"] = str(entries[0].book_id)
    return _open(by, visit, recovery_id, client_id, began_at, ended_at, before, dose)


def _open(
    by: Member, visit: Visit, recovery_id: UUID, client_id: UUID, began_at: datetime, ended_at: datetime, before: dict[str, float],
    dose: dict[str, object],
) -> Recovery:  # fmt: skip
    profile = alarms.PROFILES[by.clinic.alarm_profile]
    watch = monitoring.open_watch(visit=visit, profile=profile.name, limits=profile.limits(), by=by.words)
    now = units.current().now
    recovery = Recovery(
        id=recovery_id, clinic=by.clinic, patient_id=visit.patient_id, visit=visit, watch=watch, route=Recovery.Route.NASAL, client_id=client_id,
        opened_at=now, opened_by=by.words, settings=queries.settings_in_force(by.clinic).to_json(), began_at=began_at,
        ended_at=ended_at, baseline=before, dose=dose,
    )  # fmt: skip
    recovery.save()
    for step in (VisitEvent.Step.STARTED, VisitEvent.Step.FINISHED, VisitEvent.Step.RECOVERY):
        visits.step(visit, step, by=by.words)
    form = after_discharge.REMS_FORM
    tasks.ask(
        by=by, patient=visit.patient, client_id=uuid5(recovery.pk, form.code), kind=form.code, owner=form.owner, says=form.says,
        source=form.provenance, due_at=began_at + form.until, subject=f"recovery {recovery.pk}",
    )  # fmt: skip
    live.notify({f"clinic:{by.clinic.pk}": 0})
    auditing.record(
        verb="recovery.nasal", says=f"recorded esketamine {dose['mg']} mg, watched", subject=str(recovery.pk),
        patient=visit.patient_id, actor=by.words, dose=dose,
    )  # fmt: skip
    return recovery


def _baseline(values: Mapping[str, str], reason: str) -> tuple[dict[str, float], list[Fault]]:
    """The signs before the dose, judged like a resting pressure before an infusion."""
    try:
        found = checked_vitals(values)
    except Unusable as refused:
        return {}, list(refused.faults)
    faults = [
        Fault(name, "missing", "this is measured before the dose", "a measured value")
        for name in ("sbp", "dbp", "spo2") if name not in found
    ]  # fmt: skip
    for one in judge_resting_pressure(found.get("sbp"), found.get("dbp")) if not faults else ():
        if one.severity is protocols.Severity.REFUSE or not reason.strip():
            faults.append(Fault("reason" if one.severity is protocols.Severity.ASK else "sbp", one.code, one.says, str(one.provenance)))  # fmt: skip
    return found, faults


def _dose_faults(
    dose_mg: int, lots: Sequence[str] | None, began_at: datetime, ended_at: datetime
) -> list[Fault]:
    """`lots` None: the devices say them."""
    now = units.current().now
    faults = []
    devices = after_discharge.NASAL_DOSES.get(dose_mg)
    if devices is None:
        known = ", ".join(f"{mg} mg" for mg in after_discharge.NASAL_DOSES)
        faults.append(Fault("dose_mg", "unknown", f"{dose_mg} mg is no dose of this spray", known))
    elif lots is not None and len([lot for lot in lots if lot.strip()]) != devices:
        says = f"{dose_mg} mg are {devices} device{'s' if devices > 1 else ''}, each with its lot"
        faults.append(Fault("lots", "count", says, f"{devices} lot numbers"))
    if not began_at <= ended_at <= now:
        faults.append(
            Fault(
                "ended_at",
                "impossible",
                "the last spray comes after the first, and not later than now",
                "its time",
            )
        )
    elif now - began_at > LONGEST:
        faults.append(
            Fault(
                "began_at",
                "too-early",
                "this lies too far back to be watched now",
                "a dose of the last hours",
            )
        )
    return faults


def _who_faults(by: Member, patient: Patient) -> list[Fault]:
    """Decided, consented to this very treatment, licensed, and no crisis."""
    faults = []
    consent = intake.standing(patient, SPRAY, units.current().now)
    if not consent.in_force:
        says = f"consent to the spray: {consent.state.words}"
        faults.append(Fault("", "no-consent", says, "the patient signs the current document"))
    decided = evaluation.standing(patient)
    if not decided.in_force:
        faults.append(
            Fault(
                "",
                f"decision-{decided.state.value}",
                decided.because,
                "a decision to treat, signed on today's facts",
            )
        )
    if crises.open_of(patient) is not None:
        faults.append(
            Fault("", "crisis", "a crisis is open: dosing is locked", "a clinician closes it first")
        )
    held = holds.condition(patient)
    if held.light is Light.BLOCKS:
        faults.append(Fault("", held.code, held.says, held.fix))
    if people.licence(by.staff, units.current().now.astimezone(by.clinic.zone).date()) is None:
        faults.append(
            Fault(
                "", "no-licence", f"no licence of {by.name} is verified and in date", "the owner verifies it"
            )
        )
    return faults
