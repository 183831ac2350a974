"""A small history with a few rows in every stream, for what reads the streams as a whole."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.db import models

from euthymia.clinic.audit.models import Log
from euthymia.clinic.billing import actions as money
from euthymia.clinic.billing.models import Account
from euthymia.clinic.calls import actions as calls
from euthymia.clinic.calls.models import CallBook
from euthymia.clinic.circle import actions as circle
from euthymia.clinic.circle.models import Confidant
from euthymia.clinic.conversations import actions as conversations
from euthymia.clinic.conversations.models import Conversation
from euthymia.clinic.crisis import actions as crises
from euthymia.clinic.crisis.models import Crisis
from euthymia.clinic.decisions.models import Decision, Docket
from euthymia.clinic.devices.models import Device, Gateway, RawMessage
from euthymia.clinic.duty.models import Page
from euthymia.clinic.harm import actions as harms
from euthymia.clinic.harm.models import AdverseEvent
from euthymia.clinic.messages.models import Contact, Message
from euthymia.clinic.messages.trail import Kind as MessageKind
from euthymia.clinic.messages.trail import append as append_fact
from euthymia.clinic.monitoring import actions as monitoring
from euthymia.clinic.monitoring.models import Watch
from euthymia.clinic.pharmacy import actions as pharmacy
from euthymia.clinic.questionnaires import actions as questionnaires
from euthymia.clinic.questionnaires.models import Folder
from euthymia.clinic.tasks import actions as tasks
from euthymia.clinic.visits import actions as visits
from euthymia.clinic.visits.models import Booking, Visit, VisitEvent, Waiting
from euthymia.domain.monitoring import Limits
from euthymia.domain.quantities import Confidence, Provenance
from euthymia.domain.rules import crisis_path, from_home, harm
from euthymia.domain.rules.day_check import Told
from euthymia.journey.arrival import actions as arrival
from euthymia.journey.arrival.models import DayCheck
from euthymia.journey.companion.models import Companion, Record
from euthymia.journey.evaluation import actions as evaluating
from euthymia.journey.evaluation.models import (
    Answer,
    Evaluation,
    HistoryItem,
    MedicationItem,
    Objective,
    PsychiatricAssessment,
    ScreeningResult,
    Telling,
)
from euthymia.journey.followup import actions as followup
from euthymia.journey.followup import diary
from euthymia.journey.followup.models import Diary, HomeReport
from euthymia.journey.infusion.models import Order, Session, SessionEvent
from euthymia.journey.journal import actions as journals
from euthymia.journey.note.models import Letter, LetterEvent, Note, NoteEvent
from euthymia.journey.outcomes.models import Judgement, Recommendation, Review
from euthymia.journey.plan.models import Plan, PlanRevision
from euthymia.journey.record import actions as records
from euthymia.journey.record.models import Amendment
from euthymia.journey.recovery.models import Recovery, RecoveryEvent
from euthymia.journey.surveillance import actions as surveillance
from euthymia.journey.surveillance.models import SafetyFile
from euthymia.kit import clock, streams, units
from euthymia.kit.models import AppendOnly, StreamRow

from . import desk, letters
from .cast import Cast
from .course import adopted
from .journals import Diary as SealedJournal
from .standing import THE_CAST, Scene
from .stock import HILLSIDES, stocked

LIMITS = Limits.from_json({"hr": {"low": 50, "high": 120, "max_age_s": 10, "priority": "high"}})
# Whole numbers, as an order has them; what they mean does not matter here.
_FIGURES = {
    field.name: 1000
    for field in Order._meta.concrete_fields
    if isinstance(field, models.PositiveIntegerField)
}


def write(cast: Cast, now: datetime) -> None:
    """One visit with its watch, an alarm, a session and raw messages; and for each stream an owner without rows."""
    with units.unit(tenant=cast.lakeside.pk, actor="a test"):
        visit = visits.open_visit(
            clinic=cast.lakeside, patient=cast.ana_patient, room=cast.chairs[0], by="a test"
        )
        for step in (VisitEvent.Step.ROOMED, VisitEvent.Step.STARTED):
            visits.step(visit, step, by="a test")
        watch = monitoring.open_watch(visit=visit, profile="a test", limits=LIMITS, by="a test")
        _samples(watch, now)
        session = _session(cast, visit, watch, now)
        streams.append(session, _events(session, now))
        for wish in ("", "sick", "afraid"):
            calls.press(visit=visit, by="a test", client_id=uuid.uuid4(), wish=wish)
        _recovery(cast, session)
        _note(session)
        _arrived(cast)
        _answers(cast)
        _evaluated(cast)
        _decisions(cast)
        _crisis(cast)
        _harm(cast)
        _money(cast)
        _stock(cast)
        _schedule(cast)
        _plans(cast)
        _safety(cast)
        _from_home(cast)
        _journal(cast)
        _amended(cast)
        _letters(cast)
    with units.unit(tenant=units.EVERY_TENANT, actor="a test"):
        _messages(cast, now)
        _owners_without_rows(cast, now)


def _samples(watch: Watch, now: datetime) -> None:
    """A heart rate that goes beyond its limit, comes back, and goes again."""
    device = uuid.uuid4()
    for second, value in enumerate((80.0, 130.0, 85.5, 131.0, 90.0)):
        at = now + timedelta(seconds=second)
        one = monitoring.Measured("hr", value, "/min", at, at, device=device, group="g", raw=uuid.uuid4())
        monitoring.record({watch.pk: [one]}, now=at)


def _session(cast: Cast, visit: Visit, watch: Watch, now: datetime) -> Session:
    order = Order(
        clinic=cast.lakeside, patient=cast.ana_patient, client_id=uuid.uuid4(), protocol="a test", at=now,
        by="a test", volume_convention="total", **_FIGURES,
    )  # fmt: skip
    order.save()
    session = Session(
        clinic=cast.lakeside, patient=cast.ana_patient, visit=visit, order=order, room=cast.chairs[0],
        watch=watch, made_at=now,
    )  # fmt: skip
    session.save()
    return session


def _events(session: Session, now: datetime) -> list[SessionEvent]:
    kinds = SessionEvent.Kind
    return [
        SessionEvent(
            clinic_id=session.clinic_id,
            session=session,
            client_id=uuid.uuid4(),
            kind=kind,
            at=now,
            entered_at=now,
            by="a test",
            rate_ul_per_h=1,
            rate_ug_per_h=2,
            says="Ω",
            detail={"b": [1, 2.5, None], "a": "é"},
            corrects=1,
        )
        for kind in (kinds.STARTED, kinds.RATE, kinds.FINISHED)
    ]


def _answers(cast: Cast) -> None:
    """A questionnaire that was asked for and answered, its correction, and another one."""
    nurse = cast.noor.member()
    common: dict[str, Any] = {"by": nurse, "patient": cast.ana_patient}
    asked = [
        questionnaires.assign(instrument=name, due_at=units.current().now, **common)
        for name in ("phq-9", "pcl-5")
    ]
    first = questionnaires.answer(
        instrument="phq-9",
        answers=[1] * 9,
        client_id=uuid.uuid4(),
        assignment=asked[0],
        language="en",
        **common,
    )
    questionnaires.correct(
        by=nurse, response=first.response, answers=[2] * 9, reason="a test", client_id=uuid.uuid4()
    )
    questionnaires.answer(instrument="pcl-5", answers=[1] * 20, client_id=uuid.uuid4(), **common)


def _evaluated(cast: Cast) -> None:
    """Three rows in each part of an evaluation, and in what the patient told."""
    evaluation = evaluating.open_evaluation(by=cast.noor.member(), patient=cast.ana_patient)
    common = {"clinic": cast.lakeside, "by": "a test", "at": units.current().now}
    for table in (HistoryItem, PsychiatricAssessment, MedicationItem, Objective, ScreeningResult):
        rows = [
            table(
                evaluation=evaluation, client_id=uuid.uuid4(), kind="a kind", item="one", origin="staff", text="Ω", code="I10",
                detail={"b": [1, 2.5, None], "a": "é"}, reason="a test", **common,
            )
            for _ in range(3)
        ]  # fmt: skip
        streams.append(evaluation, rows)
    telling = Telling(
        clinic=cast.lakeside, patient=cast.ana_patient, evaluation=evaluation, opened_at=common["at"]
    )
    telling.save()
    told = [
        Answer(telling=telling, client_id=uuid.uuid4(), language="en", question="a question", value={"a": "é"}, **common)
        for _ in range(3)
    ]  # fmt: skip
    streams.append(telling, told)
    other = Evaluation(
        clinic=cast.lakeside, patient=cast.ben_patient, opened_at=common["at"], opened_by="a test"
    )
    other.save()
    Telling(clinic=cast.lakeside, patient=cast.ben_patient, evaluation=other, opened_at=common["at"]).save()


def _decisions(cast: Cast) -> None:
    """Three decisions, each against the rules and by two."""
    found = [Docket(clinic=cast.lakeside, patient=one) for one in (cast.ana_patient, cast.ben_patient)]
    for one in found:
        one.save()
    rows = [
        Decision(
            clinic=cast.lakeside, docket=found[0], patient=cast.ana_patient, client_id=uuid.uuid4(), gate="a gate",
            at=units.current().now, by="a test", meaning="a test", facts={"a": 1}, rules_version="1", policy="a policy",
            policy_digest="f", findings=[{"rule": "é"}], outcome="not-now", verdict="treat", reason="a test",
            override_reason="a test", second="another", document="f",
        )
        for _ in range(3)
    ]  # fmt: skip
    streams.append(found[0], rows)


def _crisis(cast: Cast) -> None:
    trigger = crisis_path.of_item("phq-9", 1)
    crises.signal(patient=cast.ana_patient, trigger=trigger, by="a test", client_id=uuid.uuid4(), remote=True)
    Crisis(clinic=cast.lakeside, patient=cast.ben_patient, opened_at=units.current().now, remote=True).save()


def _harm(cast: Cast) -> None:
    """An adverse event with a correction and a note; and one that nothing was said of."""
    now, noor = units.current().now, cast.noor.member()
    facts = harm.Facts(kind="nausea", onset_at=now, severity="mild", serious_because=())
    event = harms.report(by=noor, patient=cast.ana_patient, client_id=uuid.uuid4(), facts=facts)
    harms.correct(
        by=noor, event=event, client_id=uuid.uuid4(), facts=replace(facts, words="Ω"), reason="a test"
    )
    harms.note(by=noor, event=event, client_id=uuid.uuid4(), says="é")
    AdverseEvent(
        clinic=cast.lakeside, patient=cast.ben_patient, number="AE-0", known_at=now, opened_by="a test"
    ).save()


def _money(cast: Cast) -> None:
    """Payments, one taken back; and an account that nothing was entered in."""
    of = {"by": cast.wren.member(), "patient": cast.ana_patient}
    for cents in (100, 200):
        money.pay(**of, client_id=uuid.uuid4(), cents=cents, method="card", reference="é")
    money.reverse(**of, client_id=uuid.uuid4(), n=1, says="a test")
    Account(clinic=cast.lakeside, patient=cast.ben_patient).save()


def _arrived(cast: Cast) -> None:
    """Cards told twice for one day, and a day of somebody else's without an answer."""
    day = units.current().now.date()
    for feelings in ("usual", "worse"):
        arrival.tell(
            by=cast.noor.member(),
            patient=cast.ana_patient,
            client_id=uuid.uuid4(),
            told=Told(feelings=feelings),
            day=day,
        )
    DayCheck(clinic=cast.lakeside, patient=cast.ben_patient, day=day).save()


def _recovery(cast: Cast, session: Session) -> None:
    """Checks of a recovery, a task with what came of it, and a task nobody has touched."""
    recovery = Recovery(
        clinic=cast.lakeside, patient=cast.ana_patient, visit=session.visit, session=session, watch=session.watch,
        route="iv", client_id=uuid.uuid4(), opened_at=session.made_at, opened_by="a test", settings={"score_min": 9},
    )  # fmt: skip
    recovery.save()
    streams.append(recovery, [
        RecoveryEvent(
            clinic=cast.lakeside, recovery=recovery, client_id=uuid.uuid4(), kind=kind, at=session.made_at,
            entered_at=session.made_at, by="a test", says="Ω", reason="é", detail={"b": [1, 2.5, None]}, corrects=1,
        )
        for kind in ("check", "escort", "told")
    ])  # fmt: skip
    due = {"due_at": session.made_at + timedelta(days=1), "source": Provenance("a test", Confidence.P)}
    for kind in ("call", "form"):
        task = tasks.ask(
            by="a test",
            patient=cast.ana_patient,
            client_id=uuid.uuid4(),
            kind=kind,
            owner="nurse",
            says=kind,
            **due,
        )
        for outcome in ("tried", "done") if kind == "call" else ():
            tasks.act(by=cast.noor.member(), task=task, client_id=uuid.uuid4(), kind=outcome, says="a test")


def _note(session: Session) -> None:
    """A note with three acts, and a letter with three."""
    of: dict[str, Any] = {
        "clinic_id": session.clinic_id,
        "patient_id": session.patient_id,
        "made_at": session.made_at,
    }
    note, letter = Note(visit=session.visit, **of), Letter(visit=session.visit, client_id=uuid.uuid4(), **of)
    common: dict[str, Any] = {
        "clinic_id": session.clinic_id, "at": session.made_at, "by": "a test", "says": "Ω", "digest": "f",
        "detail": {"b": [1, 2.5, None], "a": "é"},
    }  # fmt: skip
    for owner, row, kind in ((note, NoteEvent, "struck"), (letter, LetterEvent, "sent")):
        owner.save()
        more = (
            {"note": owner, "reason": "é", "mark": "m"}
            if owner is note
            else {"letter": owner, "to": "é", "how": "post"}
        )
        streams.append(owner, [row(client_id=uuid.uuid4(), kind=kind, **common, **more) for _ in range(3)])


def _safety(cast: Cast) -> None:
    """Results of long-term checks, one of them a correction, and a report from home; and a file without rows."""
    said = {
        "by": cast.noor.member(),
        "patient": cast.ana_patient,
        "check": "liver",
        "on": units.current().now.date() - timedelta(days=2),
    }
    first = surveillance.enter_result(**said, client_id=uuid.uuid4(), typed={"times_upper": "2.5"})
    surveillance.enter_result(
        **said, client_id=uuid.uuid4(), typed={"times_upper": "0.5"}, corrects=first.n, reason="é"
    )
    surveillance.report(
        by=cast.noor.member(), patient=cast.ana_patient, client_id=uuid.uuid4(), felt="other", severity="mild", at=units.current().now,
        reporter="patient", outcome="gone", words="Ω",
    )  # fmt: skip
    SafetyFile(clinic=cast.lakeside, patient=cast.ben_patient).save()


def _from_home(cast: Cast) -> None:
    """Something told, taken and answered; a conversation, a care circle and a diary; and one of each without rows."""
    ana, ben, now = cast.ana_patient, cast.ben_patient, units.current().now
    told = from_home.Told(felt="headache", severity="severe", thoughts="no", words="Ω")
    report = followup.tell(by=ana, client_id=uuid.uuid4(), told=told)
    followup.answer(by=cast.noor.member(), report=report, client_id=uuid.uuid4(), says="é")
    common: dict[str, Any] = {"clinic": cast.lakeside, "patient": ben, "client_id": uuid.uuid4()}
    HomeReport(**common, told_at=now, felt="other", level="amber", due_at=now).save()
    Page(
        **common, subject="a test", says="a test", path="/", asked_at=now, taken_at=now, taken_by="a test"
    ).save()
    written = conversations.ask(by=ana, client_id=uuid.uuid4(), says="Ω", about="other")
    for says in ("é", "ñ"):
        conversations.answer(by=cast.noor.member(), conversation=written, client_id=uuid.uuid4(), says=says)
    Conversation(**common, about="other", opened_at=now, newest_at=now).save()
    circle.invite(
        by=ana, client_id=uuid.uuid4(), name="Ω", relation="family", until=now.date() + timedelta(days=9), grants=["dates", "summary"],
    )  # fmt: skip
    Confidant(**common, name="é", relation="family", invited_at=now, ends_at=now).save()
    diary.log(by=ana, client_id=uuid.uuid4(), said={"sleep": 7.5, "food": 3, "movement": 20})
    Diary(clinic=cast.lakeside, patient=ben).save()


def _journal(cast: Cast) -> None:
    """Three entries, one of them shared, read and taken back; and a journal without entries."""
    therapist = cast.by_role["therapist"]
    assert therapist.staff is not None
    journal = SealedJournal(cast.ana_patient).made()
    first, *_ = [journal.write(words) for words in ("é", "Ω", "ш")]
    share = journal.share(first, therapist.staff)
    journals.read(by=therapist.member(), share=share)
    journals.take_back(by=cast.ana_patient, share=share)
    SealedJournal(cast.ben_patient).made()


def _amended(cast: Cast) -> None:
    """A wish to have the record corrected, its extension and its denial; a part held back and shown again; and a wish without rows."""
    okafor, ana = cast.okafor.member(), cast.ana_patient
    asked = records.ask(by=ana, client_id=uuid.uuid4(), part="notes", says="é")
    said = {"by": okafor, "amendment": asked, "says": "Ω"}
    records.extend(client_id=uuid.uuid4(), **said)
    records.answer(client_id=uuid.uuid4(), accepted=False, **said)
    now = units.current().now
    delay = records.hold_back(
        by=okafor, patient=ana, client_id=uuid.uuid4(), part="notes", code="harm", reason="é", until=now + timedelta(days=1)
    )  # fmt: skip
    records.show_again(by=okafor, delay=delay)
    Amendment(
        clinic=cast.lakeside,
        patient=cast.ben_patient,
        client_id=uuid.uuid4(),
        part="notes",
        made_at=now,
        answered_at=now,
    ).save()


def _stock(cast: Cast) -> None:
    """A vial that was drawn from; and the book of a registration that has no stock."""
    stock = stocked(cast, "0147")
    stock.act("draw", vial="0147", volume_ul=1_000)
    stock.act("administer", volume_ul=600)
    stock.act("waste", volume_ul=400, witness=stock.proof())
    pharmacy.register(
        clinic=cast.lakeside, by="a test", entity="a test", number=HILLSIDES, address="a test",
        valid_until=stock.book.registration.valid_until,
    )  # fmt: skip


def _schedule(cast: Cast) -> None:
    """A booking moved twice, somebody on the waitlist who said no, and one of each that nothing happened to yet."""
    clinic, ben = cast.lakeside, cast.ben_patient
    made = desk.booked(clinic, ben, cast.chairs[1], "09:00")
    for chair in (cast.chairs[2], cast.chairs[1]):
        visits.move(clinic, by="a test", booking=made, client_id=uuid.uuid4(), chair=chair, reason="Ω")
    common: dict[str, Any] = {
        "patient": ben, "purpose": "infusion", "from_day": desk.MONDAY, "until_day": desk.MONDAY, "earliest": time(8),
        "latest": time(16), "notice_h": 0,
    }  # fmt: skip
    wish = visits.wait(
        clinic,
        by="a test",
        phases=desk.INFUSION,
        weekdays=frozenset({0}),
        client_id=uuid.uuid4(),
        booking=made,
        **common,
    )
    at = desk.at(clinic, desk.MONDAY, "08:00")
    visits.offer(
        clinic, by="a test", waiting=wish, chair=cast.chairs[2], starts_at=at, client_id=uuid.uuid4()
    )
    visits.decline(clinic, by="a test", waiting=wish, client_id=uuid.uuid4(), reason="no lift")
    now = units.current().now
    other = Booking(
        clinic=clinic, patient=ben, purpose="infusion", state="cancelled", reason="a test", changed_at=now
    )
    other.place(cast.chairs[0], at, desk.INFUSION)
    other.save()
    parts = {"prep_min": 0, "session_min": 1, "recovery_min": 0, "turnover_min": 0}
    Waiting(
        clinic=clinic, asked_at=now, asked_by="a test", state="withdrawn", weekdays=[0], **parts, **common
    ).save()


def _plans(cast: Cast) -> None:
    """Three revisions of a plan; and a plan that has none."""
    version = adopted(cast)
    found = [
        Plan(clinic=cast.lakeside, patient=one, adopted=version, programme="a test", made_at=version.at, state="agreed", terms={"a": 1})
        for one in (cast.ana_patient, cast.ben_patient)
    ]  # fmt: skip
    for plan in found:
        plan.save()
    rows = [
        PlanRevision(
            clinic=cast.lakeside, plan=found[0], client_id=uuid.uuid4(), at=version.at, by="a test", kind="revised",
            says="Ω", why="a test", terms={"b": [1, 2.5, None], "a": "é"}, scores=[{"total": 17.5}],
        )
        for _ in range(3)
    ]  # fmt: skip
    streams.append(found[0], rows)
    _judged(found)


def _letters(cast: Cast) -> None:
    """How somebody is reached, changed twice, and a message with what became of it; and one of each that has no facts."""
    letters.reachable(cast.ana_patient, channels=("email", "sms"))
    found = [
        Message(
            clinic=cast.lakeside, patient=one, key=uuid.uuid4(), kind="reminder", subject=uuid.uuid4(), state="waiting",
            made_at=units.current().now, due_at=units.current().now, useful_until=units.current().now,
        )
        for one in (cast.ana_patient, cast.ben_patient)
    ]  # fmt: skip
    for one in found:
        one.save()
    for kind in (MessageKind.QUEUED, MessageKind.HANDED, MessageKind.SENT):
        append_fact(found[0], kind, "a test", "Ω", text="é")
    Contact(clinic=cast.lakeside, patient=cast.ben_patient, timezone="UTC").save()


def _judged(plans: list[Plan]) -> None:
    """Three reviews and three recommendations of a plan; and a judgement that has none."""
    beside = [Companion(clinic_id=plan.clinic_id, patient_id=plan.patient_id, plan=plan) for plan in plans]
    for one in beside:
        one.save()
    streams.append(beside[0], [
        Record(
            clinic_id=plans[0].clinic_id, companion=beside[0], client_id=uuid.uuid4(), kind="a kind", at=plans[0].made_at,
            by="a test", says="Ω", detail={"b": [1, 2.5]},
        )
        for _ in range(3)
    ])  # fmt: skip
    found = [Judgement(clinic_id=plan.clinic_id, patient_id=plan.patient_id, plan=plan) for plan in plans]
    for one in found:
        one.save()
    common = {"clinic_id": plans[0].clinic_id, "judgement": found[0], "at": plans[0].made_at, "by": "a test"}
    streams.append(found[0], [
        Review(client_id=uuid.uuid4(), point="final", given=6, measures=[{"total": 8.5}], response=True, says="Ω", **common)
        for _ in range(3)
    ])  # fmt: skip
    streams.append(found[0], [
        Recommendation(
            client_id=uuid.uuid4(), step="stop", says="Ω", because="a test", sources=["a test"], figures={"a": 1},
            accepted=True, reason="a test", interval_days=7, **common,
        )
        for _ in range(3)
    ])  # fmt: skip


def _messages(cast: Cast, now: datetime) -> None:
    gateway = Gateway(name="a test")
    gateway.save()
    rows = [
        RawMessage(
            gateway=gateway,
            clinic=cast.lakeside,
            received_at=now,
            peer="a peer",
            bytes=content,
            digest=sha256(content).digest(),
            answer="AA",
            refusal="none",
            accepted=1,
        )
        for content in (b"MSH|one", b"MSH|two", b"MSH|%three")
    ]
    streams.append(gateway, rows)


def _owners_without_rows(cast: Cast, now: datetime) -> None:
    """Somewhere a row could be moved to."""
    Log(id=uuid.uuid4()).save()
    Gateway(name="another").save()
    Device(clinic=cast.hillside, code="M-9", serial="a serial", title="a monitor", driver="hl7v2").save()
    visit = Visit(clinic=cast.lakeside, patient=cast.ben_patient, room=cast.chairs[1], opened_at=now)
    visit.save()
    watch = monitoring.open_watch(visit=visit, profile="a test", limits=LIMITS, by="a test")
    session = _session(cast, visit, watch, now)
    Recovery(
        clinic=cast.lakeside, patient=cast.ben_patient, visit=visit, session=session, watch=watch, route="iv",
        client_id=uuid.uuid4(), opened_at=now, opened_by="a test", settings={},
    ).save()  # fmt: skip
    of = {"clinic": cast.lakeside, "patient": cast.ben_patient, "visit": visit, "made_at": now}
    Note(**of).save()
    Letter(client_id=uuid.uuid4(), **of).save()
    Folder(clinic=cast.lakeside, patient=cast.ben_patient).save()
    CallBook(clinic=cast.hillside).save()


def stream_models() -> list[type[StreamRow]]:
    return [model for model in apps.get_models() if issubclass(model, StreamRow)]


def sealed_models() -> list[type[AppendOnly]]:
    return [
        model
        for model in apps.get_models()
        if issubclass(model, AppendOnly) and not issubclass(model, StreamRow)
    ]


def another(row: models.Model, field: models.Field[Any, Any]) -> Any:
    """A value for this column that differs from the row's as little as its type allows."""
    value = getattr(row, field.attname)
    if isinstance(field, models.ForeignKey):
        return _another_row(row, field)
    if value is None:
        value = _A_VALUE[field.get_internal_type()]
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return f"{value[:-1]}{'x' if value[-1:] != 'x' else 'y'}"
        case uuid.UUID():
            return uuid.UUID(int=value.int ^ 1)
        case datetime():
            return value + timedelta(microseconds=1)
        case date():
            return value + timedelta(days=1)
        case bytes() | memoryview():
            return bytes(value)[:-1] + bytes([bytes(value)[-1] ^ 1])
        case dict():
            return {**value, "x": 1}
        case list():
            return [*value, 1]
    raise TypeError(f"{field.name}: {type(value).__name__}")


def _another_row(row: models.Model, field: models.ForeignKey[Any, Any]) -> Any:
    """Another row to point at; for the owner one that has no rows of its own."""
    others = field.related_model._default_manager.using("owner").exclude(pk=getattr(row, field.attname))
    if isinstance(row, StreamRow) and field.name == row.stream[0]:
        others = others.filter(**{f"{row.stream[1]}_n": 0})
    return others.values_list("pk", flat=True)[0]


_A_VALUE: dict[str, Any] = {
    "DateTimeField": datetime(2026, 1, 1, tzinfo=UTC),
    "BooleanField": False,
    "UUIDField": uuid.UUID(int=2),
    "FloatField": 1.0,
    "IntegerField": 1,
    "BigIntegerField": 1,
    "PositiveIntegerField": 1,
}


def _written(cast: Cast) -> Cast:
    write(cast, clock.now())
    return cast


WRITTEN = Scene(_written, THE_CAST)
