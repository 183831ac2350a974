"""What a note is composed from: the rows of one visit, as they stand. None and () say that nothing is recorded.

Times are aware; masses whole µg, volumes µL, weights g, rates per hour, durations whole seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from .model import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row with who and when; `late` is when it was entered, where that was later; `corrects` why it stands for another."""

    source: Source
    at: datetime
    by: str
    late: datetime | None = None
    corrects: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayTold(Entry):
    """The cards before coming, by name as they were answered; `outcome` is come-in or call."""

    outcome: str
    cards: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Called(Entry):
    """The clinic called back."""

    outcome: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised(Entry):
    """By which identifiers, where."""

    how: str
    identifiers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Entry):
    """What the patient said at the chair. None and "" were not asked."""

    solids_h: float | None
    clear_fluids_h: float | None
    escort: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Override(Entry):
    """Two decided to start although these were not met."""

    titles: tuple[str, ...]
    second: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered(Entry):
    protocol: str
    dose_ug_per_kg: int
    weight_g: int
    dose_ug: int
    final_volume_ul: int
    duration_min: int
    rate_ul_per_h: int
    rate_ug_per_h: int
    reasons: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn(Entry):
    """A syringe; `at` is when its preparation began. `vials` are number and lot."""

    number: str
    mass_ug: int
    drug_volume_ul: int
    vials: tuple[tuple[str, str], ...]
    second: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PumpStep(Entry):
    """started, rate, paused, resumed or finished; `syringe` is the one that was hung then."""

    kind: str
    rate_ul_per_h: int
    rate_ug_per_h: int
    old_rate_ul_per_h: int = 0
    old_rate_ug_per_h: int = 0
    syringe: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Infused:
    """What the pump's entries come to. `ran_s` leaves pauses out; `ended_at` is None while it is under way."""

    sources: tuple[Source, ...]
    began_at: datetime
    ended_at: datetime | None
    dose_ug: int
    given_ug: int
    took_s: int
    ran_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sprayed(Entry):
    """A dose of esketamine nasal spray; `at` is the first spray.

    `devices` are those of the drug book, `booked_ug` what its `entries` have as given; None where it keeps none.
    `corrected` says which devices were entered first, and were not those that were used.
    """

    ended_at: datetime
    dose_mg: int
    lots: tuple[str, ...]
    devices: tuple[str, ...] = ()
    entries: tuple[int, ...] = ()
    booked_ug: int | None = None
    corrected: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One measured value; `pair` is the diastolic pressure of the same moment, where the value is a systolic one."""

    source: Source
    at: datetime
    value: float
    pair: float | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """The extremes of one sign, and how many values they are the extremes of."""

    channel: str
    lowest: Reading
    highest: Reading
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptom(Entry):
    """`code` is the protocol's, or ""; `words` are somebody's own. `action` "" is: none was entered.

    `outcome` is what was seen or said next; `over` says that the patient was comfortable then.
    """

    code: str
    label: str
    severity: str
    words: str
    action: str
    outcome: str = ""
    outcome_at: datetime | None = None
    outcome_source: Source | None = None
    over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherDrug(Entry):
    name: str
    amount: str
    route: str
    ordered_by: str
    outcome: str = ""
    outcome_at: datetime | None = None
    outcome_source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark(Entry):
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairCall(Entry):
    """The patient called; `at` is the first press. `done` is what the one who answered did; None: nobody has answered."""

    says: str
    told_at: datetime | None
    answered_at: datetime | None
    answered_by: str
    waited_s: int
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Harm(Entry):
    """An adverse event as it stands now; `at` is its onset. "" and None are not known; `told` is whom, in words."""

    number: str
    kind: str
    severity: str
    serious: bool | None
    action: str
    treatment: str
    outcome: str
    told: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseLine(Entry):
    """An entry of the drug book: drawn, given, wasted, broken or rest (of a single-dose vial).

    `undone_at` is when it was reversed: it then counts no more, and is told.
    """

    syringe: str
    kind: str
    mass_ug: int
    witness: str
    undone_at: datetime | None = None
    undone_by: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check(Entry):
    """One look in recovery: what was looked at, by its code, in words with what was found."""

    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Criterion:
    """A line of the gate as it stood at the discharge: met, not-met or unknown."""

    code: str
    title: str
    state: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Discharged(Entry):
    manner: str
    gate: tuple[Criterion, ...]
    overridden: tuple[str, ...]
    second: str
    escort: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Instructed(Entry):
    language: str
    version: str
    read_back: tuple[str, ...]
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp(Entry):
    """Something that is to be done; `at` is when it was asked for. What came of it is the task's own story."""

    says: str
    opens_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Booked:
    source: Source
    purpose: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the visit."""

    source: Source
    step: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One visit. `visit` is the row that what is not recorded is not recorded of.

    `booked` is the next appointment as it was at the discharge, `coming` as it is now: a note tells the first, what
    the patient reads and a letter the second.
    """

    visit: Source
    day: date
    steps: tuple[Step, ...] = ()
    told: DayTold | None = None
    called: Called | None = None
    recognised: Recognised | None = None
    asked: Asked | None = None
    overrides: tuple[Override, ...] = ()
    resting: Mapping[str, Reading] | None = None
    ordered: Ordered | None = None
    drawn: tuple[Drawn, ...] = ()
    account_kept: bool = False
    pump: tuple[PumpStep, ...] = ()
    infused: Infused | None = None
    sprayed: Sprayed | None = None
    ranges: tuple[Range, ...] = ()
    symptoms: tuple[Symptom, ...] = ()
    orders: tuple[Remark, ...] = ()
    others: tuple[OtherDrug, ...] = ()
    calls: tuple[ChairCall, ...] = ()
    harms: tuple[Harm, ...] = ()
    remarks: tuple[Remark, ...] = ()
    present: Remark | None = None
    doses: tuple[DoseLine, ...] = ()
    checks: tuple[Check, ...] = ()
    escort: Remark | None = None
    met: Remark | None = None
    instructed: Instructed | None = None
    discharged: Discharged | None = None
    follow_ups: tuple[FollowUp, ...] = ()
    booked: Booked | None = None
    coming: Booked | None = None

    def step(self, name: str) -> Step | None:
        """The last time that a step was taken."""
        return next((one for one in reversed(self.steps) if one.step == name), None)


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """Where a course stands: sessions given of how many, and when the last one was."""

    source: Source
    programme: str
    given: int
    planned: int
    last: date | None


@dataclass(frozen=True, slots=True)
class Scored:
    """A measure of the course: the baseline before it, where there is one, and the newest score since."""

    instrument: str
    most: str
    newest: Source
    newest_total: str
    newest_day: date
    baseline: Source | None = None
    baseline_total: str = ""
    baseline_day: date | None = None
