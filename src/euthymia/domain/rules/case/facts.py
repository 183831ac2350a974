"""One person on one day, as the rules see it: what was asked and answered, and what was not.

`None` is always "not asked"; an empty tuple or mapping is "asked, none". Units stand in the names. Nothing here is
interpreted: words stay the words of whoever wrote them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Indication(StrEnum):
    DEPRESSION = "depression"
    BIPOLAR_DEPRESSION = "bipolar-depression"
    SUICIDAL_IDEATION = "suicidal-ideation"
    PTSD = "ptsd"
    ANXIETY = "anxiety"
    OCD = "ocd"
    CHRONIC_PAIN = "chronic-pain"

    @property
    def words(self) -> str:
        """As it is said in a sentence."""
        return self.upper() if self in (Indication.PTSD, Indication.OCD) else self.replace("-", " ")


class Status(StrEnum):
    ACTIVE = "active"
    CONTROLLED = "controlled"
    QUIESCENT = "quiescent"
    REMITTED = "remitted"
    HISTORY = "history"


class Capacity(StrEnum):
    PRESENT = "present"
    ABSENT = "absent"
    NOT_ASSESSED = "not-assessed"


class Signer(StrEnum):
    PATIENT = "patient"
    SURROGATE = "surrogate"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class When:
    """A day known to the day, the month or the year: it lies between `earliest` and `latest`, both included."""

    text: str
    earliest: date
    latest: date

    @property
    def exact(self) -> bool:
        return self.earliest == self.latest


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """`weighed_on` is the day of the weight; a weight without a day is current."""

    sex: str | None = None
    age_y: float | None = None
    weight_kg: float | None = None
    weighed_on: date | None = None
    height_cm: float | None = None
    pregnancy_possible: bool | None = None
    contraception: str | None = None
    postmenopausal: bool | None = None
    breastfeeding: bool | None = None
    postpartum_months: float | None = None

    @property
    def bmi_kg_per_m2(self) -> float | None:
        if self.weight_kg is None or self.height_cm is None:
            return None
        return self.weight_kg / (self.height_cm / 100) ** 2


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedCondition:
    """A condition as somebody wrote it; at least one of `text` and `code` is there."""

    text: str | None = None
    code: str | None = None
    status: Status | None = None
    since: When | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Allergy:
    text: str
    reaction: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    conditions: tuple[StatedCondition, ...] | None = None
    problem_list: tuple[str, ...] | None = None
    self_report: Mapping[str, bool | None] | None = None
    symptoms: tuple[str, ...] | None = None
    family: tuple[str, ...] | None = None
    surgeries: tuple[str, ...] | None = None
    allergies: tuple[Allergy, ...] | None = None
    drug_responses: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The result of one instrument; a score without `date` is current. The other fields belong to some only.

    `ideation` is the highest level of the past month (0 to 5) and `behaviour` is `never` or words with the date of
    the last suicidal behaviour, held in `behaviour_on`; `acuity` is the question about thoughts right now (asq).
    """

    date: date | None = None
    total: float | None = None
    item9: int | None = None
    ideation: int | None = None
    behaviour: str | None = None
    behaviour_on: When | None = None
    acuity: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A drug that was tried; `adherence` is a share of the doses, 0 to 1."""

    drug: str | None = None
    dose_mg_per_day: float | None = None
    weeks: float | None = None
    adherence: float | None = None
    result: str | None = None
    current_episode: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Psychiatric:
    diagnosis: str | None = None
    established_by: str | None = None
    established_on: date | None = None
    scores: Mapping[str, Score | None] | None = None
    trials: tuple[Trial, ...] | None = None
    capacity: Capacity | None = None
    last_drink: date | None = None

    def score(self, instrument: str) -> Score | None:
        return None if self.scores is None else self.scores.get(instrument)


@dataclass(frozen=True, slots=True, kw_only=True)
class Medications:
    """`listed` is the key `list` of the case."""

    reconciled: date | None = None
    pdmp_checked: date | None = None
    listed: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    measure: str | None = None
    baseline: float | None = None
    target: float | None = None
    agreed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Objectives:
    """`expectations` is `realistic` or `unrealistic` (TO-03)."""

    goals: tuple[Goal, ...] | None = None
    escort: str | None = None
    alternatives_discussed: bool | None = None
    therapist: str | None = None
    expectations: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """`bp_mmhg` holds (systolic, diastolic) in the order they were taken."""

    taken: date | None = None
    bp_mmhg: tuple[tuple[float, float], ...] | None = None
    hr_bpm: float | None = None
    spo2_pct: float | None = None
    rr_bpm: float | None = None
    temp_c: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lab:
    """A laboratory value in the usual US unit of its name; `lower` and `upper` are the laboratory's own limits.

    `value` is a word for the urinalysis and a number for all others. `at` is its JSON pointer, `collected_at` that
    of the day it was collected on: its own, or the one of the whole collection.
    """

    value: float | str | None = None
    lower: float | None = None
    upper: float | None = None
    collected: date | None = None
    at: str = ""
    collected_at: str = "/screening/labs/collected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Labs:
    """`values` holds the newest result of each test; `earlier` the older ones, the newest first."""

    collected: date | None = None
    values: Mapping[str, Lab | None] | None = None
    earlier: Mapping[str, tuple[Lab, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ecg:
    date: date | None = None
    rhythm: str | None = None
    qtc_ms: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugScreen:
    """`positive` names what was found."""

    collected: date | None = None
    result: str | None = None
    positive: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PregnancyTest:
    date: date | None = None
    result: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fasting:
    """Hours since the last food and since the last clear fluid."""

    solids_h: float | None = None
    clear_fluids_h: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    vitals: Vitals = field(default_factory=Vitals)
    labs: Labs = field(default_factory=Labs)
    ecg: Ecg = field(default_factory=Ecg)
    drug_screen: DrugScreen = field(default_factory=DrugScreen)
    pregnancy_test: PregnancyTest = field(default_factory=PregnancyTest)
    fasting: Fasting = field(default_factory=Fasting)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    signed: date | None = None
    signer: Signer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One person on one day (`as_of`). Every part is there; what was not asked in it is None."""

    as_of: date
    indication: Indication | None = None
    patient: Patient = field(default_factory=Patient)
    history: History = field(default_factory=History)
    psychiatric: Psychiatric = field(default_factory=Psychiatric)
    medications: Medications = field(default_factory=Medications)
    objectives: Objectives = field(default_factory=Objectives)
    screening: Screening = field(default_factory=Screening)
    consent: Consent = field(default_factory=Consent)
    notes: tuple[str, ...] | None = None
