"""The superbill: what was given, coded and priced, for a patient who asks an insurer for money back.

It is made of charges and never typed: its total is what the account says those charges were worth.
Source: compliance.md 4.3 (M).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from euthymia.domain.quantities import Fault

from .codes import SHIPPED_ONLY, CodeSet
from .given import Line
from .parties import Address, Coverage, Person, Practice, Provider

OFFICE = "11"  # place of service: an office (compliance.md 4.3)
DIAGNOSES_MOST, POINTED_MOST = 12, 4  # a claim holds so many, and a line points at so many of them


@dataclass(frozen=True, slots=True)
class Service:
    """One charge on the bill: its number in the account, the day, what, start and end where it was timed."""

    n: int
    day: date
    title: str
    lines: tuple[Line, ...]
    started_at: datetime | None = None
    ended_at: datetime | None = None
    drugs: tuple[str, ...] = ()
    restricted: bool = False

    @property
    def cents(self) -> int:
        return sum(line.cents for line in self.lines)


@dataclass(frozen=True, slots=True)
class Superbill:
    """Everything that is printed. `owed_cents` is what the patient still owes of these services."""

    number: str
    made_on: date
    practice: Practice
    provider: Provider
    patient: Person
    coverage: Coverage | None
    diagnoses: tuple[str, ...]
    services: tuple[Service, ...]
    owed_cents: int
    referrer_npi: str = ""

    @property
    def cents(self) -> int:
        return sum(one.cents for one in self.services)

    @property
    def paid_cents(self) -> int:
        return self.cents - self.owed_cents

    @property
    def statement(self) -> str:
        if self.owed_cents:
            return "Not paid in full. Assignment of benefits: no."
        return "Paid in full by the patient. Assignment of benefits: no."


def faults(bill: Superbill, codes: CodeSet = SHIPPED_ONLY) -> list[Fault]:
    """What is missing or cannot stand on a bill."""
    wrong = [*bill.practice.faults(), *bill.provider.faults()]
    if not bill.services:
        wrong.append(Fault("services", "missing", "nothing is billed", "at least one charge"))
    if not bill.patient.address.strip():
        wrong.append(
            Fault("address", "missing", "the patient's address is not known", "where the patient lives")
        )
    if bill.coverage is not None:
        wrong += bill.coverage.faults()
    if not 0 <= bill.owed_cents <= bill.cents:
        wrong.append(Fault("owed_cents", "range", "more is owed than was billed", f"0 to {bill.cents} cents"))
    if not 1 <= len(bill.diagnoses) <= DIAGNOSES_MOST:
        wrong.append(
            Fault(
                "diagnoses", "missing", "no diagnosis is named, or too many", f"1 to {DIAGNOSES_MOST} codes"
            )
        )
    day = max((one.day for one in bill.services), default=bill.made_on)
    wrong += _unknown(codes, "diagnoses", bill.diagnoses, day)
    for one in bill.services:
        for line in one.lines:
            fault = codes.fault("services", line.code, ("service", "drug"), one.day)
            wrong += [fault] if fault else []
    return wrong


def _unknown(codes: CodeSet, at: str, numbers: Iterable[str], day: date) -> list[Fault]:
    found = (codes.fault(at, number, ("diagnosis",), day) for number in numbers)
    return [one for one in found if one is not None]


def document(bill: Superbill) -> dict[str, Any]:
    """The bill as JSON: `kept` gives it back."""
    made = asdict(bill)
    made["made_on"] = bill.made_on.isoformat()
    made["patient"]["born"] = bill.patient.born.isoformat()
    for one in made["services"]:
        one["day"] = one["day"].isoformat()
        for name in ("started_at", "ended_at"):
            one[name] = one[name].isoformat() if one[name] else None
    return made


def kept(found: dict[str, Any]) -> Superbill:
    """A bill as it was made."""
    patient = {**found["patient"], "born": date.fromisoformat(found["patient"]["born"])}
    coverage = found["coverage"]
    return Superbill(
        number=found["number"], made_on=date.fromisoformat(found["made_on"]), practice=practice_kept(found["practice"]),
        provider=Provider(**found["provider"]), patient=Person(**patient), coverage=Coverage(**coverage) if coverage else None,
        diagnoses=tuple(found["diagnoses"]), services=tuple(service_kept(one) for one in found["services"]),
        owed_cents=found["owed_cents"], referrer_npi=found["referrer_npi"],
    )  # fmt: skip


def practice_kept(found: dict[str, Any]) -> Practice:
    """A practice out of its JSON."""
    site = found.get("site")
    return Practice(
        **{**found, "address": Address(**found["address"]), "site": Address(**site) if site else None}
    )


def service_kept(found: dict[str, Any]) -> Service:
    """A service out of its JSON."""
    times = {
        name: datetime.fromisoformat(found[name]) if found[name] else None
        for name in ("started_at", "ended_at")
    }
    lines = tuple(Line(**{**one, "modifiers": tuple(one["modifiers"])}) for one in found["lines"])
    return Service(
        **{
            **found,
            **times,
            "day": date.fromisoformat(found["day"]),
            "lines": lines,
            "drugs": tuple(found["drugs"]),
        }
    )
