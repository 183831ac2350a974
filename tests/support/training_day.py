"""A day of infusions at the training clinic, run by itself: patients, monitors, a nurse, a watcher, the drug book.

Everything goes through the program's own actions, on its own clock, which is held and moved a minute at a time: as
fast as the machine goes, which is more than sixty times. What goes wrong is planned: a saturation that falls, a set
that nobody takes, a start that is tried too early. What came of it is in `Run`, for whoever checks the day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from euthymia.clinic.devices import actions as devices
from euthymia.clinic.devices import queries as placed
from euthymia.clinic.devices import watcher
from euthymia.clinic.monitoring import actions as monitoring
from euthymia.clinic.monitoring import queries as watched
from euthymia.clinic.people import actions as people
from euthymia.clinic.people.models import Patient
from euthymia.clinic.visits import queries as visits
from euthymia.domain import protocols, simulation
from euthymia.domain.quantities import Unusable
from euthymia.journey.infusion import actions, overdue, prescribing, queries, syringes
from euthymia.journey.infusion.models import Session
from euthymia.journey.recovery import actions as recovery
from euthymia.journey.recovery import instructions
from euthymia.journey.recovery import overdue as recovery_checks
from euthymia.kit import clock, units
from journey.recovery.door import FINE, SCORES, SIGNS
from support.bedside import place
from support.cast import INSTALLER, Cast
from support.evaluated import cast_decided
from support.stock import Stock, stocked
from support.syringes import draw, proof

DEPRESSION = protocols.PROTOCOLS[0]
MINUTE = timedelta(minutes=1)
DIP = 84.0  # a saturation below every profile's stop limit
VIAL = "TRAIN-{}"


@dataclass
class Run:
    """One patient's day: what was planned to go wrong, and what was refused."""

    number: int
    chair: int
    begins: int
    patient: Patient
    simulated: simulation.SimulatedPatient
    dips: bool
    skips: bool
    slows: bool
    session_id: UUID | None = None
    started: int | None = None
    ended: int | None = None
    refused_at_the_gate: list[str] = field(default_factory=list)
    over: bool = False


class TrainingDay:
    """Some patients one after the other at the three chairs of the cast."""

    def __init__(self, cast: Cast, patients: int) -> None:
        self.cast, self.minute = cast, 0
        self.opened_at = clock.now()
        with self._unit():
            self.stock: Stock = stocked(cast, VIAL.format(1))
            for n in range(2, patients + 1):
                self.stock.receive(VIAL.format(n))
        self.monitors = [place(cast.lakeside, room, f"TRAIN-{n}") for n, room in enumerate(cast.chairs)]
        self.runs = [self._admitted(n) for n in range(patients)]

    def run(self) -> None:
        """Until the last has gone home. Raises AssertionError when a day does not end."""
        while not all(one.over for one in self.runs):
            assert self.minute < 24 * 60, "the day does not end"
            self._tick()

    def sessions(self) -> list[Session]:
        with self._unit():
            return [
                queries.session(self.cast.lakeside, one.session_id) for one in self.runs if one.session_id
            ]

    def _admitted(self, n: int) -> Run:
        chairs = len(self.cast.chairs)
        with self._unit():
            patient = people.register_patient(
                clinic=self.cast.lakeside, by=INSTALLER, given_name=f"Trainee {n + 1}", family_name="Sample",
                born=date(1980 + n % 15, 1 + n % 12, 3), sex="female" if n % 2 else "male", height_cm=170, allergies=[],
                monitoring_risks=[],
            )  # fmt: skip
        simulated = simulation.LAKESIDE.chairs[n % len(simulation.LAKESIDE.chairs)].patient
        wave, chair = divmod(n, chairs)
        return Run(
            n,
            chair,
            wave * 150 + chair * 7,
            patient,
            simulated,
            dips=n % 3 == 0,
            skips=n % 3 == 1,
            slows=n % 3 == 2,
        )

    def _tick(self) -> None:
        """One minute: the monitors, whoever has something to do, and the watcher."""
        clock.advance(MINUTE)
        self.minute += 1
        for one in self.runs:
            if one.session_id is not None and not one.over:
                self._monitor(one)
        for one in self.runs:
            if self.minute >= one.begins and not one.over:
                self._act(one)
        watcher.tick()
        overdue.tell_second_person()
        recovery_checks.tell_second_person()

    def _monitor(self, one: Run) -> None:
        """A minute of readings, one every five seconds; a cuff every five minutes."""
        now, session = clock.now(), self._session(one)
        rows: list[monitoring.Measured] = []
        device = self.monitors[one.chair].pk
        dipping = one.dips and one.started is not None and one.started + 14 <= self.minute < one.started + 16
        for second in range(-55, 5, 5):
            at = now + timedelta(seconds=second)
            since = 0.0 if one.started is None else (self.minute - one.started) * 60.0 + second
            seen = one.simulated.vitals(max(since, -600.0), 0.0)
            values = {
                "hr": float(seen.heart_rate),
                "spo2": DIP if dipping else max(96.0, float(seen.spo2)),
                "rr": 14.0,
            }
            rows += [
                monitoring.Measured(name, value, "/min", at, now, device) for name, value in values.items()
            ]
        if self.minute % 5 == 0:
            group = f"nibp {self.minute}"
            rows += [
                monitoring.Measured(name, value, "mm[Hg]", now, now, device, group)
                for name, value in (("sbp", 122.0), ("dbp", 76.0))
            ]
        with units.unit(tenant=units.EVERY_TENANT, actor="listen"):
            if placed.association(self.monitors[one.chair]) is not None:
                monitoring.record({session.watch_id: rows}, now=now)

    def _act(self, one: Run) -> None:
        at = self.minute - one.begins
        if one.session_id is None:
            self._ordered(one)
        elif one.started is None:
            self._begun(one, at)
        elif one.ended is None:
            self._watched(one, self.minute - one.started)
        else:
            self._rested(one, self.minute - one.ended)

    def _ordered(self, one: Run) -> None:
        cast = self.cast
        with self._unit():
            cast_decided(cast, one.patient)
            session = prescribing.prescribe(
                by=cast.okafor.member(), patient=one.patient, room=cast.chairs[one.chair], protocol_id=DEPRESSION.id,
                figures=DEPRESSION.propose(62_000 + 3_000 * (one.number % 6)), reasons={}, client_id=uuid4(),
            )  # fmt: skip
            one.session_id = session.pk
            devices.associate(
                device=self.monitors[one.chair], watch=session.watch, by=cast.noor.member(), how="scan"
            )
        self._do(one, actions.note_present, present=["Noor Haddad"])

    def _begun(self, one: Run, at: int) -> None:
        """A start before the syringe is drawn is refused; then it is drawn by two, checked, and begun."""
        if at == 2:
            self._refused(one, actions.start, rate_ul_per_h=self._session(one).order.rate_ul_per_h)
        elif at == 4:
            with self._unit():
                draw(
                    self.cast,
                    queries.session(self.cast.lakeside, one.session_id),
                    VIAL.format(one.number + 1),
                )  # type: ignore[arg-type]
        elif at >= 6 and self.minute % 5 == 0:
            self._do(one, actions.confirm_vitals)
            self._do(one, actions.record_scores, scores=SCORES)
            self._do(one, actions.start, rate_ul_per_h=self._session(one).order.rate_ul_per_h)
            one.started = self.minute

    def _watched(self, one: Run, at: int) -> None:
        """A set every ten minutes, but for the one that nobody takes; the rate lowered, or a pause."""
        skipped = one.skips and 15 <= at <= 35
        if at % 10 == 0 and not skipped:
            self._do(one, actions.confirm_vitals)
            self._do(one, actions.record_scores, scores={"moaas": "4", "dissociation": "3"})
            self._do(one, actions.record_symptom, symptom=actions.COMFORTABLE[0])
        if one.dips and at == 17:
            with self._unit():
                session = queries.session(self.cast.lakeside, one.session_id)  # type: ignore[arg-type]
                for alarm in watched.standing(session.watch):
                    monitoring.acknowledge(
                        by=self.cast.noor.member(),
                        watch=session.watch,
                        alarm=alarm.alarm,
                        reason="oxygen, airway",
                    )
        if one.slows and at == 12:
            self._do(
                one,
                actions.change_rate,
                rate_ul_per_h=self._session(one).order.rate_ul_per_h * 3 // 4 // 100 * 100,
                reason="comfort",
            )
        if one.slows and at in (20, 24):
            self._do(one, *((actions.pause,) if at == 20 else (actions.resume,)), reason="comfort")
        if self._course(one).left_ug <= 0 or at >= 75:
            self._do(one, actions.finish, reason="the ordered time is over")
            one.ended = self.minute

    def _rested(self, one: Run, at: int) -> None:
        """The rest is wasted before a second person; checks; nobody goes home before the gate is open."""
        visit = self._session(one).visit_id
        if at == 2 and self._left_in_syringe(one):
            with self._unit():
                session = queries.session(self.cast.lakeside, one.session_id)  # type: ignore[arg-type]
                actions.waste(
                    by=self.cast.noor.member(),
                    session=session,
                    client_id=uuid4(),
                    method="deactivated",
                    witness=proof(self.cast.tomas),
                )
        if at == 5:
            refused = self._at_the_door(visit, recovery.discharge)
            one.refused_at_the_gate += refused
        if at % 15 == 0 and at <= 60:
            self._at_the_door(visit, recovery.check, values=SIGNS, scores=SCORES, seen={**FINE, "iv": "out"})
        if at == 61:
            self._at_the_door(visit, recovery.meet_escort, name="Sam Example", proof="photo-id")
            self._at_the_door(visit, recovery.tell, language="en", read_back=instructions.POINTS)
            assert self._at_the_door(visit, recovery.discharge) == []
            self._at_the_door(visit, recovery.leave)
            one.over = True

    def _left_in_syringe(self, one: Run) -> bool:
        with self._unit():
            session = queries.session(self.cast.lakeside, one.session_id)  # type: ignore[arg-type]
            return any(each.is_open for each in syringes.held(session, queries.happenings(session)))

    def _at_the_door(self, visit_id: UUID, verb: Callable[..., Any], **said: Any) -> list[str]:
        """The codes of a refusal; none when it was done."""
        try:
            with self._unit():
                verb(
                    by=self.cast.noor.member(),
                    visit=visits.visit(self.cast.lakeside, visit_id),
                    client_id=uuid4(),
                    **said,
                )
        except Unusable as refusal:
            return [fault.code for fault in refusal.faults]
        return []

    def _refused(self, one: Run, verb: Callable[..., Any], **said: Any) -> None:
        try:
            self._do(one, verb, **said)
        except Unusable as refusal:
            one.refused_at_the_gate += [fault.code for fault in refusal.faults]

    def _do(self, one: Run, verb: Callable[..., Any], **said: Any) -> Any:
        with self._unit():
            session = queries.session(self.cast.lakeside, one.session_id)  # type: ignore[arg-type]
            if verb is actions.confirm_vitals and not queries.from_devices(session):
                return None
            if "client_id" not in said:
                said["client_id"] = uuid4()
            return verb(by=self.cast.noor.member(), session=session, **said)

    def _session(self, one: Run) -> Session:
        with self._unit():
            return queries.session(self.cast.lakeside, one.session_id)  # type: ignore[arg-type]

    def _course(self, one: Run) -> Any:
        with self._unit():
            return queries.course(queries.session(self.cast.lakeside, one.session_id))  # type: ignore[arg-type]

    def _unit(self) -> Any:
        return units.unit(tenant=self.cast.lakeside.pk, actor=INSTALLER)
