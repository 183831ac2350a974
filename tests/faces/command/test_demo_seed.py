"""The demo's morning: the scenario as the program's own rows, and a new day on the second start."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from euthymia.clinic.devices import queries as devices
from euthymia.clinic.monitoring.models import Watch
from euthymia.clinic.people.models import Clinic, Patient, User
from euthymia.clinic.questionnaires import queries as questionnaires
from euthymia.clinic.visits.models import Room
from euthymia.domain import simulation
from euthymia.domain.scheduling.due import When
from euthymia.faces.board import live as board
from euthymia.faces.command import demo_notes, demo_seed, demo_surveillance, demo_visits
from euthymia.journey.arrival import queries as arrival
from euthymia.journey.evaluation import queries as evaluations
from euthymia.journey.honesty import queries as honesty
from euthymia.journey.infusion import queries
from euthymia.journey.infusion.models import Session, SessionEvent
from euthymia.journey.note import queries as notes
from euthymia.journey.outcomes import facts as responses
from euthymia.journey.outcomes import queries as outcomes
from euthymia.kit import clock, units
from support.standing import Scene, stand

pytestmark = pytest.mark.django_db
STAGES = {
    "ordered": simulation.Stage.READY,
    "running": simulation.Stage.INFUSING,
    "recovery": simulation.Stage.RECOVERY,
}


def _opened() -> list[demo_seed.Seat]:
    """As `euthymia demo` does it, up to the moment the doors open."""
    demo_seed.make_clinics("demo", "a password")
    opened_at = clock.now()
    seats = demo_seed.open_day(opened_at)
    for seat in seats:
        demo_seed.replay_past(seat, opened_at)
    demo_surveillance.write(seats, opened_at)
    return seats


def _opened_again(seats: list[demo_seed.Seat]) -> tuple[list[demo_seed.Seat], list[demo_seed.Seat]]:
    """Two hours later, and it is another two hours later."""
    clock.advance(timedelta(hours=2))
    again = demo_seed.open_day(clock.now())
    clock.advance(timedelta(hours=2))
    return seats, again


# Two days on: shortly before midnight at Lakeside, shortly after it at Hillside.
ROUND_MIDNIGHT = datetime(2026, 11, 23, 7, 10, tzinfo=UTC)
MORNING = Scene(_opened)
OPENED_AGAIN = Scene(_opened_again, MORNING)


def inside() -> Any:
    return units.unit(tenant=units.EVERY_TENANT, actor="a test")


def test_clinics_are_made_once_and_passwords_set_each_time(db: None, stopped: Any) -> None:
    demo_seed.make_clinics("demo", "a password")
    demo_seed.make_clinics("demo", "another password")
    with inside():
        assert [clinic.code for clinic in Clinic.objects.order_by("code")] == ["hillside", "lakeside"]
        assert (
            Room.objects.count()
            == sum(len(clinic.chairs) for clinic in simulation.CLINICS)
            == Patient.objects.count()
        )
        assert all(user.check_password("another password") for user in User.objects.filter(is_demo=True)[:2])


def test_the_morning_is_the_scenarios(db: None, stopped: Any) -> None:
    seats = stand(MORNING)
    _as_in_the_scenario(seats)
    _one_chart_is_worth_a_second_look(seats)


def test_the_next_opening_closes_what_was_left_and_seats_others(db: None, stopped: Any) -> None:
    seats, again = stand(OPENED_AGAIN)
    with inside():
        today = Session.objects.filter(made_at__gt=clock.now() - timedelta(hours=12))
        assert today.count() == 2 * (len(seats) + len(demo_notes.PAST))
        assert Session.objects.filter(finished_at=None).count() == len(seats)
        assert Watch.objects.filter(closed_at=None).count() == len(seats) + len(demo_visits.SPRAYED)
        assert {one.session.pk for one in seats}.isdisjoint(one.session.pk for one in again)
    _nobody_is_infused_again_too_soon(seats, again)
    clock.advance(ROUND_MIDNIGHT - clock.now())
    later = demo_seed.open_day(clock.now())
    for seat in later:
        demo_seed.replay_past(seat, clock.now())
    assert [one.session.patient for one in later] == [one.session.patient for one in seats]


def _one_chart_is_worth_a_second_look(seats: list[demo_seed.Seat]) -> None:
    lakeside = seats[0].session.clinic
    with units.unit(tenant=lakeside.pk, actor="a test"):
        found = honesty.looked(lakeside, clock.now() - timedelta(days=1), clock.now() + timedelta(minutes=1))
        assert {one.session.room.name for one in found.reasons} == {"Chair 6"}
        assert {"copied-values", "late-entries"} <= {one.flag.kind.value for one in found.reasons}


def _nobody_is_infused_again_too_soon(seats: list[demo_seed.Seat], again: list[demo_seed.Seat]) -> None:
    for first, second in zip(seats, again, strict=True):
        infused = first.chair.stage(0) is not simulation.Stage.READY
        names = [seat.session.patient.given_name for seat in (first, second)]
        assert names == [names[0], f"{names[0]} 2" if infused else names[0]]


def _as_in_the_scenario(seats: list[demo_seed.Seat]) -> None:
    for seat in seats:
        with units.unit(tenant=seat.session.clinic_id, actor="a test"):
            session = queries.session(seat.session.clinic, seat.session.pk)
            course = queries.course(session)
            phase = "running" if course.phase.value == "paused" else course.phase.value
            assert STAGES[phase] is seat.chair.stage(0), seat.chair.says
            if phase != "ordered":
                assert course.started_at == seat.started_at
            assert course.given_ug <= session.order.dose_ug
            assert session.watch.samples_n > 20, seat.chair.says
            assert [one.code for one in devices.associated(session.watch)], seat.chair.says
            future = SessionEvent.objects.filter(session=session, at__gt=clock.now())
            assert not future.exists(), "nothing has happened yet that lies ahead"


def test_a_board_full_of_demo_is_a_board(db: None, stopped: Any) -> None:
    stand(MORNING)
    with inside():
        lakeside = Clinic.objects.get(code="lakeside")
    with units.unit(tenant=lakeside.pk, actor="a test"):
        cards = board.cards(lakeside, clock.now())
    seated = len(simulation.LAKESIDE.chairs) + len(demo_visits.SPRAYED)
    assert [card.phase != "free" for card in cards] == [True] * seated + [False] * len(demo_notes.PAST)


def test_after_a_course_somebody_is_overdue_and_worse_and_somebody_is_due_this_week(
    db: None, stopped: Any
) -> None:
    stand(MORNING)
    with inside():
        lakeside = Clinic.objects.get(code="lakeside")
    with units.unit(tenant=lakeside.pk, actor="a test"):
        now = clock.now()
        lists = outcomes.lists(outcomes.people(lakeside, now), now.astimezone(lakeside.zone).date())
        names = {when: [str(one.plan.patient) for one in some] for when, some in lists.items()}
        assert names[When.OVERDUE] == ["Rosa Winter"] and names[When.DUE] == ["Selma Frost"]
        assert names[When.LATER] == ["Theo Lang"]
        worse = responses.clock_of(lists[When.OVERDUE][0].plan, now)
        assert worse.relapse and [one.code for one in worse.warnings] == ["phq-9"]
        booked = lists[When.DUE][0].followed
        assert booked is not None and booked.booked is not None


def test_of_the_mornings_infusions_one_note_is_signed_and_one_waits(db: None, stopped: Any) -> None:
    stand(MORNING)
    with inside():
        lakeside = Clinic.objects.get(code="lakeside")
    with units.unit(tenant=lakeside.pk, actor="a test"):
        newest, *before = [one.patient.given_name for one in notes.signed_recently(lakeside)]
        assert newest == "Ida" and before and set(before) <= set(demo_notes.REGULARS)
        assert [one.patient.given_name for one in notes.unsigned(lakeside)] == ["Milo"]


def test_whoever_is_here_was_recognised_and_has_a_driver(db: None, stopped: Any) -> None:
    stand(MORNING)
    with inside():
        lakeside = Clinic.objects.get(code="lakeside")
    with units.unit(tenant=lakeside.pk, actor="a test"):
        coming = arrival.arrivals(lakeside, arrival.today(lakeside, clock.now()))
        here = [one for one in coming if one.visit is not None]
    seated = len(simulation.LAKESIDE.chairs) + len(demo_visits.SPRAYED)
    assert len(here) == seated + len(demo_notes.PAST) + 1
    assert all(one.identity is not None and one.state.driver for one in here)
    assert [one.state.outcome for one in coming if one.visit is None] == ["call"]


def test_the_demos_patient_has_answered_and_is_asked_again(db: None, stopped: Any) -> None:
    stand(OPENED_AGAIN)
    with inside():
        (ana,) = Patient.objects.exclude(user=None)
        scores = [row.total for row in questionnaires.responses(ana.clinic, ana, "phq-9")]
        assert scores == [21.0, 19.0, 17.0]
        waiting = questionnaires.to_answer(ana.clinic, ana, clock.now())
        assert [one.instrument for one in waiting] == ["phq-9", "gad-7"]
        assert not [row for row in questionnaires.history(ana.clinic, ana) if row.flags]


def test_a_password_is_made_once_and_kept_to_oneself(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert demo_seed.demo_password(home, "given") == "given"
    made = demo_seed.demo_password(home, "")
    assert made == demo_seed.demo_password(home, "") and len(made) > 10
    assert (home / "demo-password").stat().st_mode & 0o077 == 0


def test_a_few_people_stand_at_different_places_of_their_evaluation(db: None, stopped: Any) -> None:
    stand(OPENED_AGAIN)
    with inside():
        lakeside = Clinic.objects.get(code="lakeside")
    with units.unit(tenant=lakeside.pk, actor="a test"):
        found = {}
        for name in ("Robin", "Carmen", "Dale", "Esther", "Felix"):
            patient = Patient.objects.get(clinic=lakeside, given_name=name)
            gathered = evaluations.gathered(patient)
            outcome = evaluations.assessment(patient, gathered).outcome.value
            signed = sum(part.is_signed for part in gathered.parts.values())
            found[name] = (outcome, signed, evaluations.standing(patient).state.value)
    assert found == {
        "Robin": ("eligible", 5, "none"),
        "Carmen": ("undetermined", 0, "none"),
        "Dale": ("contraindicated", 5, "none"),
        "Esther": ("conditional", 0, "crisis"),
        "Felix": ("eligible", 5, "in-force"),
    }
