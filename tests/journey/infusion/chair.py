"""What the tests of a session share: Ana's order, the verbs with their usual arguments, and time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits import actions as visits
from euthymia.clinic.visits.models import VisitEvent
from euthymia.domain import protocols
from euthymia.domain.quantities import Unusable
from euthymia.journey.infusion import actions, prescribing, queries
from euthymia.journey.infusion.fold import Course
from euthymia.journey.infusion.models import Session, SessionEvent
from euthymia.kit import clock, units
from support.cast import Cast
from support.evaluated import cast_decided
from support.scenes import ANA_DECIDED
from support.standing import Scene

DEPRESSION = protocols.PROTOCOLS[0]
RESTING = {"sbp": "120", "dbp": "76", "hr": "70", "spo2": "98"}
Unit = Callable[..., AbstractContextManager[Any]]


def order_for_ana(cast: Cast, *, weight_g: int = 70_000, chair: int = 0, **more: Any) -> Session:
    """0.5 mg/kg × 70 kg = 35 mg in 100 mL over 40 minutes, 150 mL/h. Ask inside a unit."""
    usual = {
        "by": cast.okafor.member(), "patient": cast.ana_patient, "room": cast.chairs[chair], "protocol_id": DEPRESSION.id,
        "figures": DEPRESSION.propose(weight_g), "reasons": {}, "client_id": uuid4(),
    }  # fmt: skip
    cast_decided(cast, more.get("patient"))
    return prescribing.prescribe(**{**usual, **more})


class AtTheChair:
    """Noor at one session: each verb in a unit of its own, as each click is."""

    def __init__(self, cast: Cast, unit: Unit, session: Session) -> None:
        self.cast, self.unit, self.session = cast, unit, session

    @classmethod
    def ordered(cls, cast: Cast, unit: Unit, **more: Any) -> AtTheChair:
        with unit(cast.lakeside):
            return cls(cast, unit, order_for_ana(cast, **more))

    @classmethod
    def started(cls, cast: Cast, unit: Unit, **more: Any) -> AtTheChair:
        chair = cls.ordered(cast, unit, **more)
        chair.vitals()
        chair.start()
        return chair

    @classmethod
    def found(cls, cast: Cast, unit: Unit) -> AtTheChair:
        """At Ana's session of the scene ANA_STARTED."""
        with unit(cast.lakeside):
            (session,) = queries.running(cast.lakeside)
            return cls(cast, unit, queries.session(cast.lakeside, session.pk))

    def do(self, verb: Callable[..., Any], *, by: Member | None = None, **said: Any) -> Any:
        with self.unit(self.cast.lakeside):
            said.setdefault("client_id", uuid4())
            return verb(by=by or self.cast.noor.member(), session=self.session, **said)

    def refused(self, verb: Callable[..., Any], **said: Any) -> list[str]:
        """The codes of the refusal; fails when nothing was refused, or something was kept."""
        before = self.numbered()
        try:
            self.do(verb, **said)
        except Unusable as refusal:
            assert self.numbered() == before, "a refusal keeps nothing"
            return [fault.code for fault in refusal.faults]
        raise AssertionError("nothing was refused")

    def vitals(self, values: dict[str, str] | None = None, **more: Any) -> SessionEvent:
        return self.do(actions.record_vitals, values=values or RESTING, **more)

    def start(self, **more: Any) -> SessionEvent:
        return self.do(actions.start, **{"rate_ul_per_h": self.session.order.rate_ul_per_h, **more})

    def rate(self, rate_ul_per_h: int, **more: Any) -> SessionEvent:
        return self.do(actions.change_rate, **{"rate_ul_per_h": rate_ul_per_h, "reason": "comfort", **more})

    def pause(self, **more: Any) -> SessionEvent:
        return self.do(actions.pause, **{"reason": "comfort", **more})

    def resume(self, **more: Any) -> SessionEvent:
        return self.do(actions.resume, **more)

    def finish(self, **more: Any) -> SessionEvent:
        return self.do(actions.finish, **more)

    def note(self, words: str = "calm", **more: Any) -> SessionEvent:
        return self.do(actions.write_note, words=words, **more)

    def correct(self, n: int, **more: Any) -> SessionEvent:
        return self.do(actions.correct, **{"n": n, "reason": "misread", **more})

    def close(self) -> None:
        """Out of the door. How somebody is discharged is the recovery's own; here it has been done."""
        with self.unit(self.cast.lakeside):
            if queries.course(queries.session(self.cast.lakeside, self.session.pk)).finished_at is not None:
                visits.step_once(self.session.visit, VisitEvent.Step.DISCHARGED, by="the recovery")
        self.do(actions.close)

    def course(self, at: datetime | None = None) -> Course:
        with self.unit(self.cast.lakeside):
            return queries.course(queries.session(self.cast.lakeside, self.session.pk), at)

    def numbered(self) -> int:
        with self.unit(self.cast.lakeside):
            return len(queries.happenings(self.session))

    def events(self, kind: str) -> list[SessionEvent]:
        with self.unit(self.cast.lakeside):
            return list(SessionEvent.objects.filter(session=self.session, kind=kind).order_by("n"))

    def fresh(self) -> Session:
        with self.unit(self.cast.lakeside):
            return queries.session(self.cast.lakeside, self.session.pk)


def later(minutes: float) -> datetime:
    return clock.advance(timedelta(minutes=minutes))


def ago(minutes: float) -> datetime:
    return clock.now() - timedelta(minutes=minutes)


def as_uuid(number: int) -> UUID:
    return UUID(int=number)


def _ana_started(cast: Cast) -> Cast:
    AtTheChair.started(cast, lambda clinic: units.unit(tenant=clinic.pk, actor="a test"))
    return cast


ANA_STARTED = Scene(_ana_started, ANA_DECIDED)
