"""One appointment into one day: which limits it would break, in words, before anything is written.

The planner finds whole courses (planner.py); here a person at the desk puts one block at one place. A hard limit
refuses, a soft one asks for a reason, and what is not known is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from euthymia.domain.quantities import Confidence, Fault, Provenance, Unusable

from .blocks import Block, Day, clock, span
from .loads import load

PATIENTS_PER_NURSE = 2
RATIO = Provenance(
    "clinical.md 4F: one monitoring nurse for at most two, 1:1 for a first infusion", Confidence.P
)
PRESENCE = Provenance(
    "clinical.md 4F: prescriber on site or available throughout (REMS; SAN17)", Confidence.V2
)
LEAST_BETWEEN = timedelta(hours=24)
USUAL_DAYS_BETWEEN = 2
SPACING = Provenance("clinical.md 3E: at least 24 h between infusions, 48 h by default", Confidence.P)


class Weight(StrEnum):
    HARD = "hard"  # refuses
    SOFT = "soft"  # asks for a reason
    NOTE = "note"  # is told


@dataclass(frozen=True, slots=True)
class Broken:
    """A limit that does not hold: `at` is the field it is about."""

    code: str
    weight: Weight
    at: str
    says: str
    accepted: str = ""
    provenance: Provenance | None = None


def broken(block: Block, day: Day, now: datetime) -> tuple[Broken, ...]:
    """Every limit that `block` would break on `day`, the gravest first. Its own earlier place does not count."""
    others = [one for one in day.others if one.key != block.key]
    found = [
        *_over(block, day, now), *_taken(block, others, day.zone), *_hours(block, day), *_shut(block, day),
    ]  # fmt: skip
    if block.attended:
        same = [one.start for one in others if one.attended and one.patient == block.patient]
        found += [
            *_nurses(block, others, day),
            *_prescriber(block, day),
            *_spacing(block, [*day.infused, *same], day.zone),
        ]
    order = list(Weight)
    return tuple(sorted(found, key=lambda one: order.index(one.weight)))


def refuse(found: Iterable[Broken], reasons: Iterable[str]) -> None:
    """Raises Unusable for hard limits and for soft ones whose code is not among `reasons`."""
    given = frozenset(reasons)
    faults = []
    for one in found:
        if one.weight is Weight.HARD:
            faults.append(Fault(one.at, one.code, one.says, one.accepted))
        elif one.weight is Weight.SOFT and one.code not in given:
            faults.append(Fault(f"reason-{one.code}", one.code, one.says, "a reason"))
    if faults:
        raise Unusable(faults)


def _over(block: Block, day: Day, now: datetime) -> Iterator[Broken]:
    if block.leaves <= now:
        says = f"{span(block.start, block.leaves, day.zone)} on {day.day} is over"
        yield Broken("past", Weight.HARD, "starts_at", says, "a time to come")


def _taken(block: Block, others: list[Block], zone: ZoneInfo) -> Iterator[Broken]:
    for one in others:
        if one.chair == block.chair and one.start < block.end and block.start < one.end:
            yield Broken(
                "chair-taken", Weight.HARD, "chair", _meets(block, one, zone), "another time or chair"
            )
        if one.patient == block.patient and one.start < block.leaves and block.start < one.leaves:
            says = f"{one.who} is at {one.chair_name} {span(one.start, one.leaves, zone)} already"
            yield Broken("patient-taken", Weight.HARD, "starts_at", says, "a time when the patient is free")


def _meets(block: Block, one: Block, zone: ZoneInfo) -> str:
    """Which part of the one stay meets which of the other."""
    for name, first, last in one.phases.parts:
        start, end = one.start + timedelta(minutes=first), one.start + timedelta(minutes=last)
        for own, own_first, own_last in block.phases.parts:
            own_start = block.start + timedelta(minutes=own_first)
            own_end = block.start + timedelta(minutes=own_last)
            if start < own_end and own_start < end:
                return (
                    f"{block.chair_name} is taken: {name} of {one.who} {span(start, end, zone)} "
                    f"meets {own} {span(own_start, own_end, zone)}"
                )
    return f"{block.chair_name} is taken by {one.who} {span(one.start, one.end, zone)}"


def _hours(block: Block, day: Day) -> Iterator[Broken]:
    if day.opened is None:
        yield Broken("hours-unknown", Weight.NOTE, "starts_at", "opening hours are not entered yet")
    elif not day.opened:
        says = f"the clinic does not open on {day.day:%A}, {day.day}"
        yield Broken("not-open", Weight.HARD, "starts_at", says, "a day with opening hours")
    elif not any(start <= block.start and block.end <= end for start, end in day.opened):
        hours = " and ".join(span(start, end, day.zone) for start, end in day.opened)
        says = f"{span(block.start, block.end, day.zone)} is outside the opening hours {hours}"
        yield Broken("not-open", Weight.HARD, "starts_at", says, f"a stay within {hours}, turnover included")


def _shut(block: Block, day: Day) -> Iterator[Broken]:
    for one in day.shut:
        if one.chair in (None, block.chair) and one.start < block.end and block.start < one.end:
            what = "the clinic" if one.chair is None else block.chair_name
            says = f"{what} is closed {span(one.start, one.end, day.zone)}: {one.reason}"
            yield Broken("closed", Weight.HARD, "starts_at", says, "another day or hour")


def _nurses(block: Block, others: list[Block], day: Day) -> Iterator[Broken]:
    if day.duty is None:
        yield Broken(
            "rota-unknown",
            Weight.NOTE,
            "starts_at",
            f"no rota is published for {day.day}: who is on is not known",
        )
        return
    for one in load([*others, block], day.duty, day.patients_per_nurse):
        if one.over and one.start < block.leaves and block.start < one.end:
            yield Broken(
                "nurse-ratio", Weight.HARD, "starts_at", f"{span(one.start, one.end, day.zone)}: {one.words}",
                "another time, or one more nurse on the rota", RATIO,
            )  # fmt: skip
            return


def _prescriber(block: Block, day: Day) -> Iterator[Broken]:
    if day.duty is None:
        return
    at = block.start + timedelta(minutes=block.phases.prep_min)
    present = [(one.start, one.end) for one in day.duty if one.role == "prescriber"]
    absent = _first_uncovered(at, block.leaves, present)
    if absent is not None:
        says = f"no prescriber is on the rota at {clock(absent, day.zone)} of the infusion and its recovery"
        yield Broken(
            "prescriber-absent",
            Weight.SOFT,
            "starts_at",
            says,
            "a prescriber who is on site or available",
            PRESENCE,
        )


def _first_uncovered(
    start: datetime, end: datetime, spans: list[tuple[datetime, datetime]]
) -> datetime | None:
    """The first moment between two that no span covers."""
    at = start
    for first, last in sorted(spans):
        if first > at:
            break
        at = max(at, last)
    return at if at < end else None


def _spacing(block: Block, infused: list[datetime], zone: ZoneInfo) -> Iterator[Broken]:
    """The nearest other infusion decides."""
    if not infused:
        return
    nearest = min(infused, key=lambda at: abs(at - block.start))
    apart = abs(nearest - block.start)
    when = f"{nearest.astimezone(zone):%a} {nearest.astimezone(zone).day} {nearest.astimezone(zone):%b %H:%M}"
    days = abs((nearest.astimezone(zone).date() - block.start.astimezone(zone).date()).days)
    if apart < LEAST_BETWEEN:
        says = f"{_hours_apart(apart)} from the infusion of {when}"
        yield Broken(
            "spacing", Weight.HARD, "starts_at", says, "at least 24 h between two infusions", SPACING
        )
    elif days < USUAL_DAYS_BETWEEN:
        says = f"one day from the infusion of {when}"
        yield Broken("spacing", Weight.SOFT, "starts_at", says, "two days between two infusions", SPACING)


def _hours_apart(apart: timedelta) -> str:
    hours = apart / timedelta(hours=1)
    return f"{hours:.1f} h".replace(".0 h", " h")
