"""What was ordered beside the infusion, what of it was given, and what nobody has asked after yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from euthymia.domain.protocols import order_sets
from euthymia.domain.protocols.order_sets import Given, Line
from euthymia.domain.quantities import MASS_MG, Confidence, Provenance
from euthymia.domain.rules.ready_to_start import Condition, Light

from .fold import Course, Happening

_FIELDS = ("set", "medicine", "dose_ug", "route", "times", "gap_min", "reason")
# What was done about a symptom and asks for no word of how it went.
_NOTHING_DONE = ("", "continue", "adverse-event-opened")
PREMED_SOURCE = Provenance("clinical.md 6B: the lead before the infusion", Confidence.K)


@dataclass(frozen=True, slots=True)
class Standing:
    """One signed line with what was given of it. `id` names it: the number of the order's entry, and the line's key."""

    id: str
    line: Line
    by: str
    at: datetime
    given: tuple[Given, ...]

    @property
    def left(self) -> int:
        return max(0, self.line.times - len(self.given))

    def next_at(self, now: datetime) -> datetime | None:
        return order_sets.next_at(self.line, self.given, now)

    def may_be_given(self, now: datetime) -> bool:
        return self.next_at(now) == now

    @property
    def set_title(self) -> str:
        return order_sets.SETS[self.line.set].title

    @property
    def first(self) -> str:
        """What comes before the drug."""
        return order_sets.SETS[self.line.set].first

    @property
    def caution(self) -> str:
        return order_sets.medicine_of(self.line.set, self.line.medicine).caution

    @property
    def button(self) -> str:
        return f"{self.line.name} {MASS_MG.format(self.line.dose_ug)} mg {order_sets.ROUTE_WORDS[self.line.route]}"


def line_of(said: dict[str, Any]) -> Line:
    return Line(**{name: said[name] for name in _FIELDS})


def standing(happenings: Iterable[Happening]) -> list[Standing]:
    """The lines that are in force: the newest of each key, unless it was ended."""
    happenings = list(happenings)
    given: dict[str, list[Given]] = {}
    for one in happenings:
        detail = one.detail or {}
        if one.kind == "given" and detail.get("order"):
            given.setdefault(detail["order"], []).append(Given(one.at, int(detail["dose_ug"])))
    found: dict[str, Standing] = {}
    for one in sorted((each for each in happenings if each.kind == "orders"), key=lambda each: each.n):
        detail = one.detail or {}
        for key in detail.get("ended", ()):
            found.pop(key, None)
        for said in detail.get("lines", ()):
            line = line_of(said)
            id = f"{one.n}.{line.key}"
            found[line.key] = Standing(id, line, one.by, one.at, tuple(given.get(id, ())))
    order = list(order_sets.SETS)
    return sorted(found.values(), key=lambda each: (order.index(each.line.set), each.line.name))


def to_ask_after(course: Course) -> list[Happening]:
    """Medicines and other actions of which nobody has said yet whether they helped, newest first."""
    asked = {(one.detail or {}).get("of") for one in course.happenings if one.kind == "outcome"}
    return [
        one for one in reversed(course.happenings)
        if one.n not in asked and (
            one.kind == "given"
            or (one.kind == "symptom" and (one.detail or {}).get("action", "") not in _NOTHING_DONE)
        )
    ]  # fmt: skip


def premedication(happenings: Iterable[Happening], now: datetime) -> Condition:
    """The line of the ready-to-start list: what was ordered before the start is given and charted, in its time."""
    problems, met = [], []
    for one in standing(happenings):
        lead = order_sets.SETS[one.line.set].before_min
        if lead is None:
            continue
        if not one.given:
            problems.append(f"{one.line.says} is ordered and not charted (usual {_lead(lead)} before)")
            continue
        minutes = int((now - one.given[-1].at).total_seconds() // 60)
        if minutes < lead[0]:
            problems.append(f"{one.line.name} was given {minutes} min ago (usual {_lead(lead)} before)")
        else:
            met.append(f"{one.line.name} given {minutes} min ago")
    says = "; ".join(problems or met) or "none is ordered"
    return Condition(
        "premedication", "Premedication", Light.WARNS if problems else Light.MET, says, "give it and chart it, or go on without",
        PREMED_SOURCE,
    )  # fmt: skip


def _lead(lead: tuple[int, int]) -> str:
    low, high = lead
    return f"{low} min" if low == high else f"{low}–{high} min"
