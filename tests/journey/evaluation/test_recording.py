"""Facts are recorded once, judged as the case would judge them, versioned, and kept apart by who told them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from euthymia.clinic.audit.queries import events as audit_events
from euthymia.clinic.crisis import queries as crises
from euthymia.clinic.people.actions import NotAllowed
from euthymia.domain.quantities import Unusable
from euthymia.domain.rules.crisis_path import Level
from euthymia.domain.rules.finding import Part
from euthymia.journey.evaluation import actions, queries
from euthymia.journey.evaluation.actions.recording import RECORD
from euthymia.journey.evaluation.kinds import NONE, Content
from euthymia.journey.evaluation.models import Evaluation, Fact, HistoryItem
from euthymia.journey.evaluation.parts import BY_SLUG
from support.cast import Cast

pytestmark = pytest.mark.django_db


def opened(cast: Cast) -> Evaluation:
    return actions.open_evaluation(by=cast.noor.member(), patient=cast.ana_patient)


def record(
    cast: Cast,
    part: str,
    kind: str,
    text: str = "",
    *,
    item: str = "",
    named: str = "",
    code: str = "",
    **detail: Any,
) -> Fact:
    content = Content(text, code, detail, named)
    return RECORD[part](
        by=cast.noor.member(),
        evaluation=opened(cast),
        client_id=uuid4(),
        kind=kind,
        content=content,
        item=item,
    )


def held(cast: Cast, part: Part = Part.MEDICAL_HISTORY) -> list[str]:
    forms = next(forms for forms in BY_SLUG.values() if forms.part is part)
    return [
        forms.kind(row.kind).none if row.item == NONE else forms.kind(row.kind).says(row)
        for row in queries.gathered(cast.ana_patient).parts[part].rows
    ]


def case(cast: Cast) -> dict[str, Any]:
    return queries.gathered(cast.ana_patient).document


def test_not_asked_none_and_some_are_three_things(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        assert "conditions" not in case(cast).get("history", {})
        actions.record_nothing(
            by=cast.noor.member(),
            evaluation=opened(cast),
            slug="history",
            client_id=uuid4(),
            kind="condition",
        )
        assert case(cast)["history"]["conditions"] == []
        record(cast, "history", "condition", "hypertension", code="I10", status="controlled", since="2015")
        assert case(cast)["history"]["conditions"] == [
            {"text": "hypertension", "code": "I10", "status": "controlled", "since": "2015"}
        ]
        with pytest.raises(Unusable, match="1 recorded"):
            actions.record_nothing(
                by=cast.noor.member(),
                evaluation=opened(cast),
                slug="history",
                client_id=uuid4(),
                kind="condition",
            )


def test_a_change_is_a_new_version_and_the_old_one_stays(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        first = record(cast, "history", "condition", "hypertension", status="active")
        record(cast, "history", "condition", "hypertension", status="controlled", item=first.item)
        assert held(cast) == ["hypertension · controlled by treatment"]
        versions = queries.versions(opened(cast), BY_SLUG["history"], "condition", first.item)
        assert [row.detail["status"] for row in versions] == ["controlled", "active"]
        assert [row.n for row in HistoryItem.objects.order_by("n")] == [1, 2]


def test_what_is_taken_out_says_why_and_leaves_the_list_asked_or_not_as_it_was(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        row = record(cast, "history", "allergy", "penicillin", reaction="rash")
        taken = {
            "by": cast.noor.member(),
            "evaluation": opened(cast),
            "slug": "history",
            "kind": "allergy",
            "item": row.item,
        }
        with pytest.raises(Unusable, match="say why"):
            actions.end(**taken, client_id=uuid4(), reason=" ")
        client_id = uuid4()
        gone = actions.end(**taken, client_id=client_id, reason="it was a stomach upset")
        assert actions.end(**taken, client_id=client_id, reason="it was a stomach upset").pk == gone.pk
        assert held(cast) == [] and gone.gone
        with pytest.raises(Unusable, match="no such entry"):
            actions.end(**taken, client_id=uuid4(), reason="again")


@pytest.mark.parametrize(
    ("part", "kind", "said", "field"),
    [
        ("screening", "body", {"taken": "2026-11-20", "weight_kg": 8.0, "height_cm": 170.0}, "weight_kg"),
        ("screening", "body", {"taken": "2026-11-21", "weight_kg": 80.0, "height_cm": 170.0}, "taken"),
        ("screening", "vitals", {"taken": "2026-11-20", "bp_mmhg": [[120.0, 70.0], [70.0, 120.0]]}, "sbp_1"),
        ("screening", "vitals", {"taken": "2026-11-20", "bp_mmhg": [[120.0, 9.0]]}, "dbp_0"),
        ("screening", "vitals", {"taken": "2026-11-20", "spo2_pct": 101.0}, "spo2_pct"),
        ("screening", "vitals", {"taken": "2026-12-24", "hr_bpm": 70.0}, "taken"),
        (
            "screening",
            "labs",
            {"collected": "2026-11-08", "values": {"potassium": {"value": 42.0}}},
            "potassium",
        ),
        (
            "screening",
            "labs",
            {"collected": "2026-11-08", "values": {"alt": {"value": 20.0, "upper": 0.0}}},
            "alt_upper",
        ),
        (
            "screening",
            "drug-screen",
            {"collected": "2026-11-18", "result": "negative", "positive": ["cocaine"]},
            "result",
        ),
        ("psychiatric", "score", {"date": "2026-11-19", "total": 28.0}, "total"),
        ("psychiatric", "trial", {"drug": "sertraline", "adherence": 1.2}, "adherence_pct"),
        (
            "psychiatric",
            "diagnosis",
            {"diagnosis": "F33.2", "established_on": "2027-01-01"},
            "established_on",
        ),
        ("history", "person", {"postpartum_months": -1.0}, "postpartum_months"),
        ("objectives", "goal", {"measure": "phq-9", "baseline": 40.0}, "baseline"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_with_what_is_accepted(
    cast: Cast, unit, part: str, kind: str, said: dict[str, Any], field: str
) -> None:
    with unit(cast.lakeside):
        with pytest.raises(Unusable) as refusal:
            record(cast, part, kind, named="phq-9" if kind == "score" else "", **said)
        (fault,) = refusal.value.faults
        assert fault.at == field and fault.accepted
        assert held(cast, BY_SLUG[part].part) == []


def test_sent_twice_is_recorded_once_and_a_used_form_says_nothing_else(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        said = {"by": cast.noor.member(), "evaluation": opened(cast), "client_id": uuid4(), "kind": "symptom"}
        first = actions.record_history(**said, content=Content("fever"))
        assert actions.record_history(**said, content=Content("fever")).pk == first.pk
        with pytest.raises(Unusable, match="already used"):
            actions.record_history(**said, content=Content("cough"))
        assert held(cast) == ["fever"]


def test_what_the_patient_tells_is_kept_apart_until_staff_confirm_it(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        evaluation = actions.open_evaluation(by=cast.ana.user, patient=cast.ana_patient)
        told = actions.tell(
            by=cast.ana.user, evaluation=evaluation, slug="history", client_id=uuid4(), kind="condition",
            content=Content("stroke", detail={"since": "2019"}),
        )  # fmt: skip
        assert case(cast)["history"] == {"self_report": {"stroke": True}, "allergies": []}
        part = queries.gathered(cast.ana_patient).parts[Part.MEDICAL_HISTORY]
        assert [row.pk for row in part.unconfirmed] == [told.pk]
        with pytest.raises(Unusable, match="not confirmed"):
            actions.sign_part(
                by=cast.noor.member(),
                evaluation=evaluation,
                slug="history",
                client_id=uuid4(),
                digest=part.digest,
            )
        actions.confirm(
            by=cast.noor.member(),
            evaluation=evaluation,
            slug="history",
            client_id=uuid4(),
            kind="condition",
            item=told.item,
        )
        assert case(cast)["history"]["conditions"] == [{"text": "stroke", "since": "2019"}]
        assert "self_report" not in case(cast)["history"]
        assert queries.gathered(cast.ana_patient).parts[Part.MEDICAL_HISTORY].unconfirmed == []


def test_the_patients_none_is_no_answer_until_staff_say_so(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        evaluation = actions.open_evaluation(by=cast.ana.user, patient=cast.ana_patient)
        actions.record_nothing(
            by=cast.ana.user, evaluation=evaluation, slug="medications", client_id=uuid4(), kind="medicine"
        )
        assert "medications" not in case(cast)
        actions.confirm(
            by=cast.noor.member(),
            evaluation=evaluation,
            slug="medications",
            client_id=uuid4(),
            kind="medicine",
            item=NONE,
        )
        assert case(cast)["medications"] == {"list": []}


def test_a_patient_tells_of_nobody_else_and_who_may_not_record_does_not(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        evaluation = opened(cast)
        with pytest.raises(NotAllowed):
            actions.open_evaluation(by=cast.ana.user, patient=cast.ben_patient)
        for person in (cast.wren, cast.olu, cast.by_role["technician"], cast.by_role["therapist"]):
            with pytest.raises(NotAllowed):
                actions.record_history(
                    by=person.member(),
                    evaluation=evaluation,
                    client_id=uuid4(),
                    kind="symptom",
                    content=Content("x"),
                )
    with unit(), pytest.raises(NotAllowed):
        actions.record_history(
            by=cast.hana.member(),
            evaluation=evaluation,
            client_id=uuid4(),
            kind="symptom",
            content=Content("x"),
        )


def test_a_signature_of_a_part_ends_with_its_next_change(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        evaluation = opened(cast)
        sign = {"by": cast.noor.member(), "evaluation": evaluation, "slug": "history", "client_id": uuid4()}
        with pytest.raises(Unusable, match="nothing is recorded"):
            actions.sign_part(
                **sign, digest=queries.gathered(cast.ana_patient).parts[Part.MEDICAL_HISTORY].digest
            )
        record(cast, "history", "symptom", "fever")
        with pytest.raises(Unusable, match="changed since"):
            actions.sign_part(**sign, digest="0" * 64)
        actions.sign_part(
            **sign, digest=queries.gathered(cast.ana_patient).parts[Part.MEDICAL_HISTORY].digest
        )
        assert queries.gathered(cast.ana_patient).parts[Part.MEDICAL_HISTORY].is_signed
        record(cast, "history", "symptom", "cough")
        assert not queries.gathered(cast.ana_patient).parts[Part.MEDICAL_HISTORY].is_signed


@pytest.mark.parametrize(
    ("kind", "item", "detail", "level"),
    [
        ("score", "phq-9", {"date": "2026-11-20", "total": 12.0, "item9": 1}, Level.INQUIRY),
        ("score", "phq-9", {"date": "2026-11-20", "total": 12.0, "item9": 0}, None),
        ("suicide-risk", "c-ssrs", {"date": "2026-11-20", "ideation": 4, "behaviour": "never"}, Level.HIGH),
        ("score", "gad-7", {"date": "2026-11-20", "total": 12.0}, None),
    ],
)
def test_an_answer_about_suicide_opens_the_crisis_path_where_it_is_saved(
    cast: Cast, unit, kind: str, item: str, detail: dict[str, Any], level: Level | None
) -> None:
    with unit(cast.lakeside):
        record(cast, "psychiatric", kind, named=item, **detail)
        crisis = crises.open_of(cast.ana_patient)
        assert (crises.state(crisis).level if crisis else None) is level


def test_the_results_of_every_collection_stand_beside_each_other_each_with_its_day(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        alone = record(
            cast,
            "screening",
            "labs",
            named="2026-11-08",
            collected="2026-11-08",
            values={"alt": {"value": 20.0}},
        )
        both = {"alt": {"value": 130.0, "upper": 40.0}, "tsh": {"value": 2.1}}
        earlier = record(cast, "screening", "labs", named="2026-10-01", collected="2026-10-01", values=both)
        found = queries.gathered(cast.ana_patient)
        assert found.document["screening"]["labs"]["values"] == {
            "alt": [
                {"value": 130.0, "upper": 40.0, "collected": "2026-10-01"},
                {"value": 20.0, "collected": "2026-11-08"},
            ],
            "tsh": [{"value": 2.1, "collected": "2026-10-01"}],
        }
        assert found.behind("/screening/labs/values/alt/1/value") == alone
        assert found.behind("/screening/labs/values/tsh/0/value") == earlier
        rules = {one["rule"] for one in queries.assessment(cast.ana_patient, found).findings}
        assert "MH-18a" not in rules, "the newest in date counts, whenever it was entered"


def test_a_corrected_day_moves_the_entry_and_leaves_no_second_one(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        wrong = record(
            cast,
            "screening",
            "labs",
            named="2026-11-09",
            collected="2026-11-09",
            values={"alt": {"value": 20.0}},
        )
        record(
            cast,
            "screening",
            "labs",
            named="2026-11-08",
            item=wrong.item,
            collected="2026-11-08",
            values={"alt": {"value": 20.0}},
        )
        assert len(held(cast, Part.SAFETY_SCREENING)) == 1


def test_every_entry_leaves_a_line_in_the_audit_log_without_its_words(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        record(cast, "history", "condition", "a very private illness")
    with unit(cast.lakeside):
        found = list(audit_events(cast.lakeside.pk, patient=cast.ana_patient.pk))
        assert {"evaluation.opened", "evaluation.history"} <= {event.verb for event in found}
        assert not any("private" in event.says for event in found)


def test_gathering_asks_the_same_number_of_questions_however_much_is_recorded(
    cast: Cast, unit, django_assert_num_queries
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with unit(cast.lakeside):
        record(cast, "history", "symptom", "fever")
        with CaptureQueriesContext(connection) as one:
            queries.gathered(cast.ana_patient)
        for word in ("cough", "rash", "itch", "ache"):
            record(cast, "history", "symptom", word)
        with django_assert_num_queries(len(one)):
            queries.gathered(cast.ana_patient)


def test_what_is_asked_again_each_session_ends_no_signature(cast: Cast, unit) -> None:
    with unit(cast.lakeside):
        record(cast, "screening", "ecg", date="2026-11-08", rhythm="sinus", qtc_ms=420.0)
        digest = queries.gathered(cast.ana_patient).parts[Part.SAFETY_SCREENING].digest
        actions.sign_part(
            by=cast.noor.member(), evaluation=opened(cast), slug="screening", client_id=uuid4(), digest=digest
        )
        record(cast, "screening", "vitals", taken="2026-11-20", hr_bpm=70.0)
        record(cast, "screening", "pregnancy-test", date="2026-11-20", result="negative")
        assert queries.gathered(cast.ana_patient).parts[Part.SAFETY_SCREENING].is_signed
        record(cast, "screening", "ecg", date="2026-11-19", rhythm="atrial fibrillation", qtc_ms=430.0)
        assert not queries.gathered(cast.ana_patient).parts[Part.SAFETY_SCREENING].is_signed


def test_what_a_patient_tells_of_suicide_opens_the_path_before_the_form_is_sent(cast: Cast, unit) -> None:
    from euthymia.journey.evaluation.actions import telling

    with unit(cast.lakeside):
        said = {"by": cast.ana.user, "patient": cast.ana_patient, "question": "experiences", "language": "en"}
        telling.answer(**said, client_id=uuid4(), value={"chosen": ["high"]})
        assert crises.open_of(cast.ana_patient) is None
        for _ in range(2):
            telling.answer(**said, client_id=uuid4(), value={"chosen": ["high", "attempt"]})
        crisis = crises.open_of(cast.ana_patient)
        assert crisis is not None and crisis.remote
        state = crises.state(crisis)
        assert state.level is Level.INQUIRY and [one.kind for one in state.trail] == ["opened", "lock"]
