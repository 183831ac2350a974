"""After the dose: recovery, the gate, the way home, what was asked for and booked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from euthymia.clinic.pharmacy.of_order import posted_of_order
from euthymia.clinic.tasks import queries as tasks
from euthymia.clinic.visits import queries as visits
from euthymia.clinic.visits.models import Booking, BookingFact, Visit
from euthymia.domain import monitoring as alarms
from euthymia.domain.notes.facts import (
    Booked,
    Check,
    Criterion,
    Discharged,
    FollowUp,
    Instructed,
    Reading,
    Remark,
    Sprayed,
)
from euthymia.domain.notes.model import Source
from euthymia.domain.rules.ready_to_leave import NUMBERS, OBSERVATIONS
from euthymia.journey.infusion.fold import Happening
from euthymia.journey.recovery import instructions
from euthymia.journey.recovery.fold import Folded, dose_now
from euthymia.journey.recovery.models import Discharge, Recovery
from euthymia.kit import units


def recovered(recovery: Recovery, state: Folded) -> dict[str, Any]:
    """The facts of a recovery by the names that `Facts` has for them."""

    def entry(one: Happening) -> dict[str, Any]:
        return {
            "source": Source("recovery-entry", f"{recovery.pk}#{one.n}"), "at": one.at, "by": one.by,
            "late": one.entered_at if one.late and not one.corrected else None, "corrects": one.reason if one.corrected else "",
        }  # fmt: skip

    newest = {one.kind: one for one in state.happenings}
    named, met, told = newest.get("escort"), state.met, state.told
    return {
        "checks": tuple(Check(**entry(one), parts=_looked(one)) for one in state.checks),
        "escort": Remark(**entry(named), words=named.says) if named else None,
        "met": Remark(**entry(met), words=met.says) if met else None,
        "instructed": _instructed(entry(told), told) if told else None,
        "sprayed": _sprayed(recovery, state),
    }


def _looked(check: Happening) -> tuple[tuple[str, str], ...]:
    """What a check looked at, in its order, each in words; the pressure as one."""
    detail = check.detail or {}
    signs: dict[str, float] = detail.get("values", {})
    found = [
        (name, f"{alarms.words_of(name)} {value:g}")
        for name, value in signs.items()
        if name not in ("sbp", "dbp")
    ]
    if {"sbp", "dbp"} <= signs.keys():
        found.insert(0, ("sbp", f"pressure {signs['sbp']:g}/{signs['dbp']:g} mmHg"))
    titles = {one.code: one.title for one in NUMBERS}
    found += [(name, f"{titles[name]} {value:g}") for name, value in detail.get("scores", {}).items()]
    words = {one.code: (one.title, dict(one.choices)) for one in OBSERVATIONS}
    found += [
        (name, f"{words[name][0].lower()}: {words[name][1][code]}")
        for name, code in detail.get("seen", {}).items()
    ]
    return tuple(found)


def _instructed(entry: dict[str, Any], told: Happening) -> Instructed:
    detail = told.detail or {}
    return Instructed(
        **entry, language=detail.get("language", ""), version=detail.get("version", ""),
        read_back=tuple(detail.get("read_back", ())), points=instructions.POINTS,
    )  # fmt: skip


def _sprayed(recovery: Recovery, state: Folded) -> Sprayed | None:
    if recovery.route != Recovery.Route.NASAL or recovery.began_at is None or recovery.ended_at is None:
        return None
    dose = dose_now(recovery.dose, state)
    return Sprayed(
        source=Source("recovery", str(recovery.pk)), at=recovery.began_at, by=recovery.opened_by, ended_at=recovery.ended_at,
        dose_mg=int(dose["mg"]), lots=tuple(dose.get("lots", ())), **_booked(recovery),
        corrected=tuple(
            Remark(
                source=Source("recovery-entry", f"{recovery.pk}#{one.n}"), at=one.at, by=one.by, reason=one.reason, words=one.says
            )
            for one in state.devices
        ),
    )  # fmt: skip


def _booked(recovery: Recovery) -> dict[str, Any]:
    """What the drug book itself has as given for this dose; nothing where no device of it was in a book."""
    if "devices" not in recovery.dose:
        return {}
    posted = posted_of_order(recovery.clinic, str(recovery.pk))
    given = [one for one in posted if one.entry.kind == "administer" and one.reversed_by is None]
    return {
        "devices": tuple(one.entry.vial for one in given), "entries": tuple(one.entry.n for one in given),
        "booked_ug": sum(one.mass_ug for one in given),
    }  # fmt: skip


def resting(recovery: Recovery) -> dict[str, Reading]:
    """The values before a nasal spray, as they were entered with the dose."""
    known = {name: float(value) for name, value in recovery.baseline.items()}
    of, at = Source("recovery", str(recovery.pk)), recovery.began_at or recovery.opened_at
    return {
        name: Reading(of, at, value, known.get("dbp") if name == "sbp" else None)
        for name, value in known.items()
    }


def discharged(row: Discharge) -> Discharged:
    return Discharged(
        source=Source("discharge", str(row.pk)), at=row.at, by=row.by, reason=row.reason, manner=row.manner,
        gate=tuple(Criterion(one["code"], one["title"], one["state"], one["says"]) for one in row.findings),
        overridden=tuple(row.overridden), second=row.second, escort=row.escort,
    )  # fmt: skip


def follow_ups(recovery: Recovery, row: Discharge | None, without: str) -> tuple[FollowUp, ...]:
    """What the dose and the discharge asked for, with its clock. `without` is the kind of the note's own task."""
    found = tasks.of_subject(recovery.clinic, f"recovery {recovery.pk}")
    if row is not None:
        found += tasks.of_subject(recovery.clinic, f"discharge {row.pk}")
    return tuple(
        FollowUp(
            source=Source("task", str(one.pk)), at=one.made_at, by=one.made_by, says=one.says, opens_at=one.opens_at,
            due_at=one.due_at,
        )
        for one in found
        if one.kind != without
    )  # fmt: skip


def booked(visit: Visit, at: datetime | None) -> Booked | None:
    """The first appointment after `at` as it was booked then; without a moment, the first that is to come now.

    What is moved or booked later is another day's fact: a note that was signed does not change by it.
    """
    since = at or max(units.current().now, visit.opened_at)
    found = []
    for one in visits.of_patient(visit.patient, since):
        if at is None:
            found += [Booked(_booking(one), one.purpose, one.starts_at)] if one.holds else []
            continue
        known = [fact for fact in visits.facts(one) if fact.at <= at]
        if known and known[-1].kind in (BookingFact.Kind.BOOKED, BookingFact.Kind.MOVED):
            found.append(Booked(_booking(one), one.purpose, known[-1].starts_at))
    return min((one for one in found if one.starts_at > since), key=lambda one: one.starts_at, default=None)


def _booking(row: Booking) -> Source:
    return Source("booking", str(row.pk))
