"""How three families of monitors write the same numbers: HL7 v2 ORU^R01, each with its own habits.

Shapes and habits from interop.md 7.2 (facts only): IHE PCD-01 with MDC codes and offsets on every time;
Mindray's realtime interface, version 2.3.1 with the maker's numbers, local times and -100 for no sensor;
Comen, version 2.6 without OBX-1, blank when unmeasured, saturation on two channels, private codes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

Dialect: TypeAlias = Literal["pcd01", "mindray", "comen"]
Quantity: TypeAlias = Literal["hr", "pr", "spo2", "rr", "sbp", "dbp", "map"]

NO_SENSOR = -100
"""What Mindray sends for a sensor that is not there."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """One message's content: whole values by quantity (None is not measured) and when they were measured.

    Times carry the monitor's zone. `cuff` messages hold pressures, others the continuous values.
    """

    device_id: str
    control_id: str
    sent_at: datetime
    measured_at: datetime
    cuff: bool
    values: dict[Quantity, int | None]


_MDC: dict[Quantity, tuple[str, str, str]] = {
    "hr": ("147842^MDC_ECG_CARD_BEAT_RATE^MDC", "264864^MDC_DIM_BEAT_PER_MIN^MDC", "1.2.1.1"),
    "rr": ("151562^MDC_RESP_RATE^MDC", "264928^MDC_DIM_RESP_PER_MIN^MDC", "1.2.1.19"),
    "spo2": ("150456^MDC_PULS_OXIM_SAT_O2^MDC", "262688^MDC_DIM_PERCENT^MDC", "1.3.1.1"),
    "pr": ("149530^MDC_PULS_OXIM_PULS_RATE^MDC", "264864^MDC_DIM_BEAT_PER_MIN^MDC", "1.3.1.2"),
    "sbp": ("150021^MDC_PRESS_BLD_NONINV_SYS^MDC", "266016^MDC_DIM_MMHG^MDC", "1.16.1.1"),
    "dbp": ("150022^MDC_PRESS_BLD_NONINV_DIA^MDC", "266016^MDC_DIM_MMHG^MDC", "1.16.1.2"),
    "map": ("150023^MDC_PRESS_BLD_NONINV_MEAN^MDC", "266016^MDC_DIM_MMHG^MDC", "1.16.1.3"),
}

_MINDRAY: dict[Quantity, str] = {
    "hr": "101^HR",
    "rr": "151^RR",
    "spo2": "160^SpO2",
    "pr": "161^PR",
    "sbp": "170^NIBP Systolic",
    "dbp": "171^NIBP Diastolic",
    "map": "172^NIBP Mean",
}

_COMEN_SENDER = "NC_Monitor"  # the same for every monitor of the maker, so MSH-4 tells them apart
_COMEN_PULSE = "149522^MDC_PULS_RATE^MDC"


def _pcd01(numbers: Numbers) -> list[str]:
    device = f"{numbers.device_id}^EUTHYMIA_SIM"
    measured = _with_offset(numbers.measured_at)
    vmd = (
        ("70686^MDC_DEV_PRESS_BLD_NONINV_VMD^MDC", "1.16.0.0")
        if numbers.cuff
        else ("69642^MDC_DEV_ANALY_SAT_O2_VMD^MDC", "1.3.0.0")
    )
    rows = [
        "|".join(
            [
                "MSH|^~\\&",
                f"EUTHYMIA_SIM^{numbers.device_id}^L",
                "Euthymia||",
                _with_offset(numbers.sent_at),
                "",
                "ORU^R01^ORU_R01",
                numbers.control_id,
                "T|2.6|||AL|NE||UNICODE UTF-8||",
                "IHE_PCD_001^IHE PCD^1.3.6.1.4.1.19376.1.6.1.1.1^ISO",
            ]
        ),
        "PID|||^^^^MR",
        f"PV1||O|Infusion^^{numbers.device_id}",
        f"OBR|1||{numbers.control_id}|182777000^monitoring of patient^SCT|||{measured}",
        f"OBX|1||69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC|1.0.0.0|||||||X|||||||{device}",
        f"OBX|2||{vmd[0]}|{vmd[1]}|||||||X|||||||{device}",
    ]
    for row, (quantity, value) in enumerate(numbers.values.items(), 3):
        code, unit, place = _MDC[quantity]
        text, flag, status = ("", "INV", "X") if value is None else (str(value), "", "R")
        rows.append(f"OBX|{row}|NM|{code}|{place}|{text}|{unit}||{flag}|||{status}|||{measured}||||{device}")
    return rows


def _mindray(numbers: Numbers) -> list[str]:
    rows = [
        f"MSH|^~\\&|||||{_local(numbers.sent_at)}||ORU^R01|{numbers.control_id}|T|2.3.1|",
        "PID|||",
        f"PV1||O|^^&{numbers.device_id}",
        f"OBR||||{'NIBP' if numbers.cuff else 'PERIODIC'}|||{_local(numbers.measured_at)}",
    ]
    kind = "APERIODIC" if numbers.cuff else ""
    for quantity, value in numbers.values.items():
        text = NO_SENSOR if value is None else value
        rows.append(f"OBX||NM|{_MINDRAY[quantity]}||{text}||||||F||{kind}|{_local(numbers.measured_at)}")
    return rows


def _comen(numbers: Numbers) -> list[str]:
    rows = [
        f"MSH|^~\\&|{_COMEN_SENDER}|{numbers.device_id}|||{_local(numbers.sent_at)}||ORU^R01^ORU_R01|"
        f"{numbers.control_id}|T|2.6||||||UNICODE UTF-8",
        "PID|||",
        f"PV1||O|Infusion^^{numbers.device_id}",
        f"OBR|||{numbers.control_id}|69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC|||{_local(numbers.measured_at)}",
        "OBX||CNE|2001^COMEN_WORK_MODE^99COMEN|1.0.0.2001|1^MONITORING^99COMEN||||||F",
    ]
    for quantity, value in numbers.values.items():
        code, unit, _ = _MDC[quantity]
        code = _COMEN_PULSE if quantity == "pr" else code
        number = code.split("^")[0]
        text = "" if value is None else str(value)
        channels = ("1.3.1", "1.4.1") if quantity == "spo2" else ("1.3.1",)
        rows += [f"OBX||NM|{code}|{channel}.{number}|{text}|{unit}|||||F" for channel in channels]
    return rows


_WRITERS: dict[Dialect, tuple[Callable[[Numbers], list[str]], str]] = {
    "pcd01": (_pcd01, "utf-8"),
    "mindray": (_mindray, "iso-8859-1"),
    "comen": (_comen, "utf-8"),
}

DIALECTS: tuple[Dialect, ...] = tuple(_WRITERS)


def write(dialect: Dialect, numbers: Numbers) -> bytes:
    """One message, segments ended by CR, without MLLP's frame."""
    rows, charset = _WRITERS[dialect]
    return "".join(f"{row}\r" for row in rows(numbers)).encode(charset)


def announced_as(dialect: Dialect, device_id: str) -> str:
    """The identity a listener reads from this dialect's messages; a device is registered under it."""
    return f"{_COMEN_SENDER}/{device_id}" if dialect == "comen" else device_id


def _local(at: datetime) -> str:
    return at.strftime("%Y%m%d%H%M%S")


def _with_offset(at: datetime) -> str:
    minutes = (at.utcoffset() or timedelta()) // timedelta(minutes=1)
    sign = "-" if minutes < 0 else "+"
    return f"{_local(at)}{sign}{abs(minutes) // 60:02d}{abs(minutes) % 60:02d}"
