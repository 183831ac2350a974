"""The verbs of readiness: a check is signed, a date is entered, a drill was held, the plan is put in force."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits.models import Room
from euthymia.domain.quantities import Fault, Unusable
from euthymia.domain.rules import upkeep
from euthymia.kit import live, units
from euthymia.kit.models import AppendOnly

from .models import Check, Dated, Drill, EmergencyPlan

Kept = TypeVar("Kept", bound=AppendOnly)


def check(
    *, by: Member, client_id: UUID, code: str, answers: Mapping[str, str | None], room: Room | None = None, lots: str = ""
) -> Check:  # fmt: skip
    """Somebody has looked at every item of a list: fine (""), or what is wrong. Raises Unusable, NotAllowed."""
    require(by, Permission.CHECK_ROOMS)
    if room is not None and room.clinic_id != by.clinic.pk:
        raise NotAllowed("this chair is another clinic's")
    if (known := _known(Check, by, client_id)) is not None:
        return known
    faults = upkeep.faults_of(code, answers)
    asked = upkeep.BY_CODE.get(code)
    if asked is not None and (asked.where is upkeep.Where.ROOM) != (room is not None):
        faults.append(
            Fault("room", "missing", f"{asked.title} is of a {asked.where}", "the chair it is about")
        )
    _refuse(faults)
    said = {item: (words or "").strip() for item, words in answers.items()}
    made = Check(
        clinic=by.clinic, client_id=client_id, list=code, room=room, at=units.current().now, by=by.words, answers=said,
        lots=lots.strip(),
    )  # fmt: skip
    place = f" of {room.name}" if room is not None else ""
    wrong = sum(bool(words) for words in said.values())
    title = upkeep.BY_CODE[code].title.lower()
    return _keep(made, by, f"checked {title}{place}: {f'{wrong} at fault' if wrong else 'fine'}")


def enter_date(
    *, by: Member, client_id: UUID, kind: str, code: str, title: str, until: date | None, lot: str = "", removed: bool = False
) -> Dated:  # fmt: skip
    """Something is good until a day; the same code again replaces it, or with `removed` takes it away."""
    require(by, Permission.CHECK_ROOMS)
    if (known := _known(Dated, by, client_id)) is not None:
        return known
    faults = []
    if kind not in Dated.Kind.values:
        faults.append(Fault("kind", "unknown", f"{kind!r} is none of the list", ", ".join(Dated.Kind.values)))
    faults += [
        Fault(name, "missing", "say it", "words")
        for name, text in (("code", code), ("title", title))
        if not text.strip()
    ]
    if until is None:
        faults.append(Fault("until", "missing", "say until when it is good", "a date"))
    _refuse(faults)
    assert until is not None, "said above"
    made = Dated(
        clinic=by.clinic, client_id=client_id, kind=kind, code=code.strip(), title=title.strip(), lot=lot.strip(), until=until,
        removed=removed, at=units.current().now, by=by.words,
    )  # fmt: skip
    return _keep(made, by, f"{'took away' if removed else 'entered'} {made.title}, good until {until}")


def record_drill(*, by: Member, client_id: UUID, on: date, scenario: str, present: str, learnt: str) -> Drill:
    """An emergency was practised."""
    require(by, Permission.CHECK_ROOMS)
    if (known := _known(Drill, by, client_id)) is not None:
        return known
    words = {"scenario": scenario, "present": present, "learnt": learnt}
    faults = [Fault(name, "missing", "say it", "words") for name, text in words.items() if not text.strip()]
    if on > units.current().now.astimezone(by.clinic.zone).date():
        faults.append(Fault("on", "future", "this lies in the future", "the day it was held"))
    _refuse(faults)
    made = Drill(
        clinic=by.clinic, client_id=client_id, on=on, at=units.current().now, by=by.words,
        **{name: text.strip() for name, text in words.items()},
    )  # fmt: skip
    return _keep(made, by, f"recorded a drill: {made.scenario}")


def put_plan_in_force(*, by: Member, client_id: UUID, says: str, **words: Any) -> EmergencyPlan:
    """The medical director says what everybody must know in an emergency, and what a missed check does to a start."""
    require(by, Permission.SET_POLICY)
    if by.clinic.medical_director_id != by.staff.pk:
        raise NotAllowed("only the medical director puts the emergency plan in force")
    if (known := _known(EmergencyPlan, by, client_id)) is not None:
        return known
    needed = ("number", "address", "hospital", "kit_at")
    faults = [
        Fault(name, "missing", "everybody must know this", "words")
        for name in needed
        if not str(words.get(name, "")).strip()
    ]
    if says not in list(upkeep.Says):
        faults.append(Fault("says", "unknown", f"{says!r} is none of the list", ", ".join(upkeep.Says)))
    _refuse(faults)
    made = EmergencyPlan(
        clinic=by.clinic, client_id=client_id, says=says, at=units.current().now, by=by.words, **words
    )
    return _keep(made, by, f"put the emergency plan in force: patients go to {made.hospital}")


def _known(model: type[Kept], by: Member, client_id: UUID) -> Kept | None:
    return model._default_manager.filter(clinic=by.clinic, client_id=client_id).first()


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise Unusable(faults)


def _keep(made: Kept, by: Member, says: str) -> Kept:
    made.save()
    live.notify({f"clinic:{by.clinic.pk}": 0})
    auditing.record(verb=f"upkeep.{made._meta.model_name}", says=says, subject=str(made.pk), actor=by.words)
    return made
