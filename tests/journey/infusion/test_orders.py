"""Orders beside the infusion: signed by a clinician, given within their limits, asked after; the emergency sheet."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from euthymia.clinic.harm import queries as harm
from euthymia.clinic.people.actions import NotAllowed
from euthymia.domain.protocols.order_sets import Line
from euthymia.domain.rules.ready_to_start import Light
from euthymia.journey.infusion import actions, orders, queries, readiness
from journey.infusion.chair import AtTheChair, later
from support.cast import PASSWORD, Cast
from support.scenes import ANA_DECIDED

pytestmark = [pytest.mark.django_db, pytest.mark.scene(ANA_DECIDED)]

RESCUE = Line(set="nausea", medicine="ondansetron", dose_ug=4_000, route="intravenous", times=2, gap_min=30)
BEFORE = Line(
    set="antiemetic-before", medicine="ondansetron", dose_ug=4_000, route="oral", times=1, gap_min=0
)


def sign(cast: Cast, chair: AtTheChair, *lines: Line, **more: Any) -> Any:
    with chair.unit(cast.lakeside):
        okafor = cast.okafor.member()
    return chair.do(actions.sign_orders, by=okafor, lines=list(lines), **more)


def standing(chair: AtTheChair) -> list[orders.Standing]:
    with chair.unit(chair.cast.lakeside):
        return orders.standing(queries.happenings(chair.session))


def premedication(cast: Cast, chair: AtTheChair) -> Any:
    session = chair.fresh()
    with chair.unit(cast.lakeside):
        found = readiness.conditions(cast.noor.member(), session)
    return next(one for one in found if one.code == "premedication")


def test_nothing_is_given_beyond_what_was_signed(cast: Cast, unit: Any) -> None:
    chair = AtTheChair.started(cast, unit)
    sign(cast, chair, RESCUE)
    (ordered,) = standing(chair)
    event = chair.do(actions.give_ordered, line=ordered.id)
    assert event.says == "ondansetron 4 mg IV" and event.detail["ordered_by"] == cast.okafor.words
    assert chair.refused(actions.give_ordered, line=ordered.id) == ["too-soon"]
    later(30)
    assert chair.refused(actions.give_ordered, line=ordered.id, dose_ug=4_001) == ["beyond-order"]
    chair.do(actions.give_ordered, line=ordered.id, dose_ug=2_000)
    assert chair.refused(actions.give_ordered, line=ordered.id) == ["used-up"]
    assert chair.refused(actions.give_ordered, line="99.nausea.ondansetron") == ["not-ordered"]
    with pytest.raises(NotAllowed), unit(cast.lakeside):
        actions.sign_orders(by=cast.noor.member(), session=chair.session, client_id=event.pk, lines=[RESCUE])


def test_an_order_is_replaced_and_ended_and_an_allergy_asks(cast: Cast, unit: Any) -> None:
    chair = AtTheChair.started(cast, unit)
    sign(cast, chair, RESCUE)
    sign(
        cast,
        chair,
        Line(set="nausea", medicine="ondansetron", dose_ug=8_000, route="intravenous", times=1, gap_min=0),
    )
    assert [one.line.dose_ug for one in standing(chair)] == [8_000]
    sign(cast, chair, ended=["nausea.ondansetron"])
    assert standing(chair) == []
    with unit(cast.lakeside):
        okafor = cast.okafor.member()
        chair.session.patient.allergies = ["Ondansetron: rash"]
        chair.session.patient.save()
    chair.session = chair.fresh()
    said = {"by": okafor, "lines": [RESCUE]}
    assert chair.refused(actions.sign_orders, **said) == ["allergy"]
    assert chair.refused(actions.sign_orders, **{**said, "lines": []}) == ["empty"]


def test_a_premedication_that_is_not_charted_is_said_before_the_start_and_stops_nothing(
    cast: Cast, unit: Any
) -> None:
    chair = AtTheChair.ordered(cast, unit)
    assert premedication(cast, chair).light is Light.MET
    sign(cast, chair, BEFORE)
    missing = premedication(cast, chair)
    assert missing.light is Light.WARNS and "not charted" in missing.says
    chair.do(actions.give_ordered, line=standing(chair)[0].id)
    later(10)
    assert "10 min ago" in premedication(cast, chair).says and premedication(cast, chair).light is Light.WARNS
    later(20)
    assert premedication(cast, chair).light is Light.MET
    chair.vitals()
    chair.start()


def test_a_side_effect_what_was_done_and_how_it_went_each_with_its_time(cast: Cast, unit: Any) -> None:
    chair = AtTheChair.started(cast, unit)
    sign(cast, chair, RESCUE)
    chair.do(actions.record_symptom, symptom="nausea", severity="moderate", action="reassurance")
    given = chair.do(actions.give_ordered, line=standing(chair)[0].id)
    assert [one.kind for one in orders.to_ask_after(chair.course())] == ["given", "symptom"]
    later(15)
    said = chair.do(actions.record_outcome, of=given.n, outcome="better")
    assert said.says == f"better after ondansetron 4 mg IV (entry {given.n})" and said.at > given.at
    assert [one.kind for one in orders.to_ask_after(chair.course())] == ["symptom"]
    assert chair.refused(actions.record_outcome, of=given.n, outcome="splendid") == ["unknown"]
    assert chair.refused(actions.record_outcome, of=1, outcome="better") == ["unknown"]


def test_an_adverse_event_from_a_symptom_with_one_press_and_once(
    cast: Cast, unit: Any, signed_in: Any
) -> None:
    chair, nurse = AtTheChair.started(cast, unit), signed_in(cast.noor)
    symptom = chair.do(actions.record_symptom, symptom="vomiting", severity="severe")
    page = nurse.get(f"/staff/infusions/{chair.session.pk}/").content.decode()
    assert page.count('data-test="open-harm"') == 1
    for number in (1, 2):
        sent = {"client_id": f"0190a5c0-0000-7000-8000-00000000000{number}", "n": symptom.n}
        assert nurse.post(f"/staff/infusions/{chair.session.pk}/harm/", sent).status_code == 302
    chair.do(actions.record_symptom, symptom="nausea", severity="mild", action="adverse-event-opened")
    with unit(cast.lakeside):
        found = {one.facts.kind: one for one in harm.open_states(cast.lakeside)}
    assert set(found) == {"vomiting", "nausea"} and found["vomiting"].facts.severity == "severe"
    assert (
        found["vomiting"].facts.onset_at == symptom.at
        and found["vomiting"].event.visit_id == chair.session.visit_id
    )


def test_the_pages_of_orders_and_of_the_emergency(cast: Cast, unit: Any, signed_in: Any) -> None:
    chair, nurse, doctor = AtTheChair.started(cast, unit), signed_in(cast.noor), signed_in(cast.okafor)
    here = f"/staff/infusions/{chair.session.pk}/"
    key = "nausea.ondansetron"
    sent = {
        "client_id": "0190a5c0-0000-7000-8000-000000000001", "password": PASSWORD, f"{key}.on": "on", f"{key}.dose": "4",
        f"{key}.route": "intravenous", f"{key}.times": "2", f"{key}.gap": "",
    }  # fmt: skip
    assert "how long between two doses" in doctor.post(here + "orders/", sent).content.decode()
    assert "ondansetron 4 mg IV, at most 2 times, 30 min apart" in doctor.post(
        here + "orders/", {**sent, f"{key}.gap": "30"}, follow=True
    ).content.decode()  # fmt: skip
    assert nurse.get(here + "orders/").status_code == 403
    dialogs = nurse.get(here + "part/acts/").content.decode()
    assert 'data-test="give-ordered"' in dialogs and "ondansetron 4 mg IV" in dialogs
    given = {"client_id": "0190a5c0-0000-7000-8000-000000000002", "line": standing(chair)[0].id}
    assert (
        "Recorded as given, as ordered"
        in nurse.post(here + "give-ordered/", given, follow=True).content.decode()
    )
    again = {**given, "client_id": "0190a5c0-0000-7000-8000-000000000003"}
    refused = nurse.post(here + "give-ordered/", again)
    assert refused.status_code == 422 and "0 min ago" in refused.content.decode()
    nurse.post(reverse("lock"))
    for page in (here, here + "emergency/", reverse("upkeep-emergency")):
        words = nurse.get(page).content.decode()
        assert 'data-test="emergency-call"' in words and "Stop the infusion" in words, page
