"""The registry's file: who wants to be in it, and what of their courses may stand there."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, astuple
from datetime import datetime
from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.people.queries import age_y
from euthymia.domain.quantities import Unusable
from euthymia.domain.results.courses import State
from euthymia.domain.results.registry import COLUMNS, GENERALISED, Row, de_identified, row
from euthymia.kit import units

from . import gathering
from .limits import in_force
from .models import RegistryChoice


def choices(record: Patient) -> list[RegistryChoice]:
    """Every word of a patient, newest first."""
    rows = RegistryChoice.objects.filter(clinic_id=record.clinic_id, patient=record)
    return list(rows.order_by("-at", "-id"))


def choice(record: Patient) -> RegistryChoice | None:
    """The newest word of a patient; None: never asked for, so not in it."""
    return next(iter(choices(record)), None)


def choose(*, record: Patient, client_id: UUID, joined: bool) -> RegistryChoice:
    """Keep a patient's word, in or out. Raises Unusable when it is what already stands."""
    known = RegistryChoice.objects.filter(
        clinic_id=record.clinic_id, client_id=client_id, patient=record
    ).first()
    if known is not None:
        return known
    before = choice(record)
    if (before is not None and before.joined) is joined:
        raise Unusable.one("joined", "as-before", "this is how it stands already", "the other answer")
    made = RegistryChoice(
        clinic_id=record.clinic_id, patient=record, client_id=client_id, at=units.current().now, joined=joined
    )
    made.save()
    auditing.record(
        verb="registry.chosen", says=f"patient {record.number} {'joined' if joined else 'left'} the registry's file",
        subject=str(record.pk), patient=record.pk, role="patient",
    )  # fmt: skip
    return made


def joined(clinic: Clinic) -> set[UUID]:
    """The patients whose newest word is that they are in."""
    newest: dict[UUID, bool] = {}
    rows = RegistryChoice.objects.filter(clinic=clinic).order_by("at", "id")
    for patient_id, is_in in rows.values_list("patient_id", "joined"):
        newest[patient_id] = is_in
    return {patient_id for patient_id, is_in in newest.items() if is_in}


def rows(clinic: Clinic, now: datetime) -> tuple[Row, ...]:
    """The file as it would be now: the first judged course of everybody who is in, with everything needed hidden."""
    wanted, limits = joined(clinic), in_force(clinic)
    found: dict[UUID, Row] = {}
    for year in reversed(gathering.years(clinic, now)):
        for plan, judged in gathering.courses_of(clinic, year, now, limits):
            if plan.patient_id not in wanted or plan.patient_id in found or judged.state is not State.JUDGED:
                continue
            found[plan.patient_id] = row(
                year=year, programme=plan.programme, age_y=age_y(plan.patient.born, plan.made_at.date()),
                sex=plan.patient.sex, response=bool(judged.response), remission=judged.remission, oldest_y=limits.oldest_y,
            )  # fmt: skip
    return de_identified(found.values(), limits.registry_smallest)


def as_csv(made: Sequence[Row]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(astuple(one) for one in made)
    return text.getvalue()


def as_json(made: Sequence[Row]) -> str:
    return json.dumps(
        {"columns": COLUMNS, "made_by": str(GENERALISED), "rows": [asdict(one) for one in made]}, indent=1
    )
