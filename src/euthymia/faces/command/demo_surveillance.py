"""The demo's safety: checks that have results, a report from home, and one chart that is worth a second look."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from euthymia.clinic.people.queries import Member
from euthymia.domain.simulation import Stage
from euthymia.journey.infusion import actions as infusion
from euthymia.journey.infusion import queries
from euthymia.journey.surveillance import actions
from euthymia.kit import clock, units

from .demo_seed import Seat, crew_of_seat

# What somebody wrote down afterwards for the recovering chair, the same at each of these minutes before the opening.
WRITTEN = {"sbp": "124", "dbp": "78", "hr": "72", "spo2": "97", "rr": "14"}
MINUTES_AGO = (52, 41, 33, 22)


def write(seats: Sequence[Seat], opened_at: datetime) -> None:
    """After the morning was replayed. Who is in recovery was charted from memory, a minute ago."""
    recovering = next(one for one in seats if one.chair.stage(0) is Stage.RECOVERY)
    nurse = crew_of_seat(recovering)
    with clock.frozen(opened_at - timedelta(minutes=2)):
        _from_memory(recovering, nurse, opened_at)
    with clock.frozen(opened_at):
        _checked(seats[0], crew_of_seat(seats[0]))


def _from_memory(seat: Seat, nurse: Member, opened_at: datetime) -> None:
    for minutes in MINUTES_AGO:
        with units.unit(tenant=nurse.clinic.pk, actor=nurse.words):
            session = queries.session(nurse.clinic, seat.session.pk)
            at = opened_at - timedelta(minutes=minutes)
            infusion.record_vitals(by=nurse, session=session, client_id=uuid4(), values=WRITTEN, at=at)


def _checked(seat: Seat, nurse: Member) -> None:
    """The questions of the visit were asked of whoever sits first; a headache was reported from home."""
    with units.unit(tenant=nurse.clinic.pk, actor=nurse.words):
        patient, now = seat.session.patient, clock.now()
        patient.clinic = nurse.clinic
        said: dict[str, Any] = {"by": nurse, "patient": patient}
        on = now.astimezone(nurse.clinic.zone).date()
        actions.enter_result(
            **said,
            client_id=uuid4(),
            check="bladder-questions",
            typed={"finding": "frequency", "lasting": "no"},
            on=on,
        )
        actions.enter_result(
            **said, client_id=uuid4(), check="dependence", typed={"craving": "1", "signals": []}, on=on
        )
        actions.report(
            **said, client_id=uuid4(), felt="headache", severity="mild", at=now - timedelta(days=2), reporter="patient", outcome="gone"
        )  # fmt: skip
