"""A monitor at a chair, a watch over its patient, and the messages the monitor sends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from euthymia.clinic.devices import actions as devices
from euthymia.clinic.devices.models import Device
from euthymia.clinic.monitoring import actions as monitoring
from euthymia.clinic.monitoring.models import Sample, Watch
from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.visits import actions as visits
from euthymia.clinic.visits.models import Room
from euthymia.domain.monitoring import Limits
from euthymia.kit import units

BY = "a test"
LIMITS = Limits.from_json(
    {
        "spo2": {"low": 90, "high": None, "max_age_s": 10, "priority": "high"},
        "hr": {"low": 40, "high": 130, "max_age_s": 10, "priority": "medium"},
        "sbp": {"low": 90, "high": 180, "max_age_s": 600, "priority": "medium"},
    }
)


@dataclass(frozen=True)
class Bedside:
    """A device associated with a running watch."""

    device: Device
    watch: Watch

    def samples(self) -> list[tuple[int, str, float, datetime]]:
        return samples(self.watch.pk)


def samples(watch_id: UUID) -> list[tuple[int, str, float, datetime]]:
    """(n, channel, value, measured at) of a watch, in the order they were stored."""
    with units.unit(tenant=units.EVERY_TENANT, actor=BY):
        rows = Sample.objects.filter(watch_id=watch_id).order_by("n")
        return [(row.n, row.channel, row.value, row.measured_at) for row in rows]


def open_watch(clinic: Clinic, patient: Patient, room: Room) -> Watch:
    with units.unit(tenant=clinic.pk, actor=BY):
        visit = visits.open_visit(clinic=clinic, patient=patient, room=room, by=BY)
        return monitoring.open_watch(visit=visit, profile="a test", limits=LIMITS, by=BY)


def place(
    clinic: Clinic, room: Room | None, serial: str, *, timezone: str = "UTC", driver: str = "hl7v2"
) -> Device:
    """A new device, standing at this chair."""
    with units.unit(tenant=clinic.pk, actor=BY):
        device = devices.add_device(
            clinic=clinic,
            code=f"M-{serial}",
            serial=serial,
            title="Monitor",
            driver=driver,
            timezone=timezone,
            by=BY,
        )
        if room is not None:
            devices.place(device=device, room=room, by=BY)
    return device


def set_up(clinic: Clinic, patient: Patient, room: Room, serial: str, **more: Any) -> Bedside:
    watch, device = open_watch(clinic, patient, room), place(clinic, room, serial, **more)
    with units.unit(tenant=clinic.pk, actor=BY):
        devices.associate(device=device, watch=watch, by=BY, how="scan")
    return Bedside(device, watch)


def hl7(
    serial: str,
    at: datetime | None,
    *,
    control: str = "1",
    zone: bool = True,
    padding: int = 0,
    **values: float,
) -> bytes:
    """An IHE PCD-01 message of `serial`: hr, spo2, … as given, measured at `at` (None: it states no time)."""
    codes = {"hr": ("147842^X^MDC", "/min"), "spo2": ("150456^X^MDC", "%"), "rr": ("151562^X^MDC", "/min"),
             "sbp": ("150021^X^MDC", "mm[Hg]"), "dbp": ("150022^X^MDC", "mm[Hg]")}  # fmt: skip
    stamp = "" if at is None else at.strftime("%Y%m%d%H%M%S.%f")[:18] + ("+0000" if zone else "")
    rows = [
        f"MSH|^~\\&|SIM^{serial}^L||||{stamp}||ORU^R01^ORU_R01|{control}|P|2.6",
        f"OBR|1||{control}|182777000^monitoring of patient^SCT|||{stamp}",
    ]
    for row, (channel, value) in enumerate(values.items(), 1):
        code, unit = codes[channel]
        rows.append(f"OBX|{row}|NM|{code}|1.2.1.{row}|{value:g}|{unit}|||||F|||{stamp}||||{serial}")
    if padding:
        rows.append("NTE|1||" + "x" * padding)
    return "".join(f"{row}\r" for row in rows).encode("ascii")


def body(serial: str, at: datetime, **values: float) -> dict[str, Any]:
    """One object of the web interface."""
    units_of = {"hr": "/min", "spo2": "%", "rr": "/min", "sbp": "mm[Hg]", "dbp": "mm[Hg]"}
    return {
        "device": serial,
        "measured_at": at.astimezone(UTC).isoformat(),
        "readings": [
            {"channel": channel, "value": value, "unit": units_of[channel]} for channel, value in values.items()
        ],
    }  # fmt: skip
