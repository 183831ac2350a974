"""A report from home: triaged, owned, paged when it cannot wait, answered, and on the timeline."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from euthymia.clinic.audit.queries import events as audit_events
from euthymia.clinic.crisis import queries as crises
from euthymia.clinic.duty import actions as duty
from euthymia.clinic.duty import queries as pages
from euthymia.clinic.duty import sending
from euthymia.clinic.messages.drivers import Accepted, NotSent, Outcome, Outgoing
from euthymia.clinic.people.actions import NotAllowed
from euthymia.clinic.tasks import queries as tasks
from euthymia.domain.quantities import Unusable
from euthymia.domain.rules.from_home import Level, Told
from euthymia.journey.followup import actions, queries
from euthymia.journey.followup.models import HomeReport
from euthymia.journey.plan import actions as planning
from euthymia.journey.plan import queries as plans
from euthymia.journey.surveillance import timeline
from euthymia.kit import clock
from support.cast import Cast, client_of
from support.course import a_plan

pytestmark = pytest.mark.django_db

RED = Told(felt="headache", severity="severe", lasting="under-4-h", now="ongoing", thoughts="no")
AMBER = Told(felt="nausea", severity="mild", lasting="under-4-h", now="gone", thoughts="no")


class Recorder:
    """A driver that keeps what it is given, or refuses it."""

    recognises = timedelta.max

    def __init__(self, refuses: str = "") -> None:
        self.refuses, self.sent = refuses, list[Outgoing]()

    def send(self, outgoing: Outgoing) -> Outcome:
        self.sent.append(outgoing)
        return NotSent(self.refuses) if self.refuses else Accepted("r-1")


def told(cast: Cast, what: Told = RED, **more: Any) -> HomeReport:
    return actions.tell(by=cast.ana_patient, **{"client_id": uuid4(), "told": what, **more})


def test_red_pages_a_person_with_an_owner_and_a_clock(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        report = told(cast)
        assert (report.level, report.due_at - report.told_at) == (Level.RED, timedelta(minutes=15))
        (task,) = tasks.open_tasks(cast.lakeside)
        assert (task.owner, task.due_at, task.subject) == ("prescriber", report.due_at, str(report.pk))
        (page,) = pages.standing(cast.lakeside)
    driver = Recorder()
    assert sending.round_of({"email": driver}) == 1
    assert sending.round_of({"email": driver}) == 0, "sent once"
    (message,) = driver.sent
    assert message.to == cast.okafor.user.email
    assert "Ana" not in message.text and page.path in message.text
    clock.advance(timedelta(minutes=15))
    sending.round_of({"email": driver})
    with unit(cast.lakeside):
        kinds = [(one.kind, one.step) for one in pages.facts(page)]
        assert kinds == [("asked", ""), ("handed", "first"), ("failed", "second")]


def test_the_second_person_is_paged_when_nobody_takes_it_or_the_first_cannot_be_reached(
    cast: Cast, unit: Any
) -> None:
    with unit(cast.lakeside):
        assert cast.okafor.staff and cast.noor.staff
        duty.put_on_duty(
            by=cast.okafor.member(), client_id=uuid4(), first=cast.okafor.staff, first_channel="sms", first_address="+15550100",
            second=cast.noor.staff, second_channel="email", second_address="noor@lakeside.example",
        )  # fmt: skip
        told(cast)
    email, sms = Recorder(), Recorder(refuses="no such number")
    sending.round_of({"email": email, "sms": sms})
    assert (len(sms.sent), len(email.sent)) == (1, 0)
    sending.round_of({"email": email, "sms": sms})
    assert (len(sms.sent), len(email.sent)) == (1, 1), "a way that is lost is not waited for"
    clock.advance(timedelta(minutes=1))
    sending.round_of({"email": email, "sms": sms})
    assert (len(sms.sent), len(email.sent)) == (2, 1), "and it is tried again"


def test_amber_waits_in_todays_list_and_pages_nobody(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        report = told(cast, AMBER)
        assert report.level == Level.AMBER and pages.standing(cast.lakeside) == []
        told(cast, RED)
        assert [one.report.level for one in queries.waiting(cast.lakeside)] == ["red", "amber"]
        assert tasks.open_tasks(cast.lakeside, "nurse")[0].subject == str(report.pk)


def test_it_is_taken_answered_in_words_and_done_with_its_task(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        report, once = told(cast), uuid4()
        with pytest.raises(NotAllowed):
            actions.answer(by=cast.wren.member(), report=report, client_id=uuid4(), says="Rest.")
        with pytest.raises(Unusable, match="say what you tell"):
            actions.answer(by=cast.noor.member(), report=report, client_id=uuid4(), says="  ")
        clock.advance(timedelta(minutes=4))
    with unit(cast.lakeside):
        for _ in range(2):
            actions.answer(by=cast.noor.member(), report=report, client_id=once, says="Rest. We call.")
        state = queries.state(queries.report(cast.lakeside, report.pk))
        assert [one.kind for one in state.trail] == ["told", "taken", "answered"]
        assert state.report.answered_at == clock.now()
        assert tasks.open_tasks(cast.lakeside) == [] and pages.standing(cast.lakeside) == []
    with unit(cast.lakeside):
        verbs = {one.verb for one in audit_events(cast.lakeside.pk, patient=cast.ana_patient.pk)}
        assert {"report.told", "page.asked", "page.taken", "report.answered", "task.done"} <= verbs


def test_it_lands_on_the_safety_timeline_as_it_was_told(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        told(cast, AMBER)
        (effect,) = timeline.timeline(cast.ana_patient, clock.now()).effects
        assert (effect.what, effect.severity) == ("Sick to my stomach", "mild")
        assert effect.where == "from home, no dose known before it"


@pytest.mark.parametrize(
    "what",
    [
        Told(felt="mood", severity="mild", thoughts="yes"),
        Told(felt="mood", severity="mild", thoughts="unsure"),
        Told(felt="other", severity="mild", thoughts="no", words="Quiero   MORIR, ya no puedo más"),
    ],
)
def test_thoughts_open_the_crisis_path_by_answer_or_by_word(cast: Cast, unit: Any, what: Told) -> None:
    with unit(cast.lakeside):
        told(cast, what)
        crisis = crises.open_of(cast.ana_patient)
        assert crisis is not None and crisis.remote
        assert {one.subject.partition(" ")[0] for one in pages.standing(cast.lakeside)} == {
            "crisis",
            "report",
        }


def test_the_same_report_sent_twice_is_one_and_what_cannot_be_kept_is_refused(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        once = uuid4()
        assert told(cast, client_id=once).pk == told(cast, client_id=once).pk
        for wrong in (Told(felt="moon"), Told(felt="other"), Told(felt="nausea", words="a" * 4_001)):
            with pytest.raises(Unusable):
                told(cast, wrong)
        assert len(queries.of_patient(cast.ana_patient)) == 1


def test_a_change_of_the_plan_leads_to_the_report_it_was_made_for(cast: Cast, unit: Any) -> None:
    plan_id = a_plan(cast)["plan_id"]
    clock.advance(timedelta(minutes=1))
    with unit(cast.lakeside):
        report, plan = told(cast), plans.plan(cast.lakeside, plan_id)
        (before, *_) = plans.revisions(plan)
        with pytest.raises(Unusable, match="no change"):
            actions.link(by=cast.okafor.member(), report=report, client_id=uuid4(), revision=before)
        clock.advance(timedelta(minutes=1))
    with unit(cast.lakeside):
        planning.pause(by=cast.okafor.member(), plan=plan, client_id=uuid4(), why="headaches after each")
    okafor, where = client_of(cast.okafor), f"/staff/from-home/{report.pk}/"
    with unit(cast.lakeside):
        (revision,) = queries.changes_since(report)
    sent = {"act": "link", "client_id": str(uuid4()), "revision": str(revision.pk)}
    assert okafor.post(where, sent).status_code == 302
    page = okafor.get(where).content.decode()
    assert 'data-test="event-linked"' in page and f"/staff/plans/{plan_id}/" in page
    assert "Your plan was changed" in client_of(cast.ana).get(f"/portal/tell/{report.pk}/").content.decode()


def test_the_patient_tells_it_on_the_phone_and_reads_the_answer_in_spanish(cast: Cast, unit: Any) -> None:
    client = client_of(cast.ana)
    client.cookies["language"] = "es"
    page = client.get("/portal/tell/").content.decode()
    assert "Dolor de cabeza" in page and "911" in page and "988" in page
    sent: dict[str, str] = {
        "client_id": str(uuid4()),
        "felt": "headache",
        "severity": "severe",
        "lasting": "unsure",
        "now": "ongoing",
    }
    refused = client.post("/portal/tell/", sent)
    assert refused.status_code == 422
    answer = client.post("/portal/tell/", {**sent, "thoughts": "no"})
    page = client.get(answer["Location"]).content.decode()
    assert "Hemos avisado a la persona de guardia" in page and "911" in page
    with unit(cast.lakeside):
        (state,) = queries.of_patient(cast.ana_patient)
    noor = client_of(cast.noor)
    listed = noor.get("/staff/from-home/").content.decode()
    assert "Headache, severe" in listed
    where = f"/staff/from-home/{state.report.pk}/"
    assert "Paged at" in noor.get(where).content.decode()
    assert noor.post(where, {"act": "come"}).status_code == 302
    assert "tiene" in client.get(answer["Location"]).content.decode()
    noor.post(where, {"act": "answer", "client_id": str(uuid4()), "says": "Descanse, la llamamos."})
    page = client.get(answer["Location"]).content.decode()
    assert "Descanse, la llamamos." in page and cast.noor.user.name not in page
    tasks_page = noor.get("/staff/tasks/?all").content.decode()
    assert "From home, red" not in tasks_page
