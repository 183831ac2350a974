"""The Good Faith Estimate: when it is due, what stands in it, and when a bill has gone too far beyond it.

Source: compliance.md 4.2 (45 CFR 149.610 and 149.620), for people who are uninsured or do not claim.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from euthymia.domain.ledger.business_days import business_days_after, is_business_day
from euthymia.domain.quantities import Confidence, Fault, Provenance

from .codes import SHIPPED_ONLY, CodeSet
from .parties import Practice, Provider

TIMES = Provenance("compliance.md 4.2 (45 CFR 149.610(b)(1)(vi))", Confidence.V)
WHO = Provenance("compliance.md 4.2 (45 CFR 149.610: uninsured or self-pay)", Confidence.K)
SHORT = Provenance("compliance.md 4.2 (45 CFR 149.610(b)(1)(vi))", Confidence.K)
FAR_AHEAD, NEAR_AHEAD = 10, 3  # business days from scheduling to the service
WITHIN_FAR, WITHIN_NEAR, WITHIN_ASKED = 3, 1, 3  # business days to give the estimate
CHANGE_BEFORE = 1  # business days before the service, for a new one
CHANGE = Provenance("compliance.md 4.2 (149.610(b)(1)(vii)-(ix))", Confidence.K)
MOST_MONTHS = 12
RECURRING = Provenance("compliance.md 4.2 (149.610(b)(1)(x))", Confidence.K)
CONTENTS = Provenance("compliance.md 4.2 (149.610(c)(1))", Confidence.K)
DISPUTE_OVER_CENTS = 40_000
DISPUTE_WITHIN_DAYS = 120
DISPUTE_FEE_CENTS = 2_500
DISPUTE = Provenance("compliance.md 4.2 (45 CFR 149.620)", Confidence.K)


class Reason(StrEnum):
    """Why an estimate is owed."""

    SCHEDULED = "scheduled"
    ASKED = "asked"
    CHANGED = "changed"


def due_on(reason: Reason, on: date, service: date) -> date | None:
    """The last day on which it may be given; None where scheduling so shortly ahead asks for none.

    `on` is the day of scheduling or asking. A change is due before its service, whenever it came up.
    """
    if reason is Reason.ASKED:
        return business_days_after(on, WITHIN_ASKED)
    if reason is Reason.CHANGED:
        return business_days_before(service, CHANGE_BEFORE)
    if service >= business_days_after(on, FAR_AHEAD):
        return business_days_after(on, WITHIN_FAR)
    if service >= business_days_after(on, NEAR_AHEAD):
        return business_days_after(on, WITHIN_NEAR)
    return None


def why(on: date, service: date) -> str:
    """By which of its two deadlines a visit that was scheduled on a day falls, in words."""
    if service >= business_days_after(on, FAR_AHEAD):
        return f"{WITHIN_FAR} business days after scheduling, as the visit is {FAR_AHEAD} or more business days ahead"
    return f"{WITHIN_NEAR} business day after scheduling, as the visit is {NEAR_AHEAD} to {FAR_AHEAD - 1} business days ahead"


def business_days_before(day: date, count: int) -> date:
    """The first of `count` business days that go before `day`, which itself is not counted."""
    while count:
        day -= timedelta(days=1)
        count -= is_business_day(day)
    return day


@dataclass(frozen=True, slots=True)
class Expected:
    """A line: what, how often, by whom (the NPI), with which codes, for how much altogether."""

    says: str
    count: int
    cents: int
    codes: tuple[str, ...]
    diagnoses: tuple[str, ...]
    npi: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """Everything that an estimate has to say. `separate` are things that are scheduled separately."""

    patient: str
    born: date
    service: str
    first_day: date
    last_day: date
    frequency: str
    lines: tuple[Expected, ...]
    practice: Practice
    providers: tuple[Provider, ...]
    separate: tuple[str, ...] = ()

    @property
    def cents(self) -> int:
        return sum(line.cents for line in self.lines)

    def expected(self) -> dict[str, int]:
        """Cents by provider."""
        return _by_provider((line.npi, line.cents) for line in self.lines)


# What the patient is told beside the figures; the pages and the paper print these words.
DISCLAIMERS: tuple[str, ...] = (
    "There may be more items or services that are part of the course and are scheduled or asked for separately.",
    "This is only an estimate: what is billed may differ.",
    "If a provider bills $400 or more above what is expected here, you have the right to dispute the bill. You may start within 120 days of the first bill; the fee is $25.",
    "This estimate is not a contract. You need not take these services from these providers.",
)  # fmt: skip


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def faults(found: Estimate, codes: CodeSet = SHIPPED_ONLY) -> list[Fault]:
    """What is missing or cannot stand in an estimate."""
    wrong = [
        Fault(at, "missing", f"the estimate does not say {what}", "words")
        for at, what, said in (
            ("patient", "whose it is", found.patient), ("service", "what it is for, in plain words", found.service),
            ("frequency", "how often the service comes", found.frequency),
        )
        if not said.strip()
    ]  # fmt: skip
    wrong += found.practice.faults()
    for one in found.providers:
        wrong += one.faults()
    if found.last_day < found.first_day:
        wrong.append(
            Fault("last_day", "order", "it ends before it begins", "a day no earlier than the first")
        )
    if found.last_day > months_after(found.first_day, MOST_MONTHS):
        wrong.append(
            Fault(
                "last_day",
                "too-long",
                f"one estimate covers at most {MOST_MONTHS} months ({RECURRING})",
                "an earlier day",
            )
        )
    if not found.lines:
        wrong.append(Fault("lines", "missing", "nothing is estimated", "a line for each service"))
    known = {one.npi for one in found.providers}
    for n, line in enumerate(found.lines):
        wrong += _line_faults(line, f"/lines/{n}", known, found.first_day, codes)
    return wrong


def _line_faults(line: Expected, at: str, known: set[str], day: date, codes: CodeSet) -> list[Fault]:
    wrong = list[Fault]()
    if line.npi not in known:
        wrong.append(
            Fault(f"{at}/npi", "unknown", "nobody of the providers gives it", "the NPI of a provider")
        )
    if line.cents < 0 or line.count < 1:
        wrong.append(
            Fault(at, "range", "a count or a charge is below what can be", "1 or more, at 0 cents or more")
        )
    for name, numbers, kinds in (
        ("codes", line.codes, ("service", "drug")), ("diagnoses", line.diagnoses, ("diagnosis",)),
    ):  # fmt: skip
        if not numbers:
            wrong.append(Fault(name, "missing", f"{line.says} has no {name}", f"its {name}"))
        for number in numbers:
            fault = codes.fault(name, number, kinds, day)  # type: ignore[arg-type]
            wrong += [fault] if fault else []
    return wrong


def disputable(expected: Mapping[str, int], billed: Mapping[str, int]) -> dict[str, int]:
    """Of each provider whose bill is so far above the estimate that it may be disputed: cents above it."""
    above = {npi: cents - expected.get(npi, 0) for npi, cents in billed.items()}
    return {npi: cents for npi, cents in above.items() if cents >= DISPUTE_OVER_CENTS}


def billed(charges: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Cents by provider."""
    return _by_provider(charges)


def dispute_until(first_bill: date) -> date:
    return first_bill + timedelta(days=DISPUTE_WITHIN_DAYS)


def _by_provider(found: Iterable[tuple[str, int]]) -> dict[str, int]:
    totals = dict[str, int]()
    for npi, cents in found:
        totals[npi] = totals.get(npi, 0) + cents
    return totals


def diagnoses(text: str) -> tuple[str, ...]:
    """Diagnosis codes of a typed line, in its order and once each; what is none stays in, to be refused."""
    return tuple(dict.fromkeys(text.upper().replace(",", " ").split()))
