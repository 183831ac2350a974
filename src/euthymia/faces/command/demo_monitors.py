"""The simulated monitors of the demo: HL7 v2 over MLLP to the real listener, one connection each.

Run as a process of its own: `python -m euthymia.faces.command.demo_monitors HOST PORT OPENED_AT`. The
patients answer what the nurse does: the concentration follows the rates that are recorded.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from euthymia.domain import simulation
from euthymia.domain.wire import frame
from euthymia.faces.command.database import django_ready
from euthymia.kit import clock

WALL_TICK_S = 1.0
CLINIC_TICK_S = 5.0  # at most this much clinic time between two messages, however fast time runs


@dataclass(frozen=True, slots=True)
class Wearer:
    """Who a monitor measures now: seconds since the start (negative before it) and plasma."""

    patient: simulation.SimulatedPatient
    at_s: float
    plasma_ng_per_ml: float


class Line:
    """One monitor's connection: sends, waits for the answer, and connects again when it breaks."""

    def __init__(
        self, host: str, port: int, chair: simulation.Chair, monitor: simulation.SimulatedMonitor
    ) -> None:
        self.host, self.port, self.chair, self.monitor = host, port, chair, monitor
        self.writer: asyncio.StreamWriter | None = None
        self.reader: asyncio.StreamReader | None = None
        self.previous_s: float | None = None
        self.busy = False

    async def send(self, at: datetime, wearer: Wearer | None, since_opening_s: float) -> None:
        if self.busy:
            return
        self.busy = True
        try:
            self.monitor.faults = self.chair.faults(since_opening_s)
            if wearer is None or not self.monitor.connected:
                await self.close()
                return
            vitals = wearer.patient.vitals(wearer.at_s, wearer.plasma_ng_per_ml, self.previous_s)
            self.previous_s = wearer.at_s
            for message in self.monitor.messages(at, vitals):
                await asyncio.wait_for(self._deliver(message), 5)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            await self.close()
        finally:
            self.busy = False

    async def _deliver(self, message: bytes) -> None:
        if self.writer is None or self.reader is None:
            self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
        self.writer.write(frame(message))
        await self.writer.drain()
        await self.reader.readuntil(b"\x1c\x0d")

    async def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
        self.writer = self.reader = None


def wearers(clinics: dict[str, UUID], now: datetime) -> dict[str, Wearer]:
    """Who sits at each monitor, by device id: one look at the database for all."""
    from euthymia.clinic.people.models import Clinic
    from euthymia.faces.command.demo_seed import plasma_at
    from euthymia.journey.infusion import queries
    from euthymia.journey.infusion.prediction import dosing, minutes, person
    from euthymia.kit import units

    found: dict[str, Wearer] = {}
    for scenario in simulation.CLINICS:
        clinic = Clinic(pk=clinics[scenario.slug])
        with units.unit(tenant=clinic.pk, actor="simulated monitors"):
            sessions = list(queries.running(clinic))
            courses = queries.courses(sessions, now)
        people = {one.patient.name: one.patient for one in scenario.chairs}
        device_at = {chair.name: chair.device_id for chair in scenario.chairs}
        for session in sessions:
            course = courses[session.pk]
            given_name = session.patient.given_name.partition(" ")[0]  # "Ana 2" has Ana's body
            patient = people.get(
                f"{given_name} {session.patient.family_name}"
            ) or simulation.SimulatedPatient.from_seed(session.patient.pk.int % 10_000)
            plasma = 0.0
            at_s = (now - session.made_at).total_seconds() - 360
            if course.started_at is not None:
                events = dosing(course, course.started_at)
                model_of = person(session.patient, session.order.actual_weight_g, now)
                plasma = plasma_at(events, model_of, minutes(course.started_at, now))
                at_s = (now - course.started_at).total_seconds()
            found[device_at[session.room.name]] = Wearer(patient, at_s, plasma)
    return found


async def run(host: str, port: int, opened_at: datetime) -> None:
    from django.db import Error

    from euthymia.clinic.people.models import Clinic
    from euthymia.faces.command.demo_seed import monitor_of
    from euthymia.kit import units

    def find_clinics() -> dict[str, UUID]:
        with units.unit(tenant=units.EVERY_TENANT, actor="simulated monitors"):
            return dict(Clinic.objects.values_list("code", "pk"))

    clinics = await asyncio.to_thread(find_clinics)
    lines = [
        Line(host, port, chair, monitor_of(chair, scenario))
        for scenario in simulation.CLINICS
        for chair in scenario.chairs
    ]
    tick_s = min(WALL_TICK_S, CLINIC_TICK_S / clock.speed())
    sending: set[asyncio.Task[None]] = set()
    while True:
        now = clock.now()
        try:
            sitting = await asyncio.to_thread(wearers, clinics, now)
        except Error:
            await asyncio.sleep(1)
            continue
        since = (now - opened_at).total_seconds()
        for line in lines:
            task = asyncio.create_task(line.send(now, sitting.get(line.chair.device_id), since))
            sending.add(task)
            task.add_done_callback(sending.discard)
        await asyncio.sleep(max(0.02, tick_s - (clock.now() - now).total_seconds() / clock.speed()))


if __name__ == "__main__":
    django_ready()
    asyncio.run(run(sys.argv[1], int(sys.argv[2]), datetime.fromisoformat(sys.argv[3])))
