"""Staff ask, enter, correct and withdraw; a measure over time with infusions beside it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from euthymia.clinic.audit.models import Event
from euthymia.clinic.people import actions as people
from euthymia.clinic.questionnaires import actions, queries, trends
from euthymia.clinic.questionnaires.models import Assignment, Response
from euthymia.domain import instruments
from euthymia.kit import clock
from support.cast import Cast, client_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def base(cast: Cast) -> str:
    return f"/staff/patients/{cast.ana_patient.pk}"


def entered(
    cast: Cast, unit: Any, answers: list[Any], instrument: str = "phq-9", ago: timedelta = 0 * DAY
) -> Response:
    with unit(cast.lakeside):
        return actions.answer(
            by=cast.noor.member(), patient=cast.ana_patient, instrument=instrument, answers=answers, client_id=uuid4(),
            at=clock.now() - ago,
        ).response  # fmt: skip


def items(*values: int) -> dict[str, str]:
    return {f"q{place}": str(value) for place, value in enumerate(values, 1)} | {"client_id": str(uuid4())}


def test_asking_shows_it_as_waiting_and_withdrawing_takes_it_off(cast: Cast, unit: Any) -> None:
    client = client_of(cast.noor)
    page = client.post(
        f"{base(cast)}/questionnaires/ask/",
        {"instrument": "gad-7", "due": "2026-11-24", "reason": "before infusion 3"}, follow=True,
    )  # fmt: skip
    text = page.content.decode()
    assert "GAD-7 is asked for" in text and "24 Nov 2026" in text and "before infusion 3" in text
    with unit(cast.lakeside):
        (found,) = queries.open_assignments(cast.lakeside, cast.ana_patient)
        # Due until the end of the clinic's own day.
        assert found.due_at.astimezone(cast.lakeside.zone).isoformat() == "2026-11-24T23:59:59-08:00"
    refused = client.post(f"{base(cast)}/questionnaires/{found.pk}/withdraw/", {"reason": ""})
    assert refused.status_code == 200
    client.post(f"{base(cast)}/questionnaires/{found.pk}/withdraw/", {"reason": "duplicate"})
    with unit(cast.lakeside):
        assert queries.open_assignments(cast.lakeside, cast.ana_patient) == []
        assert Assignment.objects.get().withdrawn_reason == "duplicate"


def test_a_day_in_the_past_is_refused_at_its_field(cast: Cast) -> None:
    page = client_of(cast.noor).post(
        f"{base(cast)}/questionnaires/ask/", {"instrument": "gad-7", "due": "2026-11-01"}
    )
    assert "lies in the past" in page.content.decode()


def test_a_licensed_scale_takes_numbers_only(cast: Cast, unit: Any) -> None:
    client, address = client_of(cast.okafor), f"{base(cast)}/questionnaires/madrs/enter/"
    text = client.get(address).content.decode()
    assert "Numbers only" in text and "Royal College of Psychiatrists" in text and "0 to 6" in text
    page = client.post(address, {"total": "31", "client_id": str(uuid4())}, follow=True)
    text = page.content.decode()
    assert "MADRS: 31, moderate." in text and "item-10-unanswered" in text
    page = client.post(address, items(4, 4, 4, 4, 4, 4, 4, 4, 4, 3), follow=True)
    assert (
        "notice-danger" in page.content.decode()
        and "structured inquiry the same day" in page.content.decode()
    )
    for wrong, says in (
        ({"total": "61"}, "less than or equal to 60"), ({"q1": "7"}, "less than or equal to 6"),
        ({}, "Nothing is answered yet"), ({"q1": "1", "total": "3"}, "not both"),
        ({"total": "3.5"}, "decimal"),
    ):  # fmt: skip
        answer = client.post(address, {"client_id": str(uuid4()), **wrong})
        assert answer.status_code == 200 and says in answer.content.decode(), wrong
    with unit(cast.lakeside):
        assert Response.objects.count() == 2


def test_entering_answers_an_open_assignment(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        actions.assign(
            by=cast.noor.member(), patient=cast.ana_patient, instrument="phq-9", due_at=clock.now() + DAY
        )
    client_of(cast.noor).post(
        f"{base(cast)}/questionnaires/phq-9/enter/",
        items(1, 1, 1, 1, 1, 0, 0, 0, 0) | {"at": "2026-11-20T08:30"},
    )
    with unit(cast.lakeside):
        assert queries.open_assignments(cast.lakeside, cast.ana_patient) == []
        (row,) = queries.responses(cast.lakeside, cast.ana_patient)
        assert row.assignment_id is not None
        assert row.at.astimezone(cast.lakeside.zone).isoformat() == "2026-11-20T08:30:00-08:00"


def test_entering_leaves_alone_what_is_asked_for_later(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        actions.assign(
            by=cast.noor.member(), patient=cast.ana_patient, instrument="phq-9", opens_at=clock.now() + 20 * DAY,
            due_at=clock.now() + 21 * DAY,
        )  # fmt: skip
    client_of(cast.noor).post(f"{base(cast)}/questionnaires/phq-9/enter/", items(*[1] * 9))
    with unit(cast.lakeside):
        assert len(queries.open_assignments(cast.lakeside, cast.ana_patient)) == 1
        assert queries.responses(cast.lakeside, cast.ana_patient)[0].assignment_id is None


def test_a_correction_stands_beside_what_it_corrects(cast: Cast, unit: Any) -> None:
    wrong, client = entered(cast, unit, [1] * 9), client_of(cast.okafor)
    address = f"{base(cast)}/questionnaires/{wrong.pk}/correct/"
    assert re.search(r'name="q1" value="1"[^>]*checked', client.get(address).content.decode())
    assert "This field is required" in client.post(address, items(*[2] * 9)).content.decode()
    page = client.post(address, items(*[2] * 9) | {"reason": "wrong sheet"}, follow=True).content.decode()
    assert "corrected: wrong sheet" in page and "Corrected entries" in page
    assert "corrected already" in client.post(address, items(*[3] * 9) | {"reason": "again"}).content.decode()


def test_the_overview_and_the_trend_say_what_changed(cast: Cast, unit: Any) -> None:
    entered(cast, unit, [3, 3, 3, 3, 3, 1, 1, 1, 1], ago=10 * DAY)
    entered(cast, unit, [1, 1, 1, 1, 1, 1, 1, 1, 0])
    client = client_of(cast.okafor)
    overview = client.get(f"{base(cast)}/outcomes/").content.decode()
    offered = re.findall(r'data-test="enter-new-([^"]+)"', overview)
    assert sorted(offered) == sorted(instruments.BY_ID), "each instrument is offered once, whatever its group"
    assert "PHQ-9" in overview and "mild" in overview
    text = client.get(f"{base(cast)}/outcomes/phq-9/").content.decode()
    assert "Now 8 (mild)." in text  # without an infusion there is no baseline
    assert text.count('data-test="response"') == 2 and "<svg" in text and "item-9" in text
    with unit(cast.lakeside):
        assert Event.objects.filter(verb="outcomes.seen", patient_id=cast.ana_patient.pk).count() == 2


def test_change_is_judged_from_the_baseline_before_the_first_infusion(cast: Cast, unit: Any) -> None:
    today = clock.now().date()
    entered(cast, unit, [3] * 9, ago=40 * DAY)
    before = entered(cast, unit, [3, 3, 3, 3, 3, 1, 1, 1, 1], ago=10 * DAY)
    entered(cast, unit, [1, 1, 1, 1, 1, 1, 1, 1, None], ago=4 * DAY)
    entered(cast, unit, [1, 1, 1, 1, 0, 0, 0, 0, 0])
    phq = instruments.instrument("phq-9")
    with unit(cast.lakeside):
        ticks = [trends.Tick(clock.now() - 7 * DAY, "1")]
        shown = trends.trend(
            cast.lakeside, cast.ana_patient, phq, clock.now(), ticks=ticks, first_infusion=today - 7 * DAY
        )
        assert shown.baseline is not None and shown.baseline.pk == before.pk
        first, base_point, prorated, last = shown.points
        assert first.change is None and base_point.is_baseline
        assert prorated.change is not None and prorated.change.now == 9 and prorated.too_soon
        assert last.change is not None
        assert (last.change.better, last.change.response, last.change.remission) == (15, True, True)
        assert shown.sentence == "Now 4 (minimal), was 19: 15 points better, response, remission."
        drawn = trends.picture(shown, cast.lakeside, clock.now())
        svg = drawn.svg()
        for words in ("response 9.5", "remission 4", "moderately severe", "↓ is better"):
            assert words in svg, words
        assert re.search(r">\d+ (Oct|Nov)<", svg)


def test_what_was_not_answered_is_hollow(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        actions.assign(
            by=cast.noor.member(), patient=cast.ana_patient, instrument="gad-7", due_at=clock.now() + DAY
        )
    clock.advance(3 * DAY)
    text = client_of(cast.okafor).get(f"{base(cast)}/outcomes/gad-7/").content.decode()
    assert "not answered" in text and "No score yet" in text and "<svg" in text
    assert "overdue" in client_of(cast.okafor).get(f"{base(cast)}/outcomes/").content.decode()


def test_any_instrument_can_be_drawn_entered_and_seen(cast: Cast, unit: Any) -> None:
    client = client_of(cast.okafor)
    for each in instruments.INSTRUMENTS:
        highest = [item.high for item in each.items]
        assert client.get(f"{base(cast)}/questionnaires/{each.id}/enter/").status_code == 200, each.id
        page = client.post(f"{base(cast)}/questionnaires/{each.id}/enter/", items(*highest), follow=True)
        assert page.redirect_chain[-1][0] == f"{base(cast)}/outcomes/{each.id}/"
        assert "<svg" in page.content.decode(), each.id
    with unit(cast.lakeside):
        for each in instruments.INSTRUMENTS:
            (row,) = queries.responses(cast.lakeside, cast.ana_patient, each.id)
            assert row.total == instruments.score(each, [item.high for item in each.items]).total
            assert row.complete, each.id


def test_the_days_list_names_who_is_waited_for_and_nobody_else(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        noor, later = cast.noor.member(), clock.now() + 5 * DAY
        actions.assign(by=noor, patient=cast.ana_patient, instrument="gad-7", due_at=clock.now())
        actions.assign(by=noor, patient=cast.ben_patient, instrument="phq-9", due_at=later)
    client = client_of(cast.noor)
    text = client.get("/staff/questionnaires/").content.decode()
    assert text.count('data-test="waited-for"') == 1 and "Marsh" in text and "Okoro" not in text
    clock.advance(6 * DAY)
    text = client_of(cast.noor).get("/staff/questionnaires/").content.decode()
    assert text.count('data-test="waited-for"') == 2 and text.index("Marsh") < text.index("Okoro")
    assert text.count("overdue</span>") == 2
    assert "Nothing is waited for" in client_of(cast.hana).get("/staff/questionnaires/").content.decode()
    assert client_of(cast.wren).get("/staff/questionnaires/").status_code == 403


def test_more_measures_and_more_answers_cost_no_more_queries(
    cast: Cast, unit: Any, django_assert_max_num_queries: Any
) -> None:
    entered(cast, unit, [1] * 9)
    client = client_of(cast.okafor)
    client.get(f"{base(cast)}/outcomes/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"{base(cast)}/outcomes/")
    for days in range(1, 6):
        entered(cast, unit, [1] * 9, ago=days * DAY)
        entered(cast, unit, [1] * 7, "gad-7", ago=days * DAY)
    with django_assert_max_num_queries(len(few)):
        client.get(f"{base(cast)}/outcomes/")


def test_who_may_not_enter_may_read(cast: Cast, unit: Any) -> None:
    entered(cast, unit, [1] * 9)
    technician = client_of(cast.by_role["technician"])
    assert technician.get(f"{base(cast)}/questionnaires/ask/").status_code == 403
    text = technician.get(f"{base(cast)}/outcomes/").content.decode()
    assert "Ask for a questionnaire" not in text and "Enter a score" in text


def test_an_emergency_opening_shows_the_outcomes_and_notes_it(cast: Cast, unit: Any) -> None:
    entered(cast, unit, [1] * 9)
    therapist = cast.by_role["therapist"]
    client = client_of(therapist)
    assert client.get(f"{base(cast)}/outcomes/").status_code == 403
    with unit(cast.lakeside):
        people.break_glass(
            by=therapist.member(), patient=cast.ana_patient, code="safety", reason="she called, crying"
        )
    text = client.get(f"{base(cast)}/outcomes/").content.decode()
    assert "PHQ-9" in text and "Enter a score" not in text
    with unit(cast.lakeside):
        assert Event.objects.filter(verb="glass.used", patient_id=cast.ana_patient.pk).exists()


def test_what_this_version_does_not_know_is_not_found(cast: Cast) -> None:
    client = client_of(cast.okafor)
    for address in ("questionnaires/phq-99/enter/", "outcomes/phq-99/"):
        assert client.get(f"{base(cast)}/{address}").status_code == 404
