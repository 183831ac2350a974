"""Decisions are signed on what was read, by one person or by two, and policies by the medical director."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from euthymia.clinic.audit.queries import events as audit_events
from euthymia.clinic.decisions import actions, queries
from euthymia.clinic.decisions.actions import Basis, Override
from euthymia.clinic.decisions.models import Decision, PolicyVersion
from euthymia.clinic.people.actions import NotAllowed
from euthymia.domain.quantities import Unusable
from euthymia.domain.rules.policy import LABEL_CONSERVATIVE, OBSERVE_FIRST
from euthymia.kit import clock, streams
from support.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db
GATE = "candidacy"
ELIGIBLE = Basis({"as_of": "2026-11-20"}, "eligible", [], "rules-1", "label-conservative", "f" * 64)


def decide(cast: Cast, **more: Any) -> Decision:
    usual = {
        "by": cast.okafor.member(), "patient": cast.ana_patient, "client_id": uuid4(), "gate": GATE, "basis": ELIGIBLE,
        "verdict": "treat",
    }  # fmt: skip
    return actions.decide(**{**usual, **more})


def refused(cast: Cast, **more: Any) -> set[str]:
    with pytest.raises(Unusable) as refusal:
        decide(cast, **more)
    assert not Decision.objects.exists()
    return {fault.code for fault in refusal.value.faults}


def test_decisions_are_numbered_and_chained_for_each_patient(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        first, second = decide(cast), decide(cast, verdict="not-now", reason="on holiday")
        other = decide(cast, patient=cast.ben_patient)
        assert [first.n, second.n, other.n] == [1, 2, 1]
        assert second.hash == streams.hash_after(bytes(first.hash), second)
        assert queries.newest(cast.ana_patient, GATE) == second
        assert queries.of_patient(cast.ana_patient, GATE) == [second, first]
        assert first.meaning.startswith("I have read the facts")
    with unit(cast.lakeside):
        (event, *_) = audit_events(cast.lakeside.pk, verb="decision.signed", patient=cast.ana_patient.pk)
        assert event.actor == cast.okafor.words and event.detail["document"] == second.document


def test_the_signature_is_of_the_whole_document(cast: Cast, unit) -> None:
    changes: list[dict[str, Any]] = [
        {"facts": {"as_of": "2026-11-21"}}, {"outcome": "conditional"}, {"findings": [{"rule": "MH-07"}]},
        {"rules_version": "rules-2"}, {"policy": "other"}, {"policy_digest": "e" * 64},
    ]  # fmt: skip
    documents = {replace(ELIGIBLE, **change).document for change in changes}
    assert len(documents) == len(changes) and ELIGIBLE.document not in documents
    with unit(cast.lakeside):
        assert decide(cast).document == ELIGIBLE.document


def test_sent_twice_is_signed_once_and_a_used_form_decides_nothing_else(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        client_id = uuid4()
        first = decide(cast, client_id=client_id)
        assert decide(cast, client_id=client_id) == first
        with pytest.raises(Unusable, match="already used"):
            decide(cast, client_id=client_id, verdict="decline")


def test_only_prescribers_of_the_clinic_decide(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        for person in (cast.noor, cast.wren, cast.olu, cast.by_role["evaluator"]):
            with pytest.raises(NotAllowed):
                decide(cast, by=person.member())
    with unit(), pytest.raises(NotAllowed):
        decide(cast, patient=cast.hal_patient)


def test_a_contraindicated_person_is_never_treated_not_by_two_and_not_by_hand(cast: Cast, unit) -> None:
    stopped = replace(ELIGIBLE, outcome="contraindicated")
    with unit(cast.lakeside):
        second = Override("we both say so", cast.noor.member())
        assert refused(cast, basis=stopped) == {"contraindicated"}
        assert refused(cast, basis=stopped, override=second) == {"contraindicated"}
        declined = decide(cast, basis=stopped, verdict="decline", reason="aneurysm")
        row = Decision(**{**{f.attname: getattr(declined, f.attname) for f in Decision._meta.concrete_fields},
                          "id": uuid4(), "client_id": uuid4(), "n": 2, "verdict": "treat"})  # fmt: skip
        with pytest.raises(IntegrityError, match="contraindicated"), transaction.atomic():
            streams.insert([row])


@pytest.mark.parametrize(
    ("who", "reason", "code"),
    [("okafor", "x", "same-person"), ("wren", "x", "not-allowed"), ("noor", "  ", "missing")],
)
def test_the_second_person_is_another_licensed_one_with_a_reason(
    cast: Cast, unit, who: str, reason: str, code: str
) -> None:
    with unit(cast.lakeside):
        second = Override(reason, getattr(cast, who).member())
        assert refused(cast, basis=replace(ELIGIBLE, outcome="not-now"), override=second) == {code}


def test_a_licence_out_of_date_does_not_countersign(cast: Cast, unit) -> None:
    from datetime import timedelta

    with unit(cast.lakeside):
        clock.advance(timedelta(days=400))
    with unit(cast.lakeside):
        assert refused(cast, override=Override("x", cast.noor.member())) == {"no-licence"}


def test_an_override_names_both(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        made = decide(
            cast,
            basis=replace(ELIGIBLE, outcome="not-now"),
            override=Override("monitored", cast.noor.member()),
        )
        assert (made.override_reason, made.second) == ("monitored", cast.noor.words)


def test_the_strictest_policy_is_in_force_until_the_director_adopts_another(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        assert queries.policy_in_force(cast.lakeside) == LABEL_CONSERVATIVE
        made = actions.adopt_policy(
            by=cast.okafor.member(), client_id=uuid4(), text="observe-first", reason="we watch closely"
        )
        assert queries.policy_in_force(cast.lakeside) == OBSERVE_FIRST and made.digest == OBSERVE_FIRST.digest
        own = (
            LABEL_CONSERVATIVE.to_toml()
            .replace('name = "label-conservative"', 'name = "lakeside"')
            .replace("ecg_months = 6", "ecg_months = 3")
        )
        actions.adopt_policy(by=cast.okafor.member(), client_id=uuid4(), text=own, reason="stricter")
        assert (
            queries.policy_in_force(cast.lakeside).name,
            queries.policy_in_force(cast.lakeside).ecg_months,
        ) == ("lakeside", 3)
        assert [one.name for one in queries.policies(cast.lakeside)] == ["lakeside", "observe-first"]


@pytest.mark.parametrize(
    "text", ["brave-new", 'name = "own"\n[blood_pressure]\nstart_systolic_max_mmhg = 900\n', "name = ["]
)
def test_a_policy_beyond_the_limits_of_the_fact_base_is_refused(cast: Cast, unit, text: str) -> None:
    with unit(cast.lakeside):
        with pytest.raises(Unusable):
            actions.adopt_policy(by=cast.okafor.member(), client_id=uuid4(), text=text, reason="x")
        assert not PolicyVersion.objects.exists()


def test_nobody_else_adopts_a_policy(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        cast.lakeside.medical_director = cast.noor.staff
        cast.lakeside.save()
        for person in (cast.okafor, cast.noor):
            with pytest.raises(NotAllowed):
                actions.adopt_policy(by=person.member(), client_id=uuid4(), text="observe-first", reason="x")


def test_the_policy_page_shows_limits_and_takes_a_signature(cast: Cast, unit, signed_in) -> None:
    director = signed_in(cast.okafor)
    page = director.get("/staff/admin/policy/?copy=observe-first").content.decode()
    assert "start_systolic_max_mmhg = 180" in page and "label-conservative" in page
    form = {
        "client_id": str(uuid4()),
        "text": "observe-first",
        "reason": "we watch closely",
        "password": "wrong",
    }
    assert director.post("/staff/admin/policy/", form).status_code == 422
    assert director.post("/staff/admin/policy/", {**form, "password": PASSWORD}).status_code == 302
    refused_page = director.post(
        "/staff/admin/policy/", {**form, "client_id": str(uuid4()), "text": "nonsense", "password": PASSWORD}
    )
    assert refused_page.status_code == 422 and b"is no policy" in refused_page.content
    with unit(cast.lakeside):
        assert queries.policy_in_force(cast.lakeside) == OBSERVE_FIRST
