"""Bookings: the database refuses two at one place, limits are named, twice is once, and the facts say it all."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from euthymia.clinic.audit.models import Event
from euthymia.clinic.people.actions import NotAllowed
from euthymia.clinic.visits import actions, queries
from euthymia.clinic.visits.models import Booking
from euthymia.domain.quantities import Unusable
from euthymia.domain.scheduling.blocks import Phases
from support.cast import Cast
from support.desk import INFUSION, MONDAY, TALK, at, booked, open_doors

pytestmark = pytest.mark.django_db


def codes(refused: pytest.ExceptionInfo[Unusable]) -> list[str]:
    return [fault.code for fault in refused.value.faults]


def test_a_booking_is_the_fold_of_its_facts(cast: Cast, unit: Any) -> None:
    clinic, (first, second, _) = cast.lakeside, cast.chairs
    with unit(clinic):
        open_doors(cast)
        made = booked(clinic, cast.ana_patient, first, "09:00", by=cast.wren.member())
        actions.move(
            clinic,
            by=cast.wren.member(),
            booking=made,
            client_id=uuid4(),
            chair=second,
            reason="sun in the window",
        )
        moved = actions.move(
            clinic,
            by=cast.wren.member(),
            booking=made,
            client_id=uuid4(),
            starts_at=at(clinic, MONDAY, "10:00"),
        )
        assert (moved.chair, moved.phases, moved.sequence) == (second, INFUSION, 2)
        cancelled = actions.cancel(
            clinic, by=cast.wren.member(), booking=made, reason="ill", client_id=uuid4()
        )
        assert (cancelled.state, cancelled.reason, cancelled.holds) == ("cancelled", "ill", False)
        facts = queries.facts(made)
        assert [(one.n, one.kind, one.chair_name, one.reason) for one in facts] == [
            (1, "booked", "Chair 1", ""), (2, "moved", "Chair 2", "sun in the window"),
            (3, "moved", "Chair 2", ""), (4, "cancelled", "Chair 2", "ill"),
        ]  # fmt: skip
        assert facts[-1].starts_at == cancelled.starts_at == at(clinic, MONDAY, "10:00")
        assert cancelled.leaves_at - cancelled.starts_at == timedelta(minutes=115)
        assert cancelled.ends_at - cancelled.starts_at == timedelta(minutes=130)
        with pytest.raises(Unusable) as refused:
            actions.move(clinic, by="x", booking=made, client_id=uuid4(), chair=first)
        assert codes(refused) == ["not-booked"]
    with unit(clinic):
        told = Event.objects.filter(patient_id=cast.ana_patient.pk, verb__startswith="booking.").order_by("n")
        assert [one.verb for one in told] == [
            "booking.made",
            "booking.moved",
            "booking.moved",
            "booking.cancelled",
        ]


def test_what_is_sent_twice_is_done_once_and_a_used_form_says_nothing_else(cast: Cast, unit: Any) -> None:
    clinic, chair = cast.lakeside, cast.chairs[0]
    with unit(clinic):
        open_doors(cast)
        client_id, step = uuid4(), uuid4()
        made = booked(clinic, cast.ana_patient, chair, "09:00", client_id=client_id)
        assert booked(clinic, cast.ana_patient, chair, "09:00", client_id=client_id).pk == made.pk
        with pytest.raises(Unusable) as refused:
            booked(clinic, cast.ben_patient, chair, "12:00", client_id=client_id)
        assert codes(refused) == ["reused"]
        for _ in range(2):
            actions.cancel(clinic, by="Wren", booking=made, reason="ill", client_id=step)
        assert queries.booking(clinic, made.pk).facts_n == 2
        again = booked(clinic, cast.ben_patient, chair, "09:00")
        assert again.holds, "a cancelled booking gives its chair free"


@pytest.mark.parametrize(
    ("whose", "chair", "constraint"),
    [("ben_patient", 0, "visits_booking_chair_once"), ("ana_patient", 1, "visits_booking_patient_once")],
)
def test_the_database_itself_refuses_a_second_booking(
    cast: Cast, unit: Any, whose: str, chair: int, constraint: str
) -> None:
    with unit(cast.lakeside):
        made = booked(cast.lakeside, cast.ana_patient, cast.chairs[0], "09:00")
        second = Booking(
            clinic=cast.lakeside,
            patient=getattr(cast, whose),
            purpose="infusion",
            state="booked",
            changed_at=made.changed_at,
        )
        second.place(cast.chairs[chair], made.starts_at + timedelta(minutes=100), INFUSION)
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            second.save()
        second.state = "cancelled"
        second.reason = "one that holds nothing may lie anywhere"
        second.save()
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            Booking.objects.filter(pk=second.pk).update(state="arrived")


def test_each_limit_is_named_and_a_soft_one_takes_a_reason(cast: Cast, unit: Any) -> None:
    clinic, (first, second, third), ana = cast.lakeside, cast.chairs, cast.ana_patient
    with unit(clinic):
        open_doors(cast, days=2)
        actions.close(
            clinic, by="Olu", starts_at=at(clinic, date(2026, 11, 26), "00:00"), ends_at=at(clinic, date(2026, 11, 27), "00:00"),
            reason="Thanksgiving", kind="holiday", client_id=uuid4(),
        )  # fmt: skip
        made = booked(clinic, ana, first, "09:00")
        for chair, patient, clock, on, said in (
            (first, cast.ben_patient, "11:00", MONDAY, "Chair 1 is taken: turnover of A. M. 10:55–11:10 meets prep 11:00–11:15"),
            (second, ana, "10:00", MONDAY, "A. M. is at Chair 1 09:00–10:55 already"),
            (second, ana, "07:00", date(2026, 11, 25), "07:00–09:10 is outside the opening hours 08:00–18:00"),
            (second, ana, "16:00", date(2026, 11, 25), "16:00–18:10 is outside the opening hours 08:00–18:00"),
            (second, ana, "10:00", date(2026, 11, 28), "the clinic does not open on Saturday, 2026-11-28"),
            (second, ana, "10:00", date(2026, 11, 26), "the clinic is closed 00:00–00:00: Thanksgiving"),
            (second, ana, "10:00", date(2026, 11, 19), "10:00–11:55 on 2026-11-19 is over"),
            (second, ana, "08:30", date(2026, 11, 24), "23.5 h from the infusion of Mon 23 Nov 09:00"),
        ):  # fmt: skip
            with pytest.raises(Unusable) as refused:
                booked(clinic, patient, chair, clock, on=on)
            assert said in [fault.says for fault in refused.value.faults]
        with pytest.raises(Unusable) as refused:
            booked(clinic, ana, second, "09:30", on=date(2026, 11, 24))
        assert [(fault.at, fault.code) for fault in refused.value.faults] == [("reason-spacing", "spacing")]
        late = booked(
            clinic, ana, second, "09:30", on=date(2026, 11, 24), reasons={"spacing": "agreed with Dr Okafor"}
        )
        assert queries.facts(late)[0].because == {"spacing": "agreed with Dr Okafor"}
        actions.cancel(clinic, by="Wren", booking=late, reason="entered by mistake", client_id=uuid4())
        talk = booked(clinic, ana, third, "09:30", on=date(2026, 11, 24), phases=TALK, purpose="integration")
        assert talk.holds, "spacing is about infusions"
        assert queries.booking(clinic, made.pk).facts_n == 1


def test_nurses_and_prescribers_limit_infusions_and_nothing_else(cast: Cast, unit: Any) -> None:
    clinic, (first, second, third) = cast.lakeside, cast.chairs
    with unit(clinic):
        open_doors(cast, prescriber=False)
        cara = cast.ben_patient
        with pytest.raises(Unusable) as refused:
            booked(clinic, cast.ana_patient, first, "09:00")
        assert codes(refused) == ["prescriber-absent"]
        reasons = {"prescriber-absent": "Dr Okafor comes at nine"}
        booked(clinic, cast.ana_patient, first, "09:00", reasons=reasons, one_to_one=True)
        with pytest.raises(Unusable) as refused:
            booked(clinic, cara, second, "10:00", reasons=reasons)
        assert [fault.says for fault in refused.value.faults] == [
            "10:00–10:55: 2 patients (1 with a nurse of their own) for 1 nurse, allowed 2"
        ]
        assert booked(clinic, cara, second, "10:55", reasons=reasons).holds
        assert booked(clinic, cara, third, "09:00", phases=TALK, purpose="psychotherapy").holds


@pytest.mark.parametrize(
    ("local", "code", "says"),
    [
        ("2027-03-14T02:30", "no-such-time", "02:30 on Sunday 14 March 2027 does not exist"),
        ("2027-11-07T01:30", "time-twice", "01:30 on Sunday 7 November 2027 exists twice"),
    ],
)
def test_a_wall_clock_that_cannot_be_read_is_refused_by_name(
    cast: Cast, unit: Any, local: str, code: str, says: str
) -> None:
    clinic, shown = cast.lakeside, datetime.fromisoformat(local)
    with unit(clinic):
        with pytest.raises(Unusable) as refused:
            actions.book(
                clinic, by="Wren", patient=cast.ana_patient, chair=cast.chairs[0], starts_at=shown.replace(tzinfo=clinic.zone),
                phases=INFUSION, purpose="infusion", client_id=uuid4(),
            )  # fmt: skip
        (fault,) = refused.value.faults
        assert fault.code == code and says in fault.says and "America/Los_Angeles" in fault.says
        with pytest.raises(Unusable, match="no time zone"):
            actions.book(
                clinic, by="Wren", patient=cast.ana_patient, chair=cast.chairs[0], starts_at=shown,
                phases=INFUSION, purpose="infusion", client_id=uuid4(),
            )  # fmt: skip


def test_a_stay_across_a_change_of_clocks_has_its_minutes(cast: Cast, unit: Any) -> None:
    clinic = cast.lakeside
    with unit(clinic):
        made = actions.book(
            clinic, by="Wren", patient=cast.ana_patient, chair=cast.chairs[0],
            starts_at=datetime(2027, 3, 14, 1, 30, tzinfo=clinic.zone), phases=Phases(0, 60), purpose="infusion",
            client_id=uuid4(),
        )  # fmt: skip
        assert made.starts_at == datetime(2027, 3, 14, 9, 30, tzinfo=UTC)
        assert f"{made.ends_at.astimezone(clinic.zone):%H:%M}" == "03:30"


def test_bad_input_is_refused_with_its_place(cast: Cast, unit: Any) -> None:
    clinic, chair = cast.lakeside, cast.chairs[0]
    with unit(clinic):
        for phases, at_field in (
            (Phases(0, 0), "session_min"),
            (Phases(-1, 40), "prep_min"),
            (Phases(0, 1400, 60), "session_min"),
        ):
            with pytest.raises(Unusable) as refused:
                booked(clinic, cast.ana_patient, chair, "09:00", phases=phases)
            assert [fault.at for fault in refused.value.faults] == [at_field]
        with pytest.raises(Unusable, match="no purpose"):
            booked(clinic, cast.ana_patient, chair, "09:00", purpose="party")
        made = booked(clinic, cast.ana_patient, chair, "09:00")
        for attempt, at_field in (
            (
                lambda: actions.cancel(clinic, by="Wren", booking=made, reason=" ", client_id=uuid4()),
                "reason",
            ),
            (
                lambda: actions.cancel(clinic, by="Wren", booking=made, reason="a\0b", client_id=uuid4()),
                "reason",
            ),
            (lambda: actions.no_show(clinic, by="Wren", booking=made, client_id=uuid4()), ""),
        ):
            with pytest.raises(Unusable) as refused:
                attempt()
            assert [fault.at for fault in refused.value.faults] == [at_field]


def test_nobody_books_without_leave_or_into_another_clinic(cast: Cast, unit: Any) -> None:
    clinic, chair = cast.lakeside, cast.chairs[0]
    with unit(clinic):
        with pytest.raises(NotAllowed):
            booked(clinic, cast.ana_patient, chair, "09:00", by=cast.olu.member())
        with pytest.raises(NotAllowed):
            booked(clinic, cast.hal_patient, chair, "09:00")
        with pytest.raises(NotAllowed):
            booked(clinic, cast.ana_patient, cast.hillside_chair, "09:00")
        assert not Booking.objects.exists()
