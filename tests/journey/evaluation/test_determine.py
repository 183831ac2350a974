"""The decision: what the rules allow is signed, what they do not takes two, what is contraindicated is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from euthymia.clinic.crisis import actions as crises
from euthymia.clinic.decisions.models import Decision
from euthymia.clinic.people.actions import NotAllowed
from euthymia.domain.quantities import Unusable
from euthymia.domain.rules.crisis_path import of_item
from euthymia.domain.rules.finding import Outcome
from euthymia.domain.simulation.evaluated import ANEURYSM, HYPERTENSION, Told, changed, with_facts, without
from euthymia.journey.evaluation import actions, queries
from euthymia.journey.evaluation.actions import Second
from euthymia.journey.evaluation.actions.recording import RECORD
from euthymia.journey.evaluation.kinds import Content
from euthymia.journey.evaluation.queries import State
from euthymia.journey.intake import actions as intake
from euthymia.journey.intake import queries as consents
from euthymia.kit import clock
from support.cast import Cast
from support.evaluated import consented, decided, recorded, sign, usual

pytestmark = pytest.mark.django_db
HIGH = {"bp_mmhg": [[152.0, 88.0], [150.0, 86.0]]}


def evaluated(cast: Cast, *more: Told, facts: Any = None, consent: bool = True) -> None:
    told = usual(cast.ana_patient) if facts is None else facts
    recorded(cast.ana_patient, cast.noor.member(), with_facts(told, *more))
    if consent:
        consented(cast.ana_patient, cast.noor.member())


def assess(cast: Cast) -> Any:
    return queries.assessment(cast.ana_patient, queries.gathered(cast.ana_patient))


def determine(cast: Cast, **more: Any) -> Decision:
    found = queries.gathered(cast.ana_patient)
    seen = queries.assessment(cast.ana_patient, found).basis(found.document).document
    usual = {
        "by": cast.okafor.member(), "patient": cast.ana_patient, "client_id": uuid4(), "seen": seen, "verdict": "treat",
        "reason": "weighed",
    }  # fmt: skip
    return actions.determine(**{**usual, **more})


def refused(cast: Cast, **more: Any) -> set[str]:
    with pytest.raises(Unusable) as refusal:
        determine(cast, **more)
    assert not Decision.objects.exists(), "a refusal signs nothing"
    return {fault.code for fault in refusal.value.faults}


def state(cast: Cast) -> State:
    return queries.standing(cast.ana_patient).state


def record(cast: Cast, part: str, kind: str, text: str = "", item: str = "", **detail: Any) -> None:
    evaluation = actions.open_evaluation(by=cast.noor.member(), patient=cast.ana_patient)
    RECORD[part](
        by=cast.noor.member(), evaluation=evaluation, client_id=uuid4(), kind=kind, content=Content(text, "", detail, item)
    )  # fmt: skip


def test_an_eligible_person_is_decided_on_and_the_decision_is_in_force(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        evaluated(cast)
        assert state(cast) is State.NONE
        made = determine(cast)
        assert (made.outcome, made.verdict, made.second) == ("eligible", "treat", "")
        assert made.facts["patient"]["weight_kg"] == 70.0 and made.findings and made.rules_version
        assert state(cast) is State.IN_FORCE


def test_nothing_recorded_is_undetermined_and_cannot_be_treated(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        assert assess(cast).outcome is Outcome.UNDETERMINED
        assert refused(cast) >= {"parts", "never"}


def test_what_was_not_read_is_not_signed(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        evaluated(cast)
        assert refused(cast, seen="0" * 64) == {"changed"}


def test_a_part_that_is_not_signed_stops_treating_and_no_other_verdict(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        evaluated(cast)
        record(cast, "history", "symptom", "urinary urgency")
        assert refused(cast) == {"parts"}
        assert determine(cast, verdict="not-now").verdict == "not-now"
        assert state(cast) is State.REFUSED


def test_a_condition_asks_for_the_reason(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        evaluated(
            cast, Told("history", "condition", "coronary artery disease", "I25.10", {"status": "controlled"})
        )
        assert assess(cast).outcome is Outcome.CONDITIONAL
        assert refused(cast, reason=" ") == {"missing"}
        assert determine(cast, reason="cardiology agrees in writing").reason


def test_a_contraindicated_person_is_refused_whoever_stands_by_it(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        evaluated(cast, ANEURYSM)
        assert assess(cast).outcome is Outcome.CONTRAINDICATED
        assert refused(cast) == {"contraindicated"}
        assert refused(cast, second=Second("we know better", cast.noor.member())) == {"contraindicated"}
        assert determine(cast, verdict="decline").outcome == "contraindicated"


def test_not_now_takes_a_second_licensed_person_with_a_reason(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        evaluated(cast, facts=changed(usual(cast.ana_patient), "vitals", **HIGH))
        assert assess(cast).outcome is Outcome.NOT_NOW
        assert refused(cast) == {"second"}
        assert refused(cast, second=Second("", cast.noor.member())) == {"missing"}
        assert refused(cast, second=Second("x", cast.okafor.member())) == {"same-person"}
        assert refused(cast, second=Second("x", cast.wren.member())) == {"not-allowed"}
        made = determine(cast, second=Second("white coat: 128/80 at home", cast.noor.member()))
        assert (made.override_reason, made.second) == ("white coat: 128/80 at home", cast.noor.words)
        assert state(cast) is State.IN_FORCE


def test_what_is_missing_may_be_overridden_by_two_and_some_things_never(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        evaluated(cast, facts=without(usual(cast.ana_patient), "drug-screen"))
        assert assess(cast).outcome is Outcome.UNDETERMINED
        assert determine(cast, second=Second("result by phone, negative", cast.noor.member())).second


@pytest.mark.parametrize("kind", ["suicide-risk", "capacity", "body", "pregnancy-test"])
def test_nobody_stands_in_for_what_must_be_known(cast: Cast, unit, kind: str) -> None:
    with unit(cast.lakeside):
        evaluated(cast, facts=without(usual(cast.ana_patient), kind))
        assert refused(cast, second=Second("we both say so", cast.noor.member())) == {"never"}


def test_nobody_consents_for_the_patient(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        evaluated(cast, consent=False)
        assert refused(cast, second=Second("she said yes", cast.noor.member())) == {"never"}


def test_a_medicine_nobody_knows_is_never_overridden(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        evaluated(cast, Told("medications", "medicine", "lamotragine 200 mg daily"))
        codes = refused(cast, second=Second("probably harmless", cast.noor.member()))
        assert codes == {"never"}


def test_only_prescribers_decide(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        evaluated(cast)
        for person in (cast.noor, cast.by_role["evaluator"], cast.wren):
            with pytest.raises(NotAllowed):
                determine(cast, by=person.member())


def test_sent_twice_is_one_decision(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        evaluated(cast)
        client_id = uuid4()
        assert determine(cast, client_id=client_id).pk == determine(cast, client_id=client_id).pk


def test_a_changed_fact_ends_the_decision_and_says_which(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        decided(cast.ana_patient, cast.noor.member(), cast.okafor.member())
        record(cast, "medications", "medicine", "lisinopril 10 mg daily")
        found = queries.standing(cast.ana_patient)
        assert found.state is State.CHANGED
        assert [at for at, _, _ in found.changes] == ["/medications/list"]
        assert "medications/list" in found.because


def test_a_measurement_that_is_worse_ends_it_and_one_that_is_not_does_not(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        decided(cast.ana_patient, cast.noor.member(), cast.okafor.member())
        record(
            cast,
            "screening",
            "vitals",
            taken="2026-11-20",
            bp_mmhg=[[138.0, 84.0]],
            hr_bpm=80.0,
            spo2_pct=98.0,
            rr_bpm=14.0,
            temp_c=36.8,
        )
        assert state(cast) is State.IN_FORCE
        record(
            cast,
            "screening",
            "vitals",
            taken="2026-11-20",
            bp_mmhg=[[152.0, 84.0]],
            hr_bpm=80.0,
            spo2_pct=98.0,
            rr_bpm=14.0,
            temp_c=36.8,
        )
        found = queries.standing(cast.ana_patient)
        assert found.state is State.WORSE and "MH-08b" in found.because


def test_tests_that_grow_old_end_it_and_those_of_the_day_do_not(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        decided(cast.ana_patient, cast.noor.member(), cast.okafor.member())
    clock.advance(timedelta(days=1))
    with unit(cast.lakeside):
        assert state(cast) is State.IN_FORCE, (
            "vital signs, pregnancy test and C-SSRS are asked for on the day of the start"
        )
    clock.advance(timedelta(days=60))
    with unit(cast.lakeside):
        found = queries.standing(cast.ana_patient)
        assert found.state is State.WORSE and "SS-13" in found.because


def test_a_withdrawn_consent_ends_it(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        decided(cast.ana_patient, cast.noor.member(), cast.okafor.member())
        ((consent, _),) = consents.consents(cast.ana_patient)
        intake.withdraw(by=cast.ana.user, patient=cast.ana_patient, consent=consent)
        found = queries.standing(cast.ana_patient)
        assert found.state is State.WORSE and "PS-17" in found.because


def test_an_open_crisis_locks_it_and_a_decision_cannot_be_signed_past_it(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        evaluated(cast)
        crises.signal(
            patient=cast.ana_patient, trigger=of_item("phq-9", 1), by="a form", client_id=uuid4(), remote=True
        )
        assert refused(cast) == {"crisis"}
        assert state(cast) is State.CRISIS


def test_signed_again_it_says_what_changed_since(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        first = decided(cast.ana_patient, cast.noor.member(), cast.okafor.member())
        evaluation = actions.open_evaluation(by=cast.noor.member(), patient=cast.ana_patient)
        (row,) = (
            row for row in queries.gathered(cast.ana_patient).places.values() if row.kind == "condition"
        )  # the "asked: none"
        actions.end(
            by=cast.noor.member(),
            evaluation=evaluation,
            slug="history",
            client_id=uuid4(),
            kind="condition",
            item=row.item,
            reason="remembered",
        )
        record(cast, "history", "condition", HYPERTENSION.text, status="controlled")
        digest = next(
            part for part in queries.gathered(cast.ana_patient).parts.values() if part.forms.slug == "history"
        ).digest
        actions.sign_part(
            by=cast.noor.member(), evaluation=evaluation, slug="history", client_id=uuid4(), digest=digest
        )
        assert state(cast) is State.CHANGED
        second = sign(cast.ana_patient, cast.okafor.member())
        assert (second.n, second.docket_id) == (2, first.docket_id)
        new = queries.new_findings(first.findings, second.findings)
        assert state(cast) is State.IN_FORCE and isinstance(new, list)
