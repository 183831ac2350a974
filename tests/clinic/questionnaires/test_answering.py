"""Asking, answering, drafts, totals from paper, corrections: what is kept, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from euthymia.clinic.audit.models import Event
from euthymia.clinic.people.actions import NotAllowed
from euthymia.clinic.questionnaires import actions, facts, queries
from euthymia.clinic.questionnaires.models import Assignment, Folder, Response
from euthymia.domain.quantities import Unusable
from euthymia.kit import clock
from euthymia.kit.models import Changed
from euthymia.kit.streams import hash_after
from support.cast import Cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MILD = [1, 1, 1, 1, 1, 0, 0, 0, 0]
HARD = [2, 2, 2, 2, 2, 2, 2, 0, 1]


def asked(cast: Cast, instrument: str = "phq-9", **more: Any) -> Assignment:
    return actions.assign(
        by=cast.noor.member(), patient=cast.ana_patient, instrument=instrument,
        **{"due_at": clock.now() + DAY, **more},
    )  # fmt: skip


def answer(cast: Cast, answers: list[Any], **more: Any) -> actions.Answered:
    given = {"by": cast.ana_patient, "patient": cast.ana_patient, "instrument": "phq-9", "client_id": uuid4()}
    return actions.answer(**{**given, "answers": answers, **more})


def verbs(cast: Cast) -> list[str]:
    found = Event.objects.filter(clinic_id=cast.lakeside.pk, verb__startswith="questionnaire.").order_by("n")
    return [event.verb for event in found]


def test_a_patient_answers_what_was_asked(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        wanted = asked(cast)
        assert [one.pk for one in queries.to_answer(cast.lakeside, cast.ana_patient, clock.now())] == [
            wanted.pk
        ]
        done = answer(cast, HARD, assignment=wanted, language="es")
        assert (done.score.total, done.crisis) == (15, ("item-9",))
        (row,) = queries.responses(cast.lakeside, cast.ana_patient)
        assert (row.n, row.total, row.band, row.flags) == (1, 15.0, "moderately severe", ["item-9"])
        assert (row.language, row.source, row.entry, row.by) == (
            "es",
            "patient",
            "items",
            "Ana Marsh (patient LA-00001)",
        )
        assert queries.to_answer(cast.lakeside, cast.ana_patient, clock.now()) == []
    with unit(cast.lakeside):
        assert verbs(cast) == ["questionnaire.assigned", "questionnaire.answered", "questionnaire.flagged"]
        # What was answered stands in the record, never in the audit log.
        assert not Event.objects.filter(detail__has_any_keys=["answers", "total"]).exists()


def test_rows_are_numbered_chained_and_kept(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        for answers in (MILD, HARD):
            answer(cast, answers, by=cast.noor.member())
        rows = queries.history(cast.lakeside, cast.ana_patient)
        assert [row.n for row in rows] == [1, 2]
        folder = Folder.objects.get(patient=cast.ana_patient)
        head = hash_after(bytes(rows[0].hash), rows[1])
        assert bytes(rows[1].hash) == head == bytes(folder.responses_head)
        for attempt in (rows[0].save, rows[0].delete):
            with pytest.raises(Changed):
                attempt()


def test_the_same_form_sent_twice_is_one_response(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        wanted, client_id = asked(cast), uuid4()
        first = answer(cast, HARD, client_id=client_id, assignment=wanted)
        again = answer(cast, HARD, client_id=client_id, assignment=wanted)
        assert (again.response.pk, again.crisis) == (first.response.pk, ("item-9",))
        with pytest.raises(Unusable, match="already used"):
            answer(cast, MILD, client_id=client_id, assignment=wanted)
        assert Response.objects.count() == 1


def test_a_draft_is_no_fact_but_its_flag_is_not_lost(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        wanted = asked(cast)
        begun = actions.save_draft(by=cast.ana_patient, assignment=wanted, answers=[1, *[None] * 9])
        assert (begun.crisis, begun.assignment.draft) == ((), [1, *[None] * 9])
        flagged = actions.save_draft(
            by=cast.ana_patient, assignment=wanted, answers=[1, *[None] * 7, 2, None]
        )
        assert (flagged.crisis, flagged.new) == (("item-9",), ("item-9",))
        taken_back = actions.save_draft(
            by=cast.ana_patient, assignment=wanted, answers=[1, *[None] * 7, 0, None]
        )
        assert (taken_back.crisis, taken_back.new) == ((), ())
        assert queries.history(cast.lakeside, cast.ana_patient) == []
        done = answer(cast, MILD, assignment=wanted)
        assert (done.score.flags, done.response.draft_flags, done.crisis) == ((), ["item-9"], ("item-9",))
        assert queries.assignment(cast.lakeside, wanted.pk).draft is None
    with unit(cast.lakeside):
        assert verbs(cast) == [
            "questionnaire.assigned", "questionnaire.begun", "questionnaire.flagged", "questionnaire.answered",
            "questionnaire.flagged",
        ]  # fmt: skip


def test_missing_answers_are_kept_as_missing(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        prorated = answer(cast, [2, 2, 2, 2, 2, 2, 2, None, 2], assignment=asked(cast)).response
        assert (prorated.total, prorated.complete, prorated.prorated) == (18.0, False, True)
        none = answer(cast, [2, None, None, None, 2, 2, 2, 0, 0], assignment=asked(cast)).response
        assert (none.total, none.band, none.complete) == (None, "", False)
        assert none.answers == [2, None, None, None, 2, 2, 2, 0, 0]
        with pytest.raises(Unusable, match="nothing is answered"):
            answer(cast, [None] * 9, assignment=asked(cast))


def test_staff_enter_a_licensed_score_from_paper(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        yesterday = clock.now() - DAY
        done = actions.enter_total(
            by=cast.okafor.member(),
            patient=cast.ana_patient,
            instrument="madrs",
            total=31,
            client_id=uuid4(),
            at=yesterday,
        )
        row = done.response
        assert (row.total, row.band, row.entry, row.at, row.source) == (
            31.0,
            "moderate",
            "total",
            yesterday,
            "staff",
        )
        assert row.recorded_at > row.at and row.language == ""
        assert row.flags == ["item-10-unanswered"] and done.crisis == ()
        items = answer(cast, [4] * 9 + [3], by=cast.okafor.member(), instrument="madrs")
        assert (items.score.total, items.crisis) == (39, ("item-10",))
        with pytest.raises(Unusable, match="a total alone does not say enough"):
            actions.enter_total(
                by=cast.okafor.member(),
                patient=cast.ana_patient,
                instrument="c-ssrs",
                total=3,
                client_id=uuid4(),
            )


def test_a_correction_takes_the_place_of_a_row_and_both_are_kept(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        wrong = answer(cast, MILD, by=cast.noor.member()).response
        right = actions.correct(
            by=cast.okafor.member(),
            response=wrong,
            answers=HARD,
            reason="read from the wrong sheet",
            client_id=uuid4(),
        ).response
        assert (right.corrects, right.n, right.at, right.reason) == (
            1,
            2,
            wrong.at,
            "read from the wrong sheet",
        )
        assert [row.n for row in queries.responses(cast.lakeside, cast.ana_patient)] == [2]
        assert [row.n for row in queries.history(cast.lakeside, cast.ana_patient)] == [1, 2]
        with pytest.raises(Unusable, match="corrected already"):
            actions.correct(
                by=cast.okafor.member(), response=wrong, answers=MILD, reason="again", client_id=uuid4()
            )
        for more in ({"answers": HARD, "reason": " "}, {"answers": None, "reason": "why"}):
            with pytest.raises(Unusable):
                actions.correct(by=cast.okafor.member(), response=right, client_id=uuid4(), **more)


def test_asking_twice_for_the_same_moment_is_refused(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        wanted = asked(cast)
        with pytest.raises(Unusable, match="asked for already"):
            asked(cast)
        asked(cast, due_at=clock.now() + 2 * DAY)
        actions.withdraw(by=cast.noor.member(), assignment=wanted, reason="moved")
        asked(cast)


@pytest.mark.parametrize(
    ("more", "at"),
    [
        ({"due_at": -DAY}, "due_at"),
        ({"due_at": 1000 * DAY}, "due_at"),
        ({"due_at": DAY, "opens_at": 2 * DAY}, "opens_at"),
        ({"due_at": 2 * DAY, "closes_at": DAY}, "closes_at"),
    ],
)
def test_a_window_that_cannot_be_is_refused(
    cast: Cast, unit: Any, more: dict[str, timedelta], at: str
) -> None:
    with unit(cast.lakeside):
        moments = {name: clock.now() + after for name, after in more.items()}
        with pytest.raises(Unusable) as refused:
            asked(cast, **moments)
        assert [fault.at for fault in refused.value.faults] == [at]


def test_outside_its_window_a_patient_cannot_answer(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        later = asked(
            cast, opens_at=clock.now() + DAY, due_at=clock.now() + 2 * DAY, closes_at=clock.now() + 3 * DAY
        )
        with pytest.raises(Unusable, match="cannot be answered now"):
            answer(cast, MILD, assignment=later)
    clock.advance(4 * DAY)
    with unit(cast.lakeside):
        assert queries.to_answer(cast.lakeside, cast.ana_patient, clock.now()) == []
        with pytest.raises(Unusable, match="cannot be answered now"):
            answer(cast, MILD, assignment=later)
        assert [one.pk for one in queries.missed(cast.lakeside, cast.ana_patient, "phq-9", clock.now())] == [
            later.pk
        ]
        assert [one.patient for one in queries.waited_for(cast.lakeside, clock.now())] == [cast.ana_patient]
        # The clinic may still take over what the patient wrote on paper.
        assert answer(cast, MILD, by=cast.noor.member(), assignment=later).score.total == 5


def test_withdrawn_and_answered_are_final(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        gone = actions.withdraw(by=cast.noor.member(), assignment=asked(cast), reason="not needed")
        done = asked(cast, "gad-7")
        answer(cast, [0] * 7, instrument="gad-7", assignment=done)
        for closed in (gone, done):
            with pytest.raises(Unusable, match=r"no longer asks|answered already"):
                actions.withdraw(by=cast.noor.member(), assignment=closed, reason="again")
            with pytest.raises(Unusable):
                actions.save_draft(by=cast.ana_patient, assignment=closed, answers=[None] * 10)
        with pytest.raises(Unusable, match="say why"):
            actions.withdraw(by=cast.noor.member(), assignment=asked(cast), reason=" ")


def test_who_may_ask_and_who_may_answer(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        wanted = asked(cast)
        technician = cast.by_role["technician"].member()
        with pytest.raises(NotAllowed):
            actions.assign(
                by=technician, patient=cast.ana_patient, instrument="gad-7", due_at=clock.now() + DAY
            )
        assert answer(cast, MILD, by=technician).score.total == 5
        for refused in (cast.wren.member(), cast.by_role["therapist"].member(), cast.ben_patient):
            with pytest.raises(NotAllowed):
                answer(cast, MILD, by=refused, assignment=wanted)
        with pytest.raises(NotAllowed):
            answer(cast, MILD)  # a patient answers only what was asked
        with pytest.raises(Unusable, match="filled in with the staff"):
            answer(cast, [0] * 5, instrument="asq", assignment=asked(cast, "asq"))
        with pytest.raises(Unusable, match="asks for something else"):
            answer(cast, [0] * 7, instrument="gad-7", assignment=wanted)


def test_nobody_of_hillside_asks_or_answers_for_ana(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        wanted = asked(cast)
        answer(cast, MILD, by=cast.noor.member())
    with unit(cast.hillside):
        hana = cast.hana.member()
        with pytest.raises(NotAllowed):
            actions.assign(by=hana, patient=cast.ana_patient, instrument="phq-9", due_at=clock.now() + DAY)
        with pytest.raises(NotAllowed):
            answer(cast, MILD, by=hana)
        with pytest.raises(Assignment.DoesNotExist):
            queries.assignment(cast.hillside, wanted.pk)
        assert queries.history(cast.hillside, cast.ana_patient) == []
        assert list(queries.waited_for(cast.hillside, clock.now() + 9 * DAY)) == []


def test_the_database_ties_what_belongs_together(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        wanted = asked(cast)
        for change in (
            {"withdrawn_at": clock.now()},
            {"withdrawn_by": "somebody"},
            {
                "answered_at": clock.now(),
                "withdrawn_at": clock.now(),
                "withdrawn_by": "a",
                "withdrawn_reason": "b",
            },
            {"closes_at": clock.now() - DAY},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                Assignment.objects.filter(pk=wanted.pk).update(**change)


def test_the_newest_scores_as_the_rules_ask_for_them(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        noor = cast.noor.member()
        answer(cast, MILD, by=noor, at=clock.now() - 3 * DAY)
        answer(cast, HARD, by=noor)
        answer(cast, [1, 1, 0, 0, 0, 1], by=noor, instrument="c-ssrs")
        actions.enter_total(
            by=noor, patient=cast.ana_patient, instrument="madrs", total=31, client_id=uuid4()
        )
        assert facts.scores(cast.lakeside, cast.ana_patient) == {
            "phq-9": {"date": "2026-11-20", "total": 15, "item9": 1},
            "madrs": {"date": "2026-11-20", "total": 31},
            "c-ssrs": {"date": "2026-11-20", "ideation": 2, "behaviour": "behaviour on or before 2026-08-19"},
        }


@pytest.mark.parametrize(
    ("answers", "ideation", "behaviour"),
    [
        ([0, 0, None, None, None, 0], 0, "never"),
        ([0, 0, None, None, None, 2], 0, "behaviour on or before 2026-11-20, within 3 months of it"),
        ([None, None, None, 1, None, None], 4, None),
        ([1, None, None, None, None, 0], None, "never"),
    ],
)
def test_what_a_screen_says_to_the_rules(
    cast: Cast, unit: Any, answers: list[int | None], ideation: int | None, behaviour: str | None
) -> None:
    with unit(cast.lakeside):
        answer(cast, answers, by=cast.noor.member(), instrument="c-ssrs")
        assert facts.scores(cast.lakeside, cast.ana_patient)["c-ssrs"] == {
            "date": "2026-11-20", "ideation": ideation, "behaviour": behaviour,
        }  # fmt: skip


def test_a_time_that_cannot_be_is_refused(cast: Cast, unit: Any) -> None:
    with unit(cast.lakeside):
        for wrong in (clock.now() + DAY, clock.now() - 36525 * DAY):
            with pytest.raises(Unusable) as refused:
                answer(cast, MILD, by=cast.noor.member(), at=wrong)
            assert refused.value.faults[0].at == "at"
