"""Long-term safety of Ana: what is due by rule, results that come from anywhere, effects that land at once, tasks that lose nobody."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from euthymia.clinic.audit.models import Event
from euthymia.clinic.calls import actions as calls
from euthymia.clinic.people.actions import NotAllowed
from euthymia.clinic.questionnaires import actions as questionnaires
from euthymia.clinic.tasks import actions as tasks
from euthymia.clinic.tasks import queries as asked
from euthymia.domain.quantities import Unusable
from euthymia.domain.rules.long_term import State
from euthymia.journey.infusion import actions as infusion
from euthymia.journey.surveillance import actions, due, gathering, queries, timeline
from euthymia.journey.surveillance.models import SafetyFact
from euthymia.kit import clock
from journey.infusion.chair import AtTheChair, later
from support.cast import PASSWORD, Cast
from support.scenes import ANA_DECIDED

pytestmark = [pytest.mark.django_db, pytest.mark.scene(ANA_DECIDED)]
RESTING = {"sbp": "128", "dbp": "82", "hr": "70", "spo2": "98"}
TODAY = date(2026, 11, 20)


@pytest.fixture
def chair(cast: Cast, unit) -> AtTheChair:
    """Ana, ten minutes into her first infusion, with a high pressure and nausea."""
    chair = AtTheChair.ordered(cast, unit)
    chair.vitals(RESTING)
    chair.start()
    later(10)
    chair.vitals({"sbp": "151", "dbp": "93", "hr": "96", "spo2": "95"})
    chair.do(infusion.record_symptom, symptom="nausea", severity="moderate", action="reduce-rate")
    chair.do(infusion.record_scores, scores={"moaas": "4", "dissociation": "6"})
    return chair


def enter(cast: Cast, unit: Any, check: str, on: date = TODAY, **more: Any) -> SafetyFact:
    typed, by = more.pop("typed", {"finding": "none"}), more.pop("by", cast.noor)
    with unit(cast.lakeside):
        said = {
            "by": by.member(),
            "patient": cast.ana_patient,
            "client_id": uuid4(),
            "check": check,
            "typed": typed,
            "on": on,
        }
        return actions.enter_result(**{**said, **more})


def states(cast: Cast, unit: Any) -> dict[str, State]:
    with unit(cast.lakeside):
        found = gathering.watched(cast.ana_patient, clock.now())
        return {one.check.code: one.state for one in found.standings}


def open_tasks(cast: Cast, unit: Any) -> list[str]:
    with unit(cast.lakeside):
        return [
            one.says
            for one in asked.open_tasks(cast.lakeside)
            if one.kind in (due.KIND, due.FINDING, due.HOLD)
        ]


def test_what_the_evaluation_holds_counts_and_the_rest_is_asked_at_the_visit(
    cast: Cast, unit, chair: AtTheChair
) -> None:
    found = states(cast, unit)
    assert {found[one] for one in ("urinalysis", "liver", "drug-screen", "register")} == {State.DONE}
    assert found["pressure"] is State.DONE, "measured before the start"
    assert found["bladder-questions"] is State.DUE and found["dependence"] is State.DUE
    assert (
        found["ecg"] is State.NOT_ASKED
        and found["asrm"] is State.NOT_ASKED
        and found["moca"] is State.NOT_ASKED
    )


def test_a_session_lands_on_the_timeline_at_once(cast: Cast, unit, chair: AtTheChair) -> None:
    with unit(cast.lakeside):
        found = timeline.timeline(cast.ana_patient, clock.now())
    (sitting,) = found.sittings
    assert (sitting.before, sitting.pressure, sitting.pulse, sitting.saturation) == (
        "128/82",
        "151/93",
        96,
        95,
    )
    assert (sitting.dissociation, sitting.sedation) == (6, 4)
    assert sitting.of_whose == "rates of the pump" and sitting.given_ug == 35_000 * 10 // 40
    (effect,) = found.effects
    assert (effect.what, effect.severity, effect.where) == ("Nausea", "moderate", "in the session")
    later(30)
    chair.finish()
    with unit(cast.lakeside):
        after = timeline.timeline(cast.ana_patient, clock.now())
        assert after.sittings[0].cumulative_ug == after.totals[0][1] == 35_000
        assert "1 × ketamine IV, 35 mg in all" in timeline.sentence(after)


def test_a_result_closes_its_task_and_nobody_is_lost(cast: Cast, unit, chair: AtTheChair) -> None:
    assert due.keep_all() == 1 and due.keep_all() == 0
    (task,) = open_tasks(cast, unit)
    assert task == "Safety checks: bladder questions, craving and signals of dependence"
    enter(cast, unit, "bladder-questions")
    assert open_tasks(cast, unit) == [task], "one check is still missing"
    enter(cast, unit, "dependence", typed={"craving": "0"})
    assert open_tasks(cast, unit) == []
    assert states(cast, unit)["dependence"] is State.DONE


def test_a_missed_check_is_overdue_the_day_after_and_stays_in_the_list(
    cast: Cast, unit, chair: AtTheChair
) -> None:
    due.keep_all()
    clock.advance(timedelta(days=1))
    due.keep_all()
    assert states(cast, unit)["bladder-questions"] is State.OVERDUE
    with unit(cast.lakeside):
        (task,) = [one for one in asked.open_tasks(cast.lakeside) if one.kind == due.KIND]
        assert task.due_at < clock.now() and task.opens_at < task.due_at
        tasks.act(
            by=cast.noor.member(), task=task, client_id=uuid4(), kind="dropped", says="she does not want it"
        )
    due.keep_all()
    assert open_tasks(cast, unit) == [], "what a person dropped is not asked again"
    assert states(cast, unit)["bladder-questions"] is State.OVERDUE, "and is no less overdue for that"


def test_what_asks_to_hold_waits_for_a_prescriber_once(cast: Cast, unit, chair: AtTheChair) -> None:
    client = uuid4()
    for _ in range(2):
        enter(cast, unit, "bladder-questions", typed={"finding": "pain", "lasting": "yes"}, client_id=client)
    due.keep_all()
    held = [one for one in open_tasks(cast, unit) if one.startswith("Bladder")]
    assert held == [
        "Bladder questions: new bladder symptoms for more than two weeks. Hold, and refer to urology."
    ]
    with unit(cast.lakeside):
        assert len(queries.history(cast.ana_patient)) == 1
        assert Event.objects.filter(verb="safety.result").count() == 1


def test_a_hold_stops_the_start_until_a_prescriber_answers_it_with_a_reason(cast: Cast, unit) -> None:
    chair = AtTheChair.ordered(cast, unit)
    chair.vitals(RESTING)
    wrong = enter(cast, unit, "bladder-questions", typed={"finding": "blood", "lasting": "no"})
    assert chair.refused(infusion.start, rate_ul_per_h=150_000) == ["hold"]
    enter(cast, unit, "bladder-questions", corrects=wrong.n, reason="a slip")
    assert chair.refused(infusion.start, rate_ul_per_h=150_000) == ["hold"], (
        "a newer result answers nothing by itself"
    )
    with unit(cast.lakeside):
        (hold,) = asked.open_of_kind(cast.ana_patient, due.HOLD)
        assert hold.owner == "prescriber"

    def answers(by: Any, kind: str, says: str = "a slip of the pen, urine is clear") -> None:
        with unit(cast.lakeside):
            tasks.act(by=by.member(), task=hold, client_id=uuid4(), kind=kind, says=says)

    for kind in ("done", "dropped"):
        with pytest.raises(Unusable, match="decide"):
            answers(cast.noor, kind)
    answers(cast.noor, "tried")
    with pytest.raises(Unusable, match="say what was done"):
        answers(cast.okafor, "done", " ")
    assert chair.refused(infusion.start, rate_ul_per_h=150_000) == ["hold"]
    answers(cast.okafor, "done")
    chair.start()


def test_an_adverse_event_and_a_call_stand_on_the_timeline_and_a_symptom_that_became_one_stands_once(
    cast: Cast, unit, chair: AtTheChair
) -> None:
    with unit(cast.lakeside):
        opened = infusion.record_symptom(
            by=cast.noor.member(), session=chair.session, client_id=uuid4(), symptom="headache", severity="severe",
            action="adverse-event-opened",
        )  # fmt: skip
        press = calls.press(visit=chair.session.visit, by="patient", client_id=uuid4(), wish="afraid")
        calls.answer(by=cast.noor.member(), call_id=press.id, client_id=uuid4(), done="stayed")
    with unit(cast.lakeside):
        found = timeline.timeline(cast.ana_patient, clock.now())
    assert [(one.what, one.severity, one.where) for one in found.effects] == [
        ("Nausea", "moderate", "in the session"), ("Headache", "severe", "adverse event"),
    ]  # fmt: skip
    assert found.effects[1].event is not None and found.effects[1].at == opened.at
    assert [(one.says, one.answer) for one in found.calls] == [("is afraid", "stayed and talked")]


def test_a_correction_stands_for_the_first_and_both_stay(cast: Cast, unit, chair: AtTheChair) -> None:
    wrong = enter(cast, unit, "liver", typed={"times_upper": "8.0"})
    right = enter(
        cast, unit, "liver", typed={"times_upper": "0.8"}, corrects=wrong.n, reason="a slip of the dot"
    )
    with unit(cast.lakeside):
        assert [
            row.n for row in queries.facts(cast.lakeside, [cast.ana_patient.pk])[cast.ana_patient.pk]
        ] == [right.n]
        assert [row.n for row in queries.history(cast.ana_patient)] == [right.n, wrong.n]
    for again in (
        {"corrects": wrong.n, "reason": "again"},
        {"corrects": right.n, "reason": " "},
        {"corrects": 99, "reason": "x"},
    ):
        with pytest.raises(Unusable):
            enter(cast, unit, "liver", typed={"times_upper": "0.8"}, **again)


def test_tried_and_not_done_stays_due(cast: Cast, unit, chair: AtTheChair) -> None:
    kept = enter(cast, unit, "bladder-questions", typed={}, not_done="asleep")
    assert kept.says == "could not be done: asleep" and not kept.done
    assert states(cast, unit)["bladder-questions"] is State.DUE


REFUSED: tuple[tuple[dict[str, Any], str], ...] = (
    ({"check": "moca"}, "check"), ({"check": "pressure"}, "check"), ({"check": "odd"}, "check"), ({"on": TODAY + timedelta(days=1)}, "on"),
    ({"typed": {}}, "finding"), ({"typed": {"finding": "blood", "words": "x"}}, "words"),
)  # fmt: skip


def test_what_cannot_be_and_who_may_not_is_refused(cast: Cast, unit) -> None:
    for wrong, at in REFUSED:
        with pytest.raises(Unusable) as refused:
            enter(cast, unit, **{"check": "bladder-questions", **wrong})
        assert at in {fault.at for fault in refused.value.faults}
    for by in (cast.wren, cast.tomas):
        with pytest.raises(NotAllowed):
            enter(cast, unit, "bladder-questions", by=by)
    with unit(cast.lakeside):
        assert queries.history(cast.ana_patient) == []
        with pytest.raises(NotAllowed):
            actions.adopt(by=cast.noor.member(), client_id=uuid4(), values={}, reason="x")


def test_a_report_from_home_lands_on_the_timeline_and_a_severe_one_waits_for_a_prescriber(
    cast: Cast, unit, chair: AtTheChair
) -> None:
    with unit(cast.lakeside):
        said = {
            "by": cast.noor.member(),
            "patient": cast.ana_patient,
            "reporter": "relative",
            "outcome": "ongoing",
        }
        actions.report(
            client_id=uuid4(), felt="headache", severity="mild", at=clock.now() - timedelta(hours=2), **said
        )
        actions.report(
            client_id=uuid4(),
            felt="hallucinations",
            severity="severe",
            at=clock.now(),
            words="since noon",
            **said,
        )
        found = timeline.timeline(cast.ana_patient, clock.now())
        assert [(one.what, one.severity, one.where) for one in found.effects] == [
            ("Headache", "mild", "from home"), ("Nausea", "moderate", "in the session"), ("Hallucinations", "severe", "from home"),
        ]  # fmt: skip
        with pytest.raises(Unusable) as refused:
            actions.report(
                client_id=uuid4(), felt="other", severity="odd", at=clock.now() + timedelta(days=1), **said
            )
        assert {fault.at for fault in refused.value.faults} == {"severity", "words", "at"}
    assert "Reported from home: Hallucinations, severe" in open_tasks(cast, unit)


def test_a_moca_that_fell_is_read_from_the_questionnaires(cast: Cast, unit, chair: AtTheChair) -> None:
    with unit(cast.lakeside):
        for total, days in ((27, 9), (24, 0)):
            questionnaires.enter_total(
                by=cast.noor.member(), patient=cast.ana_patient, instrument="moca", total=total, client_id=uuid4(),
                at=clock.now() - timedelta(days=days),
            )  # fmt: skip
    due.keep_all()
    assert any(one.startswith("MoCA total: 3 points below the first total") for one in open_tasks(cast, unit))


def test_the_director_sets_the_interval_and_it_holds_for_everybody(
    cast: Cast, unit, chair: AtTheChair
) -> None:
    assert states(cast, unit)["urinalysis"] is State.DONE
    with unit(cast.lakeside):
        okafor = cast.okafor.member()
        with pytest.raises(Unusable):
            actions.adopt(by=okafor, client_id=uuid4(), values={"quarter_months": 9}, reason="")
        actions.adopt(
            by=okafor,
            client_id=uuid4(),
            values={"quarter_months": 1, "ahead_days": 60},
            reason="we look each month",
        )
    assert states(cast, unit)["urinalysis"] is State.DUE


def test_the_pages_of_a_patient(cast: Cast, unit, chair: AtTheChair, signed_in) -> None:
    noor, patient = signed_in(cast.noor), cast.ana_patient.pk
    page = noor.get(reverse("patient-safety", args=[patient]))
    text = page.content.decode()
    assert page.status_code == 200 and 'data-check="bladder-questions" data-standing="due"' in text
    assert "<svg" in text and "151/93" in text and "Nausea" in text
    form = noor.get(reverse("safety-enter", args=[patient]))
    assert "Bladder questions" in form.content.decode() and "Liver enzymes" not in form.content.decode()
    sent = {"client_id": str(uuid4()), "on": "2026-11-20", "check": ["bladder-questions", "dependence"]}
    assert "no check has an answer" in noor.post(form.request["PATH_INFO"], sent).content.decode()
    half = noor.post(
        form.request["PATH_INFO"], {**sent, "bladder-questions-finding": "pain", "dependence-craving": "2"}
    )
    assert half.status_code == 422 and "For more than two weeks: no answer" in half.content.decode()
    with unit(cast.lakeside):
        assert queries.history(cast.ana_patient) == [], "all of it, or nothing"
    whole = {
        "bladder-questions-finding": "pain",
        "bladder-questions-lasting": "yes",
        "dependence-craving": "2",
    }
    for _ in range(2):
        assert noor.post(form.request["PATH_INFO"], {**sent, **whole}).status_code == 302
    after = noor.get(reverse("patient-safety", args=[patient])).content.decode()
    assert 'data-test="finding" data-check="bladder-questions"' in after and "refer to urology" in after
    with unit(cast.lakeside):
        (wrong, *_) = [row for row in queries.history(cast.ana_patient) if row.code == "bladder-questions"]
    fixing = f"{reverse('safety-enter', args=[patient])}?corrects={wrong.n}"
    fixed = noor.post(
        fixing,
        {
            "client_id": str(uuid4()),
            "on": "2026-11-20",
            "bladder-questions-finding": "none",
            "reason": "another patient",
        },
    )
    assert fixed.status_code == 302
    assert 'data-test="finding"' not in noor.get(reverse("patient-safety", args=[patient])).content.decode()
    for bad in ("?check=odd", "?check=moca", "?corrects=77", "?corrects=x"):
        assert noor.get(reverse("safety-enter", args=[patient]) + bad).status_code == 404
    told = noor.post(reverse("safety-report", args=[patient]), {
        "client_id": str(uuid4()), "felt": "headache", "severity": "mild", "on": "2026-11-19", "time": "20:00", "reporter": "patient", "outcome": "gone",
    })  # fmt: skip
    assert told.status_code == 302
    listed = noor.get(reverse("safety-due")).content.decode()
    assert "Ana" in listed and listed.count('data-test="watched"') == 1
    with unit(cast.lakeside):
        assert Event.objects.filter(verb="safety.seen", patient_id=patient).count() >= 4


def test_the_figures_are_signed_by_the_director(cast: Cast, unit, signed_in) -> None:
    okafor = signed_in(cast.okafor)
    address = reverse("safety-settings")
    assert "Quarter" not in okafor.get(address).content.decode()
    with unit(cast.lakeside):
        values = queries.settings_in_force(cast.lakeside).to_json()
    sent = {**values, "quarter_months": 2, "client_id": str(uuid4()), "reason": "every two months"}
    assert okafor.post(address, {**sent, "password": "wrong"}).status_code == 422
    assert okafor.post(address, {**sent, "password": PASSWORD}).status_code == 302
    with unit(cast.lakeside):
        assert queries.settings_in_force(cast.lakeside).quarter_months == 2
    assert "every two months" in okafor.get(address).content.decode()


def test_time_does_not_cost_queries(
    cast: Cast, unit, chair: AtTheChair, django_assert_max_num_queries
) -> None:
    enter(cast, unit, "bladder-questions")
    with unit(cast.lakeside), django_assert_max_num_queries(26):
        gathering.watched_of(cast.lakeside, gathering.followed(cast.lakeside), clock.now())
