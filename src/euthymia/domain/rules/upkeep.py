"""What a room, the emergency kit and the clinic itself must be for a patient to be safe: check lists as data.

clinical.md 4F names the equipment, the drugs in reach and the daily checks; what a list asks in detail is a site
setting. A check that nobody has done today is not a pass, and neither is one that found a fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from euthymia.domain.quantities import Confidence, Fault, Provenance

from .ready_to_start import Condition, Light

_V2, _K, _P = Confidence.V2, Confidence.K, Confidence.P


class Where(StrEnum):
    """What a list is about: one chair, or the whole clinic."""

    ROOM = "room"
    CLINIC = "clinic"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at: fine, or a fault in words."""

    code: str
    says: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class CheckList:
    """What is looked at together and signed by one person. Due once a day, and `each_patient` again before the next."""

    code: str
    title: str
    where: Where
    items: tuple[Item, ...]
    each_patient: bool = False


_DAILY = Provenance("clinical.md 4F: daily checks", _P)
_EQUIPMENT = Provenance("clinical.md 4F: equipment (clinic guides; COH18)", _V2)
_REACH = Provenance("clinical.md 4F: drugs in reach (emergency-kit practice)", _K)
_CLEAN = Provenance("row G04: cleaning and kit logs for each room and session; items are a site setting", _P)

EMERGENCY = CheckList("emergency", "Emergency kit", Where.CLINIC, (
    Item("aed", "Defibrillator (AED): self-test passed, pads there and in date", _DAILY),
    Item("oxygen", "Oxygen: pressure sufficient, tubing and masks there", _DAILY),
    Item("suction", "Suction works", _DAILY),
    Item("bvm", "Bag-valve-mask, oral and nasal airways", _EQUIPMENT),
    Item("ecg", "ECG, and capnograph where it is used", _EQUIPMENT),
    Item("cart", "Crash cart complete and sealed", _EQUIPMENT),
    Item("drugs", "Emergency drugs there, none past its date", _REACH),
))  # fmt: skip
ROOM = CheckList("room", "Room", Where.ROOM, (
    Item("bed", "Recliner or bed lies flat", _EQUIPMENT),
    Item("call", "Call bell works", _EQUIPMENT),
    Item("monitor", "Blood pressure, oximeter: on, and measuring", _EQUIPMENT),
    Item("pump", "Pump with lock-out, calibration in date", _DAILY),
    Item("reach", "Oxygen and suction reach the chair", _EQUIPMENT),
))  # fmt: skip
CLEANING = CheckList("cleaning", "Cleaned and laid out", Where.ROOM, (
    Item("surfaces", "Surfaces and equipment cleaned", _CLEAN),
    Item("linen", "Fresh linen", _CLEAN),
    Item("kit", "Sterile kit laid out, in date, packing whole", _CLEAN),
    Item("sharps", "Sharps box not full", _CLEAN),
), each_patient=True)  # fmt: skip
LISTS: tuple[CheckList, ...] = (EMERGENCY, ROOM, CLEANING)
BY_CODE = {one.code: one for one in LISTS}

DRILL_EVERY = timedelta(days=365)
DRILL_SOURCE = Provenance("compliance.md 5: rescue competence, drill record each year (societies)", _K)
PLAN_SOURCE = Provenance("row G08: emergency kit, drill and transfer plan", _P)
CALIBRATION_SOURCE = Provenance("clinical.md 4F: service dates", _P)
# Emergency drugs whose date passes within this time are named in advance.
EXPIRES_SOON = timedelta(days=30)


class Says(StrEnum):
    """What an unmet line does to a start, as the clinic has set it."""

    WARNS = "warns"
    ASKS = "asks"
    BLOCKS = "blocks"

    @property
    def words(self) -> str:
        return {
            "warns": "is said, and stops nothing",
            "asks": "two people decide",
            "blocks": "stops the start",
        }[self.value]


class Mark(StrEnum):
    """How a line stands."""

    FINE = "fine"
    MISSING = "missing"
    FAULT = "fault"
    SOON = "soon"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the clinic's readiness: what it is, how it stands, in words. `place` is a room, or empty."""

    code: str
    title: str
    mark: Mark
    says: str
    provenance: Provenance
    place: str = ""

    @property
    def stands_in_the_way(self) -> bool:
        return self.mark in (Mark.MISSING, Mark.FAULT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The newest check of a list: when, by whom, and the faults it found."""

    at_words: str
    by: str
    faults: Mapping[str, str]


def faults_of(list_code: str, answers: Mapping[str, str | None]) -> list[Fault]:
    """What is wrong with a check sheet: each item is fine ("") or a fault in words; None is not looked at."""
    asked = BY_CODE.get(list_code)
    if asked is None:
        return [Fault("list", "unknown", f"{list_code!r} is no list", ", ".join(BY_CODE))]
    known = {one.code for one in asked.items}
    found = [
        Fault(code, "unknown", f"{code!r} is not on this list", ", ".join(sorted(known)))
        for code in answers
        if code not in known
    ]
    return found + [
        Fault(one.code, "missing", f"not looked at: {one.says}", "fine, or what is wrong")
        for one in asked.items if answers.get(one.code) is None
    ]  # fmt: skip


def line_of(asked: CheckList, newest: Checked | None, place: str = "", stale: str = "") -> Line:
    """How a list stands. `newest` is today's newest check; `stale` says why it does not count any more."""
    source = asked.items[0].provenance
    if newest is None or stale:
        return Line(asked.code, asked.title, Mark.MISSING, stale or "not checked today", source, place)
    if newest.faults:
        named = {one.code: one.says for one in asked.items}
        says = "; ".join(
            f"{named[code].partition(':')[0].lower()}: {words}" for code, words in newest.faults.items()
        )
        return Line(asked.code, asked.title, Mark.FAULT, says, source, place)
    return Line(
        asked.code, asked.title, Mark.FINE, f"checked {newest.at_words} by {newest.by}", source, place
    )


def _day(on: date) -> str:
    return f"{on.day} {on:%b %Y}"


def drill_line(last: date | None, today: date) -> Line:
    if last is None:
        return Line("drill", "Emergency drill", Mark.MISSING, "no drill is recorded", DRILL_SOURCE)
    due = last + DRILL_EVERY
    if due < today:
        return Line(
            "drill",
            "Emergency drill",
            Mark.FAULT,
            f"the last was on {_day(last)}: overdue since {_day(due)}",
            DRILL_SOURCE,
        )
    return Line(
        "drill",
        "Emergency drill",
        Mark.FINE,
        f"the last was on {_day(last)}, the next by {_day(due)}",
        DRILL_SOURCE,
    )


def plan_line(hospital: str, until: date | None, today: date) -> Line:
    title = "Transfer plan"
    if not hospital:
        return Line("plan", title, Mark.MISSING, "nobody has entered where patients are taken", PLAN_SOURCE)
    if until is not None and until < today:
        return Line(
            "plan", title, Mark.FAULT, f"{hospital}: the agreement ended on {_day(until)}", PLAN_SOURCE
        )
    return Line(
        "plan", title, Mark.FINE, hospital + ("" if until is None else f", until {_day(until)}"), PLAN_SOURCE
    )


def dated_lines(
    code: str,
    title: str,
    dates: Iterable[tuple[str, date]],
    today: date,
    source: Provenance,
    *,
    needed: bool = True,
) -> Line:
    """Things that are good until a date: the worst of them, named."""
    every: Sequence[tuple[str, date]] = sorted(dates, key=lambda one: one[1])
    if not every:
        mark = Mark.MISSING if needed else Mark.FINE
        return Line(code, title, mark, "none is entered", source)
    over = [f"{name} ({_day(until)})" for name, until in every if until < today]
    if over:
        return Line(code, title, Mark.FAULT, f"past its date: {', '.join(over)}", source)
    soon = [f"{name} ({_day(until)})" for name, until in every if until < today + EXPIRES_SOON]
    if soon:
        return Line(code, title, Mark.SOON, f"soon past its date: {', '.join(soon)}", source)
    return Line(code, title, Mark.FINE, f"in date, the first until {_day(every[0][1])}", source)


_LIGHTS = {Says.WARNS: Light.WARNS, Says.ASKS: Light.ASKS, Says.BLOCKS: Light.BLOCKS}


def condition(lines: Iterable[Line], says: Says) -> Condition:
    """The line of the ready-to-start list: everything that stands in the way at this chair, in the clinic's own setting."""
    against = [one for one in lines if one.stands_in_the_way]
    words = "; ".join(f"{one.title.lower()}: {one.says}" for one in against)
    light = _LIGHTS[says] if against else Light.MET
    return Condition(
        "upkeep", "Room and emergency kit", light, words or "checked today, nothing wrong",
        "check it, or put right what is wrong", Provenance("clinical.md 4F: daily checks; what a miss does is a site setting", _P),
    )  # fmt: skip
