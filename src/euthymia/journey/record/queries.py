"""Requests to correct a record, and what is held back of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from euthymia.clinic.people.models import Clinic, Patient

from . import rules
from .models import Amendment, AmendmentEvent, Delay, DelayEnd

Kind = AmendmentEvent.Kind


@dataclass(frozen=True, slots=True)
class Standing:
    """A request with all that was said of it."""

    amendment: Amendment
    events: tuple[AmendmentEvent, ...]

    @property
    def part(self) -> rules.Part:
        return rules.BY_CODE[self.amendment.part]

    @property
    def asked(self) -> AmendmentEvent:
        return self.events[0]

    @property
    def answer(self) -> AmendmentEvent | None:
        return next((one for one in self.events if one.kind in (Kind.ACCEPTED, Kind.DENIED)), None)

    @property
    def extended(self) -> AmendmentEvent | None:
        return next((one for one in self.events if one.kind == Kind.EXTENDED), None)

    @property
    def may_reply(self) -> bool:
        """Who was denied may say so, once."""
        denied = self.answer is not None and self.answer.kind == Kind.DENIED
        return denied and not any(one.kind == Kind.REPLIED for one in self.events)

    @property
    def due_at(self) -> datetime:
        return rules.due(self.amendment.made_at, self.extended is not None)


def amendment(clinic: Clinic, amendment_id: UUID) -> Amendment:
    """Raises Amendment.DoesNotExist, also for another clinic's."""
    return Amendment.objects.select_related("patient").get(clinic=clinic, pk=amendment_id)


def amendment_of(patient: Patient, amendment_id: UUID) -> Amendment:
    """Raises Amendment.DoesNotExist, also for another patient's."""
    return Amendment.objects.get(clinic_id=patient.clinic_id, patient=patient, pk=amendment_id)


def amendment_of_client(patient: Patient, client_id: UUID) -> Amendment | None:
    return Amendment.objects.filter(clinic_id=patient.clinic_id, patient=patient, client_id=client_id).first()


def event_of_client(found: Amendment, client_id: UUID) -> AmendmentEvent | None:
    rows = AmendmentEvent.objects.filter(clinic_id=found.clinic_id, amendment=found)
    return rows.filter(client_id=client_id).first()


def standing(found: Amendment) -> Standing:
    (one,) = _standing([found])
    return one


def amendments_of(patient: Patient) -> list[Standing]:
    """What this patient asked for, newest first."""
    rows = Amendment.objects.filter(clinic_id=patient.clinic_id, patient=patient)
    return _standing(list(rows.order_by("-made_at", "-id")))


def unanswered(clinic: Clinic) -> list[Standing]:
    """What waits for an answer, the most urgent first."""
    rows = Amendment.objects.filter(clinic=clinic, answered_at=None).select_related("patient")
    return sorted(_standing(list(rows)), key=lambda one: one.due_at)


def delays_of(patient: Patient) -> list[tuple[Delay, DelayEnd | None]]:
    """Whatever was held back, newest first, each with its end before its time."""
    rows = list(Delay.objects.filter(clinic_id=patient.clinic_id, patient=patient).order_by("-at", "-id"))
    ends = {one.delay_id: one for one in DelayEnd.objects.filter(clinic_id=patient.clinic_id, delay__in=rows)}
    return [(row, ends.get(row.pk)) for row in rows]


def held_back(patient: Patient, now: datetime) -> dict[str, Delay]:
    """The parts that are held back now, each with the word that lasts longest."""
    found: dict[str, Delay] = {}
    for row, end in sorted(delays_of(patient), key=lambda pair: pair[0].until):
        if end is None and row.at <= now < row.until:
            found[row.part] = row
    return found


def delay(patient: Patient, delay_id: UUID) -> Delay:
    """Raises Delay.DoesNotExist, also for another patient's."""
    return Delay.objects.get(clinic_id=patient.clinic_id, patient=patient, pk=delay_id)


def delay_of_client(clinic: Clinic, client_id: UUID) -> Delay | None:
    return Delay.objects.filter(clinic=clinic, client_id=client_id).first()


def end_of(found: Delay) -> DelayEnd | None:
    return DelayEnd.objects.filter(clinic_id=found.clinic_id, delay=found).first()


def _standing(found: list[Amendment]) -> list[Standing]:
    events: dict[UUID, list[AmendmentEvent]] = {one.pk: [] for one in found}
    if found:
        for row in AmendmentEvent.objects.filter(clinic_id=found[0].clinic_id, amendment__in=found).order_by(
            "n"
        ):
            events[row.amendment_id].append(row)
    return [Standing(one, tuple(events[one.pk])) for one in found]


def delay_of_text(patient: Patient, number: str) -> Delay:
    """Raises Delay.DoesNotExist, also for what is no number."""
    try:
        return delay(patient, UUID(number))
    except ValueError:
        raise Delay.DoesNotExist("no such word") from None
