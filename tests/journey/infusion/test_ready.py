"""No order without a decision, no start before the list is met, and two people where two people may decide."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from euthymia.clinic.crisis import actions as crises
from euthymia.clinic.people.actions import NotAllowed
from euthymia.domain.quantities import Unusable
from euthymia.domain.rules.crisis_path import of_item
from euthymia.domain.simulation.evaluated import ANEURYSM, changed, with_facts, without
from euthymia.journey.infusion import actions, readiness
from euthymia.journey.infusion.models import Order, Session
from euthymia.journey.intake import actions as intake
from euthymia.journey.intake import queries as consents
from euthymia.kit import clock
from support.cast import PASSWORD, Cast
from support.evaluated import consented, decided, recorded, sign, usual

from .chair import DEPRESSION, AtTheChair

pytestmark = pytest.mark.django_db


def order(cast: Cast) -> Session:
    from euthymia.journey.infusion import prescribing

    return prescribing.prescribe(
        by=cast.okafor.member(), patient=cast.ana_patient, room=cast.chairs[0], protocol_id=DEPRESSION.id,
        figures=DEPRESSION.propose(70_000), reasons={}, client_id=uuid4(),
    )  # fmt: skip


def refused_order(cast: Cast) -> set[str]:
    with pytest.raises(Unusable) as refusal:
        order(cast)
    assert not Order.objects.exists() and not Session.objects.exists()
    return {fault.code for fault in refusal.value.faults}


def lights(chair: AtTheChair) -> dict[str, str]:
    session = chair.fresh()
    with chair.unit(chair.cast.lakeside):
        found = readiness.conditions(chair.cast.noor.member(), session)
        return {one.code: one.light.value for one in found if one.light not in readiness.STANDING}


def decided_without(cast: Cast, unit: Any, *kinds: str, **change: Any) -> AtTheChair:
    """Ana, decided on while everything was there, ordered, and then these facts are as said."""
    with unit(cast.lakeside):
        told = without(usual(cast.ana_patient), *kinds)
        for kind, detail in change.items():
            told = changed(told, kind, **detail)
        decided(cast.ana_patient, cast.noor.member(), cast.okafor.member(), told)
    chair = AtTheChair.ordered(cast, unit)
    chair.vitals()
    return chair


def test_no_decision_no_order(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        assert refused_order(cast) == {"decision-none"}
        recorded(cast.ana_patient, cast.noor.member(), with_facts(usual(cast.ana_patient), ANEURYSM))
        assert refused_order(cast) == {"decision-none"}


def test_the_order_form_says_at_once_that_nothing_can_be_ordered(cast: Cast, unit, signed_in) -> None:
    url = f"/staff/infusions/new/{cast.ana_patient.pk}/"
    page = signed_in(cast.okafor).get(url).content.decode()
    assert 'data-test="not-decided"' in page and "no decision has been signed" in page
    with unit(cast.lakeside):
        decided(cast.ana_patient, cast.noor.member(), cast.okafor.member())
    assert 'data-test="not-decided"' not in signed_in(cast.okafor).get(url).content.decode()


def test_an_order_rests_on_the_decision_it_names(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        made = decided(cast.ana_patient, cast.noor.member(), cast.okafor.member())
        assert order(cast).order.decision == made


def test_a_decision_for_one_indication_is_none_for_another(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        told = changed(usual(cast.ana_patient), "indication", indication="chronic-pain")
        recorded(cast.ana_patient, cast.noor.member(), told)
        consented(cast.ana_patient, cast.noor.member(), "iv-ketamine-pain")
        sign(cast.ana_patient, cast.okafor.member())
        assert refused_order(cast) == {"other-indication"}


def test_an_open_crisis_and_a_lapsed_licence_stop_an_order(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        decided(cast.ana_patient, cast.noor.member(), cast.okafor.member())
        crises.signal(
            patient=cast.ana_patient, trigger=of_item("phq-9", 2), by="a form", client_id=uuid4(), remote=True
        )
        assert refused_order(cast) == {"decision-crisis"}
    with unit(cast.lakeside):
        clock.advance(timedelta(days=366))
    with unit(cast.lakeside):
        assert "no-licence" in refused_order(cast)


def test_everything_asked_is_ready(cast: Cast, unit) -> None:
    chair = AtTheChair.ordered(cast, unit)
    chair.vitals()
    assert lights(chair) == {}
    assert chair.start().kind == "started"


def test_without_a_pressure_the_old_reason_still_does(cast: Cast, unit) -> None:
    chair = AtTheChair.ordered(cast, unit)
    assert lights(chair) == {"pressure": "asks"}
    assert chair.start(reason="the cuff failed twice, pulse strong").kind == "started"


def test_food_asks_for_two_and_both_stand_in_the_record(cast: Cast, unit) -> None:
    chair = decided_without(cast, unit, fasting={"solids_h": 2.0})
    assert lights(chair) == {"fasting": "asks"}
    assert chair.refused(actions.start, rate_ul_per_h=150_000) == ["fasting"]
    event = chair.do(
        actions.override, codes=["fasting"], reason="half a biscuit", second=_member(chair, "okafor")
    )
    assert event.detail["second"] == cast.okafor.words and event.by == cast.noor.words
    assert chair.start().kind == "started"


def test_an_override_is_of_what_was_said_then(cast: Cast, unit) -> None:
    chair = decided_without(cast, unit, fasting={"solids_h": 2.0})
    chair.do(actions.override, codes=["fasting"], reason="half a biscuit", second=_member(chair, "okafor"))
    chair.do(actions.record_ready, solids_h=0.2, clear_fluids_h=0.2, escort="Sam")
    assert chair.refused(actions.start, rate_ul_per_h=150_000) == ["fasting"]


def test_hours_without_food_go_on_counting(cast: Cast, unit) -> None:
    chair = decided_without(cast, unit, fasting={"solids_h": 5.5})
    assert lights(chair) == {"fasting": "asks"}
    clock.advance(timedelta(minutes=30))
    chair.vitals()
    assert lights(chair) == {}


@pytest.mark.parametrize("codes", [["escort"], ["consent"], ["fasting", "escort"], [], ["no-such-thing"]])
def test_what_never_is_overridden(cast: Cast, unit, codes: list[str]) -> None:
    chair = decided_without(cast, unit, "fasting")
    said = {"codes": codes, "reason": "we say so", "second": _member(chair, "okafor")}
    assert set(chair.refused(actions.override, **said)) == {"never" if codes else "missing"}


@pytest.mark.parametrize(
    ("who", "code"), [("noor", "same-person"), ("wren", "not-allowed"), ("tomas", "not-allowed")]
)
def test_the_second_person_is_a_licensed_colleague(cast: Cast, unit, who: str, code: str) -> None:
    chair = decided_without(cast, unit, "fasting")
    assert code in chair.refused(actions.override, codes=["fasting"], reason="x", second=_member(chair, who))


def test_a_technician_overrides_nothing(cast: Cast, unit) -> None:
    chair = decided_without(cast, unit, "fasting")
    with pytest.raises(NotAllowed):
        chair.do(
            actions.override,
            by=_member(chair, "technician"),
            codes=["fasting"],
            reason="x",
            second=_member(chair, "okafor"),
        )


def test_nobody_goes_home_alone(cast: Cast, unit) -> None:
    chair = AtTheChair.ordered(cast, unit)
    clock.advance(timedelta(days=1))
    chair.vitals()
    assert lights(chair) == {"today": "blocks", "new": "asks", "fasting": "asks", "escort": "blocks"}
    assert set(chair.refused(actions.start, rate_ul_per_h=150_000)) == {"today", "new", "fasting", "escort"}
    chair.do(actions.record_ready, solids_h=9, clear_fluids_h=3, escort="Sam, 555-0101")
    assert lights(chair) == {"today": "blocks", "new": "asks"}


def test_a_consent_taken_back_and_a_changed_list_stop_the_start(cast: Cast, unit) -> None:
    chair = AtTheChair.ordered(cast, unit)
    chair.vitals()
    with unit(cast.lakeside):
        ((consent, _),) = consents.consents(cast.ana_patient)
        intake.withdraw(by=cast.ana.user, patient=cast.ana_patient, consent=consent)
    assert lights(chair) == {"decision": "blocks", "consent": "blocks"}
    assert set(chair.refused(actions.start, rate_ul_per_h=150_000)) == {"decision", "consent"}


@pytest.mark.parametrize(
    ("solids_h", "fluids_h", "escort", "code"),
    [(None, None, " ", "empty"), (-1, 4, "Sam", "impossible"), (10, 500, "Sam", "impossible")],
)
def test_what_cannot_have_been_said_is_refused(
    cast: Cast, unit, solids_h: Any, fluids_h: Any, escort: str, code: str
) -> None:
    chair = AtTheChair.ordered(cast, unit)
    assert chair.refused(actions.record_ready, solids_h=solids_h, clear_fluids_h=fluids_h, escort=escort) == [
        code
    ]


def test_the_page_lists_every_condition_in_words_and_both_sign_on_it(cast: Cast, unit, signed_in) -> None:
    chair = decided_without(cast, unit, "fasting")
    nurse, url = signed_in(cast.noor), f"/staff/infusions/{chair.session.pk}/ready/"
    page = nurse.get(url).content.decode()
    for code in (
        "parts",
        "decision",
        "consent",
        "tests",
        "fasting",
        "escort",
        "pressure",
        "weight",
        "licences",
    ):
        assert f'data-test="light-{code}"' in page
    assert "two people decide" in page and "1 thing stops the start" in page
    asked = {"client_id": str(uuid4()), "solids_h": "3", "clear_fluids_h": "3", "escort": ""}
    assert nurse.post(url, asked).status_code == 302
    form = {
        "act": "override", "client_id": str(uuid4()), "codes": "fasting", "reason": "dry toast at seven", "password": PASSWORD,
        "second_email": cast.okafor.user.email, "second_password": "guessed",
    }  # fmt: skip
    wrong = nurse.post(url, form)
    assert wrong.status_code == 422 and b"do not fit" in wrong.content
    own = nurse.post(url, {**form, "second_email": cast.noor.user.email, "second_password": PASSWORD})
    assert own.status_code == 422 and b"somebody else" in own.content
    assert nurse.post(url, {**form, "second_password": PASSWORD}).status_code == 302
    assert "Everything is ready" in nurse.get(url).content.decode()
    assert (
        "Not ready to start"
        not in nurse.get(f"/staff/infusions/{chair.session.pk}/part/acts/").content.decode()
    )


def test_the_dialog_that_starts_says_what_is_missing(cast: Cast, unit, signed_in) -> None:
    chair = decided_without(cast, unit, "fasting")
    nurse = signed_in(cast.noor)
    acts = nurse.get(f"/staff/infusions/{chair.session.pk}/part/acts/").content.decode()
    assert 'data-test="not-ready"' in acts
    sent = {"client_id": str(uuid4()), "rate_ml_per_h": "150", "reason": ""}
    answer = nurse.post(f"/staff/infusions/{chair.session.pk}/start/", sent)
    assert answer.status_code == 422 and b"ate and drank last" in answer.content


def test_the_list_asks_the_same_number_of_questions_however_much_is_recorded(
    cast: Cast, unit, django_assert_num_queries
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    chair = AtTheChair.ordered(cast, unit)
    session = chair.fresh()
    with unit(cast.lakeside):
        by = cast.noor.member()
        with CaptureQueriesContext(connection) as few:
            readiness.conditions(by, session)
    for _ in range(4):
        chair.vitals()
        chair.note()
    session = chair.fresh()
    with unit(cast.lakeside):
        by = cast.noor.member()
        with django_assert_num_queries(len(few)):
            readiness.conditions(by, session)


def _member(chair: AtTheChair, who: str) -> Any:
    with chair.unit(chair.cast.lakeside):
        person = chair.cast.by_role[who] if who in chair.cast.by_role else getattr(chair.cast, who)
        return person.member()


def test_an_order_of_a_long_time_ago_is_weighed_anew(cast: Cast, unit) -> None:
    chair = AtTheChair.ordered(cast, unit)
    clock.advance(timedelta(days=31))
    assert lights(chair)["weight"] == "blocks"
