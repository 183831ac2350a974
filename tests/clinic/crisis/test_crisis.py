"""A crisis opens where the answer is saved, is walked against clocks, and is closed by a clinician."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from euthymia.clinic.audit.queries import events as audit_events
from euthymia.clinic.crisis import actions, overdue, queries
from euthymia.clinic.crisis.models import Crisis, Step
from euthymia.clinic.people.actions import NotAllowed
from euthymia.clinic.questionnaires import actions as asking
from euthymia.domain.quantities import Unusable
from euthymia.domain.rules import crisis_path as path
from euthymia.domain.rules.crisis_path import Level
from euthymia.kit import clock
from support.cast import Cast

pytestmark = pytest.mark.django_db


def opened(cast: Cast, answer: int = 2, **more: Any) -> Crisis:
    usual = {
        "patient": cast.ana_patient, "trigger": path.of_item("phq-9", answer), "by": cast.noor.words,
        "client_id": uuid4(), "remote": False,
    }  # fmt: skip
    found = actions.signal(**{**usual, **more})
    assert found is not None
    return found


def take(cast: Cast, crisis: Crisis, step: str, **more: Any) -> Step:
    usual = {"by": cast.okafor.member(), "crisis": crisis, "client_id": uuid4(), "step": step, "says": "done"}
    return actions.take(**{**usual, **more})


def assessed(cast: Cast, crisis: Crisis, level: str = "low") -> None:
    take(cast, crisis, "assess")
    take(cast, crisis, "level", level=level, disposition="home")


def test_nothing_is_opened_by_a_zero(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        for trigger in (path.of_item("phq-9", 0), path.of_item("phq-9", None)):
            assert actions.signal(
                patient=cast.ana_patient, trigger=trigger, by="a form", client_id=uuid4(), remote=True
            ) is None  # fmt: skip
        assert not Crisis.objects.exists()


def test_opening_locks_the_dose_at_once_and_is_audited_without_the_answer(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        state = queries.state(opened(cast))
        assert state.level is Level.INQUIRY
        assert [(one.kind, one.by) for one in state.trail] == [
            ("opened", cast.noor.words),
            ("lock", actions.PROGRAM),
        ]
    with unit(cast.lakeside):
        (event,) = audit_events(cast.lakeside.pk, verb="crisis.signalled")
        assert event.patient_id == cast.ana_patient.pk and "2" not in event.says


def test_a_second_answer_raises_the_open_crisis_and_never_lowers_it(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        crisis = opened(cast, trigger=path.of_c_ssrs(4, "never", clock.now().date()))
        assert opened(cast, answer=1).pk == crisis.pk
        state = queries.state(crisis)
        assert state.level is Level.HIGH and [one.kind for one in state.trail] == ["opened", "lock", "raised"]


def test_the_same_answer_sent_twice_is_one(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        client_id = uuid4()
        first = opened(cast, client_id=client_id)
        assert opened(cast, client_id=client_id).pk == first.pk
        assert Step.objects.count() == 2


def test_an_unfinished_form_opens_it_in_the_same_transaction(cast: Cast, unit) -> None:
    """PHQ-9 item 9 on a draft: what was chosen is kept and the path is open, or neither."""
    with unit(cast.lakeside):
        due = clock.now() + timedelta(days=1)
        asked = asking.assign(by=cast.noor.member(), patient=cast.ana_patient, instrument="phq-9", due_at=due)
        answers = [None] * 8 + [1]
        asking.save_draft(by=cast.ana_patient, assignment=asked, answers=answers)
        crisis = queries.open_of(cast.ana_patient)
        assert crisis is not None and crisis.remote
        asking.save_draft(by=cast.ana_patient, assignment=asked, answers=[0, *answers[1:]])
        assert len(queries.steps(crisis)) == 2, "the same flag again is nothing new"


@pytest.mark.parametrize(
    ("instrument", "answers", "level"),
    [
        ("phq-9", [1] * 8 + [0], None),
        ("phq-9", [0] * 8 + [3], Level.INQUIRY),
        ("c-ssrs", [1, 1, 0, 0, 0, 0], Level.LOW),
    ],
)
def test_a_finished_form_opens_it_at_its_level(
    cast: Cast, unit, instrument: str, answers: list[int], level: Level | None
) -> None:
    with unit(cast.lakeside):
        asking.answer(
            by=cast.noor.member(),
            patient=cast.ana_patient,
            instrument=instrument,
            answers=answers,
            client_id=uuid4(),
        )
        crisis = queries.open_of(cast.ana_patient)
        assert (queries.state(crisis).level if crisis else None) is level


def test_what_the_clinician_finds_sets_the_level_and_its_clocks(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        crisis = opened(cast)
        clock.advance(timedelta(minutes=20))
    with unit(cast.lakeside):
        assessed(cast, crisis, "high")
        state = queries.state(crisis)
        assert (state.level, state.since) == (Level.HIGH, clock.now())
        notify = next(one for one in state.steps if one.step.code == "notify")
        assert notify.due_at == clock.now() and notify.taken is None


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"step": "dance"}, "unknown"), ({"step": "lock"}, "unknown"), ({"step": "plan", "says": "  "}, "missing"),
        ({"step": "level", "disposition": "home"}, "missing"), ({"step": "level", "level": "inquiry", "disposition": "home"}, "missing"),
        ({"step": "level", "level": "low", "disposition": "moon"}, "missing"),
    ],
)  # fmt: skip
def test_a_step_that_is_none_is_refused(cast: Cast, unit, more: dict[str, Any], code: str) -> None:
    with unit(cast.lakeside):
        crisis = opened(cast)
        with pytest.raises(Unusable) as refusal:
            take(cast, crisis, **more)
        assert {fault.code for fault in refusal.value.faults} == {code}
        assert len(queries.steps(crisis)) == 2


def test_nurses_act_and_clinicians_assess_and_nobody_else(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        crisis = opened(cast)
        take(cast, crisis, "in-sight", by=cast.noor.member())
        with pytest.raises(NotAllowed):
            take(cast, crisis, "assess", by=cast.noor.member())
        for person in (cast.wren, cast.olu):
            with pytest.raises(NotAllowed):
                take(cast, crisis, "in-sight", by=person.member())
        with pytest.raises(NotAllowed):
            actions.close(by=cast.noor.member(), crisis=crisis, client_id=uuid4(), reason="over")


def test_it_is_closed_after_assessment_and_level_with_a_reason(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        crisis = opened(cast)

        def close(reason: str = "safe at home, plan made") -> Crisis:
            return actions.close(by=cast.okafor.member(), crisis=crisis, client_id=uuid4(), reason=reason)

        with pytest.raises(Unusable, match="not done yet"):
            close()
        assessed(cast, crisis)
        with pytest.raises(Unusable, match="why it is closed"):
            close(" ")
        assert close().closed_at == clock.now() == close().closed_at
        assert queries.open_of(cast.ana_patient) is None
        with pytest.raises(Unusable, match="closed"):
            take(cast, crisis, "plan")
        assert opened(cast).pk != crisis.pk, "a new answer opens a new one"


def test_one_is_open_at_a_time_whoever_writes(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        opened(cast)
        again = Crisis(clinic=cast.lakeside, patient=cast.ana_patient, opened_at=clock.now(), remote=False)
        with pytest.raises(IntegrityError), transaction.atomic():
            again.save()


def test_overdue_steps_are_said_once_each_on_the_trail(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        crisis = opened(cast, remote=True)
    assert overdue.escalate() == 0
    clock.advance(timedelta(minutes=31))
    told = overdue.escalate()
    assert told == 3 and overdue.escalate() == 0  # contact, in sight, the numbers
    with unit(cast.lakeside):
        late = [one for one in queries.steps(crisis) if one.kind == actions.OVERDUE]
        assert {one.detail["step"] for one in late} == {"contact", "in-sight", "numbers"}
        assert all("medical director" in one.says for one in late)


def test_the_clinics_list_is_two_queries_however_many_are_open(
    cast: Cast, unit, django_assert_num_queries
) -> None:
    with unit(cast.lakeside):
        opened(cast)
        with django_assert_num_queries(2):
            assert len(queries.open_states(cast.lakeside)) == 1
        opened(cast, patient=cast.ben_patient, trigger=path.of_asq(True, True))
        with django_assert_num_queries(2):
            states = queries.open_states(cast.lakeside)
        assert [state.level for state in states] == [Level.HIGH, Level.INQUIRY], "gravest first"


def test_the_pages_from_the_list_to_the_closing(cast: Cast, unit, signed_in) -> None:
    with unit(cast.lakeside):
        crisis = opened(cast)
    nurse, doctor = signed_in(cast.noor), signed_in(cast.okafor)
    url = f"/staff/crises/{crisis.pk}/"
    assert url in nurse.get("/staff/crises/").content.decode()
    page = nurse.get(url).content.decode()
    assert "988" in page and 'data-test="step-assess"' in page and 'data-test="close-crisis"' not in page
    answer = nurse.post(url, {"client_id": str(uuid4()), "step": "in-sight", "says": "Noor sits with her"})
    assert answer.status_code == 302
    assert nurse.post(url, {"client_id": str(uuid4()), "step": "assess", "says": "x"}).status_code == 403
    for form in (
        {"step": "assess", "says": "no plan, no intent"},
        {"step": "level", "says": "passive thoughts", "level": "low", "disposition": "home"},
        {"act": "close", "reason": "passive thoughts only, plan made"},
    ):
        assert doctor.post(url, {"client_id": str(uuid4()), **form}).status_code == 302
    assert "Noor sits with her" in doctor.get(url).content.decode()
    assert "No crisis is open" in nurse.get("/staff/crises/").content.decode()


def test_a_page_that_refuses_keeps_what_was_typed(cast: Cast, unit, signed_in) -> None:
    with unit(cast.lakeside):
        crisis = opened(cast)
    answer = signed_in(cast.okafor).post(
        f"/staff/crises/{crisis.pk}/", {"client_id": str(uuid4()), "act": "close", "reason": "because"}
    )
    assert answer.status_code == 422
    assert b"not done yet" in answer.content and b"because" in answer.content
