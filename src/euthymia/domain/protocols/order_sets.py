"""Order sets: what a clinician may sign beforehand for a session, and what a nurse may then give of it.

The lines are the medicines of clinical.md 6B with their published or usual ranges (all K: to be confirmed by the
site's pharmacy). A set signs nothing by itself: the clinician chooses dose and route of each line, how often it may be
given and how long between. What the fact base leaves open is asked for, never filled in. The nurse gives what was
signed and not a microgram more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from euthymia.domain.quantities import MASS_MG, Confidence, Fault, Provenance

from .protocol import Choice, Medicine
from .words import MEDICINES

_K, _P = Confidence.K, Confidence.P

ROUTES: tuple[Choice, ...] = (
    Choice("intravenous", "IV"), Choice("oral", "by mouth"), Choice("sublingual", "under the tongue"),
    Choice("intramuscular", "IM"), Choice("transdermal", "on the skin"), Choice("inhaled", "inhaled"),
)  # fmt: skip
ROUTE_WORDS = {one.code: one.label for one in ROUTES}
OUTCOMES: tuple[Choice, ...] = (
    Choice("better", "better"), Choice("same", "no change"), Choice("worse", "worse"),
)  # fmt: skip
OUTCOME_WORDS = {one.code: one.label for one in OUTCOMES}
MOST_TIMES = 4  # P: more doses than that in one session are another order


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSet:
    """Medicines for one problem. `first` is what comes before a drug; `before_min` a premedication's lead in minutes
    (least, most): None for what is given when it is needed."""

    code: str
    title: str
    first: str
    medicines: tuple[Medicine, ...]
    before_min: tuple[int, int] | None
    provenance: Provenance


def _of(problem: str, *codes: str) -> tuple[Medicine, ...]:
    return tuple(one for one in MEDICINES if one.problem == problem and (not codes or one.code in codes))


_SOURCE = Provenance(
    "clinical.md 6B: prevention and rescue options, to be confirmed by the site's pharmacy", _K
)
_CLONIDINE = Provenance("clinical.md 6B: clonidine 0.1–0.2 mg by mouth 60–90 min before", _K)
_PREMED_CLONIDINE = Medicine(
    code="clonidine-before", name="clonidine", problem="pressure", low_ug=100, high_ug=200, routes=("oral",),
    note="60–90 min before", caution="", provenance=_CLONIDINE,
)  # fmt: skip

ORDER_SETS: tuple[OrderSet, ...] = (
    OrderSet(code="antiemetic-before", title="Against nausea, before the infusion", first="", medicines=_of("nausea", "ondansetron"),
             before_min=(30, 30), provenance=Provenance("clinical.md 6B: ondansetron 4–8 mg 30 min before", _K)),
    OrderSet(code="pressure-before", title="Against high pressure, before the infusion", first="the home medicine taken",
             medicines=(_PREMED_CLONIDINE,), before_min=(60, 90), provenance=_CLONIDINE),
    OrderSet(code="nausea", title="Nausea, vomiting", first="head still; ondansetron if none was given", medicines=_of("nausea"),
             before_min=None, provenance=_SOURCE),
    OrderSet(code="pressure", title="High blood pressure", first="reduce or pause the rate first", medicines=_of("pressure"),
             before_min=None, provenance=_SOURCE),
    OrderSet(code="anxiety", title="Anxiety, panic", first="verbal support; slow or pause", medicines=_of("anxiety"),
             before_min=None, provenance=_SOURCE),
    OrderSet(code="agitation", title="Agitated or psychotic reaction", first="stop; low stimulus",
             medicines=(*_of("anxiety", "midazolam"), *_of("agitation")), before_min=None, provenance=_SOURCE),
    OrderSet(code="hypersalivation", title="Saliva, laryngospasm", first="suction, jaw thrust, oxygen; emergency call",
             medicines=_of("hypersalivation"), before_min=None, provenance=_SOURCE),
    OrderSet(code="desaturation", title="Low saturation, apnoea", first="airway, oxygen, bag-valve-mask", medicines=_of("desaturation"),
             before_min=None, provenance=_SOURCE),
    OrderSet(code="hypotension", title="Low pressure, vasovagal", first="fluids, legs up", medicines=_of("hypotension"),
             before_min=None, provenance=_SOURCE),
    OrderSet(code="headache", title="Headache", first="hydration", medicines=_of("headache"), before_min=None, provenance=_SOURCE),
    OrderSet(code="seizure", title="Seizure", first="stop; 911", medicines=_of("seizure"), before_min=None, provenance=_SOURCE),
)  # fmt: skip
SETS = {one.code: one for one in ORDER_SETS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One signed line: at most `times` times `dose_ug`, at least `gap_min` minutes apart. Masses in micrograms."""

    set: str
    medicine: str
    dose_ug: int
    route: str
    times: int
    gap_min: int
    reason: str = ""

    @property
    def key(self) -> str:
        return f"{self.set}.{self.medicine}"

    @property
    def name(self) -> str:
        return medicine_of(self.set, self.medicine).name

    @property
    def is_before(self) -> bool:
        """Whether it is a premedication."""
        return SETS[self.set].before_min is not None

    @property
    def says(self) -> str:
        often = "" if self.times == 1 else f", at most {self.times} times, {self.gap_min} min apart"
        return f"{self.name} {MASS_MG.format(self.dose_ug)} mg {ROUTE_WORDS[self.route]}{often}"


@dataclass(frozen=True, slots=True)
class Given:
    """A dose that was given from a line."""

    at: datetime
    dose_ug: int


def medicine_of(set_code: str, code: str) -> Medicine:
    """Raises KeyError."""
    return next(one for one in SETS[set_code].medicines if one.code == code)


def line_faults(line: Line) -> list[Fault]:
    """What is wrong with a line before it is signed. Outside the range of the fact base it needs a reason."""
    at = line.key
    if line.set not in SETS:
        return [Fault(at, "unknown", f"{line.set!r} is no order set", ", ".join(SETS))]
    known = {one.code: one for one in SETS[line.set].medicines}
    medicine = known.get(line.medicine)
    if medicine is None:
        return [Fault(at, "unknown", f"{line.medicine!r} is not in this set", ", ".join(known))]
    faults = []
    if line.dose_ug <= 0:
        faults.append(Fault(at, "no-dose", f"{medicine.name}: say the dose", "milligrams, more than 0"))
    if line.route not in ROUTE_WORDS:
        faults.append(Fault(at, "no-route", f"{medicine.name}: say the route", ", ".join(ROUTE_WORDS)))
    elif medicine.routes and line.route not in medicine.routes and not line.reason.strip():
        stated = " or ".join(ROUTE_WORDS[one] for one in medicine.routes)
        faults.append(
            Fault(at, "other-route", f"{medicine.name} is stated for {stated}", "that route, or a reason")
        )
    if not 1 <= line.times <= MOST_TIMES:
        faults.append(Fault(at, "times", f"{medicine.name}: {line.times} times", f"1 to {MOST_TIMES}"))
    if line.times > 1 and line.gap_min <= 0:
        faults.append(
            Fault(at, "no-gap", f"{medicine.name}: say how long between two doses", "minutes, more than 0")
        )
    return faults + _range_faults(line, medicine)


def _range_faults(line: Line, medicine: Medicine) -> list[Fault]:
    low, high = medicine.low_ug, medicine.high_ug
    if low is None or high is None or low <= line.dose_ug <= high or line.dose_ug <= 0 or line.reason.strip():
        return []
    usual = f"{MASS_MG.format(low)}" if low == high else f"{MASS_MG.format(low)} to {MASS_MG.format(high)}"
    says = f"{medicine.name} {MASS_MG.format(line.dose_ug)} mg is outside the usual {usual} mg"
    return [Fault(line.key, "outside-range", says, f"{usual} mg, or a reason ({medicine.provenance})")]


def signed_faults(lines: Sequence[Line]) -> list[Fault]:
    """What is wrong with everything that is signed together."""
    if not lines:
        return [Fault("", "empty", "no line is chosen", "at least one")]
    found = [fault for line in lines for fault in line_faults(line)]
    keys = [line.key for line in lines]
    return found + [
        Fault(key, "twice", "this line stands twice", "once")
        for key in sorted(set(keys))
        if keys.count(key) > 1
    ]


def give_faults(line: Line, given: Iterable[Given], dose_ug: int, at: datetime) -> list[Fault]:
    """What refuses a dose: more than was ordered, more often, or too soon."""
    before = sorted(one.at for one in given)
    faults = []
    if dose_ug <= 0:
        faults.append(Fault("dose_ug", "no-dose", "say the dose", "milligrams, more than 0"))
    if dose_ug > line.dose_ug:
        says = f"{MASS_MG.format(dose_ug)} mg is more than the ordered {MASS_MG.format(line.dose_ug)} mg"
        faults.append(Fault("dose_ug", "beyond-order", says, "the ordered dose, or another order"))
    if len(before) >= line.times:
        often = "once" if line.times == 1 else f"{line.times} times"
        faults.append(
            Fault("line", "used-up", f"{line.name} was ordered {often}, and that was given", "another order")
        )
    near = [one for one in before if abs(at - one) < timedelta(minutes=line.gap_min)]
    if line.times > 1 and near and len(before) < line.times:
        last = max(near)
        says = f"the last {line.name} was {int(abs(at - last).total_seconds() // 60)} min ago"
        faults.append(Fault("line", "too-soon", says, f"{line.gap_min} min apart, as ordered"))
    return faults


def next_at(line: Line, given: Iterable[Given], now: datetime) -> datetime | None:
    """When the next dose may be given; None when it is used up."""
    before = sorted(one.at for one in given)
    if len(before) >= line.times:
        return None
    return max(now, before[-1] + timedelta(minutes=line.gap_min)) if before else now
