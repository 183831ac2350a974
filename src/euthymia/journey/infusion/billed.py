"""What a session gave, as a bill needs it: the pump's time from the chart, the drug's amounts from the dose history."""

from __future__ import annotations

from datetime import datetime

from euthymia.clinic.people.models import Patient
from euthymia.clinic.pharmacy import queries as stock
from euthymia.domain.billing.given import Drug, Given
from euthymia.domain.quantities import CONCENTRATION_MG_PER_ML, Fault, Unusable

from . import queries
from .fold import Course
from .models import Dose, Preparation, Session

# What the drug book wrote off; a spill is told of in the book and is no discarded amount of a container.
_WASTED = (Dose.Kind.WASTED, Dose.Kind.REST)
DRUG = "ketamine"


def given(patient: Patient, now: datetime) -> tuple[list[Given], list[Fault]]:
    """Every infusion of the patient that is over, newest first; and why one of them cannot be billed from the record."""
    sessions = list(queries.of_patient(patient))
    courses = queries.courses(sessions, now)
    over = [one for one in sessions if courses[one.pk].started_at and courses[one.pk].finished_at]
    found, faults = list[Given](), list[Fault]()
    for one in over:
        try:
            found.append(_of(one, courses[one.pk]))
        except Unusable as refused:
            faults += refused.faults
    return found, faults


def _of(session: Session, course: Course) -> Given:
    assert course.started_at is not None and course.finished_at is not None, "looked at before"
    syringes = Preparation.objects.filter(clinic_id=session.clinic_id, session=session).select_related(
        "book__clinic", "book__registration"
    )
    return Given(
        session=str(session.pk), day=course.started_at.astimezone(session.clinic.zone).date(), started_at=course.started_at,
        ended_at=course.finished_at, minutes=course.pumping_s(course.finished_at) // 60,
        drugs=tuple(_drug(one) for one in syringes.order_by("at")),
    )  # fmt: skip


def _drug(syringe: Preparation) -> Drug:
    products = {one["ndc"] for one in syringe.vials}
    if len(products) != 1:
        raise Unusable.one(
            "session",
            "products",
            f"syringe {syringe.number} was drawn from several products",
            "a bill that a person writes",
        )
    rows = list(Dose.objects.filter(clinic_id=syringe.clinic_id, preparation=syringe))
    undone = {one.undoes for one in rows}
    rows = [one for one in rows if one.entry_n not in undone]
    given = [one for one in rows if one.kind == Dose.Kind.GIVEN]
    wasted = [one for one in rows if one.kind in _WASTED]
    vials = [stock.vial_named(syringe.book, one["vial"]) for one in syringe.vials]
    return Drug(
        name=DRUG, ndc=products.pop(), strength=f"{CONCENTRATION_MG_PER_ML.format(syringe.stock_ug_per_ml)} mg/mL",
        given_ul=sum(one.volume_ul for one in given), wasted_ul=sum(one.volume_ul for one in wasted),
        given_ug=sum(one.mass_ug for one in given), wasted_ug=sum(one.mass_ug for one in wasted),
        single_dose=all(one is not None and one.vial.dose_type == "single" for one in vials),
    )  # fmt: skip
