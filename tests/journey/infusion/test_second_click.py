"""A second click, a reload, a retry does nothing twice; and one form cannot say two things."""

from __future__ import annotations

from uuid import uuid4

import pytest

from euthymia.clinic.audit.models import Event
from euthymia.clinic.monitoring.models import LimitChange, Sample
from euthymia.clinic.visits.models import VisitEvent
from euthymia.domain.quantities import Unusable
from euthymia.journey.infusion import actions
from euthymia.journey.infusion.models import Order, Session, SessionEvent
from journey.infusion.chair import DEPRESSION, AtTheChair, as_uuid, later, order_for_ana
from support.cast import Cast
from support.scenes import ANA_DECIDED

pytestmark = [pytest.mark.django_db, pytest.mark.scene(ANA_DECIDED)]

# Each verb with what is said the first time, and something else said with the same form.
ACTS = (
    (actions.record_vitals, {"values": {"hr": "70"}}, {"values": {"hr": "71"}}),
    (actions.change_rate, {"rate_ul_per_h": 100_000, "reason": "comfort"}, {"rate_ul_per_h": 90_000, "reason": "comfort"}),
    (actions.pause, {"reason": "comfort"}, {"reason": "nausea"}),
    (actions.give, {"name": "ondansetron", "amount": "4 mg", "route": "IV", "ordered_by": "Dr O"},
     {"name": "ondansetron", "amount": "8 mg", "route": "IV", "ordered_by": "Dr O"}),
    (actions.record_symptom, {"symptom": "nausea"}, {"symptom": "nausea", "severity": "severe"}),
    (actions.record_scores, {"scores": {"moaas": "5"}}, {"scores": {"moaas": "4"}}),
    (actions.write_note, {"words": "calm"}, {"words": "anxious"}),
    (actions.note_present, {"present": ["Noor"]}, {"present": ["Noor", "Tomas"]}),
    (actions.finish, {"reason": "patient asked"}, {"reason": "line removed"}),
    (actions.correct, {"n": 2, "reason": "misread", "rate_ul_per_h": 120_000}, {"n": 2, "reason": "misread", "rate_ul_per_h": 110_000}),
)  # fmt: skip


def everything(chair: AtTheChair) -> tuple[int, ...]:
    """How many rows of each kind there are: what a second click must not change."""
    kinds = (Event, Sample, LimitChange, VisitEvent, SessionEvent)
    with chair.unit(chair.cast.lakeside):
        return tuple(model.objects.count() for model in kinds)


@pytest.mark.parametrize(("verb", "said", "otherwise"), ACTS, ids=lambda one: getattr(one, "__name__", ""))
def test_twice_is_once_and_otherwise_is_refused(cast: Cast, unit, verb, said, otherwise) -> None:
    chair = AtTheChair.started(cast, unit)
    later(10)
    first = chair.do(verb, client_id=as_uuid(7), **said)
    before = everything(chair)
    later(0.5)
    assert chair.do(verb, client_id=as_uuid(7), **said).pk == first.pk
    assert everything(chair) == before
    assert chair.refused(verb, client_id=as_uuid(7), **otherwise) == ["reused"]


def test_starting_twice_starts_once(cast: Cast, unit) -> None:
    chair = AtTheChair.ordered(cast, unit)
    chair.vitals()
    first = chair.start(client_id=as_uuid(7))
    before = everything(chair)
    assert chair.start(client_id=as_uuid(7)).pk == first.pk
    assert everything(chair) == before
    assert chair.refused(actions.start, client_id=as_uuid(7), rate_ul_per_h=140_000) == ["reused"]
    assert chair.refused(actions.start, rate_ul_per_h=150_000) == ["wrong-phase"]


def test_resuming_twice_resumes_once(cast: Cast, unit) -> None:
    chair = AtTheChair.started(cast, unit)
    chair.pause()
    first = chair.resume(client_id=as_uuid(7))
    assert chair.resume(client_id=as_uuid(7)).pk == first.pk
    assert chair.refused(actions.resume, client_id=as_uuid(7), rate_ul_per_h=90_000) == ["reused"]
    assert chair.refused(actions.resume) == ["wrong-phase"]


def test_a_note_sent_again_after_the_session_closed_is_the_same_note(cast: Cast, unit) -> None:
    chair = AtTheChair.started(cast, unit)
    first = chair.note("calm", client_id=as_uuid(7))
    chair.finish(reason="patient asked")
    chair.close()
    assert chair.note("calm", client_id=as_uuid(7)).pk == first.pk


def test_one_form_is_not_two_acts(cast: Cast, unit) -> None:
    chair = AtTheChair.started(cast, unit)
    chair.note(client_id=as_uuid(7))
    assert chair.refused(actions.pause, client_id=as_uuid(7), reason="comfort") == ["reused"]
    start = chair.events("started")[0]
    assert chair.refused(
        actions.correct, client_id=start.client_id, n=start.n, reason="x", rate_ul_per_h=90_000
    ) == ["reused"]


def test_closing_twice_closes_once(cast: Cast, unit) -> None:
    chair = AtTheChair.ordered(cast, unit)
    chair.close()
    before = everything(chair)
    later(1)
    chair.close()
    assert everything(chair) == before


def test_signing_twice_opens_one_session(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        client_id = uuid4()
        first = order_for_ana(cast, client_id=client_id)
    with unit(cast.lakeside):
        assert order_for_ana(cast, client_id=client_id).pk == first.pk
        assert (Order.objects.count(), Session.objects.count()) == (1, 1)
        for other in (
            {"patient": cast.ben_patient},
            {"room": cast.chairs[1]},
            {"figures": DEPRESSION.propose(71_000)},
        ):
            with pytest.raises(Unusable, match="already used"):
                order_for_ana(cast, client_id=client_id, **other)
        assert (Order.objects.count(), Session.objects.count()) == (1, 1)
