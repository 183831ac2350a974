"""What patients say of their visit in four questions, and what the clinic sees of it: months, never a name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.visits.models import Visit
from euthymia.domain.quantities import Fault, Unusable
from euthymia.domain.results.summary import Rate, rate
from euthymia.journey.infusion import queries as infusions
from euthymia.kit import units

from .limits import in_force
from .models import Experience

# In the patient's words.
QUESTIONS = {
    "heard": _("I was heard"), "unhurried": _("I was not rushed"), "kind": _("People were kind"), "place": _("The place felt right"),
}  # fmt: skip
ANSWERS = {
    Experience.Said.YES: _("Yes"), Experience.Said.MOSTLY: _("Mostly"), Experience.Said.LITTLE: _("A little"),
    Experience.Said.NO: _("No"),
}  # fmt: skip
GOOD = (Experience.Said.MOSTLY, Experience.Said.YES)


def said_of(visit: Visit) -> Experience | None:
    return Experience.objects.filter(clinic_id=visit.clinic_id, visit=visit).first()


def said_by(patient: Patient) -> list[Experience]:
    """Everything this patient has said, newest first: for their own record, which nobody else reads."""
    found = Experience.objects.filter(clinic_id=patient.clinic_id, patient=patient).select_related("visit")
    return list(found.order_by("-at", "-id"))


def say(*, record: Patient, visit: Visit, client_id: UUID, answers: Mapping[str, str]) -> Experience:
    """Keep what a patient says of one visit of theirs, once; what was skipped is empty. Raises Unusable."""
    if visit.patient_id != record.pk:
        raise Unusable.one("visit", "not-yours", "this is somebody else's visit", "a visit of your own")
    known = said_of(visit)
    if known is not None:
        if known.client_id == client_id:
            return known
        raise Unusable.one("", "answered", "this was answered before", "another visit")
    odd = [
        name
        for name, said in answers.items()
        if name not in QUESTIONS or said not in ("", *Experience.Said.values)
    ]
    if odd:
        raise Unusable(
            [Fault(name, "unknown", "no such answer", ", ".join(Experience.Said.values)) for name in odd]
        )
    if not any(answers.values()):
        raise Unusable.one("", "missing", "nothing was chosen", "at least one answer")
    made = Experience(
        clinic_id=record.clinic_id, patient=record, visit=visit, client_id=client_id, at=units.current().now,
        **{name: answers.get(name, "") for name in QUESTIONS},
    )  # fmt: skip
    made.save()
    auditing.record(
        verb="experience.said", says=f"patient {record.number} answered how a visit was", subject=str(visit.pk),
        patient=record.pk, role="patient",
    )  # fmt: skip
    return made


@dataclass(frozen=True, slots=True)
class Month:
    """One month of sessions; `answered` and `shares` are None where too few answered to be shown.

    A share counts "mostly" and "yes" among those who answered that question.
    """

    first: date
    sessions: int
    answered: int | None
    shares: tuple[Rate | None, ...]


def months(clinic: Clinic, year: int) -> list[Month]:
    """The months of a year in which sessions were given, newest first. There is no sum over months to subtract from."""
    begins = datetime(year, 1, 1, tzinfo=clinic.zone)
    found = infusions.begun_between(clinic, begins, datetime(year + 1, 1, 1, tzinfo=clinic.zone))
    month_of = {one.visit_id: one.made_at.astimezone(clinic.zone).month for one in found}
    said: dict[int, list[Experience]] = defaultdict(list)
    for one in Experience.objects.filter(clinic=clinic, visit__in=list(month_of)):
        said[month_of[one.visit_id]].append(one)
    sessions, smallest = Counter(month_of.values()), in_force(clinic).smallest
    return [
        Month(date(year, month, 1), sessions[month], *_counted(said[month], smallest))
        for month in sorted(sessions, reverse=True)
    ]


def _counted(rows: list[Experience], smallest: int) -> tuple[int | None, tuple[Rate | None, ...]]:
    if len(rows) < smallest:
        return None, (None,) * len(QUESTIONS)
    shares = []
    for name in QUESTIONS:
        answers = [getattr(one, name) for one in rows if getattr(one, name)]
        shares.append(rate(sum(said in GOOD for said in answers), len(answers), smallest))
    return len(rows), tuple(shares)
